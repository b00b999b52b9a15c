"""CSV: what a person sees in the file is what the mapping gets, with the row number that the person counts."""

import gzip

import pytest

from datastation.bronnen import open_bron
from datastation.fouten import BronFout
from datastation.instellingen import Bron


def lees(tmp_path, inhoud, kolommen="ab", naam="t.csv", optioneel=(), **instellingen):
    """Rows of one CSV file as (row number, values in the order of ``kolommen``)."""
    (tmp_path / naam).write_bytes(inhoud if isinstance(inhoud, bytes) else inhoud.encode())
    bron = Bron(naam="x", soort="csv", pad=naam, mapping="m", **instellingen)
    tabellen = open_bron(bron, tmp_path, {"t": frozenset(kolommen)}, {"t": frozenset(optioneel)})
    alle = [*kolommen, *optioneel]
    return [
        (blok.eerste_rij + i, *(blok.rijen.column(k)[i].as_py() for k in alle))
        for blok in tabellen["t"].lees()
        for i in range(blok.rijen.num_rows)
    ]


@pytest.mark.parametrize("teken", [";", ",", "\t", "|"])
def test_scheidingsteken_wordt_herkend(tmp_path, teken):
    """The separator is found from the columns that are asked."""
    assert lees(tmp_path, teken.join("ab") + "\n" + teken.join("12") + "\n") == [(2, "1", "2")]


def test_scheidingsteken_dat_de_gevraagde_kolommen_geeft_wint(tmp_path):
    """A header with more commas than semicolons is still split where the asked columns appear."""
    assert lees(tmp_path, '"naam, voorletters, titel";a;b\nx;1;2\n') == [(2, "1", "2")]


def test_scheidingsteken_uit_instelling(tmp_path):
    """A declared separator is used, whatever else is in the header."""
    assert lees(tmp_path, "a:b\n1:2\n", scheidingsteken=":") == [(2, "1", "2")]


@pytest.mark.parametrize("einde", ["\n", "\r\n", "\r"])
def test_regeleinden(tmp_path, einde):
    """Unix, Windows and old Mac line ends are the same, and the last line needs none."""
    assert lees(tmp_path, einde.join(["a;b", "1;2", "3;4"])) == [(2, "1", "2"), (3, "3", "4")]


@pytest.mark.parametrize(
    ("codering", "instelling"),
    [("utf-8", None), ("utf-8-sig", None), ("cp1252", "cp1252"), ("latin-1", "latin-1"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le")],
)
def test_codering(tmp_path, codering, instelling):
    """UTF-8 with or without BOM needs no setting; the others are declared."""
    assert lees(tmp_path, "a;b\né;ü\n".encode(codering), codering=instelling) == [(2, "é", "ü")]


def test_lege_cel_is_null_en_wit_is_een_waarde(tmp_path):
    """Only an empty cell is null; values are not trimmed, the header is."""
    assert lees(tmp_path, ' a ;b\n;" "\n x ;""\n') == [(2, None, " "), (3, " x ", None)]


def test_lege_regels_houden_hun_nummer(tmp_path):
    """A blank line is no record, and the rows behind it keep the number that a spreadsheet shows."""
    assert lees(tmp_path, "a;b\n1;2\n\n;\n3;4\n\n") == [(2, "1", "2"), (5, "3", "4")]


def test_rij_met_alleen_andere_kolommen_blijft(tmp_path):
    """A row that holds nothing in the asked columns but does in another one is a record."""
    assert lees(tmp_path, "a;b;c\n;;x\n") == [(2, None, None)]


def test_nieuwe_regel_in_cel_telt_niet_mee(tmp_path):
    """A quoted cell keeps its line ends and separators; a row is a record, not a line of text."""
    assert lees(tmp_path, 'a;b\n"1\r\n;""x""";2\n3;4\n') == [(2, '1\r\n;"x"', "2"), (3, "3", "4")]


def test_los_aanhalingsteken_in_cel(tmp_path):
    """A quote inside an unquoted cell is a character like any other."""
    assert lees(tmp_path, 'a;b\n12" buis;2\n3;"4"\n') == [(2, '12" buis', "2"), (3, "3", "4")]


def test_koprij(tmp_path):
    """Lines above the header are passed over, quotes and all, and rows are numbered by the file."""
    assert lees(tmp_path, 'Export "Wzd\n\na;b\n1;2\n', koprij=3) == [(4, "1", "2")]


def test_gzip_tsv_en_extra_kolommen(tmp_path):
    """A .gz is unpacked on the way; columns that nobody asks are left out."""
    assert lees(tmp_path, gzip.compress(b"c\ta\tb\n9\t1\t2\n"), naam="t.tsv.gz") == [(2, "1", "2")]


def test_optionele_kolom_is_null(tmp_path):
    """A column that may be absent is wholly null where it is absent."""
    assert lees(tmp_path, "a;b\n1;2\n", optioneel=("z",)) == [(2, "1", "2", None)]


def test_zonder_gevraagde_kolommen_zijn_rijen_te_tellen(tmp_path):
    """A mapping that uses no column of a table still meets each of its rows."""
    (tmp_path / "t.csv").write_text("a;b\n1;2\n3;4\n")
    tabel = open_bron(Bron(naam="x", soort="csv", pad="t.csv", mapping="m"), tmp_path, {"t": frozenset()})["t"]
    assert sum(blok.rijen.num_rows for blok in tabel.lees()) == 2


def test_nummers_lopen_door_over_blokken(tmp_path):
    """In a file of many blocks each row keeps its own number, and the stream can be read again."""
    (tmp_path / "t.csv").write_text("a;b\n" + "".join(f"{i};{'x' * 60}\n" for i in range(200_000)))
    tabel = open_bron(Bron(naam="x", soort="csv", pad="t.csv", mapping="m"), tmp_path, {"t": frozenset("a")})["t"]
    for _ in range(2):
        blokken = list(tabel.lees())
        assert len(blokken) > 2
        assert all(int(blok.rijen.column("a")[0].as_py()) == blok.eerste_rij - 2 for blok in blokken)
        assert sum(blok.rijen.num_rows for blok in blokken) == 200_000


def test_map_en_patroon(tmp_path):
    """In a folder the file name is the table; with a pattern several files are one table, in name order."""
    for naam, waarde in (("clienten", 1), ("reg-2026-02", 3), ("reg-2026-01", 2)):
        (tmp_path / f"{naam}.csv").write_text(f"a\n{waarde}\n")
    bron = Bron(naam="x", soort="csv", pad=".", mapping="m")
    assert set(open_bron(bron, tmp_path, {"clienten": frozenset("a")})) == {"clienten"}
    bron = Bron(naam="x", soort="csv", pad=".", mapping="m", bestanden={"reg": "reg-*.csv", "clienten": "clienten.csv"})
    blokken = list(open_bron(bron, tmp_path, {"reg": frozenset("a")})["reg"].lees())
    assert [(b.bestand, b.eerste_rij, b.rijen.column("a").to_pylist()) for b in blokken] == [
        ("reg-2026-01.csv", 2, ["2"]),
        ("reg-2026-02.csv", 2, ["3"]),
    ]


def test_bestanden_van_een_tabel_met_andere_kop(tmp_path):
    """Files of one table must have one header: a shifted column would move values in silence."""
    (tmp_path / "r1.csv").write_text("a;b\n1;2\n")
    (tmp_path / "r2.csv").write_text("b;a\n1;2\n")
    bron = Bron(naam="x", soort="csv", pad=".", mapping="m", bestanden={"r": "r*.csv"})
    with pytest.raises(BronFout, match="niet dezelfde kolommen"):
        open_bron(bron, tmp_path, {"r": frozenset("ab")})


def test_optionele_tabel_die_er_niet_is(tmp_path):
    """A table that is only optional and absent is absent from the answer."""
    (tmp_path / "t.csv").write_text("a\n1\n")
    bron = Bron(naam="x", soort="csv", pad=".", mapping="m")
    assert set(open_bron(bron, tmp_path, {"t": frozenset("a")}, {"u": frozenset("b")})) == {"t"}


def test_kop_die_een_gegeven_is_wordt_niet_getoond(tmp_path):
    """Where no asked column is found the row may be a person's record: the message holds nothing of it."""
    with pytest.raises(BronFout) as fout:
        lees(tmp_path, "Jansen;12-03-1940\nDe Vries;01-01-1930\n", ["clientnummer", "geboortedatum"])
    assert "Jansen" not in str(fout.value)
    assert "koprij" in fout.value.herstel


def test_suggestie_voor_kolom(tmp_path):
    """A missing column is named with the header cell that looks like it."""
    with pytest.raises(BronFout, match=r"Kolom clientnummer ontbreekt") as fout:
        lees(tmp_path, "Clientnummer;b\n1;2\n", ["clientnummer", "b"])
    assert "kolom Clientnummer lijkt op clientnummer" in fout.value.herstel.replace("Kolom C", "kolom C")
    assert fout.value.waar == "t.csv, rij 1"
