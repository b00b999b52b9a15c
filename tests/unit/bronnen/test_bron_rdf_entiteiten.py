"""RDF/XML with a DTD: names of namespaces are fine, what can grow is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from datastation.bronnen import rdf_bestanden
from datastation.fouten import BronFout
from datastation.instellingen import Bron

BRON = Bron(naam="o", soort="rdf", pad="export")
MET = """<?xml version="1.0"?><!DOCTYPE rdf:RDF [{dtd}]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="urn:e:"><rdf:Description rdf:about="urn:x"><e:p>&a1;</e:p></rdf:Description></rdf:RDF>"""


def schrijf(map: Path, dtd: str) -> None:
    (map / "export").mkdir()
    (map / "export" / "x.owl").write_text(MET.format(dtd=dtd))


def test_een_naamruimte_mag(tmp_path: Path) -> None:
    """Short entities without another inside, as ontology editors write them."""
    schrijf(tmp_path, '<!ENTITY a1 "http://www.w3.org/2001/XMLSchema#&#65;">')
    assert [pad.name for pad, _ in rdf_bestanden(BRON, tmp_path)] == ["x.owl"]


@pytest.mark.parametrize(
    "dtd",
    [
        '<!ENTITY a0 "Geheim"><!ENTITY a1 "&a0;&a0;&a0;">',
        f'<!ENTITY a1 "{"Geheim" * 1000}">',
        '<!ENTITY a1 SYSTEM "file:///etc/passwd">',
        "<!ENTITY a0 'Geheim'><!ENTITY a1 '&a0;&a0;'>",
        '<!ENTITY % a1 "Geheim">',
    ],
)
def test_wat_kan_uitdijen_wordt_geweigerd(tmp_path: Path, dtd: str) -> None:
    """Entities within entities, long ones, files and parameters: refused before the parser writes them out, without showing them."""
    schrijf(tmp_path, dtd)
    with pytest.raises(BronFout) as fout:
        rdf_bestanden(BRON, tmp_path)
    assert "Geheim" not in str(fout.value)
    assert "x.owl" in fout.value.waar
