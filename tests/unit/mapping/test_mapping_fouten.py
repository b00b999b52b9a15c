"""Everything wrong in a mapping file is refused by name, with line, column and repair."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.kaart import schrijf_mapping

from datastation.fouten import MappingFout
from datastation.mapping import lees_mapping

GOED = """mappings:
  m:
    sources: [[t]]
    s: id:$(nr)
    po:
      - [a, wzd:X]
"""
GEVALLEN = [
    ("mappings: {m: [}", "geen geldige YAML", "regel 1"),
    (GOED.replace("    s: id:$(nr)\n", ""), "ontbreekt s: een IRI", "regel 2, kolom 3"),
    (GOED.replace("id:$(nr)", "_:b"), "Blank nodes", "regel 4, kolom 8"),
    (GOED.replace("id:$(nr)", "ix:$(nr)"), "prefix 'ix:'", "regel 4, kolom 8"),
    (GOED.replace("id:$(nr)", "$(nr)/x"), "begint niet met een prefix", "regel 4, kolom 8"),
    (GOED.replace("id:$(nr)", "id:a b$(nr)"), "kan niet in een IRI", "regel 4, kolom 8"),
    (GOED.replace("id:$(nr)", "id:$(nr"), "niet af", "regel 4, kolom 8"),
    (GOED.replace("id:$(nr)", "id:$(_kvknr)"), "'$(_kvknr)' is niet bekend", "regel 4, kolom 8"),
    (GOED.replace("[[t]]", "[[t.csv~csv]]"), "station.toml zegt waar", "regel 3"),
    (GOED.replace("[[t]]", "[{access: t.csv}]"), "access", "regel 3, kolom 15"),
    (GOED.replace("    po:", "    targets: [x]\n    po:"), "'targets' kan niet", "regel 5, kolom 5"),
    (GOED.replace("    po:", "    s: id:x\n    po:"), "twee keer", "regel 5, kolom 5"),
    (GOED.replace("[a, wzd:X]", "[wzd:x, wzd:X]"), "wordt zo tekst, geen IRI", "regel 6, kolom 17"),
    (GOED.replace("[a, wzd:X]", "[$(p), x]"), "verwijzing in een eigenschap", "regel 6, kolom 10"),
    (GOED.replace("[a, wzd:X]", "[wzd:x, $(v), n_l~lang]"), "geen taalcode", "regel 6, kolom 23"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:datm(waarde=$(v))'}}"), "'ds:datm' bestaat niet", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'grel:trim(waarde=$(v))'}}"), "alleen functies van het datastation", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:datum(waarde=$(v))'}}"), "'formaat' ontbreekt", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:datum(waard=$(v), formaat=iso)'}}"), "geen 'waard'", "regel 6"),
    (
        GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:datum(waarde=$(v), formaat=\"%d %b %Y\")'}}"),
        "%b is niet bekend",
        "regel 6",
    ),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:tijdstip(waarde=$(v), formaat=\"%d-%m-%Y\")'}}"), "geen tijd in", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: ds:datum(waarde=$(v), formaat=iso)}}"), "komma", "regel 6"),
    (
        GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:datum(waarde=$(v), formaat=iso)', datatype: xsd:integer}}"),
        "past niet",
        "regel 6",
    ),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:code(waarde=$(v), lijst=zoo)', type: iri}}"), "codelijst 'zoo'", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:pseudoniem(soort=client, sleutel=$(v))'}}"), "geeft een IRI", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {mapping: n}}"), "De mapping 'n' bestaat niet", "regel 6"),
    (GOED.replace("[a, wzd:X]", "{p: wzd:x, o: $(v), x-bij-fout: stop}"), "kan niet 'stop' zijn", "regel 6"),
    (GOED + "x-tabellen: {t: {verplict: [nr]}}\n", "'verplict' kan niet", "regel 7"),
    (GOED + "x-tabellen: {u: {verplicht: [nr]}}\n", "Geen enkele mapping leest de tabel 'u'", "regel 7"),
    (GOED + "x-tabellen: {t: {optioneel: [zz]}}\n", "optionele kolom 'zz'", "regel 7"),
    (GOED + "x-tabellen: {t: {buiten_bereik: [{reden: x, kolom: a}]}}\n", "heeft één toets", "regel 7"),
    (GOED + "prefixes: {wzd: 'http://elders.example/'}\n", "staat vast op", "regel 7"),
    (GOED + "authentications: {}\n", "'authentications' kan niet", "regel 7"),
    (GOED.replace("mappings:", "mappings: &m"), "Ankers", "regel 1"),
]


@pytest.mark.parametrize(("tekst", "wat", "waar"), GEVALLEN, ids=[wat for _, wat, _ in GEVALLEN])
def test_fout_noemt_wat_waar_en_herstel(tmp_path: Path, tekst: str, wat: str, waar: str) -> None:
    """What is wrong, at which line and column, and how to repair it."""
    with pytest.raises(MappingFout) as fout:
        schrijf_mapping(tmp_path, tekst)
    assert wat in fout.value.wat
    assert "mapping.yml" in fout.value.waar
    assert waar in fout.value.waar
    assert fout.value.herstel


@pytest.mark.parametrize(
    ("inhoud", "wat"),
    [
        ("bron,doel\n", "niet de kolommen"),
        ("bron;doel\nA;cl:x\nA;cl:y\n", "twee keer"),
        ("bron;doel\nA;xx:y\n", "prefix 'xx:'"),
        ("bron;doel\nA\n", "geen doel"),
    ],
)
def test_fout_in_codelijst_noemt_bestand_en_regel(tmp_path: Path, inhoud: str, wat: str) -> None:
    """A code list is checked when the mapping is read."""
    tekst = GOED.replace("[a, wzd:X]", "{p: wzd:x, o: {function: 'ds:code(waarde=$(v), lijst=l)', type: iri}}")
    with pytest.raises(MappingFout) as fout:
        schrijf_mapping(tmp_path, tekst, l=inhoud)
    assert wat in fout.value.wat
    assert "l.csv, regel" in fout.value.waar


def test_onbekende_mapping_noemt_de_naaste(tmp_path: Path) -> None:
    """A folder that is not there."""
    with pytest.raises(MappingFout, match="bestaat niet"):
        lees_mapping("csv-nll", tmp_path)
