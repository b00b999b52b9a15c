"""The story *exchange*: a validated question comes in over the network, and only its answer leaves.

The nine steps of KIK-V's scenario, and where they stand: ontvangen, loggen, autorisatie and presentatie verifiëren (`ontvangen`, `toegang`),
vraag verifiëren, antwoord samenstellen and vrijgave (`behandelen`, and `datastation.zaken` for people), verzenden (`verzenden`), loggen
(`boekhouden`).
"""

from datastation.uitwisselen.bericht import Indiening
from datastation.uitwisselen.dienst import Dienst, werk_af
from datastation.uitwisselen.inrichting import Inrichting, did_van, richt_in
from datastation.uitwisselen.ontvangen import dien_in, ontvang
from datastation.uitwisselen.opvragen import (
    antwoord_intern,
    haal_antwoord,
    lijst,
    reden_van_afwijzing,
    stand,
    trek_in,
    vormen,
    vrijgavescherm,
)
from datastation.uitwisselen.toegang import GeenToegang, autoriseer, geef_toegang

__all__ = [
    "Dienst",
    "GeenToegang",
    "Indiening",
    "Inrichting",
    "antwoord_intern",
    "autoriseer",
    "did_van",
    "dien_in",
    "geef_toegang",
    "haal_antwoord",
    "lijst",
    "ontvang",
    "reden_van_afwijzing",
    "richt_in",
    "stand",
    "trek_in",
    "vormen",
    "vrijgavescherm",
    "werk_af",
]
