"""FHIR resources, small enough to read in a test."""

from __future__ import annotations

from typing import Any

EIGEN = "https://w3id.org/datastation/fhir/StructureDefinition/"
SNOMED = "http://snomed.info/sct"
Hulpbron = dict[str, Any]


def concept(code: str, stelsel: str = SNOMED) -> Hulpbron:
    return {"coding": [{"system": stelsel, "code": code}]}


def eigen(naam: str, soort: str, waarde: object) -> Hulpbron:
    """One of our own extensions."""
    return {"url": EIGEN + naam, f"value{soort}": waarde}


def verrichting(**velden: Any) -> Hulpbron:
    """A Procedure ``M1`` of patient C1 in the category of 2020."""
    basis = {"resourceType": "Procedure", "id": "M1", "status": "completed", "category": concept("225317005"), "code": concept("90278001")}
    return basis | {"subject": {"reference": "Patient/C1"}} | velden


def aandoening(categorie: str, code: str, **velden: Any) -> Hulpbron:
    """A Condition ``T1`` of patient C1."""
    basis = {"resourceType": "Condition", "id": "T1", "category": [concept(categorie)], "code": concept(code, "urn:oid:0")}
    return basis | {"subject": {"reference": "Patient/C1"}} | velden
