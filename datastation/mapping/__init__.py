"""RML, authored as YARRRML, carried out a column at a time. The language: ``docs/mapping.md``."""

from __future__ import annotations

from datastation.mapping.lezen import lees_mapping
from datastation.mapping.model import Context, Mapping
from datastation.mapping.uitvoeren import Deel, Uitslag, voer_uit

__all__ = ["Context", "Deel", "Mapping", "Uitslag", "lees_mapping", "voer_uit"]
