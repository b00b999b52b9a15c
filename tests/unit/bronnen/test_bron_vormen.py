# ruff: noqa: DTZ001 - a cell of a workbook or a file has no time zone
"""Excel, Parquet, JSON, NDJSON, SQLite and RDF: typed values as text, tables by name, fingerprints."""

import gzip
import hashlib
import json
import sqlite3
import zipfile
from datetime import date, datetime, time

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from datastation.bronnen import open_bron, rdf_bestanden, vingerafdrukken
from datastation.fouten import BronFout
from datastation.instellingen import Bron


def rijen(map, soort, pad, tabel, kolommen, optioneel=(), **instellingen):
    """Rows of one table as (row number, values in the order of ``kolommen``)."""
    bron = Bron(naam="x", soort=soort, pad=pad, mapping="m", **instellingen)
    blokken = open_bron(bron, map, {tabel: frozenset(kolommen)}, {tabel: frozenset(optioneel)})[tabel].lees()
    alle = [*kolommen, *optioneel]
    return [(b.eerste_rij + i, *(b.rijen.column(k)[i].as_py() for k in alle)) for b in blokken for i in range(b.rijen.num_rows)]


def schrijf_werkmap(pad, bladen):
    """A workbook with typed cells: name of the sheet → rows; dates get a date format."""
    with xlsxwriter.Workbook(pad) as boek:
        vormen = {date: "dd-mm-yyyy", datetime: "dd-mm-yyyy hh:mm", time: "hh:mm"}
        stijl = {soort: boek.add_format({"num_format": vorm}) for soort, vorm in vormen.items()}
        for naam, inhoud in bladen.items():
            blad = boek.add_worksheet(naam)
            for r, rij in enumerate(inhoud):
                for k, cel in enumerate(rij):
                    if type(cel) in stijl:
                        blad.write_datetime(r, k, cel, stijl[type(cel)])
                    elif cel is not None:
                        blad.write(r, k, cel)


def test_excel_getypeerde_cellen(tmp_path):
    """Dates are ISO, whole numbers have no .0, booleans are true and false, an empty cell is null."""
    rij = [date(2026, 3, 1), datetime(2026, 3, 1, 8, 15), time(8, 15), 42, 1.5, True, " x ", None]
    schrijf_werkmap(tmp_path / "t.xlsx", {"t": [list("abcdefgh"), rij]})
    assert rijen(tmp_path, "excel", "t.xlsx", "t", "abcdefgh") == [
        (2, "2026-03-01", "2026-03-01T08:15:00", "08:15:00", "42", "1.5", "true", " x ", None)
    ]


def test_excel_middernacht(tmp_path):
    """Midnight in a column of date-times keeps its time, though Excel hands it over as a date."""
    schrijf_werkmap(tmp_path / "t.xlsx", {"t": [["a"], [datetime(2026, 3, 1)], [datetime(2026, 3, 1, 8)]]})
    assert rijen(tmp_path, "excel", "t.xlsx", "t", "a") == [(2, "2026-03-01T00:00:00"), (3, "2026-03-01T08:00:00")]


def test_excel_rijnummers_als_in_excel(tmp_path):
    """Rows above the header, columns before it and empty rows all count as they do on the screen."""
    inhoud = [[], ["Export"], [None, None, "a", "b"], [None, None, 1, 2], [], [None, None, 3, None]]
    schrijf_werkmap(tmp_path / "t.xlsx", {"t": inhoud})
    assert rijen(tmp_path, "excel", "t.xlsx", "t", "ab", koprij=3) == [(4, "1", "2"), (6, "3", None)]


def test_excel_bladen_zijn_tabellen(tmp_path):
    """Each sheet is a table; a workbook of one sheet is also the table of its file name; ``blad`` chooses one."""
    schrijf_werkmap(tmp_path / "ecd.xlsx", {"clienten": [["a"], [1]], "plannen": [["a"], [2]]})
    assert rijen(tmp_path, "excel", "ecd.xlsx", "plannen", "a") == [(2, "2")]
    assert rijen(tmp_path, "excel", "ecd.xlsx", "iets", "a", blad="plannen") == [(2, "2")]
    schrijf_werkmap(tmp_path / "reg.xlsx", {"Blad1": [["a"], [3]]})
    assert rijen(tmp_path, "excel", ".", "reg", "a") == [(2, "3")]
    assert rijen(tmp_path, "excel", ".", "reg", "a", bestanden={"reg": "r*.xlsx"}) == [(2, "3")]


def test_excel_tabel_in_twee_werkmappen(tmp_path):
    """A sheet name that occurs in two workbooks of the folder is ambiguous."""
    for naam in ("een.xlsx", "twee.xlsx"):
        schrijf_werkmap(tmp_path / naam, {"t": [["a"], [1]], "u": [["a"], [1]]})
    with pytest.raises(BronFout, match="twee keer"):
        rijen(tmp_path, "excel", ".", "t", "a")


def test_excel_formule_met_uitkomst(tmp_path):
    """A formula counts as its saved result, also where that is an empty text; other columns may be broken."""
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as boek:
        blad = boek.add_worksheet()
        blad.write_row(0, 0, ["a", "b", "c"])
        blad.write_formula(1, 0, "=1+1", None, 2)
        blad.write_formula(1, 1, '="x"', None, "x")
        blad.write_formula(1, 2, "=1/0", None, "#DIV/0!")
    assert rijen(tmp_path, "excel", "t.xlsx", "t", "ab") == [(2, "2", "x")]


def test_parquet_typen(tmp_path):
    """Every type becomes the text that a CSV would hold: ISO dates, offsets, no .0, NaN is null."""
    tabel = pa.table({
        "geheel": [2**62, None],
        "drijf": [12345.0, float("nan")],
        "dec": pa.array(["1.10", "2.00"]).cast(pa.decimal128(5, 2)),
        "dag": [date(2026, 7, 1), None],
        "tijd": pa.array([datetime(2026, 7, 1, 10), datetime(2026, 7, 1, 10, 0, 0, 120_000)], pa.timestamp("us")),
        "zone": pa.array([datetime(2026, 7, 1, 10), datetime(2026, 1, 1, 10)], pa.timestamp("ns", "Europe/Amsterdam")),
        "uur": [time(8, 15), None],
        "ja": [True, False],
        "tekst": pa.array(["x", ""]).dictionary_encode(),
    })  # fmt: skip
    pq.write_table(tabel, tmp_path / "t.parquet")
    gelezen = rijen(tmp_path, "parquet", "t.parquet", "t", tabel.column_names, optioneel=("weg",))
    een = (
        "4611686018427387904",
        "12345",
        "1.10",
        "2026-07-01",
        "2026-07-01T10:00:00",
        "2026-07-01T12:00:00+02:00",
        "08:15:00",
        "true",
        "x",
    )
    twee = (None, None, "2.00", None, "2026-07-01T10:00:00.12", "2026-01-01T11:00:00+01:00", None, "false", None)
    assert gelezen == [(1, *een, None), (2, *twee, None)]


def test_sqlite_tabellen_en_views(tmp_path):
    """Tables and views are tables; the order is that of the table; the file is opened read-only."""
    with sqlite3.connect(tmp_path / "e.db") as verbinding:
        verbinding.executescript("""create table "t 1"(a integer, b); insert into "t 1" values (1, 2.0), (4611686018427387904, ''), (3, 1.5);
            create view v as select b from "t 1" where a = 3; create table z(k text primary key) without rowid; insert into z values ('q');""")
    verbinding.close()
    voor = (tmp_path / "e.db").read_bytes()
    assert rijen(tmp_path, "sqlite", "e.db", "t 1", "ab") == [(1, "1", "2"), (2, "4611686018427387904", None), (3, "3", "1.5")]
    assert rijen(tmp_path, "sqlite", ".", "v", "b") == [(1, "1.5")]
    assert rijen(tmp_path, "sqlite", "e.db", "z", "k") == [(1, "q")]
    assert (tmp_path / "e.db").read_bytes() == voor


def test_ndjson_waarden_en_regelnummers(tmp_path):
    """Numbers keep their digits, booleans are true and false, and a row has the number of its line."""
    regels = ['{"id":12345678901234567890,"n":1.10,"j":true,"o":{"p":"v"},"l":[{"x":7}]}', "", '{"id":2,"n":1e400,"j":null,"l":[]}']
    (tmp_path / "c.ndjson").write_text("\ufeff" + "\n".join(regels), encoding="utf-8")
    assert rijen(tmp_path, "ndjson", "c.ndjson", "c", ["id", "n", "j", "o.p", "l.0.x"]) == [
        (1, "12345678901234567890", "1.10", "true", "v", "7"),
        (3, "2", "1e400", None, None, None),
    ]


def test_json_lijst_in_gegeven_is_een_tabel(tmp_path):
    """A nested list is a table; ``^`` goes to the record around it, ``@index`` and ``@waarde`` to the element itself."""
    document = [{"id": 1, "zorg": [{"k": "x", "dag": [1, 2]}, {"k": "y"}]}, {"id": 2, "zorg": [{"k": "z", "dag": [3]}]}, {"id": 3}]
    (tmp_path / "c.json").write_text(json.dumps(document))
    assert rijen(tmp_path, "json", "c.json", "c.zorg", ["k", "^id", "@index", "dag.0"]) == [
        (1, "x", "1", "0", "1"),
        (2, "y", "1", "1", None),
        (3, "z", "2", "0", "3"),
    ]
    assert rijen(tmp_path, "json", "c.json", "c.zorg.dag", ["@waarde", "^k", "^^id"]) == [
        (1, "1", "x", "1"),
        (2, "2", "x", "1"),
        (3, "3", "z", "2"),
    ]


def test_json_object_met_lijsten(tmp_path):
    """One object with a list per table; and one file with one list is the table that is asked."""
    (tmp_path / "alles.json").write_text('{"versie": 1, "clients": [{"a": 1}], "plans": [{"a": 2}]}')
    assert rijen(tmp_path, "json", "alles.json", "plans", "a") == [(1, "2")]
    (tmp_path / "pagina.json").write_text('{"data": [{"a": 3}]}')
    assert rijen(tmp_path, "json", "pagina.json", "clients", "a") == [(1, "3")]
    with pytest.raises(BronFout, match="vraagt tabel weg"):
        rijen(tmp_path, "json", "alles.json", "weg", "a")


def test_json_veld_dat_nergens_staat(tmp_path):
    """JSON has no header: a field that no record has is refused at the end, with the field that looks like it; an optional one is null."""
    (tmp_path / "c.ndjson").write_text('{"clientId":1,"o":null}\n{"clientId":2,"o":null}\n')
    with pytest.raises(BronFout, match="veld clientid") as fout:
        rijen(tmp_path, "ndjson", "c.ndjson", "c", ["clientid"])
    assert fout.value.herstel.startswith("clientId lijkt erop")
    assert rijen(tmp_path, "ndjson", "c.ndjson", "c", ["o.p"], optioneel=("z",)) == [(1, None, None), (2, None, None)]


def test_kleine_stukken_worden_grote_blokken(tmp_path):
    """Rows that are read in small pieces reach the mapping in blocks of up to 64 k rows."""
    (tmp_path / "c.ndjson").write_text("".join(f'{{"a":{i}}}\n' for i in range(100_000)))
    bron = Bron(naam="x", soort="ndjson", pad="c.ndjson", mapping="m")
    blokken = list(open_bron(bron, tmp_path, {"c": frozenset("a")})["c"].lees())
    assert len(blokken) < 5
    assert [b.eerste_rij for b in blokken] == [int(b.rijen.column("a")[0].as_py()) + 1 for b in blokken]


def test_rdf(tmp_path):
    """RDF has no tables: its files come in name order with the format that the store's loader knows."""
    (tmp_path / "b.ttl").write_text("<http://a> <http://b> <http://c> .")
    (tmp_path / "a.owl").write_text('<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>')
    bron = Bron(naam="x", soort="rdf", pad=".")
    assert rdf_bestanden(bron, tmp_path) == ((tmp_path / "a.owl", "rdf"), (tmp_path / "b.ttl", "ttl"))
    assert open_bron(bron, tmp_path, {}) == {}


def test_vingerafdrukken(tmp_path):
    """Each file of a source stands in the manifest with its hash and size; spreadsheets' lock files do not."""
    (tmp_path / "in").mkdir()
    for naam in ("b.csv", "a.csv", "~$a.csv", ".verborgen.csv", "lees.mij"):
        (tmp_path / "in" / naam).write_bytes(naam.encode())
    afdrukken = vingerafdrukken(Bron(naam="x", soort="csv", pad="in", mapping="m"), tmp_path)
    assert [(a.pad, a.sha256, a.bytes) for a in afdrukken] == [
        (f"in/{n}", hashlib.sha256(n.encode()).hexdigest(), 5) for n in ("a.csv", "b.csv")
    ]


def test_bestand_mag_overal_staan(tmp_path):
    """An absolute path outside the station is allowed where station.toml says so; it is named in full."""
    (tmp_path / "uit").mkdir()
    (tmp_path / "station").mkdir()
    (tmp_path / "uit" / "t.csv").write_text("a\n1\n")
    bron = Bron(naam="x", soort="csv", pad=str(tmp_path / "uit"), mapping="m")
    (blok,) = open_bron(bron, tmp_path / "station", {"t": frozenset("a")})["t"].lees()
    assert blok.bestand == (tmp_path / "uit" / "t.csv").as_posix()


def test_opendocument(tmp_path):
    """A LibreOffice sheet gives the same text as an Excel sheet."""
    ruimtes = " ".join(f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{k}:1.0"' for k in ("office", "table", "text"))
    cellen = (
        '<table:table-cell office:value-type="date" office:date-value="2026-03-01"/>'
        '<table:table-cell office:value-type="float" office:value="42"/>'
        '<table:table-cell office:value-type="boolean" office:boolean-value="true"/>'
        '<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>'
    )
    kop = "".join(f'<table:table-cell office:value-type="string"><text:p>{k}</text:p></table:table-cell>' for k in "abcd")
    inhoud = (
        f'<office:document-content {ruimtes}><office:body><office:spreadsheet><table:table table:name="t">'
        f"<table:table-row>{kop}</table:table-row><table:table-row>{cellen}</table:table-row>"
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(tmp_path / "t.ods", "w") as archief:
        archief.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archief.writestr(
            "META-INF/manifest.xml", '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
        )
        archief.writestr("content.xml", inhoud)
    assert rijen(tmp_path, "excel", "t.ods", "t", "abcd") == [(2, "2026-03-01", "42", "true", "x")]


def test_fhir_en_json_met_gzip(tmp_path):
    """What is read as a stream of bytes may be packed."""
    (tmp_path / "c.ndjson.gz").write_bytes(gzip.compress(b'{"a":1}\n'))
    assert rijen(tmp_path, "ndjson", ".", "c", "a") == [(1, "1")]
    (tmp_path / "p.json.gz").write_bytes(gzip.compress(b'{"resourceType":"Patient","id":"1"}'))
    assert rijen(tmp_path, "fhir", "p.json.gz", "Patient", ["@id"]) == [(1, "1")]
