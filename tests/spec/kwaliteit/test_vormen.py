"""The rules within one record, checked on the lines that a mapping writes, by two SHACL engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from gevallen_vormen import GEVALLEN_VORMEN
from organisatie_hulp import Wijziging, nquads, records

from datastation import kwaliteit
from datastation.kwaliteit.toets import Motor, motor_pyshacl, motor_shacl

TABEL = [(id, wat, *rest) for id, gevallen in GEVALLEN_VORMEN.items() for wat, *rest in gevallen]
NAMEN = [f"{id}: {wat}" for id, wat, *_ in TABEL]


def toets(inhoud: bytes, map: Path, motor: Motor) -> list:
    pad = map / "delen.nq"
    pad.write_bytes(inhoud)
    return list(kwaliteit.toets_vormen([pad], motor))


@pytest.mark.parametrize(("id", "wat", "feiten", "identiteit", "verwacht"), TABEL, ids=NAMEN)
@pytest.mark.moet("R1")
def test_vorm(id: str, wat: str, feiten: Wijziging, identiteit: Wijziging, verwacht: set[str], tmp_path: Path) -> None:
    """A shape points at the records that break its rule, and at no other."""
    bevindingen = toets(nquads(feiten, identiteit), tmp_path, motor_shacl)
    assert records([b for b in bevindingen if b.regel == id]) == verwacht, wat


def test_goede_organisatie_heeft_geen_vormfouten(tmp_path: Path) -> None:
    """No shape has anything to say about an organisation in which nothing is wrong."""
    assert toets(nquads({}, {}), tmp_path, motor_shacl) == []


def test_elke_vormregel_heeft_gevallen() -> None:
    """Each rule of a shape has a case that triggers it and one that does not."""
    vormregels = [r.id for r in kwaliteit.regels() if kwaliteit.plaats_van_toets(r.id) == "vorm"]
    assert [id for id in vormregels if {bool(g[3]) for g in GEVALLEN_VORMEN.get(id, [])} != {True, False}] == []


def test_twee_motoren_eens(tmp_path: Path) -> None:
    """The fast SHACL engine and pySHACL, the referee, find the same in all cases together."""
    alles = b"\n".join(
        nquads(feiten, identiteit).replace(b"/id/12345678/", f"/id/{nr:08d}/".encode())
        for nr, (_, _, feiten, identiteit, _) in enumerate(TABEL)
    )
    snel, scheidsrechter = (set(toets(alles, tmp_path, motor)) for motor in (motor_shacl, motor_pyshacl))
    assert len(snel) > 40
    assert snel == scheidsrechter
