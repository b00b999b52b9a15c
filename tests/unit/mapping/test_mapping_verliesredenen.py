"""docs/verliesredenen.md is the table of every reason, word for word as the ledger has it."""

from __future__ import annotations

from pathlib import Path

from datastation.mapping.functies import FUNCTIES
from datastation.mapping.verliezen import REDENEN

PAGINA = Path(__file__).resolve().parents[3] / "docs" / "verliesredenen.md"


def test_elke_reden_staat_op_de_pagina() -> None:
    """Reason, meaning and repair, in the order of the code; no other rows."""
    rijen = [regel.strip("| ").split(" | ") for regel in PAGINA.read_text(encoding="utf-8").splitlines() if regel.startswith("| `")]
    assert [(rij[0].strip("`"), rij[1], rij[2]) for rij in rijen] == [(naam, r.betekenis, r.herstel) for naam, r in REDENEN.items()]


def test_elke_reden_van_een_functie_is_bekend() -> None:
    """A function can lose a value only for a documented reason."""
    assert {reden for functie in FUNCTIES.values() for reden in functie.redenen} <= REDENEN.keys()
