"""The states of a case, who may bring it from which to which, and under what conditions: all of it as data.

    ontvangen → geverifieerd → toegelaten → beantwoord → vrijgegeven → verzonden
        └────────────┴─────────────┴────────────┴──────→ afgewezen  → verzonden

Before its outcome a case may also be withdrawn (ingetrokken) or lapse (verlopen); a released one can be withdrawn until its first
sending. ``verzonden`` after ``afgewezen`` says that the requester got the refusal. The words are those of KIK-V's scenario.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Toestand(StrEnum):
    """How far a case is."""

    ONTVANGEN = "ontvangen"
    GEVERIFIEERD = "geverifieerd"
    TOEGELATEN = "toegelaten"
    BEANTWOORD = "beantwoord"
    VRIJGEGEVEN = "vrijgegeven"
    AFGEWEZEN = "afgewezen"
    VERZONDEN = "verzonden"
    INGETROKKEN = "ingetrokken"
    VERLOPEN = "verlopen"


class Rol(StrEnum):
    """In what capacity somebody acts: five of people, and two that no person can have."""

    BEHEERDER = "beheerder"
    KWALITEITSFUNCTIONARIS = "kwaliteitsfunctionaris"
    BESTUURDER = "bestuurder"
    AUDITOR = "auditor"
    ANALIST = "analist"
    STATION = "station"
    AFNEMER = "afnemer"


class Voorwaarde(StrEnum):
    """What must hold besides state and role; `datastation.vrijgave.voorwaarden` judges it."""

    TERMIJN = "binnen de termijn"
    REDEN = "met een reden"
    INGEZIEN = "ingezien door wie het doet"
    VIER_OGEN = "voorbereid door een ander, waar het beleid dat vraagt"
    AUTOMATISCH = "het beleid laat het zonder mens toe"
    EIGEN = "eigen zaak"
    NIET_ONDERWEG = "nog niet verstuurd"
    VERSTREKEN = "de termijn is voorbij"


@dataclass(frozen=True)
class Regel:
    """One way from one state to another. ``van`` is None for a case that comes in."""

    van: Toestand | None
    naar: Toestand
    rol: Rol
    mits: tuple[Voorwaarde, ...] = ()


_T, _R, _V = Toestand, Rol, Voorwaarde
ZONDER_UITSLAG = (_T.ONTVANGEN, _T.GEVERIFIEERD, _T.TOEGELATEN, _T.BEANTWOORD)

REGELS: tuple[Regel, ...] = (
    Regel(None, _T.ONTVANGEN, _R.STATION, (_V.TERMIJN,)),
    Regel(_T.ONTVANGEN, _T.GEVERIFIEERD, _R.STATION, (_V.TERMIJN,)),
    Regel(_T.GEVERIFIEERD, _T.TOEGELATEN, _R.STATION, (_V.TERMIJN,)),
    Regel(_T.TOEGELATEN, _T.BEANTWOORD, _R.STATION, (_V.TERMIJN,)),
    # The records were repaired and refreshed: the question is asked again, and what was prepared no longer counts.
    Regel(_T.BEANTWOORD, _T.TOEGELATEN, _R.KWALITEITSFUNCTIONARIS, (_V.TERMIJN, _V.REDEN)),
    Regel(_T.BEANTWOORD, _T.VRIJGEGEVEN, _R.BESTUURDER, (_V.TERMIJN, _V.INGEZIEN, _V.VIER_OGEN)),
    Regel(_T.BEANTWOORD, _T.VRIJGEGEVEN, _R.STATION, (_V.TERMIJN, _V.AUTOMATISCH)),
    *(Regel(van, _T.AFGEWEZEN, _R.STATION, (_V.REDEN,)) for van in ZONDER_UITSLAG),
    Regel(_T.BEANTWOORD, _T.AFGEWEZEN, _R.BESTUURDER, (_V.REDEN, _V.INGEZIEN)),
    Regel(_T.VRIJGEGEVEN, _T.VERZONDEN, _R.STATION),
    Regel(_T.AFGEWEZEN, _T.VERZONDEN, _R.STATION),
    *(Regel(van, _T.INGETROKKEN, _R.AFNEMER, (_V.EIGEN,)) for van in ZONDER_UITSLAG),
    Regel(_T.VRIJGEGEVEN, _T.INGETROKKEN, _R.AFNEMER, (_V.EIGEN, _V.NIET_ONDERWEG)),
    # A release by mistake, noticed in time.
    Regel(_T.VRIJGEGEVEN, _T.INGETROKKEN, _R.BESTUURDER, (_V.REDEN, _V.NIET_ONDERWEG)),
    *(Regel(van, _T.VERLOPEN, _R.STATION, (_V.VERSTREKEN,)) for van in ZONDER_UITSLAG),
)

# From these nothing leads on. A released or refused case is done as well, but may still be sent.
EIND = frozenset(Toestand) - {r.van for r in REGELS}


class Handeling(StrEnum):
    """What people do that is no transition."""

    LEZEN = "lezen"
    INZIEN = "inzien"
    KLAARZETTEN = "klaarzetten"
    CORRIGEREN = "corrigeren"
    GEBRUIKERS_LEZEN = "gebruikers bekijken"
    GEBRUIKERS = "gebruikers beheren"
    OPRUIMEN = "oude zaken opruimen"


MAG = MappingProxyType(
    {
        # An auditor reads all and changes nothing: reading leaves no mark that could count towards a release.
        Handeling.LEZEN: frozenset({_R.KWALITEITSFUNCTIONARIS, _R.BESTUURDER, _R.AUDITOR, _R.STATION}),
        Handeling.INZIEN: frozenset({_R.KWALITEITSFUNCTIONARIS, _R.BESTUURDER}),
        Handeling.KLAARZETTEN: frozenset({_R.KWALITEITSFUNCTIONARIS}),
        Handeling.CORRIGEREN: frozenset({_R.KWALITEITSFUNCTIONARIS}),
        Handeling.GEBRUIKERS_LEZEN: frozenset({_R.BEHEERDER, _R.AUDITOR, _R.STATION}),
        # The station itself: the command line, for whoever owns the machine; it makes the first beheerder.
        Handeling.GEBRUIKERS: frozenset({_R.BEHEERDER, _R.STATION}),
        Handeling.OPRUIMEN: frozenset({_R.BEHEERDER, _R.STATION}),
    }
)
MENSELIJK = frozenset(Rol) - {_R.STATION, _R.AFNEMER}


def regels(van: Toestand | None, naar: Toestand) -> tuple[Regel, ...]:
    """The ways from one state to another, one per role; none where there is no way."""
    return tuple(r for r in REGELS if (r.van, r.naar) == (van, naar))


def is_geldig_pad(stappen: Iterable[tuple[str | None, str]]) -> bool:
    """Whether a history begins at the beginning, and every step goes on where the one before ended, along a rule."""
    stand: str | None = None
    eerste = True
    for van, naar in stappen:
        if van != stand or (van is None) != eerste or not any((r.van, r.naar) == (van, naar) for r in REGELS):
            return False
        stand, eerste = naar, False
    return not eerste
