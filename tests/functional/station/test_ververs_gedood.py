"""A refresh that is killed, at whatever moment, leaves the station as it was or as it would have become; nothing in between."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hulp.opdracht import hier
from kleinstation import antwoord, huidige, maak, namen, restanten, schrijf_bron
from ververser import Ververser

from datastation.fouten import DatastationFout, GebruiksFout
from datastation.store import momentopname

SEED = 20260705
BEWAAR = 2
# What can be seen on the disk while a refresh goes on, in its order: dying right after each of these is worth trying again and again.
STAPPEN = (
    ".bouw-*", ".bouw-*/store/CURRENT", ".bouw-*/delen/ecd-registraties.nq", ".bouw-*/herkomst/*", ".bouw-*/delen/momentopname.nq",
    ".bouw-*/delen/afleiding-*", ".bouw-*/bevindingen.parquet", ".bouw-*/delen/*.zst", ".bouw-*/manifest.json", "NIEUW", "WIJZER", ".weg-*",
)  # fmt: skip


@pytest.fixture
def ververser() -> Iterator[Ververser]:
    with Ververser() as server:
        yield server


def ververs(ververser: Ververser, map: Path) -> float:
    """A refresh that may finish; seconds."""
    begin = time.monotonic()
    ververser.begin(map)
    assert ververser.einde() == 0
    return time.monotonic() - begin


def zie(map: Path, stap: str) -> Callable[[], bool]:
    """Whether a step of the refresh that is about to start can be seen."""
    opnamen, eerder, wees = map / "momentopnamen", set(namen(map)), (map / "momentopnamen" / "current").readlink()
    oud = set(opnamen.glob(stap)) if stap.startswith(".") else set()
    if stap == "NIEUW":
        return lambda: bool(set(namen(map)) - eerder)
    if stap == "WIJZER":
        return lambda: (opnamen / "current").readlink() != wees
    return lambda: bool(set(opnamen.glob(stap)) - oud)


def wacht_op(moment: Callable[[], bool], uiterlijk: float) -> None:
    while not moment() and time.monotonic() < uiterlijk:
        time.sleep(0.0005)


def dood_op_momenten(ververser: Ververser, map: Path, aantal: int) -> dict[str, int]:
    """Kill `aantal` refreshes, half of them after a random time, half at a random step; check the station after each."""
    kans = random.Random(SEED)
    bekend: dict[str, bytes] = {}
    for momenten in (5, 3):
        schrijf_bron(map, momenten)
        ververs(ververser, map)
        bekend[huidige(map).manifest.inhoud] = antwoord(map)
    assert len(set(bekend.values())) == 2
    duur = max(ververs(ververser, map), ververs(ververser, map))
    uitkomsten = {"oude dient": 0, "nieuwe dient": 0, "was al klaar": 0}
    for poging in range(aantal):
        # The source alternates, so that the answer tells which snapshot gave it.
        schrijf_bron(map, 5 if poging % 2 == 0 else 3)
        voor = huidige(map).id
        stap = STAPPEN[poging // 2 % len(STAPPEN)] if poging % 2 else ""
        moment = zie(map, stap) if stap else lambda: False
        pid = ververser.begin(map)
        wacht_op(moment, time.monotonic() + (duur * 3 if stap else kans.uniform(0, duur)))
        try:
            ververser.dood(pid, groep=kans.random() < 0.3)
        except ProcessLookupError:
            uitkomsten["was al klaar"] += 1
        assert ververser.einde() in (0, -signal.SIGKILL)
        na = huidige(map)
        uitkomsten["oude dient" if na.id == voor else "nieuwe dient"] += 1
        assert antwoord(map) == bekend[na.manifest.inhoud], (poging, stap)
        assert len([r for r in restanten(map) if r.startswith(".bouw-")]) <= 1
    return uitkomsten


def controleer_na_afloop(ververser: Ververser, map: Path) -> None:
    """The next refresh succeeds, and leaves nothing but what it should."""
    schrijf_bron(map, 4)
    ververs(ververser, map)
    assert restanten(map) == []
    assert len(namen(map)) == BEWAAR
    assert huidige(map).id == namen(map)[-1]
    toegestaan = {*namen(map), "current", ".slot", ".zelftest"}
    assert {p.name for p in (map / "momentopnamen").iterdir()} == toegestaan
    grootte = {m: sum(p.stat().st_size for p in (map / "momentopnamen" / m).rglob("*") if p.is_file()) for m in namen(map)}
    assert max(grootte.values()) < 2 * min(grootte.values())
    assert {p.name for p in map.iterdir()} == {"station.toml", "beleid.toml", "sleutels", "export", "momentopnamen"}


def test_gedood_op_enkele_momenten(tmp_path: Path, ververser: Ververser) -> None:
    """Eight deaths: after each the station answers as before or as after; then a refresh tidies up."""
    map = maak(tmp_path / "s", bewaar=BEWAAR)
    dood_op_momenten(ververser, map, 8)
    controleer_na_afloop(ververser, map)


@pytest.mark.lang
@pytest.mark.timeout(3600)
def test_gedood_op_tweehonderd_momenten(tmp_path: Path, ververser: Ververser) -> None:
    """Two hundred and forty deaths over the whole refresh: every step at least ten times, and as many random moments."""
    map = maak(tmp_path / "s", bewaar=BEWAAR)
    uitkomsten = dood_op_momenten(ververser, map, 240)
    print(uitkomsten)
    assert uitkomsten["oude dient"] >= 120
    assert uitkomsten["nieuwe dient"] >= 10
    controleer_na_afloop(ververser, map)


@pytest.mark.lang
@pytest.mark.timeout(600)
def test_gedood_bij_het_starten(tmp_path: Path, ververser: Ververser) -> None:
    """The command as a user starts it, Python and all, killed at ten moments."""
    map = maak(tmp_path / "s", bewaar=BEWAAR)
    ververs(ververser, map)
    gelijk = antwoord(map)
    kans = random.Random(SEED)
    for _ in range(10):
        with subprocess.Popen([sys.executable, "-m", "datastation", "ververs", "--station", map], stdout=-3, stderr=-3) as proces:
            time.sleep(kans.uniform(0, 4))
            proces.kill()
        assert antwoord(map) == gelijk
    controleer_na_afloop(ververser, map)


# States that no timing hits for sure are made by hand.


@pytest.fixture(scope="module")
def klein(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small station with two snapshots; copy it before changing it."""
    map = maak(tmp_path_factory.mktemp("klein") / "s", bewaar=2)
    assert hier("ververs", "--station", str(map)).code == 0
    schrijf_bron(map, 4)
    assert hier("ververs", "--station", str(map)).code == 0
    return map


@pytest.fixture
def kopie(klein: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(klein, tmp_path / "kopie", symlinks=True))


def ververs_en_kijk(map: Path, bewaar: int = 2) -> None:
    """The way out of every broken state is a refresh."""
    klaar = hier("ververs", "--station", str(map))
    assert klaar.code == 0, klaar.fout
    assert restanten(map) == []
    assert len(namen(map)) <= bewaar
    assert b"2026-H1" in antwoord(map)


def test_volledige_map_zonder_wijzer(kopie: Path) -> None:
    """Died between the rename and the pointer: the old one serves, the new one is complete and can be chosen, a refresh goes on as ever."""
    oud, nieuw = namen(kopie)
    momentopname.zet_wijzer(kopie / "momentopnamen", oud)
    eerst = antwoord(kopie)
    assert huidige(kopie).id == oud
    assert hier("momentopnamen", "terug", nieuw, "--station", str(kopie)).code == 0
    assert antwoord(kopie) != eerst
    momentopname.zet_wijzer(kopie / "momentopnamen", oud)
    ververs_en_kijk(kopie)


def test_halve_wijzer_en_halve_verwijdering(kopie: Path) -> None:
    """Died while the pointer was being replaced, or while an old snapshot was being removed: the next refresh takes that away."""
    opnamen = kopie / "momentopnamen"
    (opnamen / ".wijzer-0a").symlink_to("nergens")
    (opnamen / ".weg-0b" / "store").mkdir(parents=True)
    (opnamen / ".bouw-0c" / "delen").mkdir(parents=True)
    (opnamen / ".zelftest.1.nieuw").write_text("")
    assert b"2026-H1" in antwoord(kopie)
    ververs_en_kijk(kopie)


def test_wijzer_naar_een_map_die_weg_is(kopie: Path) -> None:
    """Somebody removed the folder that serves: the message says so and names both ways out, and both work."""
    oud, nieuw = namen(kopie)
    shutil.rmtree(kopie / "momentopnamen" / nieuw)
    with pytest.raises(GebruiksFout, match="aangewezen") as fout:
        huidige(kopie)
    assert "terug" in fout.value.herstel
    gevraagd = hier("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--station", str(kopie))
    assert (gevraagd.code, "Traceback" in gevraagd.fout) == (2, False)
    lijst = hier("momentopnamen", "--station", str(kopie))
    assert (lijst.code, oud in lijst.uit) == (0, True), lijst.fout
    assert hier("momentopnamen", "terug", oud, "--station", str(kopie)).code == 0
    assert b"2026-H1" in antwoord(kopie)
    ververs_en_kijk(kopie)


@pytest.mark.parametrize(
    "inhoud", [b"", b'{"id": "x"', b"[]", b'{"versie": 1}', b'{"versie": "een"}'], ids=["leeg", "half", "lijst", "kaal", "woord"]
)
def test_half_manifest(kopie: Path, inhoud: bytes) -> None:
    """A damaged manifest is an error for people with code 6, and no reason to refuse the refresh that replaces it."""
    (huidige(kopie).map / "manifest.json").write_bytes(inhoud)
    gevraagd = hier("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--station", str(kopie))
    assert (gevraagd.code, "Traceback" in gevraagd.fout) == (6, False), gevraagd.fout
    assert "manifest" in gevraagd.fout
    lijst = hier("momentopnamen", "--station", str(kopie))
    assert "Traceback" not in lijst.fout
    if inhoud == b"":
        ververs_en_kijk(kopie)


@pytest.mark.parametrize("weg", ["store", "store/CURRENT", "bevindingen.parquet"])
def test_momentopname_mist_een_stuk(kopie: Path, weg: str) -> None:
    """A snapshot of which a part was removed answers with code 6 and a way out, never with a trace; the older one can serve."""
    oud = namen(kopie)[0]
    pad = huidige(kopie).map / weg
    shutil.rmtree(pad) if pad.is_dir() else pad.unlink()
    woorden = ("controleer",) if weg.endswith("parquet") else ("beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1")
    gevraagd = hier(*woorden, "--station", str(kopie))
    assert (gevraagd.code, "Traceback" in gevraagd.fout) == (6, False), gevraagd.fout
    assert hier("momentopnamen", "terug", oud, "--station", str(kopie)).code == 0
    assert b"2026-H1" in antwoord(kopie)


def test_de_wijzer_is_geen_verwijzing(kopie: Path) -> None:
    """A copy program that followed the link put a folder in its place: the station says what is wrong; it does not answer from a copy."""
    opnamen = kopie / "momentopnamen"
    doel = huidige(kopie).map
    (opnamen / "current").unlink()
    shutil.copytree(doel, opnamen / "current")
    with pytest.raises(DatastationFout):
        huidige(kopie)
    klaar = hier("ververs", "--station", str(kopie))
    assert (klaar.code, "Traceback" in klaar.fout) != (70, True), klaar.fout
