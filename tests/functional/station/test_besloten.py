"""Personal data on disk is for the owner of the station alone, whatever the umask of whoever runs a command."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from hulp.opdracht import draai

from datastation import besloten, leveren, onderhoud
from datastation.instellingen import lees_station


def rechten_van_anderen(map: Path) -> list[str]:
    """Everything below a folder, itself too, that its group or others may touch; links have no rights of their own."""
    paden = [map, *map.rglob("*")]
    return [str(p.relative_to(map)) for p in paden if not p.is_symlink() and stat.S_IMODE(p.stat().st_mode) & 0o077]


def test_alles_is_besloten(tmp_path: Path) -> None:
    """Sources, key, snapshot, deliveries, lists of findings and the log of who looked: nothing is readable by others under umask 0."""
    station = tmp_path / "s"
    vorige = os.umask(0)
    try:
        draai("voorbeeld", str(station), "--clienten", "30")
        ververst = draai("ververs", "--station", str(station))
        draai("beantwoord", "igj-wzd-registraties", "--param", "periode=2026-H1", "--station", str(station))
        elders = draai(
            "beantwoord", "igj-wzd-aantallen", "--param", "periode=2026-H1", "--uit", str(tmp_path / "uit"), "--station", str(station)
        )
        vraag = tmp_path / "vraag.rq"
        vraag.write_text("ASK { ?s ?p ?o }")
        gekeken = draai("sparql", str(vraag), "--met-identiteit", "--station", str(station))
    finally:
        os.umask(vorige)
    assert (ververst.code, elders.code, gekeken.code) == (0, 0, 0)
    assert {p.name for p in station.iterdir()} >= {"antwoorden", "export", "logboek", "momentopnamen", "sleutels", "station.toml"}
    assert rechten_van_anderen(station) == []
    assert rechten_van_anderen(tmp_path / "uit") == []


def test_een_tijdelijke_naam_is_geen_achterdeur(tmp_path: Path) -> None:
    """A link that somebody put at the name of a temporary file is replaced: nothing is written where it leads."""
    doel = tmp_path / "van-een-ander"
    doel.write_text("blijft")
    (tmp_path / "antwoord").symlink_to(doel)
    besloten.schrijf(tmp_path / "antwoord", b"geheim")
    assert doel.read_text() == "blijft"
    assert stat.S_IMODE((tmp_path / "antwoord").stat().st_mode) == 0o600


def test_dokter_ziet_open_mappen(tmp_path: Path) -> None:
    """A station whose folders everybody may enter is told so; one that shares with a group is not."""
    onderhoud.maak_station(tmp_path / "s")
    station = lees_station(tmp_path / "s")
    besloten.maak_map(station.momentopnamen)
    for pad in (station.map, station.momentopnamen):
        pad.chmod(0o750)
    assert onderhoud.open_mappen(station) == ()
    for pad in (station.map, station.momentopnamen):
        pad.chmod(0o755)
    assert onderhoud.open_mappen(station) == ("momentopnamen",)
    station.map.chmod(0o700)
    assert onderhoud.open_mappen(station) == (), "nobody gets past the folder of the station"


def test_een_levering_uit_python_is_besloten(station: Path) -> None:
    """The same holds where a story is called without the command line."""
    from datetime import date

    vorige = os.umask(0)
    try:
        geleverd = leveren.lever(
            lees_station(station), "igj-wzd-aantallen", {"periode": "2026-H1"}, vandaag=date(2026, 7, 5), uit=station / "py"
        )
    finally:
        os.umask(vorige)
    assert geleverd.bestanden
    assert rechten_van_anderen(station / "py") == []
