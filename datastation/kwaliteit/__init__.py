"""Quality: the rules as data, the shapes before the load, the controls after the derivations, and what they find (decisions 2 and 13)."""

from datastation.kwaliteit.blokkades import Vraag, blokkades
from datastation.kwaliteit.controles import Controle, controles
from datastation.kwaliteit.herkomst import bevindingen_met_herkomst
from datastation.kwaliteit.overzicht import Regelstand, als_rijen, blokkerend, per_regel
from datastation.kwaliteit.regels import plaats_van_toets, regels
from datastation.kwaliteit.toets import toets_vormen

__all__ = [
    "Controle",
    "Regelstand",
    "Vraag",
    "als_rijen",
    "bevindingen_met_herkomst",
    "blokkades",
    "blokkerend",
    "controles",
    "per_regel",
    "plaats_van_toets",
    "regels",
    "toets_vormen",
]
