"""RML, authored as YARRRML, carried out a column at a time. The language: ``docs/mapping.md``."""

from __future__ import annotations

from datastation.mapping.lezen import lees_mapping
from datastation.mapping.model import Context, Mapping
from datastation.mapping.proef import Proefrij, proef
from datastation.mapping.rml import als_rml
from datastation.mapping.uitvoeren import Deel, Uitslag, voer_uit
from datastation.mapping.waarden import pseudoniem

__all__ = ["Context", "Deel", "Mapping", "Proefrij", "Uitslag", "als_rml", "lees_mapping", "proef", "pseudoniem", "voer_uit"]
