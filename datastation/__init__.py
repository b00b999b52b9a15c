"""Datastation: gevalideerde vragen beantwoorden waar de gegevens zijn.

The layers, from top to bottom, are drawn in ARCHITECTURE.md; imports only go down (tests/repository).
"""

__version__ = "0.1.0"
