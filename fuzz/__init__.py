"""Fuzzing: what strangers send, changed at random under the guidance of coverage. Run it with ``python -m fuzz DOEL``; see README.md."""
