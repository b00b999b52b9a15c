"""What may be used once: stored in the transaction of the cases that came in with it, so that both are there after a crash, or neither."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from datastation.staat.openen import Transactie
from datastation.staat.tabellen import gezien


def is_gezien(t: Transactie, sleutel: str, nu: datetime) -> bool:
    """Whether a value was used before and its time is not over."""
    return t.execute(select(gezien.c.tot).where(gezien.c.sleutel == sleutel, gezien.c.tot >= nu)).first() is not None


def noteer(t: Transactie, sleutel: str, *, tot: datetime, nu: datetime) -> bool:
    """Remember a value (as hash) until `tot`, and forget those whose time is over; False where it is remembered already."""
    t.execute(delete(gezien).where(gezien.c.tot < nu))
    invoegen: Any = postgresql.insert if t.dialect.name == "postgresql" else sqlite.insert
    opdracht = invoegen(gezien).values(sleutel=sleutel, tot=tot).on_conflict_do_nothing(index_elements=["sleutel"])
    return t.execute(opdracht).rowcount == 1
