"""What a well-behaved program writes is what the adapter reads: each cell, each row number."""

import csv
import gzip
import io
import json
import sqlite3

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from datastation.bronnen import open_bron
from datastation.instellingen import Bron

KOLOMMEN = ["naam", 'met "aanhaling"', "x;y,z"]
# No surrogates, no NUL; control characters that XML (and so Excel) cannot hold are left out there.
TEKST = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=12)
CEL = st.one_of(TEKST, st.sampled_from(["", " ", '"', '""', ";", "\n", "\r\n", '"\n;"', "é€", "0012", "\ufeff", "nan", "NULL", "'"]))
RIJEN = st.lists(st.tuples(CEL, CEL, CEL), min_size=1, max_size=12).filter(lambda rijen: any(any(rij) for rij in rijen))
RUIM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def gelezen(map, soort, pad, kolommen=KOLOMMEN, **instellingen):
    """Row number → values, as the mapping gets them."""
    bron = Bron(naam="x", soort=soort, pad=pad, mapping="m", **instellingen)
    blokken = open_bron(bron, map, {"t": frozenset(kolommen)})["t"].lees()
    return {b.eerste_rij + i: tuple(b.rijen.column(k)[i].as_py() for k in kolommen) for b in blokken for i in range(b.rijen.num_rows)}


def verwacht(rijen, eerste):
    """The same from what was written: empty is null, wholly empty rows are no records."""
    return {eerste + i: tuple(cel or None for cel in rij) for i, rij in enumerate(rijen) if any(rij)}


@RUIM
@given(
    rijen=RIJEN,
    teken=st.sampled_from(";,\t|:"),
    einde=st.sampled_from(["\n", "\r\n"]),
    aanhaal=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    codering=st.sampled_from([None, "utf-8-sig", "utf-16"]),
    voor=st.integers(0, 2),
    zip_=st.booleans(),
)
def test_csv(tmp_path, rijen, teken, einde, aanhaal, codering, voor, zip_):
    """Any text in any cell, with any separator, line end, quoting and encoding that Python's csv writes."""
    if aanhaal == csv.QUOTE_MINIMAL and einde == "\n":  # then Python's writer leaves a lone \r bare, and nobody can tell what it was
        rijen = [tuple(cel.replace("\r", "") for cel in rij) for rij in rijen]
        assume(any(any(rij) for rij in rijen))
    uit = io.StringIO(newline="")
    uit.write(f"voorwerk{einde}" * voor)
    csv.writer(uit, delimiter=teken, lineterminator=einde, quoting=aanhaal).writerows([KOLOMMEN, *rijen])
    inhoud = uit.getvalue().encode(codering or "utf-8")
    naam = "t.csv.gz" if zip_ else "t.csv"
    (tmp_path / naam).write_bytes(gzip.compress(inhoud, 1) if zip_ else inhoud)
    instelling = codering if codering == "utf-16" else None
    assert gelezen(tmp_path, "csv", naam, scheidingsteken=teken, codering=instelling, koprij=voor + 1) == verwacht(rijen, voor + 2)


@RUIM
@given(rijen=RIJEN)
def test_json_en_ndjson(tmp_path, rijen):
    """Any text in a JSON string; keys with quotes and separators."""
    records = [dict(zip(KOLOMMEN, rij, strict=True)) for rij in rijen]
    (tmp_path / "t.json").write_text(json.dumps(records), encoding="utf-8")
    (tmp_path / "t.ndjson").write_bytes(b"".join(json.dumps(r, ensure_ascii=False).encode() + b"\n" for r in records))
    alles = {1 + i: tuple(cel or None for cel in rij) for i, rij in enumerate(rijen)}
    assert gelezen(tmp_path, "json", "t.json") == alles
    assert gelezen(tmp_path, "ndjson", "t.ndjson") == alles


@RUIM
@given(rijen=RIJEN)
def test_parquet_en_sqlite(tmp_path, rijen):
    """Any text in a text column."""
    alles = {1 + i: tuple(cel or None for cel in rij) for i, rij in enumerate(rijen)}
    kolommen = list(zip(*rijen, strict=True))
    pq.write_table(pa.table([pa.array(k, pa.string()) for k in kolommen], names=KOLOMMEN), tmp_path / "t.parquet")
    assert gelezen(tmp_path, "parquet", "t.parquet") == alles
    (tmp_path / "t.db").unlink(missing_ok=True)
    verbinding = sqlite3.connect(tmp_path / "t.db")
    namen = ", ".join('"' + k.replace('"', '""') + '"' for k in KOLOMMEN)
    verbinding.execute(f"create table t({namen})")
    verbinding.executemany("insert into t values (?, ?, ?)", rijen)
    verbinding.commit()
    verbinding.close()
    assert gelezen(tmp_path, "sqlite", "t.db") == alles


@settings(RUIM, max_examples=60)
@given(rijen=RIJEN)
def test_excel(tmp_path, rijen):
    """Any text that a workbook can hold; line ends come back as Excel keeps them."""
    schoon = [tuple("".join(t for t in cel if t.isprintable()) for cel in rij) for rij in rijen]
    with xlsxwriter.Workbook(tmp_path / "t.xlsx", {"strings_to_formulas": False, "strings_to_urls": False}) as boek:
        blad = boek.add_worksheet()
        for r, rij in enumerate([KOLOMMEN, *schoon]):
            for k, cel in enumerate(rij):
                blad.write_string(r, k, cel)
    if any(any(rij) for rij in schoon):
        assert gelezen(tmp_path, "excel", "t.xlsx") == verwacht(schoon, 2)


@pytest.mark.parametrize("omvang", [4 * 1024**2, 8 * 1024**2])
@settings(RUIM, max_examples=12)
@given(schuif=st.integers(-6, 6), cel=st.sampled_from(['"a;""b""\nc"', '""', "x", '"\r\n"']))
def test_csv_op_de_grens_van_een_stuk(tmp_path, omvang, schuif, cel):
    """Where a piece of the file ends in the middle of a quoted cell, a quote or a line end, nothing changes."""
    kop = "a;b\n"
    vul = "v" * 1023
    rijen = (omvang - len(kop) + schuif) // 1026
    tekst = kop + f"{vul};1\n" * rijen
    tekst += "w" * (omvang + schuif - len(tekst) - 3) + ";" + cel + "\n" + f"{cel};{cel}\n" * 3
    (tmp_path / "t.csv").write_text(tekst, encoding="utf-8", newline="")
    uit = gelezen(tmp_path, "csv", "t.csv", ["a", "b"])
    waarde = next(csv.reader(io.StringIO(cel, newline=""), delimiter=";"))[0] or None
    assert uit[rijen + 2][1] == waarde
    if waarde is not None:
        assert [uit[rijen + 3 + i] for i in range(3)] == [(waarde, waarde)] * 3
    assert len(uit) == rijen + (4 if waarde is not None else 1)
