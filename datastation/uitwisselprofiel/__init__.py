"""Exchange profiles: who asks what, on which ground, in which words, and what may leave."""

from datastation.uitwisselprofiel.parameters import Vraagstelling, stel, termen_van
from datastation.uitwisselprofiel.profiel import KolomBeschrijving, Parameter, Profiel, Vraag, alle_profielen, zoek
from datastation.uitwisselprofiel.tabelvorm import INZENDER, VESTIGINGEN, Sleutelvorm, Tabelvorm, Verhouding

__all__ = [
    "INZENDER",
    "VESTIGINGEN",
    "KolomBeschrijving",
    "Parameter",
    "Profiel",
    "Sleutelvorm",
    "Tabelvorm",
    "Verhouding",
    "Vraag",
    "Vraagstelling",
    "alle_profielen",
    "stel",
    "termen_van",
    "zoek",
]
