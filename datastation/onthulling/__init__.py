"""Disclosure control: which numbers of an answer may leave, so that nobody in them can be recognised."""

from datastation.onthulling.beschermen import EerdereGroep, Oordeel, beoordeel, bescherm, laat_door
from datastation.onthulling.beslissing import Beslissing, Code, Reden, Uitkomst
from datastation.onthulling.boek import Vrijgaveboek, Zaak
from datastation.onthulling.regels import GEEN, Geen, Regel, Regels, lees_onthulling
from datastation.onthulling.tabel import Cel, Kolom, Sleutel, Tabel, klasse_van

__all__ = [
    "GEEN",
    "Beslissing",
    "Cel",
    "Code",
    "EerdereGroep",
    "Geen",
    "Kolom",
    "Oordeel",
    "Reden",
    "Regel",
    "Regels",
    "Sleutel",
    "Tabel",
    "Uitkomst",
    "Vrijgaveboek",
    "Zaak",
    "beoordeel",
    "bescherm",
    "klasse_van",
    "laat_door",
    "lees_onthulling",
]
