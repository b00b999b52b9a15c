"""What the doctor notices of a snapshot that somebody changed by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import orjson
import pytest

from datastation import onderhoud
from datastation.instellingen import lees_station
from datastation.store import momentopname, nazien


def oordeel(station: Path) -> onderhoud.Onderzoek:
    return next(o for o in onderhoud.onderzoek(lees_station(station), date(2026, 8, 1)) if o.naam == "momentopname")


def test_een_gave_momentopname(station: Path) -> None:
    """What was built is what the manifest says, part by part."""
    assert nazien.veranderd(momentopname.huidige(lees_station(station).momentopnamen)) == ()


@pytest.mark.parametrize("hoe", ["afgekapt", "weg", "manifest"])
def test_een_veranderde_momentopname(station: Path, hoe: str) -> None:
    """A part that is cut off or gone, or another day in the manifest, is a fault that the doctor names."""
    map = momentopname.huidige(lees_station(station).momentopnamen).map
    deel = min((map / "delen").glob("*-registraties.nq.zst"))
    if hoe == "afgekapt":
        deel.write_bytes(deel.read_bytes()[:-20])
    elif hoe == "weg":
        deel.unlink()
    else:
        pad = map / "manifest.json"
        pad.write_bytes(orjson.dumps({**orjson.loads(pad.read_bytes()), "gegevens_tot": "2030-01-01"}))
    gevonden = oordeel(station)
    assert gevonden.oordeel == "fout"
    assert ("manifest.json" if hoe == "manifest" else "registraties") in gevonden.uitleg
