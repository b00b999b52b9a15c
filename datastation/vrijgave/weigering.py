"""Why something may not be done with a case, in words for people and as a code for programs."""

from __future__ import annotations

from enum import StrEnum

from datastation.fouten import Geweigerd


class Reden(StrEnum):
    """The kind of refusal."""

    ONBEKEND = "onbekend"  # no such case, or not one of this requester: both sound the same
    ONBEKENDE_GEBRUIKER = "onbekende_gebruiker"
    ROL = "rol"
    TOESTAND = "toestand"
    TERMIJN = "termijn"
    ZONDER_REDEN = "zonder_reden"
    NIET_INGEZIEN = "niet_ingezien"
    NIET_VOORBEREID = "niet_voorbereid"
    VIER_OGEN = "vier_ogen"
    BELEID = "beleid"
    ONDERWEG = "onderweg"
    ANDERE_INHOUD = "andere_inhoud"
    VERVANGT = "vervangt"
    GEBRUIKERSBEHEER = "gebruikersbeheer"


class Weigering(Geweigerd):
    """A rule of the release says no; nothing was changed.

    Attributes:
        reden: the kind of refusal, for whoever turns it into an answer over the network.
    """

    def __init__(self, reden: Reden, wat: str, *, waar: str = "", herstel: str = "") -> None:
        self.reden = reden
        super().__init__(wat, waar=waar, herstel=herstel)
