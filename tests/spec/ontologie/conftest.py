"""The ontology as graphs, parsed once for all tests of this folder."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import Graph

WORTEL = Path(__file__).resolve().parents[3]
ONTOLOGIE = WORTEL / "ontology"
TABELLEN = WORTEL.parent / "shared" / "zib" / "tables"


def _lees(*paden: Path) -> Graph:
    graaf = Graph()
    for pad in paden:
        graaf.parse(pad)
    return graaf


@pytest.fixture(scope="session")
def geladen() -> Graph:
    """What a snapshot loads: the terms and the code lists."""
    return _lees(*sorted(ONTOLOGIE.glob("*.ttl")), *sorted((ONTOLOGIE / "codelijsten").glob("*.ttl")))


@pytest.fixture(scope="session")
def vormen() -> Graph:
    """The SHACL shapes and the rules they test."""
    return _lees(*sorted((ONTOLOGIE / "shapes").glob("*.ttl")))


@pytest.fixture(scope="session")
def versies() -> Graph:
    """The version maps and their named losses."""
    return _lees(*sorted((ONTOLOGIE / "versies").glob("*.ttl")))


@pytest.fixture(scope="session")
def tabel():
    """Reads a table of ../shared/zib/tables as a list of rows; skips where that folder is absent."""
    if not TABELLEN.is_dir():
        pytest.skip(f"de gedeelde tabellen staan niet in {TABELLEN}")

    def lees(naam: str) -> list[dict[str, str]]:
        with (TABELLEN / f"{naam}.tsv").open(encoding="utf-8", newline="") as bestand:
            return list(csv.DictReader(bestand, delimiter="\t"))

    return lees
