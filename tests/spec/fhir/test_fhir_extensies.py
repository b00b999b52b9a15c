"""Our own FHIR extensions: what the writer writes, what is published and what the mapping reads are the same."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fhir_bron import EIGEN

from datastation.voorbeeld.organisatie import maak_organisatie
from datastation.voorbeeld.vormen.fhir import schrijf_fhir

MAPPING = Path(__file__).resolve().parents[3] / "mappings" / "fhir-zib2020"


def gepubliceerd() -> dict[str, dict]:
    """StructureDefinitions by the last part of their url."""
    alle = [json.loads(pad.read_text(encoding="utf-8")) for pad in (MAPPING / "extensies").glob("StructureDefinition-*.json")]
    return {definitie["url"].removeprefix(EIGEN): definitie for definitie in alle}


def type_van(definitie: dict) -> str:
    return next(element["type"][0]["code"] for element in definitie["differential"]["element"] if element["id"] == "Extension.value[x]")


@pytest.fixture(scope="module")
def geschreven(tmp_path_factory) -> set[tuple[str, str, str]]:
    """(name, value field, element that holds it) of every own extension in the bundles of an organisation."""
    map = tmp_path_factory.mktemp("fhir")
    schrijf_fhir(maak_organisatie(60, seed=1), map)
    gevonden: set[tuple[str, str, str]] = set()

    def loop(knoop: object, pad: str) -> None:
        if isinstance(knoop, list):
            for kind in knoop:
                loop(kind, pad)
        elif isinstance(knoop, dict):
            for uitbreiding in knoop.get("extension", []):
                if uitbreiding["url"].startswith(EIGEN):
                    veld = next(naam for naam in uitbreiding if naam.startswith("value"))
                    gevonden.add((uitbreiding["url"].removeprefix(EIGEN), veld.removeprefix("value"), pad))
            for naam, kind in knoop.items():
                loop(kind, f"{pad}.{naam}")

    for bestand in map.iterdir():
        for ingang in json.loads(bestand.read_text(encoding="utf-8"))["entry"]:
            loop(ingang["resource"], ingang["resource"]["resourceType"])
    return gevonden


def test_elke_geschreven_extensie_is_gepubliceerd(geschreven):
    """With its type and the element where it may stand."""
    definities = gepubliceerd()
    for naam, veld, plaats in geschreven:
        definitie = definities[naam]
        code = type_van(definitie)
        assert veld == code[0].upper() + code[1:], naam
        assert plaats in [context["expression"] for context in definitie["context"]], naam


def test_elke_gepubliceerde_extensie_wordt_geschreven_en_gelezen(geschreven):
    """No extension is published that nobody uses."""
    gelezen = set(re.findall(re.escape(EIGEN) + r"(\w+)\]", (MAPPING / "mapping.yml").read_text(encoding="utf-8")))
    assert {naam for naam, _, _ in geschreven} == set(gepubliceerd()) == gelezen


def test_elke_extensie_staat_op_de_bladzijde():
    """The page for people lists them all, and names what each becomes."""
    bladzijde = (MAPPING / "extensies" / "README.md").read_text(encoding="utf-8")
    rijen = dict(re.findall(r"^\| `(\w+)` \| ([\w.]+) \|", bladzijde, re.MULTILINE))
    assert rijen == {naam: definitie["context"][0]["expression"] for naam, definitie in gepubliceerd().items()}


def test_een_definitie_is_een_goede_differential():
    """Simple extensions of R4: one value, no nested extensions, the url fixed to their own."""
    for naam, definitie in gepubliceerd().items():
        elementen = {element["id"]: element for element in definitie["differential"]["element"]}
        assert definitie["fhirVersion"] == "4.0.1"
        assert "snapshot" not in definitie
        assert elementen["Extension.url"]["fixedUri"] == definitie["url"] == EIGEN + naam
        assert elementen["Extension.extension"]["max"] == "0"
        assert elementen["Extension.value[x]"]["min"] == 1
