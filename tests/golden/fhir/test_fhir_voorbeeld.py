"""The worked examples of the FHIR mappings, and the pages of bundles."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from datastation.voorbeeld.organisatie import maak_organisatie
from datastation.voorbeeld.vormen.fhir import PER_PAGINA, schrijf_fhir

MAPPINGS = Path(__file__).resolve().parents[3] / "mappings"
EIGEN = "extension[url=https://w3id.org/datastation/fhir/StructureDefinition/{}]"
STATUS_2017 = "extension[url=http://nictiz.nl/fhir/StructureDefinition/zib-patient-legalstatus].valueCodeableConcept.coding.code"

# Table, column, fate, reason, rows: read by hand from the examples. Rows are numbered per file, within their type.
VERLIEZEN = {
    "fhir-zib2020": {
        ("Encounter", EIGEN.format("plaatsingSoort") + ".valueCode", "buiten_bereik", "geen_verblijf", (2,)),
        ("CarePlan", "category.coding.code", "buiten_bereik", "ander_plan", (2,)),
        ("ClinicalImpression", EIGEN.format("vanPlan") + ".valueReference.reference", "buiten_bereik", "geen_evaluatie", (2,)),
        ("Condition", "category.coding.code", "buiten_bereik", "andere_aandoening", (4,)),
        ("Procedure", "code.coding.code", "eigenschap", "code_zonder_doel", (5,)),
        ("Procedure", "status", "buiten_bereik", "concept", (6,)),
        ("Procedure", EIGEN.format("wet") + ".valueCode", "buiten_bereik", "andere_wet", (7,)),
        ("Procedure", "category.coding.code", "buiten_bereik", "andere_verrichting", (8,)),
        ("Procedure", "partOf.reference#id", "rij", "code_zonder_doel", (11,)),
    },
    "fhir-zib2017": {
        ("Patient", STATUS_2017, "eigenschap", "code_zonder_doel", (3,)),
        ("Procedure", "code.coding.code", "eigenschap", "code_zonder_doel", (4,)),
        ("Procedure", "category.coding.code", "buiten_bereik", "andere_verrichting", (5,)),
    },
}


@pytest.mark.parametrize("naam", ["fhir-zib2020", "fhir-zib2017"])
def test_het_voorbeeld_geeft_de_verwachte_feiten(voer, naam):
    """Every quad of `verwacht.nq`, and no other."""
    quads, _ = voer(naam, "fhir", MAPPINGS / naam / "voorbeeld")
    assert quads == set((MAPPINGS / naam / "verwacht.nq").read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize("naam", ["fhir-zib2020", "fhir-zib2017"])
def test_het_voorbeeld_geeft_de_verwachte_verliezen(voer, naam):
    """Everything that did not become a fact stands in the ledger with its row, and the balance holds."""
    _, uitslag = voer(naam, "fhir", MAPPINGS / naam / "voorbeeld")
    assert {(v.tabel, v.kolom, v.soort, v.reden, v.voorbeelden) for v in uitslag.regels} == VERLIEZEN[naam]
    assert all(balans.klopt for balans in uitslag.balansen)


def test_fhir_draagt_alles():
    """Nothing of the example organisation is lost in this shape; `test_voorbeeld_vormen` compares the facts."""
    assert tomllib.loads((MAPPINGS / "fhir-zib2020" / "draagt.toml").read_text(encoding="utf-8"))["draagt_niet"] == []


def test_de_bundels_zijn_paginas(tmp_path):
    """No bundle holds more than a page, together they hold every registration, and writing twice gives the same bytes."""
    organisatie = maak_organisatie(30, registraties=PER_PAGINA + 1, seed=4)
    for naam in ("een", "twee"):
        schrijf_fhir(organisatie, tmp_path / naam)
    een, twee = ({p.name: p.read_bytes() for p in (tmp_path / naam).iterdir()} for naam in ("een", "twee"))
    assert een == twee
    omvang = [len(json.loads(inhoud)["entry"]) for naam, inhoud in sorted(een.items()) if naam.startswith("Procedure-moment")]
    assert omvang == [PER_PAGINA, 1]
