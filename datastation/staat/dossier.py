"""What people add to a case: marks of having opened or prepared it, and corrections beside computed values. Rows are only added."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Table, insert, select

from datastation.staat.openen import Transactie
from datastation.staat.rijen import Correctie, Merk
from datastation.staat.tabellen import correcties, merken


def schrijf_merk(t: Transactie, merk: Merk) -> None:
    """Add a mark."""
    t.execute(insert(merken).values(**asdict(merk)))


def merken_van(t: Transactie, zaaknummer: str) -> tuple[Merk, ...]:
    """Marks of a case, in order."""
    return tuple(Merk(**rij) for rij in _rijen(t, merken, zaaknummer))


def schrijf_correctie(t: Transactie, correctie: Correctie) -> None:
    """Add a correction."""
    t.execute(insert(correcties).values(**asdict(correctie)))


def correcties_van(t: Transactie, zaaknummer: str) -> tuple[Correctie, ...]:
    """Corrections of a case, in order; the last one of a cell holds."""
    return tuple(Correctie(**{**rij, "handtekening": bytes(rij["handtekening"])}) for rij in _rijen(t, correcties, zaaknummer))


def _rijen(t: Transactie, tabel: Table, zaaknummer: str) -> list[dict[str, Any]]:
    keuze = select(tabel).where(tabel.c.zaaknummer == zaaknummer).order_by(tabel.c.id)
    return [{k: v for k, v in rij.items() if k != "id"} for rij in t.execute(keuze).mappings()]
