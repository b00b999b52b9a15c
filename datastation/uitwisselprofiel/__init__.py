"""Exchange profiles: who asks what, on which ground, in which words, and what may leave."""

from datastation.uitwisselprofiel.parameters import Vraagstelling, stel
from datastation.uitwisselprofiel.profiel import Profiel, Vraag, alle_profielen, zoek

__all__ = ["Profiel", "Vraag", "Vraagstelling", "alle_profielen", "stel", "zoek"]
