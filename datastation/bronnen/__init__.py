"""Sources: any declared source becomes tables of text; whatever is broken becomes one BronFout."""

from __future__ import annotations

from datastation.bronnen.bestanden import Bronbestand, bestanden_van, vingerafdrukken
from datastation.bronnen.openen import open_bron
from datastation.bronnen.rdf import rdf_bestanden

__all__ = ["Bronbestand", "bestanden_van", "open_bron", "rdf_bestanden", "vingerafdrukken"]
