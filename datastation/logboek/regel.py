"""What one entry of the log holds: the fields of NEN 7513, and what a question and its answer leave behind.

One entry stands for one change of state, never for a row of an answer. It never holds a BSN, a name of a person, a result, a token or a
key (trust.md 5.3). Field names are Dutch; beside each stands the field of NEN 7513 (as the standard *Logboek dataverwerkingen* spells it).
"""

from __future__ import annotations

from enum import IntEnum, StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from datastation.instellingen import Streng

SCHEMA = "datastation-logregel-1"

Tekst = Annotated[str, StringConstraints(min_length=1, max_length=2000)]
Kort = Annotated[str, StringConstraints(min_length=1, max_length=300)]
# Safe in JCS, which knows numbers as IEEE doubles only (RFC 8785 3.2.2.3).
Aantal = Annotated[int, Field(ge=0, lt=2**53)]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Spoor = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]


class Gebeurtenis(StrEnum):
    """EventID: what happened. The first group are the states of a question, each with its case number."""

    ONTVANGEN = "ontvangen"
    GEVERIFIEERD = "geverifieerd"
    GEWEIGERD = "geweigerd"
    TOEGELATEN = "toegelaten"
    BEANTWOORD = "beantwoord"
    INGEHOUDEN = "ingehouden"
    VRIJGEGEVEN = "vrijgegeven"
    AFGEWEZEN = "afgewezen"
    VERZONDEN = "verzonden"
    INGETROKKEN = "ingetrokken"
    VERLOPEN = "verlopen"
    MISLUKT = "mislukt"

    GEWIST = "gewist"
    NOODTOEGANG = "noodtoegang"
    INSTELLING_GEWIJZIGD = "instelling_gewijzigd"
    KLOK_GEWIJZIGD = "klok_gewijzigd"
    SLEUTEL_GEBRUIKT = "sleutel_gebruikt"
    LOGBOEK_GELEZEN = "logboek_gelezen"
    LOGBOEK_GESNOEID = "logboek_gesnoeid"

    @property
    def van_een_zaak(self) -> bool:
        """Whether this is a state of a question, which has a case number."""
        return self not in _ZONDER_ZAAK

    @property
    def handeling(self) -> Literal["C", "R", "U", "D", "E"]:
        """EventActionCode: create, read, update, delete or execute."""
        return _HANDELING.get(self, "U")


_ZONDER_ZAAK = frozenset(
    {
        Gebeurtenis.GEWIST,
        Gebeurtenis.NOODTOEGANG,
        Gebeurtenis.INSTELLING_GEWIJZIGD,
        Gebeurtenis.KLOK_GEWIJZIGD,
        Gebeurtenis.SLEUTEL_GEBRUIKT,
        Gebeurtenis.LOGBOEK_GELEZEN,
        Gebeurtenis.LOGBOEK_GESNOEID,
    }
)
# Everything else changes the state of a case: U.
_HANDELING: dict[Gebeurtenis, Literal["C", "R", "D", "E"]] = {
    Gebeurtenis.ONTVANGEN: "C",
    Gebeurtenis.GEVERIFIEERD: "E",
    Gebeurtenis.BEANTWOORD: "E",
    Gebeurtenis.VERZONDEN: "R",
    Gebeurtenis.GEWIST: "D",
    Gebeurtenis.NOODTOEGANG: "R",
    Gebeurtenis.SLEUTEL_GEBRUIKT: "E",
    Gebeurtenis.LOGBOEK_GELEZEN: "R",
    Gebeurtenis.LOGBOEK_GESNOEID: "D",
}


class Uitkomst(IntEnum):
    """EventOutcomeIndicator."""

    GELUKT = 0
    KLEINE_FOUT = 4
    ERNSTIGE_FOUT = 8
    GROTE_FOUT = 12


class Gebruiker(Streng):
    """One of ``users``: a person, a system or an organisation that took part."""

    id: Kort = Field(description="userID: account, DID of nummer van een organisatie.")
    ander_id: Kort | None = Field(default=None, description="alternateUserID: bijvoorbeeld de `jti` van een token, nooit het token zelf.")
    naam: Kort | None = Field(default=None, description="userName: naam van een organisatie of systeem; een mens staat hier met zijn id.")
    is_aanvrager: bool = Field(default=False, description="userIsRequestor.")
    rol: Kort | None = Field(default=None, description="roleIDCode: afnemer, beheerder, bestuurder, …")
    doel: Kort | None = Field(default=None, description="purposeOfUse: doel of grondslag.")
    namens: Kort | None = Field(default=None, description="Verantwoordelijke gebruiker namens wie dit gebeurde.")
    netwerkpunt_soort: Literal["1", "2", "3", "4", "5"] | None = Field(
        default=None, description="networkAccessPointTypeCode: 1 machinenaam, 2 IP-adres, 3 telefoon, 4 e-mail, 5 URI."
    )
    netwerkpunt: Kort | None = Field(default=None, description="networkAccessPointID.")

    @model_validator(mode="after")
    def _heel_netwerkpunt(self) -> Gebruiker:
        if (self.netwerkpunt is None) != (self.netwerkpunt_soort is None):
            raise ValueError("een netwerkpunt heeft een soort en een waarde")
        return self


class Betrokken(Streng):
    """One of ``participants``: an object that the event is about. An aggregate names no client."""

    soort: Literal["1", "2", "3", "4"] = Field(description="TypeCode: 1 persoon, 2 systeemobject, 3 organisatie, 4 overig.")
    id: Kort = Field(description="ID.")
    id_soort: Kort | None = Field(default=None, description="IDTypeCode.")
    rol: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")] | None = Field(
        default=None, description="TypeCodeRole: bijvoorbeeld 3 rapport, 24 vraag."
    )
    levensloop: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,2}$")] | None = Field(default=None, description="DataLifeCycle.")
    beleid: Kort | None = Field(default=None, description="PermissionPolicySet.")
    gevoeligheid: Kort | None = Field(default=None, description="Sensitivity.")
    naam: Kort | None = Field(default=None, description="Name.")
    details: dict[Kort, Tekst] = Field(default_factory=dict, description="Detail.")
    omschrijving: Tekst | None = Field(default=None, description="Description.")


class Controle(Streng):
    """One of ``controles``: a check that was made, and what came of it."""

    naam: Kort
    geslaagd: bool
    reden: Kort | None = None


class Parameter(Streng):
    """A parameter as it was bound: its lexical value and the IRI of its datatype (empty for an IRI)."""

    waarde: Tekst
    datatype: Kort | None = None


class Verzoek(Streng):
    """Who asked, and with which papers (trust.md 5.3). Claims as verified, not as told."""

    afnemer: Kort | None = Field(default=None, description="DID van de afnemer.")
    organisatie: dict[Kort, Kort] = Field(default_factory=dict, description="Geverifieerde gegevens: ura, kvk, naam.")
    houder: Kort | None = Field(default=None, description="DID van de houder van de presentatie.")
    uitgevers: tuple[Kort, ...] = Field(default=(), description="DID's van de uitgevers van de verklaringen.")
    verklaringen: tuple[Kort, ...] = Field(default=(), description="Id's van de verklaringen.")
    token_jti: Kort | None = Field(default=None, description="Id van het token; nooit het token.")
    bericht: Kort | None = Field(default=None, description="Id van het bericht.")


class Vraagstuk(Streng):
    """Which question, on which facts: with this an answer can be made again."""

    id: Kort | None = None
    profiel: Kort | None = Field(default=None, description="IRI of id van het uitwisselprofiel.")
    versie: Kort | None = None
    sha256: Sha256 | None = Field(default=None, description="Hash van de vraagtekst.")
    parameters: dict[Kort, tuple[Parameter, ...]] = Field(default_factory=dict)
    grafen: tuple[Kort, ...] = ()
    momentopname: Kort | None = None


class Resultaat(Streng):
    """What came out, in numbers; never a cell of it."""

    rijen: Aantal | None = None
    cellen_vrijgegeven: Aantal | None = None
    cellen_onderdrukt: Aantal | None = None
    regels: tuple[Kort, ...] = Field(default=(), description="Id's van de onthullingsregels die iets tegenhielden.")
    sha256: Sha256 | None = Field(default=None, description="Hash van de bytes van het antwoord.")
    duur_ms: Aantal | None = None


class Logbron(Streng):
    """``source``: which station wrote this."""

    organisatie: Kort = Field(description="AuditEnterpriseSiteID: KvK-nummer van de zorgorganisatie.")
    id: Kort = Field(description="AuditSourceId: het station.")
    soort: Kort = Field(default="4", description="AuditSourceTypeCode: 4 is een applicatieserver.")
    netwerkpunt: Kort | None = Field(default=None, description="Naam of adres van het station.")


class Logregel(Streng):
    """One entry as its writer gives it. The log adds number, time, clock and the hash of the entry before."""

    gebeurtenis: Gebeurtenis
    uitkomst: Uitkomst = Uitkomst.GELUKT
    reden: Kort | None = Field(default=None, description="Redencode, waar iets geweigerd of mislukt is.")
    omschrijving: Tekst | None = None
    zaaknummer: Kort | None = Field(default=None, description="Nummer van de zaak; verplicht bij elke toestand van een vraag.")
    gesprek: Kort | None = Field(default=None, description="Nummer dat de afnemer het gesprek gaf (thread_id).")
    spoor: Spoor | None = Field(default=None, description="trace_id, 16 bytes.")
    soort: Kort | None = Field(default=None, description="EventTypeCode.")
    gebruikers: tuple[Gebruiker, ...] = Field(min_length=1)
    betrokken: tuple[Betrokken, ...] = ()
    autorisatieprotocol: Kort | None = None
    behandelrelatieprotocol: Kort | None = None
    toestemmingsprofiel: Kort | None = None
    controles: tuple[Controle, ...] = ()
    verzoek: Verzoek | None = None
    vraag: Vraagstuk | None = None
    resultaat: Resultaat | None = None
    goedkeurder: Kort | None = Field(default=None, description="Id van wie vrijgaf of afwees.")
    programma: Kort | None = Field(default=None, description="Versie van het datastation.")
    beleid: Kort | None = Field(default=None, description="Versie van het beleid.")
    bron: Logbron

    @model_validator(mode="after")
    def _met_zaak(self) -> Logregel:
        if self.gebeurtenis.van_een_zaak and self.zaaknummer is None:
            raise ValueError("een toestand van een vraag heeft een zaaknummer")
        return self


class Vastgelegd(Streng):
    """An entry as it stands in the log, with the hash that the tree holds for it."""

    volgnummer: int = Field(ge=0, description="Plaats in de boom; de eerste regel is 0.")
    tijd: str = Field(description="UTC, met negen cijfers achter de seconden.")
    klok: Kort = Field(description="Waar de tijd vandaan komt.")
    vorige: Sha256 | None = Field(description="Hash van de regel ervoor; leeg bij de eerste.")
    hash: Sha256
    regel: Logregel
