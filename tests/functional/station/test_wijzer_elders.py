"""The pointer and the list hold to the station's own folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from datastation.fouten import GebruiksFout
from datastation.store import momentopname

NAAM = "20260101T000000Z-0123abcd"


@pytest.fixture
def elders(tmp_path: Path) -> Path:
    """A folder that looks like a snapshot, outside the station."""
    map = tmp_path / "elders" / NAAM
    map.mkdir(parents=True)
    (map / "manifest.json").write_text("{}")
    (tmp_path / "momentopnamen").mkdir()
    return map


@pytest.mark.parametrize("doel", ["absoluut", "omhoog"])
def test_een_wijzer_naar_elders_wordt_niet_gevolgd(tmp_path: Path, elders: Path, doel: str) -> None:
    """A pointer that leaves the folder, by an absolute path or by '..', serves nothing: a clear error, no answer from elsewhere."""
    opnamen = tmp_path / "momentopnamen"
    (opnamen / "current").symlink_to(elders if doel == "absoluut" else Path("..") / "elders" / NAAM)
    assert momentopname.dienende(opnamen) == ""
    with pytest.raises(GebruiksFout):
        momentopname.huidige(opnamen)


def test_een_gelinkte_map_is_geen_momentopname(tmp_path: Path, elders: Path) -> None:
    """A link among the snapshots to a folder elsewhere is not listed, so retention does not remove it."""
    opnamen = tmp_path / "momentopnamen"
    (opnamen / NAAM).symlink_to(elders)
    assert momentopname.lijst(opnamen) == ()
