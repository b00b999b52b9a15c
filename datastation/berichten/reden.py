"""Why a message cannot be taken: one stable code per rule, and the error that carries it."""

from __future__ import annotations

from enum import StrEnum

from datastation.fouten import Geweigerd
from datastation.model.strikt import Leesfout


class Reden(StrEnum):
    """A rule that a message breaks. The value stands in the log, in error reports and in tests, and never changes its meaning."""

    # Reading (the same words as `model.strikt.Leesfout`)
    TE_GROOT = "te-groot"
    TE_DIEP = "te-diep"
    GEEN_JSON = "geen-json"
    DUBBELE_SLEUTEL = "dubbele-sleutel"
    GETAL = "getal"
    TEKEN = "teken"
    # Kind of message
    BERICHT_ONBEKEND = "bericht-onbekend"
    GEEN_VERZOEK = "geen-verzoek"
    GEEN_REACTIE = "geen-reactie"
    ANDERE_GENERATIE = "andere-generatie"
    # Fields
    VELD_ONTBREEKT = "veld-ontbreekt"
    VELD_ONGELDIG = "veld-ongeldig"
    VELD_TE_LANG = "veld-te-lang"
    CODERING = "codering"
    TEGENSTRIJDIG = "tegenstrijdig"
    PARAMETERS = "parameters-onleesbaar"
    RESULTAAT = "resultaat-onleesbaar"
    # Time
    BERICHT_VERLOPEN = "bericht-verlopen"
    BERICHT_TE_VROEG = "bericht-te-vroeg"
    # Who, and to what it belongs
    ANDERE_AFZENDER = "andere-afzender"
    ANDERE_GEADRESSEERDE = "andere-geadresseerde"
    ANDER_VERZOEK = "ander-verzoek"
    ANDERE_VRAAG = "andere-vraag"
    PROBLEEMCODE = "probleemcode"

    @property
    def zin(self) -> str:
        """What is wrong, one sentence, Dutch, without any value of the message."""
        return _ZINNEN[self]


_ZINNEN = {
    **{Reden(fout.value): fout.zin for fout in Leesfout},  # the same words as the strict reader
    Reden.BERICHT_ONBEKEND: "Dit is geen bericht van KIK-V: het soort bericht is hier niet bekend.",
    Reden.GEEN_VERZOEK: "Hier wordt een vraag verwacht; dit is een antwoord of een foutmelding waar niet om gevraagd is.",
    Reden.GEEN_REACTIE: "Hier wordt een antwoord of een foutmelding verwacht; dit is zelf een vraag.",
    Reden.ANDERE_GENERATIE: "Het antwoord volgt een andere versie van de specificatie dan de vraag.",
    Reden.VELD_ONTBREEKT: "Een verplicht veld van het bericht ontbreekt of is leeg.",
    Reden.VELD_ONGELDIG: "Een veld van het bericht heeft een andere vorm dan de specificatie zegt.",
    Reden.VELD_TE_LANG: "Een veld van het bericht is te lang.",
    Reden.CODERING: "Een veld van het bericht is niet gecodeerd zoals de specificatie zegt.",
    Reden.TEGENSTRIJDIG: "Twee velden die hetzelfde zeggen, spreken elkaar tegen.",
    Reden.PARAMETERS: "De waarden van de parameters zijn niet te lezen.",
    Reden.RESULTAAT: "Het resultaat van een vraag is niet te lezen.",
    Reden.BERICHT_VERLOPEN: "Het bericht is verlopen.",
    Reden.BERICHT_TE_VROEG: "Het bericht is volgens zijn tijd nog niet gemaakt.",
    Reden.ANDERE_AFZENDER: "De afzender van het bericht is een ander dan verwacht.",
    Reden.ANDERE_GEADRESSEERDE: "Het bericht is voor een ander bedoeld.",
    Reden.ANDER_VERZOEK: "Het antwoord hoort bij een ander verzoek.",
    Reden.ANDERE_VRAAG: "Het antwoord gaat over een vraag die niet gesteld is.",
    Reden.PROBLEEMCODE: "De code van de foutmelding heeft niet de vorm e.p. met een omschrijving.",
}


class BerichtFout(Geweigerd):
    """A message is not what the specification says.

    Args:
        reden: the rule. waar: name of a field; never a value.
        regel: number of the rule in kikv.md 3.4 (ValidationService of kik-commons), 0 where it is not one of those.
    """

    zonder_herstel = "Vraag de afzender om het bericht opnieuw te maken zoals docs/berichten.md het beschrijft."

    def __init__(self, reden: Reden, *, waar: str = "", regel: int = 0) -> None:
        self.reden, self.regel = reden, regel
        super().__init__(reden.zin, waar=waar)
