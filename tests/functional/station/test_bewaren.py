"""Snapshots over time: equal sources, retention, pins, rolling back, and computing an old answer again."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from hulp.opdracht import hier
from kleinstation import antwoord, huidige, maak, namen, schrijf_bron

from datastation import leveren
from datastation.instellingen import lees_station
from datastation.store import momentopname
from datastation.store.werker import Werker

PERIODE = ("--param", "periode=2026-H1")


@pytest.fixture(scope="module")
def klein(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map = maak(tmp_path_factory.mktemp("bewaren") / "s", bewaar=2)
    assert hier("ververs", "--station", str(map)).code == 0
    return map


@pytest.fixture
def kopie(klein: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(klein, tmp_path / "kopie", symlinks=True))


def ververs(map: Path, momenten: int | None = None) -> str:
    if momenten is not None:
        schrijf_bron(map, momenten)
    klaar = hier("ververs", "--station", str(map))
    assert klaar.code == 0, klaar.fout
    return huidige(map).id


def test_gelijke_bronnen_gelijke_inhoud(kopie: Path) -> None:
    """The same sources give the same `inhoud`, part by part; another day, another fact or another key gives another."""
    eerste = huidige(kopie).manifest
    ververs(kopie)
    tweede = huidige(kopie).manifest
    assert tweede.inhoud == eerste.inhoud
    assert tweede.delen == eerste.delen
    assert (tweede.triples, tweede.bronnen, tweede.balansen) == (eerste.triples, eerste.bronnen, eerste.balansen)
    assert tweede.id != eerste.id
    toml = kopie / "station.toml"
    toml.write_text(toml.read_text().replace("2026-07-05", "2026-07-06"))
    ververs(kopie)
    assert huidige(kopie).manifest.inhoud != eerste.inhoud
    toml.write_text(toml.read_text().replace("2026-07-06", "2026-07-05"))
    ververs(kopie, 4)
    assert huidige(kopie).manifest.inhoud != eerste.inhoud
    ververs(kopie, 3)
    assert huidige(kopie).manifest.inhoud == eerste.inhoud


def test_bewaren_en_vastzetten(kopie: Path) -> None:
    """`bewaar` snapshots stay, the newest ones; a pinned one and the one that serves stay whatever their age."""
    eerste = huidige(kopie).id
    momentopname.zet_vast(kopie / "momentopnamen", eerste, date(2031, 8, 1))
    tweede = ververs(kopie, 4)
    derde = ververs(kopie, 5)
    vierde = ververs(kopie, 6)
    assert namen(kopie) == [eerste, derde, vierde]
    assert tweede not in namen(kopie)
    (kopie / "momentopnamen" / "vastgezet" / eerste).unlink()
    vijfde = ververs(kopie, 7)
    assert namen(kopie) == [vierde, vijfde]


def test_terug_en_weer_vooruit(kopie: Path) -> None:
    """After going back the old answer is given; the next refresh goes on from the sources, and the newest serves."""
    eerste, oud = huidige(kopie).id, antwoord(kopie)
    tweede = ververs(kopie, 4)
    nieuw = antwoord(kopie)
    assert nieuw != oud
    terug = hier("momentopnamen", "terug", eerste, "--station", str(kopie))
    assert (terug.code, eerste in terug.uit) == (0, True)
    assert antwoord(kopie) == oud
    derde = ververs(kopie)
    assert antwoord(kopie) == nieuw
    assert namen(kopie) == [tweede, derde]


def test_oud_antwoord_opnieuw(kopie: Path) -> None:
    """A delivery is computed again from its own snapshot, byte for byte, while newer ones serve; once that is gone, its hashes still hold."""
    opdracht = ("beantwoord", "igj-wzd-registraties", *PERIODE, "--formaat", "xml", "--station", str(kopie), "--json")
    geleverd = [Path(p) for p in json.loads(hier(*opdracht).uit)["bestanden"]]
    bytes_ = {p: p.read_bytes() for p in geleverd}
    ververs(kopie, 9)
    uitslag = json.loads(hier("verifieer", str(geleverd[-1]), "--station", str(kopie), "--json").uit)
    assert uitslag["goed"]
    assert set(uitslag["nagerekend"].values()) == {True}
    assert len(uitslag["nagerekend"]) == len(geleverd) - 1
    tweede = [Path(p) for p in json.loads(hier(*opdracht).uit)["bestanden"]]
    assert {p: p.read_bytes() for p in geleverd} == bytes_, "a second delivery stands beside the first"
    assert tweede[0].read_bytes() != geleverd[0].read_bytes()
    oud = json.loads(geleverd[-1].read_text())["herkomst"]["momentopname"]
    ververs(kopie, 10)
    assert oud in namen(kopie), "the delivery pins it"
    (kopie / "momentopnamen" / "vastgezet" / oud).unlink()
    ververs(kopie, 11)
    assert oud not in namen(kopie)
    later = json.loads(hier("verifieer", str(geleverd[-1]), "--station", str(kopie), "--json").uit)
    assert later["goed"]
    assert later["nagerekend"] == {}
    assert "niet (meer)" in later["reden"]


def test_een_levering_zet_haar_momentopname_vast(kopie: Path) -> None:
    """The snapshot of a delivery stays for the term of its profile (five years), and goes once that is over."""
    eerste = huidige(kopie).id
    leveren.lever(lees_station(kopie), "igj-wzd-aantallen", {"periode": "2026-H1"}, vandaag=date(2026, 8, 1))
    map = kopie / "momentopnamen"
    assert momentopname.vastgezet(map, date(2031, 8, 1)) == (eerste,)
    assert momentopname.vastgezet(map, date(2031, 8, 2)) == ()
    momentopname.zet_vast(map, eerste, date(2027, 1, 1))
    assert momentopname.vastgezet(map, date(2031, 8, 1)) == (eerste,)


def test_zelfde_feiten_zelfde_levering(kopie: Path) -> None:
    """A refresh that brings the very same facts makes no second delivery: the same files, the same bytes."""
    eerste = leveren.lever(lees_station(kopie), "igj-wzd-aantallen", {"periode": "2026-H1"}, vandaag=date(2026, 8, 1)).bestanden
    bytes_ = [p.read_bytes() for p in eerste[:-1]]
    ververs(kopie, 3)
    tweede = leveren.lever(lees_station(kopie), "igj-wzd-aantallen", {"periode": "2026-H1"}, vandaag=date(2026, 8, 1)).bestanden
    assert (tweede, [p.read_bytes() for p in tweede[:-1]]) == (eerste, bytes_)


def test_wie_al_leest_leest_door(kopie: Path) -> None:
    """A worker that has a snapshot open goes on answering from it, also when retention has taken that snapshot away."""
    oud = huidige(kopie)
    vraag = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    with Werker(oud.store) as werker:
        eerst = werker.vraag(vraag).rijen
        ververs(kopie, 8)
        ververs(kopie, 9)
        assert not oud.map.exists()
        assert werker.vraag(vraag).rijen == eerst
