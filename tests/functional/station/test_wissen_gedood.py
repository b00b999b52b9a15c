"""An erasure that is killed, at whatever moment, leaves every snapshot as it was or as it becomes; doing it again finishes it."""

from __future__ import annotations

import json
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from hulp.opdracht import hier
from hulp.wissporen import bron, maak_station, sporen
from kleinstation import antwoord, huidige, namen, restanten
from ververser import Ververser

from datastation import leveren, wissen
from datastation.instellingen import lees_station
from datastation.store import momentopname, nazien

SEED = 20260705
VANDAAG = date(2026, 8, 1)
WIS = ("wis-persoon", "--reden", "AVG-verzoek 1", "--ja", "--van")
# What can be seen on the disk while it goes on; the later ones come once per snapshot.
STAPPEN = (
    "gewist", ".bouw-*", ".bouw-*/store/CURRENT", ".bouw-*/delen/*.zst", ".bouw-*/bevindingen.parquet", ".bouw-*/manifest.json", "NIEUW", "LOG",
    "PIN", "WIJZER", "WEG", ".weg-*",
)  # fmt: skip


@pytest.fixture(scope="module")
def ververser() -> Iterator[Ververser]:
    with Ververser() as server:
        yield server


@pytest.fixture(scope="module")
def begin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pinned snapshot with a delivery, and one that serves; the person stands in both."""
    map = maak_station(tmp_path_factory.mktemp("wisdood") / "s")
    for momenten in (2, 3):
        bron(map, momenten)
        assert hier("ververs", "--station", str(map)).code == 0
        if momenten == 2:
            leveren.lever(lees_station(map), "igj-wzd-aantallen", {"periode": "2026-H1"}, vandaag=VANDAAG)
    (map / "wie").write_text("C1\n")
    return map


def zie(map: Path, stap: str, keer: int) -> Callable[[], bool]:
    """Whether a step can be seen, for the so manieth snapshot."""
    opnamen, eerder = map / "momentopnamen", set(namen(map))
    wees, vast = (opnamen / "current").readlink(), set((opnamen / "vastgezet").iterdir())
    log = map / "logboek" / "logboek.sqlite-wal"
    return {
        "NIEUW": lambda: len(set(namen(map)) - eerder) >= keer,
        "LOG": lambda: log.exists() and log.stat().st_size > 20_000 * keer,
        "PIN": lambda: bool(set((opnamen / "vastgezet").iterdir()) - vast),
        "WIJZER": lambda: (opnamen / "current").readlink() != wees,
        "WEG": lambda: len(eerder - set(namen(map))) >= keer,
    }.get(stap, lambda: bool(list(opnamen.glob(stap))))


def eis_heel(map: Path, met: dict[str, bytes], zonder: dict[str, bytes]) -> str:
    """Whatever was done: what serves answers, every delivery can be explained, the pinned facts are pinned; says how far it came."""
    tijd = huidige(map).id[:16]
    nu = antwoord(map)
    assert nu in (met[tijd], zonder[tijd])
    (pad,) = (map / "antwoorden").glob("*.herkomst.json")
    oordeel = leveren.verifieer(lees_station(map), pad, vandaag=VANDAAG)
    assert oordeel.goed
    assert oordeel.nagerekend or "een persoon uit is gewist" in oordeel.reden, oordeel.reden
    vast = set(momentopname.vastgezet(map / "momentopnamen", date(2031, 8, 1)))
    assert {n[:16] for n in vast & set(namen(map))} == {min(met)}
    for opname in momentopname.lijst(map / "momentopnamen"):
        assert nazien.veranderd(opname) == ()
    return "zonder" if nu == zonder[tijd] else "met"


def eis_af(map: Path) -> None:
    """Nothing is left, under the names that it would have had without a death, and the log tells each of them."""
    assert sporen(map) == []
    assert restanten(map) == []
    assert wissen.onaf(lees_station(map)) == ()
    regels = json.loads(hier("logboek", "toon", "--gebeurtenis", "gewist", "--json", "--station", str(map)).uit)
    gezegd = {r["regel"]["betrokken"][0]["details"]["bewijs"] for r in regels}
    assert {m.manifest.gewist[-1].bewijs for m in momentopname.lijst(map / "momentopnamen")} <= gezegd


def dood_op_momenten(ververser: Ververser, begin: Path, werk: Path, aantal: int) -> dict[str, int]:
    """Kill so many erasures of the same station, half of them after a random time, half at a step."""
    kans = random.Random(SEED)
    met, zonder = _antwoorden(begin, werk)
    map = Path(shutil.copytree(begin, werk / "duur", symlinks=True))
    van = time.monotonic()
    ververser.begin(map, *WIS, str(map / "wie"))
    assert ververser.einde() == 0
    duur = time.monotonic() - van
    klaar = namen(map)
    uitkomsten = {"met": 0, "zonder": 0, "was al klaar": 0}
    for poging in range(aantal):
        shutil.rmtree(map)
        map = Path(shutil.copytree(begin, werk / f"poging-{poging}", symlinks=True))
        stap = STAPPEN[poging // 2 % len(STAPPEN)] if poging % 2 else ""
        moment = zie(map, stap, 1 + poging // 2 // len(STAPPEN) % 2) if stap else lambda: False
        uiterlijk = duur * 3 if stap else kans.uniform(0, duur)
        pid = ververser.begin(map, *WIS, str(map / "wie"))
        tot = time.monotonic() + uiterlijk
        while not moment() and time.monotonic() < tot:
            time.sleep(0.0005)
        try:
            ververser.dood(pid)
        except ProcessLookupError:
            uitkomsten["was al klaar"] += 1
        assert ververser.einde() in (0, -signal.SIGKILL)
        uitkomsten[eis_heel(map, met, zonder)] += 1
        if poging % 3 == 0 and wissen.onaf(lees_station(map)):
            assert hier("wis-persoon", "--afmaken", "--station", str(map)).code == 0
            eis_heel(map, met, zonder)
        weer = hier(*WIS, str(map / "wie"), "--station", str(map))
        assert weer.code in (0, 1), weer.fout  # 1: it was all done
        assert eis_heel(map, met, zonder) == "zonder"
        eis_af(map)
        assert namen(map) == klaar
    return uitkomsten


def _antwoorden(begin: Path, werk: Path) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """What each snapshot answers, by the time in its name, with the person and without."""
    map = Path(shutil.copytree(begin, werk / "antwoorden", symlinks=True))

    def elk() -> dict[str, bytes]:
        uit = {}
        for naam in namen(map):
            momentopname.zet_wijzer(map / "momentopnamen", naam)
            uit[naam[:16]] = antwoord(map)
        return uit

    met = elk()
    assert hier(*WIS, str(map / "wie"), "--station", str(map)).code == 0
    zonder = elk()
    assert not set(met.values()) & set(zonder.values())
    return met, zonder


def test_wissen_gedood_op_enkele_momenten(tmp_path: Path, ververser: Ververser, begin: Path) -> None:
    """Eight deaths: old or new at each, and the second time all is done."""
    dood_op_momenten(ververser, begin, tmp_path, 8)


@pytest.mark.lang
@pytest.mark.timeout(3600)
def test_wissen_gedood_op_honderd_momenten(tmp_path: Path, ververser: Ververser, begin: Path) -> None:
    """Ninety-six deaths over the whole of it: each step of each snapshot twice, and as many random moments."""
    uitkomsten = dood_op_momenten(ververser, begin, tmp_path, 96)
    print(uitkomsten)
    assert min(uitkomsten["met"], uitkomsten["zonder"]) >= 10
