"""Row fates, joins, ledger and files of the mapping engine."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pyoxigraph as ox
import pytest
from hulp.kaart import CONTEXT, quads, schrijf_mapping, tabel, voer

from datastation.fouten import BronFout, MappingFout
from datastation.mapping import proef
from datastation.mapping.gezien import Gezien
from datastation.model.tabel import Tabel

SIMPEL = """
x-tabellen:
  t: {verplicht: [nr], uniek: [nr]}
mappings:
  m:
    sources: [[t]]
    s: id:$(_kvk)/x/$(nr)
    po:
      - [rdf:value, $(w)]
      - {p: wzd:datum, o: {function: 'ds:datum(waarde=$(d), formaat=iso)', datatype: xsd:date}, x-bij-fout: rij}
"""


def test_uniek_werkt_over_blokken_en_bestanden(tmp_path: Path) -> None:
    """A key of another block or file counts as seen; row numbers are those of the file."""
    rijen = [{"nr": str(i % 7), "w": "x", "d": None} for i in range(20)]
    uitslag = voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL), {"t": tabel("t", rijen, blok=3, bestanden=2)})
    assert uitslag.balansen[0].gemapt == 7
    assert [(r.bestand, r.reden, r.aantal, r.voorbeelden[:4]) for r in uitslag.regels] == [
        ("t-0.csv", "dubbele_sleutel", 3, (9, 10, 11)),
        ("t-1.csv", "dubbele_sleutel", 10, (2, 3, 4, 5)),
    ]


def test_verlies_telt_alles_en_noemt_twintig_rijen(tmp_path: Path) -> None:
    """The ledger holds counts and row numbers, never a value."""
    rijen = [{"nr": str(i), "w": None, "d": "geheim"} for i in range(50)]
    uitslag = voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL), {"t": tabel("t", rijen, blok=8)})
    (regel,) = uitslag.regels
    assert (regel.aantal, regel.voorbeelden, regel.kolom, regel.soort) == (50, tuple(range(2, 22)), "d", "rij")
    assert "geheim" not in str(uitslag)
    assert uitslag.delen[0].pad.read_bytes() == b""


def test_een_verloren_cel_telt_eens(tmp_path: Path) -> None:
    """A cell that feeds two properties is one loss for each reason."""
    tekst = """
mappings:
  m:
    sources: [[t]]
    s: urn:x:$(nr)
    po:
      - {p: wzd:a, o: {function: 'ds:geheel(waarde=$(w))'}}
      - {p: wzd:b, o: {function: 'ds:geheel(waarde=$(w), maal=2)'}}
"""
    uitslag = voer(tmp_path, schrijf_mapping(tmp_path, tekst), {"t": tabel("t", [{"nr": "1", "w": "x"}])})
    assert [(r.reden, r.aantal) for r in uitslag.regels] == [("geen_geheel_getal", 1)]


def test_rij_zonder_onderwerp_is_geweigerd(tmp_path: Path) -> None:
    """A row from which no record can be made does not vanish: it is refused."""
    tekst = "mappings:\n  m:\n    sources: [[t]]\n    s: urn:x:$(nr)\n    po:\n      - [a, wzd:X]\n"
    uitslag = voer(tmp_path, schrijf_mapping(tmp_path, tekst), {"t": tabel("t", [{"nr": None}, {"nr": "1"}])})
    assert [(r.reden, r.kolom, r.voorbeelden) for r in uitslag.regels] == [("geen_onderwerp", "nr", (2,))]
    assert uitslag.balansen[0].klopt


def test_herkomst_noemt_elke_gemapte_rij(tmp_path: Path) -> None:
    """Provenance: table, file, row and primary subject, for mapped rows only."""
    rijen = [{"nr": "1", "w": "a", "d": None}, {"nr": "2", "w": "a", "d": "x"}, {"nr": "3 4", "w": None, "d": None}]
    uitslag = voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL), {"t": tabel("t", rijen, blok=2)})
    assert uitslag.herkomst is not None
    assert pq.read_table(uitslag.herkomst).to_pylist() == [
        {"tabel": "t", "bestand": "t-0.csv", "rij": 2, "onderwerp": "https://w3id.org/datastation/id/12345678/x/1"},
        {"tabel": "t", "bestand": "t-0.csv", "rij": 4, "onderwerp": "https://w3id.org/datastation/id/12345678/x/3%204"},
    ]


KOPPEL = """
mappings:
  kind:
    sources: [[k]]
    s: urn:kind:$(nr)
    po:
      - p: wzd:ouder
        o: {mapping: ouder, condition: {function: equal, parameters: [[str1, $(van)], [str2, $(sleutel)]]}}
        x-bij-fout: BIJ
  ouder:
    sources: [[o]]
    s: urn:ouder:$(id)
    po:
      - {p: wzd:datum, o: {function: 'ds:datum(waarde=$(d), formaat=iso)'}, x-bij-fout: rij}
"""


@pytest.mark.parametrize("bij", ["eigenschap", "rij"])
def test_koppeling_geeft_alle_ouders_en_meldt_wie_er_geen_heeft(tmp_path: Path, bij: str) -> None:
    """Several parents: all of them; a refused parent is none; an empty reference is no loss."""
    ouders = [{"id": "1", "sleutel": "a", "d": None}, {"id": "2", "sleutel": "a", "d": None}, {"id": "3", "sleutel": "b", "d": "fout"}]
    kinderen = [{"nr": "1", "van": "a"}, {"nr": "2", "van": "b"}, {"nr": "3", "van": None}, {"nr": "4", "van": "z"}]
    mapping = schrijf_mapping(tmp_path, KOPPEL.replace("BIJ", bij))
    uitslag = voer(tmp_path, mapping, {"k": tabel("k", kinderen), "o": tabel("o", ouders)})
    gevonden = sorted(q.split(" ")[0] + q.split(" ")[2] for q in quads(uitslag))
    assert gevonden == ["<urn:kind:1><urn:ouder:1>", "<urn:kind:1><urn:ouder:2>"]
    assert [(r.soort, r.reden, r.voorbeelden) for r in uitslag.regels if r.tabel == "k"] == [(bij, "geen_ouder", (3, 5))]


def test_grote_cel_gaat_mee(tmp_path: Path) -> None:
    """A cell of 10 MB is written whole, escaped."""
    groot = 'regel "een"\n' * 900_000
    rijen = [{"nr": str(i), "w": groot if i == 3 else "x", "d": None} for i in range(8)]
    uitslag = voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL), {"t": tabel("t", rijen)})
    waarden = [q.object.value for q in ox.parse(uitslag.delen[0].pad.read_bytes(), format=ox.RdfFormat.N_QUADS)]
    assert waarden.count("x") == 7
    assert groot in waarden


def test_kapotte_bron_laat_niets_achter(tmp_path: Path) -> None:
    """When the source breaks half-way, no file of it stays."""

    def lees():
        yield from tabel("t", [{"nr": "1", "w": "x", "d": None}]).lees()
        raise BronFout("De bron brak af.")

    with pytest.raises(BronFout):
        voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL), {"t": Tabel("t", ("nr", "w", "d"), lees)})
    assert list((tmp_path / "uit").iterdir()) == []


def test_ontbrekende_kolom_wordt_genoemd_met_de_naaste(tmp_path: Path) -> None:
    """The error names the column, the table and the header that looks like it."""
    with pytest.raises(MappingFout) as fout:
        voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL.replace("$(w)", "$(waarde)")), {"t": tabel("t", [], ["nr", "waarden", "d"])})
    assert "'waarde' van 't'" in fout.value.wat
    assert "Bedoelt u 'waarden'?" in fout.value.herstel


def test_ontbrekende_tabel_en_wat_mag_ontbreken(tmp_path: Path) -> None:
    """A table or column may be absent only where x-tabellen says so."""
    with pytest.raises(MappingFout, match="leest de tabel 't'"):
        voer(tmp_path, schrijf_mapping(tmp_path, SIMPEL), {"tt": tabel("tt", [])})
    mapping = schrijf_mapping(tmp_path, SIMPEL.replace("uniek: [nr]", "uniek: [nr], optioneel: [w], afwezig_mag: true"))
    assert voer(tmp_path, mapping, {}).delen == ()
    assert voer(tmp_path, mapping, {"t": tabel("t", [{"nr": "1", "d": "2026-01-01"}])}).delen[0].quads == 1


def test_proef_toont_wat_er_van_elke_rij_wordt(tmp_path: Path) -> None:
    """Fate, losses and lines of the first rows of each table."""
    rijen = [
        {"nr": "1", "w": "a\u2028b", "d": None},
        {"nr": "1", "w": "a", "d": None},
        {"nr": "2", "w": None, "d": "x"},
        {"nr": "3", "w": "", "d": ""},
    ]
    uit = proef(schrijf_mapping(tmp_path, SIMPEL), {"t": tabel("t", rijen)}, CONTEXT, n=3)
    assert [(r.rij, r.lot, r.verliezen, len(r.quads)) for r in uit] == [
        (2, "gemapt", (), 1),
        (3, "geweigerd", (("nr", "rij", "dubbele_sleutel"),), 0),
        (4, "geweigerd", (("d", "rij", "ongeldige_datum"),), 0),
    ]


def test_gezien_onthoudt_alles() -> None:
    """Many keys in many blocks: exactly the repeated ones are seen; keys with a shared start or end are not confused."""
    gezien = Gezien()
    blokken = [pa.array([f"{i}-{'x' * (i % 5)}" for i in range(b * 500, b * 500 + 800)]) for b in range(20)]
    al: set[str] = set()
    for blok in blokken:
        waarden = blok.to_pylist()
        assert gezien.eerder(blok).tolist() == [w in al for w in waarden]
        al.update(waarden)
    lang = ["a" * 300, "a" * 301, "b" + "a" * 299, "a" * 300]
    assert gezien.eerder(pa.array(lang)).tolist() == [False, False, False, True]
