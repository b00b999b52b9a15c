"""The design size: 1,500 stations in one enquiry, a tenth of them down or slow."""

from __future__ import annotations

import csv
import resource
import time
from collections import Counter
from pathlib import Path

import pytest
from hulp.nepgedrag import Hangt, Kapot, Rommel
from hulp.nepstation import Gedrag, nepnet
from hulp.web import vrije_poort

from datastation import uitvragen
from datastation.uitvragen import Status

AANTAL = 1500


@pytest.mark.lang
@pytest.mark.timeout(900)
def test_vijftienhonderd_stations(tmp_path: Path) -> None:
    """Every station gets its status and every answer its row; at most 64 connections at once; memory grows by little."""
    afwijkend = {0: Hangt(), 1: Kapot(), 2: Rommel()}
    with nepnet(tmp_path) as net:
        for nr in range(AANTAL):
            net.voeg_toe(f"s{nr}", afwijkend.get(nr % 30, Gedrag()))
        net.schrijf_lijst(postbus=vrije_poort(), stap=5.0)
        map = net.begin()
        begin, voor = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        uitslag = uitvragen.voer_uit(map, wacht=600)
        duur, groei = time.monotonic() - begin, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - voor
    per = Counter(r.status for r in uitslag.regels)
    assert per == {Status.BEANTWOORD: AANTAL * 27 // 30, Status.ONBEREIKBAAR: AANTAL * 2 // 30, Status.ONGELDIG: AANTAL // 30}
    with (map / "resultaat" / "vraag-4.csv").open(encoding="utf-8", newline="") as bestand:
        rijen = list(csv.DictReader(bestand))
    assert [r["station"] for r in rijen] == [f"s{nr}" for nr in range(AANTAL) if nr % 30 not in afwijkend]
    assert groei < 400 * 1024  # KiB; the server of the test is in this process too
    print(f"\n{AANTAL} stations in {duur:.0f} s, {groei >> 10} MiB")
