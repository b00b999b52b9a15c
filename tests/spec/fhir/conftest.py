"""A tiny FHIR source, written resource by resource in the test, through its mapping."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from fhir_bron import KVK, Hulpbron, Uitkomst

from datastation.bronnen import open_bron
from datastation.instellingen import Bron
from datastation.mapping import Context, lees_mapping, voer_uit


@pytest.fixture
def fhir(tmp_path: Path) -> Callable[..., Uitkomst]:
    """``fhir(hulpbron, …, mapping="fhir-zib2020")``: one bundle of these resources, mapped."""

    def voer(*hulpbronnen: Hulpbron, mapping: str = "fhir-zib2020") -> Uitkomst:
        uit = tmp_path / "delen"
        uit.mkdir()
        bundel = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": hulpbron} for hulpbron in hulpbronnen]}
        (tmp_path / "bundel.json").write_text(json.dumps(bundel), encoding="utf-8")
        kaart = lees_mapping(mapping, tmp_path)
        tabellen = open_bron(Bron(naam="ecd", soort="fhir", pad="bundel.json", mapping=mapping), tmp_path, {}, kaart.gevraagd)
        uitslag = voer_uit(kaart, tabellen, Context(KVK, "ecd", "ecd", bytes(range(32))), uit)
        quads = [quad for deel in uitslag.delen for quad in ox.parse(path=deel.pad, format=ox.RdfFormat.N_QUADS)]
        return Uitkomst(tuple(quads), {b.tabel: b for b in uitslag.balansen}, uitslag.regels)

    return voer
