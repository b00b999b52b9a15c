"""A tiny FHIR source, written resource by resource in the test, through its mapping."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fhir_bron import Hulpbron
from hulp.uitkomst import Uitkomst, voer

from datastation.instellingen import Bron


@pytest.fixture
def fhir(tmp_path: Path) -> Callable[..., Uitkomst]:
    """``fhir(hulpbron, …, mapping="fhir-zib2020")``: one bundle of these resources, mapped."""

    def doe(*hulpbronnen: Hulpbron, mapping: str = "fhir-zib2020") -> Uitkomst:
        bundel = {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": hulpbron} for hulpbron in hulpbronnen]}
        (tmp_path / "bundel.json").write_text(json.dumps(bundel), encoding="utf-8")
        return voer(tmp_path, Bron(naam="ecd", soort="fhir", pad="bundel.json", mapping=mapping))

    return doe
