"""A real station process under load, and killed at random while it is asked (issue 3, acceptance 7)."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hulp.certificaten import https_server
from hulp.druk import Druk, onder_druk

from datastation.instellingen import lees_station
from datastation.logboek import speel_na
from datastation.vrijgave import is_geldig_pad
from datastation.zaken import open_staat_van


def eis_alles_een_keer(druk: Druk, aantal: int) -> None:
    """Every question has one case in one final state, one reply with one content, and all replies to one question are equal."""
    antwoorden = druk.gelezen()
    assert len(antwoorden) == len({a.gesprek for a in antwoorden}) == aantal
    assert all(len(inhouden) == 1 for inhouden in druk.antwoorden().values())
    assert len({str(a.resultset["resultset"][0]["result"]) for a in antwoorden if a.resultset}) <= 4
    with open_staat_van(lees_station(druk.proces.map), {}) as staat, staat.lezen() as t:
        zaken = dict(t.exec_driver_sql("SELECT zaaknummer, toestand FROM zaken").all())
        stappen = t.exec_driver_sql("SELECT zaaknummer, van, naar FROM overgangen ORDER BY zaaknummer, volg").all()
    assert set(zaken) >= druk.aangenomen
    assert Counter(zaken.values()) == {"verzonden": aantal}
    for nummer in zaken:
        assert is_geldig_pad([(van, naar) for z, van, naar in stappen if z == nummer])
    verslag = speel_na(druk.proces.map / "logboek", {})
    assert verslag.goed
    # Six steps a case, and whatever the log says about itself: no step is missing, none stands there twice.
    assert verslag.grootte >= 6 * aantal


def speel(map: Path, afnemers: int, vragen: int, doden: int, termijn: float) -> Druk:
    einde = time.monotonic() + termijn
    with https_server(map) as server, onder_druk(map, server, afnemers, vragen) as druk, ThreadPoolExecutor(2) as draden:
        begin = time.monotonic()
        stellen = draden.submit(druk.stel_alles, einde)
        vrijgeven = draden.submit(druk.geef_vrij, afnemers * vragen, einde)
        gemeten = []
        kans = random.Random(7)
        for _ in range(doden):
            time.sleep(kans.uniform(0.5, 4))
            druk.proces.dood()
            druk.proces.start()
        while not (stellen.done() and vrijgeven.done()):
            gemeten.append(druk.proces.geheugen())
            time.sleep(0.5)
        stellen.result()
        vrijgeven.result()
        druk.wacht_op_post(afnemers * vragen, einde)
        duur = time.monotonic() - begin
        gemeten.append(druk.proces.geheugen())
        assert druk.proces.stop() == 0
        eis_alles_een_keer(druk, afnemers * vragen)
        half = gemeten[len(gemeten) // 2]
        print(
            f"\n{afnemers} requesters, {afnemers * vragen} questions, {druk.proces.starts - 1} kills: {duur:.1f} s, "
            f"{afnemers * vragen / duur:.1f} answers/s, p95 of a call {druk.percentiel(0.95):.2f} s, "
            f"memory half-way {half >> 20} MiB, at the end {gemeten[-1] >> 20} MiB"
        )
        assert gemeten[-1] < 1.3 * half + (64 << 20)
        return druk


def test_kort(tmp_path: Path) -> None:
    """Five requesters with six questions each; the station is killed twice meanwhile."""
    speel(tmp_path, 5, 6, 2, 120)


@pytest.mark.lang
@pytest.mark.timeout(1800)
def test_vijftig_afnemers_duizend_vragen(tmp_path: Path) -> None:
    """50 requesters at once, 1,000 questions; nothing is lost or doubled, memory stays flat."""
    speel(tmp_path, 50, 20, 0, 1500)


@pytest.mark.lang
@pytest.mark.timeout(1800)
def test_duizend_vragen_en_een_wankele_machine(tmp_path: Path) -> None:
    """The same, with the station killed twenty times at random moments: every accepted question reaches one final state."""
    speel(tmp_path, 50, 20, 20, 1500)
