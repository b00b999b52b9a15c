"""`datastation demo --netwerk`: the whole scenario, told in 80 columns, and nothing of it is left running."""

from __future__ import annotations

import csv
import re
import socket
from pathlib import Path

import pytest
from hulp.opdracht import draai, hier

STAPPEN = (
    "ontvangen", "loggen", "autorisatie", "presentatie verifiëren", "vraag verifiëren", "antwoord samenstellen", "vrijgave", "verzenden", "loggen",
)  # fmt: skip


@pytest.mark.lang
def test_het_hele_scenario(tmp_path: Path) -> None:
    """Three stations answer, one refuses, one is down; two people where the policy asks it; four refusals by code; logs that hold; twice in a row."""
    for _ in range(2):
        uit = draai("demo", "--netwerk", "net", map=tmp_path, COLUMNS="80")
        assert uit.code == 0, uit.uit + uit.fout
    # The path of the program is never cut, so that it can be copied.
    assert max(len(r) for r in uit.uit.splitlines() if "__main__" not in r) <= 80
    with (tmp_path / "net" / "inspectie" / "uitvraag" / "resultaat" / "stations.csv").open(encoding="utf-8", newline="") as bestand:
        stations = list(csv.DictReader(bestand))
    assert [s["status"] for s in stations] == ["beantwoord", "beantwoord", "beantwoord", "geweigerd", "niet bereikbaar"]
    with (tmp_path / "net" / "inspectie" / "uitvraag" / "resultaat" / "vraag-4.csv").open(encoding="utf-8", newline="") as bestand:
        assert len({r["kvk"] for r in csv.DictReader(bestand)}) == 3
    gevonden = re.findall(r"^(\d)\. ([a-zë ]+):", uit.uit, re.MULTILINE)
    assert gevonden == [(str(nr), stap) for nr, stap in enumerate(STAPPEN, 1)]
    for code in ("herhaling", "ingetrokken", "vraag-onbekend", "aanvrager-onbekend"):
        assert f"({code})" in uit.uit
    assert "KLOPT NIET" not in uit.uit
    poorten = {
        int(p)
        for t in (tmp_path / "net").rglob("*.toml")
        for p in re.findall(r"^poort = (\d+)", t.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert len(poorten) == 5
    for poort in poorten:
        with socket.socket() as contact:
            assert contact.connect_ex(("127.0.0.1", poort)) != 0


def test_een_map_van_iets_anders_blijft_staan(tmp_path: Path) -> None:
    """A folder with something else in it is not written over, nor is that of the other demo."""
    (tmp_path / "iets").write_text("van mij", encoding="utf-8")
    uit = hier("demo", "--netwerk", str(tmp_path))
    assert (uit.code, "geen demonetwerk" in uit.fout) == (2, True)
    assert (tmp_path / "iets").read_text(encoding="utf-8") == "van mij"
    station = tmp_path / "station"
    station.mkdir()
    (station / ".demo").write_text("", encoding="utf-8")
    (station / "station.toml").write_text("", encoding="utf-8")
    assert hier("demo", "--netwerk", str(station)).code == 2
