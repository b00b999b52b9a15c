"""The checks of the gate, each by its name and in their fixed order: who, with which credential, what, with which parameters, when, how much, how exact.

A check sees the facts and gives the reason why they may not pass, or None. One that comes later may rely on those before it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
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


@dataclass(frozen=True)
class Feiten:
    """All that a decision is made of; `beslissen.beslis` says what each is."""

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


def _token(zaak: Feiten) -> Reden | None:
    if not zaak.aanvraag.token.actief:
        return Reden.TOKEN_NIET_ACTIEF
    return None if zaak.aanvraag.token.voor_ons else Reden.TOKEN_ANDERE_ONTVANGER


def _afzender(zaak: Feiten) -> Reden | None:
    """Sender = token subject = holder = every credential subject (trust.md 10)."""
    partijen = {zaak.aanvraag.afzender, zaak.aanvraag.token.houder}
    if (credential := zaak.aanvraag.credential) is not None:
        partijen |= {credential.houder, *credential.onderwerpen}
        if not credential.onderwerpen:
            return Reden.AFZENDER_ONGELIJK
    return None if len(partijen) == 1 else Reden.AFZENDER_ONGELIJK


def _aanvrager(zaak: Feiten) -> Reden | None:
    return Reden.AANVRAGER_ONBEKEND if zaak.beleid.afnemer(zaak.aanvraag.afzender) is None else None


def _presentatie(zaak: Feiten) -> Reden | None:
    if zaak.aanvraag.credential is None:
        return None if zaak.afnemer.alleen_credentialsubject else Reden.ALLEEN_CREDENTIALSUBJECT
    return None if zaak.aanvraag.credential.presentatie_goed else Reden.PRESENTATIE_ONGELDIG


def _op_credential(controle: Callable[[Feiten, Credentialfeit], Reden | None]) -> Callable[[Feiten], Reden | None]:
    """A check of the credential. Where the policy lets a requester come without one, 'presentatie' has judged that."""

    def binnen(zaak: Feiten) -> Reden | None:
        return None if zaak.aanvraag.credential is None else controle(zaak, zaak.aanvraag.credential)

    return binnen


@_op_credential
def _soort(zaak: Feiten, credential: Credentialfeit) -> Reden | None:
    return None if credential.soorten & set(zaak.beleid.credentials) else Reden.CREDENTIAL_TYPE


@_op_credential
def _uitgever(zaak: Feiten, credential: Credentialfeit) -> Reden | None:
    # Of a credential with two types each one that counts must be trusted.
    if not credential.soorten & set(zaak.beleid.credentials) <= credential.vertrouwd_voor:
        return Reden.UITGEVER_ONVERTROUWD
    return Reden.ZELF_UITGEGEVEN if credential.uitgever == credential.houder else None


@_op_credential
def _geldigheid(zaak: Feiten, credential: Credentialfeit) -> Reden | None:
    if credential.geldig_van is not None and zaak.nu < credential.geldig_van:
        return Reden.CREDENTIAL_NOG_NIET_GELDIG
    return Reden.CREDENTIAL_VERLOPEN if credential.geldig_tot is not None and zaak.nu >= credential.geldig_tot else None


@_op_credential
def _status(zaak: Feiten, credential: Credentialfeit) -> Reden | None:
    if credential.status == "geen":
        return None
    if credential.status == "ingetrokken":
        return Reden.CREDENTIAL_INGETROKKEN
    if credential.status == "onbekend" or credential.status_op is None:
        return Reden.STATUS_ONBEKEND
    oud = zaak.nu - credential.status_op
    return None if -SPELING <= oud <= timedelta(hours=zaak.beleid.status_uren) else Reden.STATUS_ONBEKEND


def _profiel(zaak: Feiten) -> Reden | None:
    vraag = zaak.aanvraag.vraag
    return Reden.PROFIEL_NIET_AANVAARD if zaak.afnemer.regel(vraag.profiel, vraag.versie) is None else None


def _beleid(zaak: Feiten) -> Reden | None:
    return Reden.BELEID_WEIGERT if zaak.regel.besluit == "weigeren" else None


def _versie(zaak: Feiten) -> Reden | None:
    versie = zaak.register.versie(zaak.aanvraag.vraag.profiel, zaak.aanvraag.vraag.versie)
    dag = _dag(zaak.nu)
    if versie is None:
        return Reden.VERSIE_ONBEKEND
    if dag < versie.geldig_van:
        return Reden.VERSIE_NOG_NIET_GELDIG
    return Reden.VERSIE_NIET_MEER_GELDIG if versie.geldig_tot is not None and dag > versie.geldig_tot else None


def _vraag(zaak: Feiten) -> Reden | None:
    vraag = zaak.aanvraag.vraag
    gevonden = zaak.register.vind(vraag.profiel, vraag.versie, vraag.sha256)
    if gevonden is None:
        return Reden.VRAAG_ONBEKEND
    return Reden.VRAAG_INGETROKKEN if gevonden.ingetrokken_op is not None and zaak.nu >= gevonden.ingetrokken_op else None


def _parametervorm(zaak: Feiten) -> Reden | None:
    gelijk = zaak.aanvraag.vraag.parameters_sha256 == zaak.registratie.parameters_sha256
    return None if gelijk else Reden.PARAMETERVORM_ONGELIJK


def _parameters(zaak: Feiten) -> Reden | None:
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


def _venster(zaak: Feiten) -> Reden | None:
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


def _quotum(zaak: Feiten) -> Reden | None:
    quotum, verbruik = zaak.regel.quotum, zaak.verbruik
    if quotum is None:
        return None
    if verbruik is None or verbruik.sinds > quotum.begin(zaak.nu):
        return Reden.QUOTUM_ONBEKEND
    if verbruik.vragen >= quotum.vragen:
        return Reden.QUOTUM_VRAGEN
    nieuw = len(verbruik.stellingen | {zaak.aanvraag.stelling})
    return Reden.QUOTUM_STELLINGEN if quotum.stellingen is not None and nieuw > quotum.stellingen else None


def _onthulling(zaak: Feiten) -> Reden | None:
    """The profile's disclosure rule is one that the policy names for this requester; a question without column classes has none."""
    mag = zaak.registratie.kolommen and zaak.registratie.profiel.onthulling in zaak.regel.onthulling
    return None if mag else Reden.ONTHULLING


def _dag(nu: datetime) -> date:
    return nu.astimezone(ZoneInfo(TIJDZONE)).date()


CONTROLES: dict[str, Callable[[Feiten], Reden | None]] = {
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
