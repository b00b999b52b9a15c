"""The rules across records (reference/wzd.md section 4 and our own), each with what breaks it and what just does not."""

from __future__ import annotations

import pytest
from gevallen_controles import GEVALLEN
from organisatie_hulp import Wijziging, controleer, records, snapshot

from datastation import kwaliteit

TABEL = [(id, wat, *rest) for id, gevallen in GEVALLEN.items() for wat, *rest in gevallen]


@pytest.mark.parametrize(("id", "wat", "feiten", "identiteit", "verwacht"), TABEL, ids=[f"{id}: {wat}" for id, wat, *_ in TABEL])
def test_controle(id: str, wat: str, feiten: Wijziging, identiteit: Wijziging, verwacht: set[str]) -> None:
    """A control points at the records that break its rule, and at no other."""
    assert records(controleer(snapshot(feiten, identiteit), id)) == verwacht, wat


def test_goede_organisatie() -> None:
    """No control has anything to say about an organisation in which nothing is wrong."""
    assert controleer(snapshot({}, {})) == []


def test_elke_controle_heeft_gevallen() -> None:
    """Each control has a case that triggers it and one that does not."""
    zonder = [c.regel.id for c in kwaliteit.controles() if {bool(g[3]) for g in GEVALLEN.get(c.regel.id, [])} != {True, False}]
    assert zonder == []
