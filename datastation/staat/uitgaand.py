"""The outbox: replies that wait, with the message id that they keep at every attempt."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, update

from datastation.staat.openen import Transactie
from datastation.staat.rijen import Bericht
from datastation.staat.tabellen import uitgaand


def voeg_toe(t: Transactie, bericht: Bericht) -> None:
    """Put a reply in the outbox."""
    t.execute(insert(uitgaand).values(**asdict(bericht)))


def bericht(t: Transactie, id: str) -> Bericht | None:
    """A reply by its message id."""
    return _een(t, select(uitgaand).where(uitgaand.c.bericht == id))


def bericht_van(t: Transactie, zaaknummer: str) -> Bericht | None:
    """The reply of a case."""
    return _een(t, select(uitgaand).where(uitgaand.c.zaaknummer == zaaknummer))


def vergrendel_van(t: Transactie, zaaknummer: str) -> Bericht | None:
    """The reply of a case, which nobody begins to send until this transaction ends; waits for who is beginning just now."""
    return _een(t, select(uitgaand).where(uitgaand.c.zaaknummer == zaaknummer).with_for_update())


def eerste_vrije(t: Transactie, nu: datetime) -> Bericht | None:
    """The reply whose turn came first and that no process is sending; locked."""
    vrij = or_(uitgaand.c.bezet_tot.is_(None), uitgaand.c.bezet_tot <= nu)
    keuze = select(uitgaand).where(uitgaand.c.stand == "wacht", uitgaand.c.volgende <= nu, vrij)
    return _een(t, keuze.order_by(uitgaand.c.volgende, uitgaand.c.bericht).limit(1).with_for_update(skip_locked=True))


def geef_terug(t: Transactie) -> int:
    """Let go of every reply that some process was sending; gives how many. For whoever knows that no other process is at work."""
    return t.execute(update(uitgaand).where(uitgaand.c.bezet_tot.is_not(None)).values(bezet_tot=None)).rowcount


def lijst(t: Transactie, stand: str) -> tuple[Bericht, ...]:
    """All replies in one state, the first to go first."""
    keuze = select(uitgaand).where(uitgaand.c.stand == stand).order_by(uitgaand.c.volgende, uitgaand.c.bericht)
    return tuple(Bericht(**rij) for rij in t.execute(keuze).mappings())


def zet(t: Transactie, id: str, **velden: Any) -> None:
    """Change fields of a reply; never its message id, its address or its content."""
    assert velden.keys() <= {"stand", "pogingen", "volgende", "bezet_tot", "bezorgd", "fout"}, velden
    t.execute(update(uitgaand).where(uitgaand.c.bericht == id).values(**velden))


def _een(t: Transactie, keuze: Any) -> Bericht | None:
    rij = t.execute(keuze).mappings().first()
    return None if rij is None else Bericht(**rij)
