"""May this request be answered, and who releases the answer? A pure function: default deny, fixed order, every check by name (trust.md 10).

The order puts who before what before how much, and cheap before dear. The first check that fails gives the reason; the ones after it are
listed as not judged, so that a log entry always shows all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from zoneinfo import ZoneInfo

from datastation.instellingen import TIJDZONE
from datastation.model.term import Iri, Literaal, Term
from datastation.poort.aanvraag import Aanvraag, Credentialfeit, Verbruik
from datastation.poort.beleid import Afnemerregel, Beleid, Profielregel
from datastation.poort.reden import Reden
from datastation.poort.register import Parameter, Register, Registratie

# A status list from the future is a clock that is wrong; this much is forgiven (trust.md 1.5).
SPELING = timedelta(seconds=5)


class Uitkomst(StrEnum):
    """What happens with a request."""

    WEIGEREN = "weigeren"
    MENS = "mens"
    AUTOMATISCH = "automatisch"


class Stand(StrEnum):
    """How a check came out."""

    GESLAAGD = "geslaagd"
    GEZAKT = "gezakt"
    NIET_BEOORDEELD = "niet-beoordeeld"


@dataclass(frozen=True)
class Stap:
    """One check: its fixed name, how it came out, and why not."""

    naam: str
    stand: Stand
    reden: Reden | None = None


@dataclass(frozen=True)
class Besluit:
    """The decision.

    Attributes:
        reden: of the first check that failed, or ``toegelaten``.
        stappen: all checks in order.
        registratie: the question to run; None where refused.
        waarden: the terms to place in it, every declared parameter included; empty where refused.
        mens_omdat: why a person must release, Dutch; empty unless `uitkomst` is ``mens``.
        beleid: version and hash of the policy that decided.
        nu: the moment of the decision, UTC.
    """

    uitkomst: Uitkomst
    reden: Reden
    stappen: tuple[Stap, ...]
    registratie: Registratie | None
    waarden: Mapping[str, tuple[Term, ...]]
    mens_omdat: tuple[str, ...]
    beleid: str
    nu: datetime


@dataclass(frozen=True)
class _Zaak:
    aanvraag: Aanvraag
    register: Register
    beleid: Beleid
    nu: datetime
    verbruik: Verbruik | None
    lijsten: Mapping[str, Collection[Term]]

    @cached_property
    def afnemer(self) -> Afnemerregel:
        """Only read by checks after 'aanvrager'."""
        gevonden = self.beleid.afnemer(self.aanvraag.afzender)
        assert gevonden is not None, "the check 'aanvrager' comes first"
        return gevonden

    @cached_property
    def regel(self) -> Profielregel:
        """Only read by checks after 'profiel'."""
        gevonden = self.afnemer.regel(self.aanvraag.vraag.profiel, self.aanvraag.vraag.versie)
        assert gevonden is not None, "the check 'profiel' comes first"
        return gevonden

    @cached_property
    def registratie(self) -> Registratie:
        """Only read by checks after 'vraag'."""
        vraag = self.aanvraag.vraag
        gevonden = self.register.vind(vraag.profiel, vraag.versie, vraag.sha256)
        assert gevonden is not None, "the check 'vraag' comes first"
        return gevonden

    def waarden(self, parameter: Parameter) -> Collection[Term]:
        """The closed list of a parameter; a list that nobody handed in holds nothing."""
        return parameter.domein or self.lijsten.get(parameter.lijst, ())


def beslis(
    aanvraag: Aanvraag,
    register: Register,
    beleid: Beleid,
    *,
    nu: datetime,
    verbruik: Verbruik | None = None,
    lijsten: Mapping[str, Collection[Term]] | None = None,
) -> Besluit:
    """Decide on one request.

    Args:
        aanvraag: facts that were verified before; the text of a message is not among them.
        nu: the moment, with a time zone.
        verbruik: what was asked before; None = unknown, which a rule with a quota refuses.
        lijsten: closed lists that the station keeps (known vestigingen), by name.

    Raises:
        ValueError: ``nu`` has no time zone.
    """
    if nu.tzinfo is None:
        raise ValueError("het moment van een besluit heeft een tijdzone")
    zaak = _Zaak(aanvraag, register, beleid, nu.astimezone(UTC), verbruik, lijsten or {})
    stappen: list[Stap] = []
    reden = Reden.TOEGELATEN
    for naam, controle in CONTROLES.items():
        if reden is not Reden.TOEGELATEN:
            stappen.append(Stap(naam, Stand.NIET_BEOORDEELD))
        elif (bezwaar := controle(zaak)) is not None:
            reden = bezwaar
            stappen.append(Stap(naam, Stand.GEZAKT, bezwaar))
        else:
            stappen.append(Stap(naam, Stand.GESLAAGD))
    kenmerk = f"{beleid.versie} sha256:{beleid.sha256}"
    if reden is not Reden.TOEGELATEN:
        return Besluit(Uitkomst.WEIGEREN, reden, tuple(stappen), None, {}, (), kenmerk, zaak.nu)
    mens = tuple(_mens_omdat(zaak))
    waarden = {
        p.naam: aanvraag.parameters.get(p.naam) or tuple(sorted(zaak.waarden(p), key=lambda t: t.sparql))
        for p in zaak.registratie.parameters
    }
    uitkomst = Uitkomst.MENS if mens else Uitkomst.AUTOMATISCH
    return Besluit(uitkomst, reden, tuple(stappen), zaak.registratie, waarden, mens, kenmerk, zaak.nu)


def _mens_omdat(zaak: _Zaak) -> list[str]:
    """Automatic release asks that nothing speaks against it."""
    uit = []
    if zaak.regel.besluit == "mens":
        uit.append("het beleid vraagt om vrijgave door een mens")
    if zaak.registratie.profiel.vrijgave == "mens":
        uit.append("het uitwisselprofiel vraagt om vrijgave door een mens")
    if zaak.aanvraag.credential is None:
        uit.append("de vraag kwam zonder ondertekend credential")
    if "persoonsgegeven" in zaak.registratie.kolommen.values():
        uit.append("het antwoord bevat persoonsgegevens")
    return uit


# The checks. None = passed.


def _token(zaak: _Zaak) -> Reden | None:
    if not zaak.aanvraag.token.actief:
        return Reden.TOKEN_NIET_ACTIEF
    return None if zaak.aanvraag.token.voor_ons else Reden.TOKEN_ANDERE_ONTVANGER


def _afzender(zaak: _Zaak) -> Reden | None:
    """Sender = token subject = holder = every credential subject (trust.md 10)."""
    partijen = {zaak.aanvraag.afzender, zaak.aanvraag.token.houder}
    if (credential := zaak.aanvraag.credential) is not None:
        partijen |= {credential.houder, *credential.onderwerpen}
        if not credential.onderwerpen:
            return Reden.AFZENDER_ONGELIJK
    return None if len(partijen) == 1 else Reden.AFZENDER_ONGELIJK


def _aanvrager(zaak: _Zaak) -> Reden | None:
    return Reden.AANVRAGER_ONBEKEND if zaak.beleid.afnemer(zaak.aanvraag.afzender) is None else None


def _presentatie(zaak: _Zaak) -> Reden | None:
    if zaak.aanvraag.credential is None:
        return None if zaak.afnemer.alleen_credentialsubject else Reden.ALLEEN_CREDENTIALSUBJECT
    return None if zaak.aanvraag.credential.presentatie_goed else Reden.PRESENTATIE_ONGELDIG


def _op_credential(controle: Callable[[_Zaak, Credentialfeit], Reden | None]) -> Callable[[_Zaak], Reden | None]:
    """A check of the credential. Where the policy lets a requester come without one, 'presentatie' has judged that."""

    def binnen(zaak: _Zaak) -> Reden | None:
        return None if zaak.aanvraag.credential is None else controle(zaak, zaak.aanvraag.credential)

    return binnen


@_op_credential
def _soort(zaak: _Zaak, credential: Credentialfeit) -> Reden | None:
    return None if credential.soorten & set(zaak.beleid.credentials) else Reden.CREDENTIAL_TYPE


@_op_credential
def _uitgever(zaak: _Zaak, credential: Credentialfeit) -> Reden | None:
    # Of a credential with two types each one that counts must be trusted.
    if not credential.soorten & set(zaak.beleid.credentials) <= credential.vertrouwd_voor:
        return Reden.UITGEVER_ONVERTROUWD
    return Reden.ZELF_UITGEGEVEN if credential.uitgever == credential.houder else None


@_op_credential
def _geldigheid(zaak: _Zaak, credential: Credentialfeit) -> Reden | None:
    if credential.geldig_van is not None and zaak.nu < credential.geldig_van:
        return Reden.CREDENTIAL_NOG_NIET_GELDIG
    return Reden.CREDENTIAL_VERLOPEN if credential.geldig_tot is not None and zaak.nu >= credential.geldig_tot else None


@_op_credential
def _status(zaak: _Zaak, credential: Credentialfeit) -> Reden | None:
    if credential.status == "geen":
        return None
    if credential.status == "ingetrokken":
        return Reden.CREDENTIAL_INGETROKKEN
    if credential.status == "onbekend" or credential.status_op is None:
        return Reden.STATUS_ONBEKEND
    oud = zaak.nu - credential.status_op
    return None if -SPELING <= oud <= timedelta(hours=zaak.beleid.status_uren) else Reden.STATUS_ONBEKEND


def _profiel(zaak: _Zaak) -> Reden | None:
    vraag = zaak.aanvraag.vraag
    return Reden.PROFIEL_NIET_AANVAARD if zaak.afnemer.regel(vraag.profiel, vraag.versie) is None else None


def _beleid(zaak: _Zaak) -> Reden | None:
    return Reden.BELEID_WEIGERT if zaak.regel.besluit == "weigeren" else None


def _versie(zaak: _Zaak) -> Reden | None:
    versie = zaak.register.versie(zaak.aanvraag.vraag.profiel, zaak.aanvraag.vraag.versie)
    dag = _dag(zaak.nu)
    if versie is None:
        return Reden.VERSIE_ONBEKEND
    if dag < versie.geldig_van:
        return Reden.VERSIE_NOG_NIET_GELDIG
    return Reden.VERSIE_NIET_MEER_GELDIG if versie.geldig_tot is not None and dag > versie.geldig_tot else None


def _vraag(zaak: _Zaak) -> Reden | None:
    vraag = zaak.aanvraag.vraag
    gevonden = zaak.register.vind(vraag.profiel, vraag.versie, vraag.sha256)
    if gevonden is None:
        return Reden.VRAAG_ONBEKEND
    return Reden.VRAAG_INGETROKKEN if gevonden.ingetrokken_op is not None and zaak.nu >= gevonden.ingetrokken_op else None


def _parametervorm(zaak: _Zaak) -> Reden | None:
    gelijk = zaak.aanvraag.vraag.parameters_sha256 == zaak.registratie.parameters_sha256
    return None if gelijk else Reden.PARAMETERVORM_ONGELIJK


def _parameters(zaak: _Zaak) -> Reden | None:
    gegeven = zaak.aanvraag.parameters
    if set(gegeven) - {p.naam for p in zaak.registratie.parameters}:
        return Reden.PARAMETER_ONBEKEND
    for parameter in zaak.registratie.parameters:
        termen = gegeven.get(parameter.naam, ())
        if not termen:
            # An absent one stands for its whole list; a name without values is no answer to that.
            if parameter.verplicht or parameter.naam in gegeven or not zaak.waarden(parameter):
                return Reden.PARAMETER_ONTBREEKT
            continue
        if (len(termen) > 1 and not parameter.meervoud) or len(set(termen)) != len(termen):
            return Reden.PARAMETER_ONGELDIG
        if any(_soort_van(t) != _soort_van(parameter.voorbeeld) for t in termen):
            return Reden.PARAMETER_ONGELDIG
        if any(t not in zaak.waarden(parameter) for t in termen):
            return Reden.PARAMETER_BUITEN_DOMEIN
    return None


def _soort_van(term: Term) -> str:
    if isinstance(term, Literaal):
        return term.datatype
    return "iri" if isinstance(term, Iri) else "knoop"


def _venster(zaak: _Zaak) -> Reden | None:
    regel, dag = zaak.regel, _dag(zaak.nu)
    if (regel.vanaf and dag < regel.vanaf) or (regel.tot and dag > regel.tot):
        return Reden.BUITEN_VENSTER
    if regel.periode_vanaf is None and regel.periode_tot is None:
        return None
    if zaak.aanvraag.periode is None:
        return Reden.PERIODE_BUITEN_VENSTER
    begin, einde = zaak.aanvraag.periode
    binnen = begin <= einde and (regel.periode_vanaf or begin) <= begin and einde <= (regel.periode_tot or einde)
    return None if binnen else Reden.PERIODE_BUITEN_VENSTER


def _quotum(zaak: _Zaak) -> Reden | None:
    quotum, verbruik = zaak.regel.quotum, zaak.verbruik
    if quotum is None:
        return None
    if verbruik is None or verbruik.sinds > quotum.begin(zaak.nu):
        return Reden.QUOTUM_ONBEKEND
    if verbruik.vragen >= quotum.vragen:
        return Reden.QUOTUM_VRAGEN
    nieuw = len(verbruik.stellingen | {zaak.aanvraag.stelling})
    return Reden.QUOTUM_STELLINGEN if quotum.stellingen is not None and nieuw > quotum.stellingen else None


def _onthulling(zaak: _Zaak) -> Reden | None:
    """The profile's disclosure rule is one that the policy names for this requester; a question without column classes has none."""
    mag = zaak.registratie.kolommen and zaak.registratie.profiel.onthulling in zaak.regel.onthulling
    return None if mag else Reden.ONTHULLING


def _dag(nu: datetime) -> date:
    return nu.astimezone(ZoneInfo(TIJDZONE)).date()


CONTROLES: dict[str, Callable[[_Zaak], Reden | None]] = {
    "token": _token,
    "afzender": _afzender,
    "aanvrager": _aanvrager,
    "presentatie": _presentatie,
    "credential-type": _soort,
    "uitgever": _uitgever,
    "geldigheid": _geldigheid,
    "status": _status,
    "profiel": _profiel,
    "beleid": _beleid,
    "versie": _versie,
    "vraag": _vraag,
    "parametervorm": _parametervorm,
    "parameters": _parameters,
    "venster": _venster,
    "quotum": _quotum,
    "onthulling": _onthulling,
}
