"""Why the verifier says no: one stable code per check, and the error that carries it.

A code is for machines (log, problem report, tests) and never changes its meaning; the sentence is for people. Neither holds a value out of the
message that was refused.
"""

from __future__ import annotations

from enum import Enum

from datastation.fouten import Geweigerd
from datastation.model.strikt import Leesfout


class Reden(Enum):
    """A check that failed. ``.value`` is the stable code, ``.zin`` says it in Dutch."""

    # Reading
    TE_GROOT = "te-groot"
    TE_DIEP = "te-diep"
    GEEN_JSON = "geen-json"
    DUBBELE_SLEUTEL = "dubbele-sleutel"
    GETAL = "getal"
    TEKEN = "teken"
    # JSON-LD
    CONTEXT = "context-onbekend"
    TERM = "term-onbekend"
    RELATIEVE_IRI = "relatieve-iri"
    GRAAF_TE_GROOT = "graaf-te-groot"
    GRAAF_TE_ZWAAR = "graaf-te-zwaar"
    # Form
    VORM = "vorm"
    ALGORITME = "algoritme"
    KOP = "kop"
    DOEL = "doel"
    # Time, audience, replay
    NOG_NIET_GELDIG = "nog-niet-geldig"
    VERLOPEN = "verlopen"
    TE_LANG_GELDIG = "te-lang-geldig"
    PUBLIEK = "ander-publiek"
    HERHALING = "herhaling"
    HERHALING_VOL = "herhaling-vol"
    # Who
    TYPE = "type-onbekend"
    UITGEVER = "uitgever-onbekend"
    ONDERTEKENAAR = "ondertekenaar"
    HOUDER = "houder"
    TEGENSTRIJDIG = "tegenstrijdig"
    # Keys
    DID_METHODE = "did-methode"
    DID_ONGELDIG = "did-ongeldig"
    DID_ONBEREIKBAAR = "did-onbereikbaar"
    ADRES = "adres-geweigerd"
    KETEN = "certificaatketen"
    SLEUTEL = "sleutel"
    HANDTEKENING = "handtekening"
    # Status
    INGETROKKEN = "ingetrokken"
    STATUS_ONBEREIKBAAR = "status-onbereikbaar"
    STATUS_ONGELDIG = "status-ongeldig"
    STATUS_VEROUDERD = "status-verouderd"
    # Access
    DIENST = "dienst-onbekend"
    CERTIFICAAT = "certificaat"
    KNOOP_ONBEREIKBAAR = "knoop-onbereikbaar"
    KNOOP_ANTWOORD = "knoop-antwoord"
    KNOOP_WEIGERT = "knoop-weigert"

    @property
    def zin(self) -> str:
        """What is wrong, one sentence, Dutch."""
        return _ZINNEN[self]


_ZINNEN = {
    **{Reden(fout.value): fout.zin for fout in Leesfout},  # the same words as the strict reader
    Reden.CONTEXT: "Het bericht gebruikt een JSON-LD-context die hier niet is vastgelegd.",
    Reden.TERM: "Het bericht gebruikt een term die de context niet kent; zo'n term valt buiten de handtekening.",
    Reden.RELATIEVE_IRI: "Het bericht bevat een verwijzing die geen volledige IRI is.",
    Reden.GRAAF_TE_GROOT: "De inhoud van het bericht heeft te veel triples of lege knopen.",
    Reden.GRAAF_TE_ZWAAR: "Het ordenen van de inhoud van het bericht duurt te lang.",
    Reden.VORM: "Een verplicht veld ontbreekt of heeft een andere vorm dan de specificatie zegt.",
    Reden.ALGORITME: "Het bericht is ondertekend met een algoritme dat niet is toegestaan.",
    Reden.KOP: "De kop van de handtekening bevat een veld of waarde die niet is toegestaan.",
    Reden.DOEL: "De sleutel of het bewijs is niet voor dit doel bedoeld.",
    Reden.NOG_NIET_GELDIG: "Het bericht of een verklaring erin geldt nog niet.",
    Reden.VERLOPEN: "Het bericht of een verklaring erin is verlopen.",
    Reden.TE_LANG_GELDIG: "De presentatie is langer geldig dan toegestaan.",
    Reden.PUBLIEK: "De presentatie is voor een ander bedoeld.",
    Reden.HERHALING: "Deze presentatie is al eerder ontvangen.",
    Reden.HERHALING_VOL: "Er zijn te veel presentaties in korte tijd ontvangen.",
    Reden.TYPE: "Het soort verklaring wordt hier niet vertrouwd.",
    Reden.UITGEVER: "De uitgever wordt voor dit soort verklaring niet vertrouwd.",
    Reden.ONDERTEKENAAR: "De ondertekenaar van een verklaring is niet haar uitgever.",
    Reden.HOUDER: "Houder, ondertekenaar en onderwerp zijn niet dezelfde.",
    Reden.TEGENSTRIJDIG: "Twee velden die hetzelfde zeggen, spreken elkaar tegen.",
    Reden.DID_METHODE: "Deze soort DID wordt hier niet ondersteund.",
    Reden.DID_ONGELDIG: "Een DID of DID-document is niet geldig.",
    Reden.DID_ONBEREIKBAAR: "Een DID-document is niet op te halen.",
    Reden.ADRES: "Een adres in het bericht mag niet worden opgevraagd.",
    Reden.KETEN: "De certificaatketen is niet geldig of past niet bij de DID.",
    Reden.SLEUTEL: "De sleutel bestaat niet of past niet bij het algoritme.",
    Reden.HANDTEKENING: "De handtekening klopt niet.",
    Reden.INGETROKKEN: "Een verklaring is ingetrokken.",
    Reden.STATUS_ONBEREIKBAAR: "De statuslijst van een verklaring is niet op te halen.",
    Reden.STATUS_ONGELDIG: "De statuslijst van een verklaring is niet geldig.",
    Reden.STATUS_VEROUDERD: "De statuslijst van een verklaring is te oud.",
    Reden.DIENST: "Er wordt toegang gevraagd tot een dienst die dit station niet kent.",
    Reden.CERTIFICAAT: "Het clientcertificaat ontbreekt, is niet geldig of is niet dat waaraan het token is gebonden.",
    Reden.KNOOP_ONBEREIKBAAR: "De Nutsknoop antwoordt niet.",
    Reden.KNOOP_ANTWOORD: "De Nutsknoop geeft een antwoord dat het station niet begrijpt.",
    Reden.KNOOP_WEIGERT: "De Nutsknoop keurt dit bericht af.",
}


class Afgewezen(Geweigerd):
    """The verifier refuses a presentation, credential, key or list.

    Args:
        reden: the check that failed.
        waar: a field name or place; never a value.
    """

    zonder_herstel = "Vraag de afzender om het bericht opnieuw te maken. De beheerder vindt de code van deze weigering in het log."

    def __init__(self, reden: Reden, *, waar: str = "") -> None:
        self.reden = reden
        super().__init__(reden.zin, waar=waar)
