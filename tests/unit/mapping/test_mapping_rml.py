"""Printed RML: well-formed for every mapping that we ship, and honest about what RML cannot say."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib
from hulp.kaart import CONTEXT, schrijf_mapping

from datastation.instellingen import middelen
from datastation.mapping import als_rml, lees_mapping
from datastation.mapping.functies import FUNCTIES, FUNCTIES_IRI
from datastation.mapping.rml import HULPFUNCTIES

RML = rdflib.Namespace("http://w3id.org/rml/")
MAPPINGS = sorted(pad.parent.name for pad in middelen("mappings").glob("*/mapping.yml"))


@pytest.mark.parametrize("naam", MAPPINGS)
def test_meegeleverde_mapping_als_rml(tmp_path: Path, naam: str) -> None:
    """Turtle with a triples map for each mapping and table, one source each, and only functions that docs/mapping.md names."""
    mapping = lees_mapping(naam, tmp_path)
    tekst = als_rml(mapping, CONTEXT)
    graaf = rdflib.Graph().parse(data=tekst, format="turtle")
    luiken = set(graaf.subjects(rdflib.RDF.type, RML.TriplesMap))
    assert len(luiken) == len(mapping.luiken)
    assert all(len(list(graaf.objects(luik, RML.logicalSource))) == 1 for luik in luiken)
    gebruikt = {str(f).removeprefix(FUNCTIES_IRI).removesuffix("_lukt") for f in graaf.objects(None, RML.function)}
    assert gebruikt <= {*FUNCTIES, *HULPFUNCTIES}
    assert CONTEXT.sleutel.decode() not in tekst
    assert CONTEXT.sleutel.hex() not in tekst


def test_wat_rml_niet_kan_staat_erbij(tmp_path: Path) -> None:
    """A unique key and a row refused by a join are named in comments."""
    tekst = """
x-tabellen:
  t: {uniek: [nr]}
mappings:
  m:
    sources: [[t]]
    s: urn:x:$(nr)
    po:
      - p: wzd:y
        o: {mapping: m, condition: {function: equal, parameters: [[str1, $(op)], [str2, $(nr)]]}}
        x-bij-fout: rij
        condition: {function: 'ds:aanwezig(waarde=$(op))'}
"""
    kop = [regel for regel in als_rml(schrijf_mapping(tmp_path, tekst), CONTEXT).splitlines() if regel.startswith("# Niet")]
    assert kop == [
        "# Niet in RML uit te drukken: x-tabellen.t.uniek: een dubbele sleutel wordt niet geweigerd.",
        "# Niet in RML uit te drukken: x-bij-fout: rij bij de verwijzing naar 'm': de rij wordt niet geweigerd.",
        "# Niet in RML uit te drukken: condition bij de verwijzing naar 'm'.",
    ]
