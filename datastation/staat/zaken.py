"""Cases and their transitions: store and find. What may follow upon what, `datastation.vrijgave` knows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from datastation.staat.openen import Transactie
from datastation.staat.rijen import Overgang, Zaak
from datastation.staat.tabellen import gelogd, overgangen, zaken


def voeg_toe(t: Transactie, zaak: Zaak) -> bool:
    """Store a new case; False where this requester has one under the same key already, and then nothing is stored."""
    invoegen: Any = postgresql.insert if t.dialect.name == "postgresql" else sqlite.insert
    opdracht = invoegen(zaken).values(**asdict(zaak)).on_conflict_do_nothing(index_elements=["afnemer", "sleutel"])
    return t.execute(opdracht).rowcount == 1


def zaak(t: Transactie, zaaknummer: str) -> Zaak | None:
    """A case by its number."""
    return _een(t, select(zaken).where(zaken.c.zaaknummer == zaaknummer))


def zaak_van_sleutel(t: Transactie, afnemer: str, sleutel: str) -> Zaak | None:
    """The case that a requester submitted under an idempotency key."""
    return _een(t, select(zaken).where(zaken.c.afnemer == afnemer, zaken.c.sleutel == sleutel))


def vergrendel(t: Transactie, zaaknummer: str) -> Zaak | None:
    """A case, which nobody else can change until this transaction ends."""
    return _een(t, select(zaken).where(zaken.c.zaaknummer == zaaknummer).with_for_update())


def vergrendel_levering(t: Transactie, levering_sha256: str) -> tuple[Zaak, ...]:
    """All cases of one delivery (same requester, question and parameters), oldest first, locked in that order."""
    return _alle(t, select(zaken).where(zaken.c.levering_sha256 == levering_sha256).order_by(*_OUDSTE).with_for_update())


def laatst_vrijgegeven(t: Transactie, levering_sha256: str, *, behalve: str) -> Zaak | None:
    """Of one delivery the case that was released last and not withdrawn since, other than `behalve`."""
    stap = (overgangen.c.zaaknummer == zaken.c.zaaknummer) & (overgangen.c.naar == "vrijgegeven")
    keuze = select(zaken).join(overgangen, stap).where(zaken.c.levering_sha256 == levering_sha256, zaken.c.zaaknummer != behalve)
    return _een(t, keuze.where(zaken.c.toestand.in_(("vrijgegeven", "verzonden"))).order_by(overgangen.c.id.desc()).limit(1))


def eerste_vrije(t: Transactie, toestand: str, nu: datetime) -> Zaak | None:
    """The case that waits longest in a state and that no process is at work on; locked."""
    vrij = or_(zaken.c.bezet_tot.is_(None), zaken.c.bezet_tot <= nu)
    keuze = select(zaken).where(zaken.c.toestand == toestand, vrij).order_by(*_OUDSTE).limit(1)
    return _een(t, keuze.with_for_update(skip_locked=True))


def lijst(t: Transactie, *, toestanden: Collection[str] = (), afnemer: str | None = None, gesprek: str | None = None) -> tuple[Zaak, ...]:
    """Cases, oldest first; without `toestanden` in any state."""
    keuze = select(zaken).order_by(*_OUDSTE)
    if toestanden:
        keuze = keuze.where(zaken.c.toestand.in_(toestanden))
    if afnemer is not None:
        keuze = keuze.where(zaken.c.afnemer == afnemer)
    if gesprek is not None:
        keuze = keuze.where(zaken.c.gesprek == gesprek)
    return _alle(t, keuze)


def van_bericht(t: Transactie, afnemer: str, bericht: str) -> tuple[Zaak, ...]:
    """The cases that came in with one message of a requester: their keys begin with its id and a ``#``. To the letter: SQLite's LIKE takes A for a."""
    begin = f"{bericht}#"
    keuze = select(zaken).where(zaken.c.afnemer == afnemer, func.substr(zaken.c.sleutel, 1, len(begin)) == begin)
    return _alle(t, keuze.order_by(*_OUDSTE))


def geef_terug(t: Transactie) -> int:
    """Let go of every case that some process took up; gives how many. For whoever knows that no other process is at work."""
    return t.execute(update(zaken).where(zaken.c.bezet_tot.is_not(None)).values(bezet_tot=None)).rowcount


def toegelaten_sinds(t: Transactie, afnemer: str, profiel: str, sinds: datetime) -> tuple[Zaak, ...]:
    """Cases of a requester about a profile that came in since a moment and passed the gate, whatever became of them."""
    keuze = select(zaken).where(zaken.c.afnemer == afnemer, zaken.c.profiel == profiel, zaken.c.aangemaakt >= sinds)
    return _alle(t, keuze.where(zaken.c.beleid.is_not(None)).order_by(*_OUDSTE))


def wachtend(t: Transactie, toestanden: Collection[str], afnemer: str | None = None) -> int:
    """How many cases are in these states, of one requester or of all."""
    keuze = select(func.count()).select_from(zaken).where(zaken.c.toestand.in_(toestanden))
    return t.execute(keuze if afnemer is None else keuze.where(zaken.c.afnemer == afnemer)).scalar_one()


def tel(t: Transactie, toestanden: Collection[str] = ()) -> dict[str, int]:
    """How many cases there are in each of these states that has any; without `toestanden` in every state."""
    keuze = select(zaken.c.toestand, func.count()).group_by(zaken.c.toestand).order_by(zaken.c.toestand)
    if toestanden:
        keuze = keuze.where(zaken.c.toestand.in_(toestanden))
    return {str(toestand): int(aantal) for toestand, aantal in t.execute(keuze)}


def vervallend(t: Transactie, toestanden: Collection[str], nu: datetime) -> tuple[str, ...]:
    """Numbers of the cases in these states whose term has passed, oldest first."""
    keuze = select(zaken.c.zaaknummer).where(zaken.c.toestand.in_(toestanden), zaken.c.vervalt <= nu)
    return tuple(t.execute(keuze.order_by(*_OUDSTE)).scalars())


def zet(t: Transactie, van: Zaak, **velden: Any) -> bool:
    """Change fields of a case; False where it is no longer at the step that the caller knows, and then nothing is changed."""
    opdracht = update(zaken).where(zaken.c.zaaknummer == van.zaaknummer, zaken.c.volg == van.volg, zaken.c.toestand == van.toestand)
    return t.execute(opdracht.values(**velden)).rowcount == 1


def schrijf_overgang(t: Transactie, overgang: Overgang) -> None:
    """Add a transition to the history."""
    t.execute(insert(overgangen).values(**asdict(overgang)))


def overgangen_van(t: Transactie, zaaknummer: str) -> tuple[Overgang, ...]:
    """The history of a case, in order."""
    keuze = select(*_OVERGANG).where(overgangen.c.zaaknummer == zaaknummer).order_by(overgangen.c.volg)
    return tuple(Overgang(**rij) for rij in t.execute(keuze).mappings())


def te_loggen(t: Transactie, hoogstens: int) -> tuple[tuple[int, Overgang], ...]:
    """Transitions that the log does not have yet, with the numbers that `is_gelogd` takes; lowest number first."""
    keuze = (
        select(overgangen.c.id, *_OVERGANG)
        .where(~select(gelogd.c.overgang).where(gelogd.c.overgang == overgangen.c.id).exists())
        .order_by(overgangen.c.id)
        .limit(hoogstens)
    )
    return tuple((rij["id"], Overgang(**{k: v for k, v in rij.items() if k != "id"})) for rij in t.execute(keuze).mappings())


def is_gelogd(t: Transactie, nummers: Collection[int]) -> None:
    """These transitions stand in the log now."""
    if nummers:
        t.execute(insert(gelogd), [{"overgang": n} for n in nummers])


_OUDSTE = (zaken.c.aangemaakt, zaken.c.zaaknummer)
_OVERGANG = tuple(kolom for kolom in overgangen.c if kolom.name != "id")


def _een(t: Transactie, keuze: Any) -> Zaak | None:
    rij = t.execute(keuze).mappings().first()
    return None if rij is None else Zaak(**rij)


def _alle(t: Transactie, keuze: Any) -> tuple[Zaak, ...]:
    return tuple(Zaak(**rij) for rij in t.execute(keuze).mappings())
