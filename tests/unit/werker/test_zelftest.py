"""The self-test of the engine: it passes here, notices a wrong answer, and remembers that it passed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from datastation.fouten import MotorFout
from datastation.store import zelftest
from datastation.store.zelftest import Proef, draai_zelftest, eis_gezonde_motor, proeven


def test_deze_motor_is_gezond():
    """All known answers come out, in a fraction of a second."""
    uitslag = draai_zelftest()
    assert uitslag.mislukt == ()
    assert uitslag.geslaagd == len(proeven()) >= 35
    assert uitslag.seconden < 5


def test_elke_proef_kan_mislukken():
    """Every proof fails when one expected row is left out, doubled or added: none passes whatever the engine says."""
    for proef in proeven():
        anders = [proef.verwacht[1:], [*proef.verwacht, proef.verwacht[0]]] if proef.verwacht else [[("onzin",)]]
        for verwacht in anders:
            uitslag = draai_zelftest([replace(proef, verwacht=verwacht)])
            assert not uitslag.gezond, proef.naam
            assert uitslag.mislukt[0].startswith(proef.naam)


@pytest.mark.parametrize(
    "proef",
    [
        Proef("getal is geen waarheid", "SELECT (1 AS ?x) {}", [(True,)]),
        Proef("tekst is geen getal", 'SELECT ("1" AS ?x) {}', [(1,)]),
        Proef("verkeerde volgorde", "SELECT ?x { VALUES ?x { 1 2 } } ORDER BY ?x", [(2,), (1,)], geordend=True),
        Proef("leeg is geen tekst", "SELECT ?x {}", [("",)]),
        Proef("onleesbaar", "SELECT ?x {", []),
    ],
    ids=lambda p: p.naam,
)
def test_een_bewust_fout_antwoord_valt_op(proef):
    """A deliberately wrong expectation fails."""
    assert not draai_zelftest([proef]).gezond


def test_zieke_motor_antwoordt_niet(tmp_path, monkeypatch):
    """With a failing proof the station refuses to answer, and does not remember a pass."""
    monkeypatch.setattr(zelftest, "proeven", lambda: (Proef("fout", "SELECT (1 AS ?x) {}", [(2,)]),))
    cache = tmp_path / "zelftest"
    with pytest.raises(MotorFout) as fout:
        eis_gezonde_motor(cache)
    assert "fout" in fout.value.waar
    assert not cache.exists()


def test_onthoudt_een_geslaagde_test(tmp_path, monkeypatch):
    """A pass is remembered for this engine and these proofs; another fingerprint, or a broken file, runs it again."""
    cache = tmp_path / "map" / "zelftest"
    eis_gezonde_motor(cache)
    assert [p.name for p in cache.parent.iterdir()] == ["zelftest"]
    monkeypatch.setattr(zelftest, "proeven", lambda: (Proef("fout", "SELECT (1 AS ?x) {}", [(2,)]),))
    eis_gezonde_motor(cache)
    cache.write_text("geen json")
    with pytest.raises(MotorFout):
        eis_gezonde_motor(cache)
    eerder = cache.parent / "eerder"
    eerder.write_text('{"geslaagd": "andere motor"}')
    with pytest.raises(MotorFout):
        eis_gezonde_motor(eerder)
    with pytest.raises(MotorFout):
        eis_gezonde_motor(None)
