"""docs/moet-2021.md is about every duty of the list that it answers, and about no other."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from hulp.vertrouwen import VECTOREN, met_vectoren

WORTEL = Path(__file__).resolve().parents[2]


@met_vectoren
def test_elke_plicht_staat_er() -> None:
    """Numbers and weight are those of the reference page."""
    bron = (VECTOREN.parent / "reference" / "moet-2021.md").read_text(encoding="utf-8")
    verwacht = dict(re.findall(r"^\| ([A-Z]\d+) \|.*\| ([MSC]) \|$", bron, re.MULTILINE))
    tabel = tomllib.loads((WORTEL / "tools" / "moet.toml").read_text(encoding="utf-8"))
    assert {nr: rij["soort"] for rijen in tabel.values() for nr, rij in rijen.items()} == verwacht
