"""The schema knows exactly the codes that the ontology knows, in the category that the ontology gives them."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from rdflib import Graph
from rdflib.namespace import SKOS

from datastation.aflevering.vorm_xml import XSD_MAP
from datastation.instellingen import middelen
from datastation.vocabulaire import CL, WZD

XS = "{http://www.w3.org/2001/XMLSchema}"
REG, AAN = "wzd-registraties-1.0.0.xsd", "wzd-aantallen-1.0.0.xsd"


@pytest.fixture(scope="module")
def codelijsten() -> Graph:
    graaf = Graph()
    for pad in sorted((middelen("ontology") / "codelijsten").glob("*.ttl")):
        graaf.parse(pad)
    return graaf


def opsomming(xsd: str, naam: str) -> dict[str, str]:
    """Code → its documentation, of one enumerated type."""
    boom = etree.parse(str(XSD_MAP / xsd)).getroot()
    pad = f"{XS}simpleType[@name='{naam}']/{XS}restriction/{XS}enumeration"
    return {e.get("value"): e.findtext(f"{XS}annotation/{XS}documentation") or "" for e in boom.findall(pad)}


def notaties(graaf: Graph, lijst: str) -> set[str]:
    return {str(code) for begrip, code in graaf.subject_objects(SKOS.notation) if str(begrip).startswith(f"{CL}{lijst}/")}


@pytest.mark.parametrize(
    ("xsd", "naam", "lijst", "zonder"),
    [
        (REG, "JuridischeStatus", "juridische-status", set()),
        (REG, "FrequentieEenheid", "frequentie-eenheid", set()),
        (REG, "Categorie", "categorie", {"a-medicatie"}),
        (AAN, "Categorie", "categorie", set()),
        (AAN, "SoortZorg", "soort-zorg", set()),
    ],
)
def test_codes_van_het_schema_zijn_die_van_de_ontologie(codelijsten, xsd, naam, lijst, zonder):
    """No code that the schema refuses though a question may give it, and none that nothing can give."""
    assert set(opsomming(xsd, naam)) == notaties(codelijsten, lijst) - zonder


def test_vormen_van_zorg_in_hun_categorie(codelijsten):
    """The twenty Wzd forms, each with the letter of art. 2 lid 1 that the ontology gives."""
    vraag = f"SELECT ?code ?letter {{ ?vorm <{SKOS.notation}> ?code ; <{WZD}categorie> ?c . ?c <{SKOS.notation}> ?letter }}"
    letters = {str(rij[0]): str(rij[1]) for rij in codelijsten.query(vraag) if len(str(rij[1])) == 1}
    in_schema = {code: re.search(r"\(categorie (\w)\)$", uitleg)[1] for code, uitleg in opsomming(REG, "SoortInterventie").items()}
    assert in_schema == letters
    assert len(letters) == 20
