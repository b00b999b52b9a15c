"""May this request be answered, and who releases the answer? A pure function: default deny, fixed order, every check by name (trust.md 10).

The order puts who before what before how much, and cheap before dear. The first check that fails gives the reason; the ones after it are
listed as not judged, so that a log entry always shows all of them.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from datastation.model.term import Term
from datastation.poort.aanvraag import Aanvraag, Verbruik
from datastation.poort.beleid import Beleid
from datastation.poort.controles import CONTROLES, Feiten
from datastation.poort.reden import Reden
from datastation.poort.register import Register, Registratie


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
        vier_ogen: two persons must be at the release; only where `uitkomst` is ``mens``.
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
    vier_ogen: bool = False


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
    zaak = Feiten(aanvraag, register, beleid, nu.astimezone(UTC), verbruik, lijsten or {})
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
    return Besluit(uitkomst, reden, tuple(stappen), zaak.registratie, waarden, mens, kenmerk, zaak.nu, bool(mens) and zaak.regel.vier_ogen)


def _mens_omdat(zaak: Feiten) -> list[str]:
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
