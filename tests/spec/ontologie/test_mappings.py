"""The code lists of the mappings point at concepts that exist, and the 2017 mapping follows the version map."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from rdflib.namespace import SKOS

from datastation.vocabulaire import CL, WZD

MAPPINGS = Path(__file__).resolve().parents[3] / "mappings"
CODELIJSTEN = sorted(MAPPINGS.glob("*/codelijsten/*.csv"))
LIJST = "https://w3id.org/datastation/def/lijst/"
wzd = Namespace(WZD)


def rijen(pad: Path) -> list[tuple[str, str]]:
    """(code of the source, target or "") of a code list of a mapping."""
    with pad.open(encoding="utf-8", newline="") as bestand:
        return [(r["bron"], r["doel"]) for r in csv.DictReader(bestand, delimiter=";")]


@pytest.mark.parametrize("pad", CODELIJSTEN, ids=lambda p: str(p.relative_to(MAPPINGS)))
def test_elk_doel_van_een_codelijst_is_een_concept(geladen: Graph, pad: Path) -> None:
    """A mapping never writes a code that no code list holds."""
    doelen = {doel.removeprefix("cl:") for _, doel in rijen(pad) if doel.startswith("cl:")}
    assert [d for d in sorted(doelen) if (URIRef(CL + d), RDF.type, SKOS.Concept) not in geladen] == []


@pytest.mark.parametrize(
    ("bestand", "gepubliceerd", "naar"),
    [
        ("soort-interventie", "soort-interventie-2017", "soort-interventie"),
        ("instemming", "toestemming-2017", "instemming"),
        ("juridische-status", "juridische-status-2017", "juridische-status"),
        ("vertegenwoordiging", "juridische-status-2017", "vertegenwoordiging"),
    ],
)
def test_de_mapping_van_2017_volgt_de_versiekaart(versies: Graph, bestand: str, gepubliceerd: str, naar: str) -> None:
    """For each 2017 code, mapping fhir-zib2017 writes the target of the version map, or nothing where the map names a loss only."""
    kaart = {}
    for overgang in versies.subjects(wzd.vanLijst, URIRef(LIJST + gepubliceerd)):
        if (overgang, wzd.vanPublicatie, Literal("2017")) in versies:
            doel = str(versies.value(overgang, wzd.naar) or "").removeprefix(CL)
            kaart[str(versies.value(overgang, wzd.vanCode))] = f"cl:{doel}" if doel.startswith(f"{naar}/") else ""
    mapping = dict(rijen(MAPPINGS / "fhir-zib2017" / "codelijsten" / f"{bestand}.csv"))
    assert {c: d for c, d in mapping.items() if c in kaart and d} == {c: d for c, d in kaart.items() if d}
