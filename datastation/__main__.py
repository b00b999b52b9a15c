"""``python -m datastation`` is the same as ``datastation``."""

from datastation.cli import hoofd

if __name__ == "__main__":
    hoofd()
