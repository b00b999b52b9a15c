"""A mapping over a child table of FHIR goes the whole way."""

from __future__ import annotations

from pathlib import Path

from datastation.bronnen import open_bron
from datastation.instellingen import Bron
from datastation.mapping import Context, lees_mapping, voer_uit

YAML = """
mappings:
  redenen:
    sources: [["Procedure/reasonCode"]]
    s: id:$(_kvk)/interventie/$(_ruimte).$(^@id)
    po:
      - [zib:redenVanToepassen, "http://snomed.info/id/$(coding.code)~iri"]
"""
PROCEDURE = """{"resourceType": "Procedure", "id": "p1", "reasonCode": [
  {"coding": [{"code": "121491000146107"}]}, {"coding": [{"code": "121481000146105"}]}]}"""


def test_kindtabel_van_fhir(tmp_path: Path) -> None:
    """Two reasons of one Procedure are two rows and two triples, in a file whose name holds no slash."""
    (tmp_path / "m").mkdir()
    (tmp_path / "m" / "mapping.yml").write_text(YAML)
    (tmp_path / "b.json").write_text(PROCEDURE)
    kaart = lees_mapping("m", tmp_path)
    tabellen = open_bron(Bron(naam="b", soort="fhir", pad="b.json", mapping="m"), tmp_path, kaart.gevraagd)
    (tmp_path / "uit").mkdir()
    context = Context(kvk="99990001", ruimte="ecd", bron="b", sleutel=bytes(32), tijdzone="Europe/Amsterdam")
    uitslag = voer_uit(kaart, tabellen, context, tmp_path / "uit")
    assert [d.pad.name for d in uitslag.delen] == ["b-Procedure_reasonCode.nq"]
    assert uitslag.delen[0].quads == 2
