"""Real processes at one log: killed in the middle, and several at once."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hulp import logboek as hulp

from datastation.logboek import Leesfilter, Logboek, speel_na

PROGRAMMA = Path(hulp.__file__)


def schrijver(map, naam, aantal):
    return subprocess.Popen(
        [sys.executable, str(PROGRAMMA), str(map), naam, str(aantal)], stdout=subprocess.PIPE, text=True, cwd=PROGRAMMA.parents[2]
    )


def bevestigd(tekst):
    """What was acknowledged: number to hash; a line that was cut off was not."""
    return {int(nummer): hash for nummer, hash in (r.split() for r in tekst.splitlines(keepends=True) if r.endswith("\n"))}


@pytest.mark.parametrize("na", [0, 1, 37, 200])
def test_sigkill_midden_in_het_schrijven(tmp_path, na):
    """Killed without warning: no acknowledged entry is lost, at most one more is there, the replay is good, and writing goes on."""
    proces = schrijver(tmp_path, "A", 1_000_000)
    gezien = "".join(proces.stdout.readline() for _ in range(na)) if na else ""
    if not na:
        einde = time.monotonic() + 60
        while not (tmp_path / "logboek.sqlite").exists() and time.monotonic() < einde:
            time.sleep(0.001)
    proces.send_signal(signal.SIGKILL)
    gezien += proces.stdout.read()
    assert proces.wait(timeout=60) == -signal.SIGKILL
    proces.stdout.close()
    beloofd = bevestigd(gezien)
    with Logboek(tmp_path, hulp.BRON) as boek:
        gelezen = boek.lees(Leesfilter(), hulp.AUDITOR)
    assert {r.volgnummer: r.hash for r in gelezen if r.volgnummer in beloofd} == beloofd
    assert len(beloofd) >= na
    assert len(gelezen) - len(beloofd) in (0, 1)
    verslag = speel_na(tmp_path)
    assert verslag.goed, verslag.gebreken
    assert verslag.grootte == len(gelezen) + 1


def test_drie_processen_tegelijk(tmp_path):
    """Three processes that make and fill one new log: one chain, every acknowledged entry at its own number, each process in its own order."""
    processen = [schrijver(tmp_path, naam, 60) for naam in "ABC"]
    beloofd = {}
    for proces in processen:
        uit, _ = proces.communicate(timeout=120)
        assert proces.returncode == 0
        eigen = bevestigd(uit)
        assert len(eigen) == 60
        assert beloofd.keys().isdisjoint(eigen)
        beloofd |= eigen
    with Logboek(tmp_path, hulp.BRON) as boek:
        gelezen = boek.lees(Leesfilter(), hulp.AUDITOR)
    assert {r.volgnummer: r.hash for r in gelezen} == beloofd
    for naam in "ABC":
        assert [r.regel.zaaknummer for r in gelezen if r.regel.zaaknummer[0] == naam] == [f"{naam}-{n}" for n in range(60)]
    assert speel_na(tmp_path).goed
