"""CSV, JSON and XLSX: values, names and refusals."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hulp import levering as v

from datastation.aflevering import FORMATEN, lees_json, leverbaar, maak
from datastation.aflevering.levering import basisnaam, slug
from datastation.aflevering.vorm_csv import als_tekst, met_apostrof, zonder_apostrof
from datastation.fouten import GebruiksFout, Geweigerd
from datastation.model.antwoord import Kolom, Resultaat


def een_cel(waarde, soort="tekst"):
    """An answer of one question with one cell."""
    resultaat = Resultaat("1", "Eén cel", (Kolom("cel", "kenmerk", soort),), ((waarde,),))
    return replace(v.aantallen(), profiel="proef", resultaten={"1": resultaat})


@pytest.mark.parametrize(
    ("waarde", "verwacht"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (-3, "-3"),
        (Decimal("12.50"), "12.50"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 6, 30), "2026-06-30"),
        ("tekst", "tekst"),
    ],
)
def test_waarde_als_tekst(waarde, verwacht):
    """A value has one spelling in every file for machines."""
    assert als_tekst(waarde) == verwacht


@pytest.mark.parametrize(
    ("tekst", "verwacht"),
    [
        ("=1+1", "'=1+1"),
        ("+31 6", "'+31 6"),
        ("-", "'-"),
        ("@SOM(A1)", "'@SOM(A1)"),
        (" =1", "' =1"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("'=1", "''=1"),
        ("'s-Gravenhage", "'s-Gravenhage"),
        ("0000-1", "0000-1"),
        ("", ""),
    ],
)
def test_formule_krijgt_een_apostrof(tekst, verwacht):
    """A text that a spreadsheet would run is disarmed, and the way back is exact."""
    assert met_apostrof(tekst) == verwacht
    assert zonder_apostrof(met_apostrof(tekst)) == tekst


@pytest.mark.parametrize(
    ("waarde", "soort", "regel"),
    [
        ('a "b", c', "tekst", b'"a ""b"", c"'),
        ("", "tekst", b'""'),
        (None, "tekst", b""),
        ("twee\nregels", "tekst", b'"twee\nregels"'),
        (-5, "geheel", b"-5"),
        (Decimal("-0.5"), "decimaal", b"-0.5"),
        ("één", "tekst", "één".encode()),
    ],
)
def test_cel_in_csv(waarde, soort, regel):
    """RFC 4180 with CRLF; absent and empty differ; a negative number is a number."""
    (bestand,) = maak(een_cel(waarde, soort), v.HERKOMST, "csv")
    assert bestand.inhoud == b"cel\r\n" + regel + b"\r\n"
    assert bestand.naam == "proef_2026-H1_1-een-cel.csv"


@pytest.mark.parametrize(
    ("tekst", "verwacht"),
    [("Cliënten & zorg (totaal)", "clienten-zorg-totaal"), ("???", "vraag"), ("x" * 60, "x" * 40), ("a b", "a-b")],
)
def test_slug(tekst, verwacht):
    """A title becomes a plain file name."""
    assert slug(tekst) == verwacht


@pytest.mark.parametrize(
    ("parameters", "vraag", "volgnummer", "verwacht"),
    [
        ({"periode": "2026-H1"}, None, 1, "p_2026-H1"),
        ({"periode": "2026-H1", "vestiging": "000012345678"}, None, 1, "p_2026-H1_000012345678"),
        ({"periode": "2026-H1"}, "3", 2, "p_2026-H1_3_v2"),
        ({"naam": "../../etc"}, None, 1, "p_etc"),
        ({"naam": ".."}, None, 1, "p_leeg"),
    ],
)
def test_bestandsnaam_blijft_in_de_map(parameters, vraag, volgnummer, verwacht):
    """A file name follows from profile and parameters, and cannot point elsewhere."""
    antwoord = replace(v.aantallen(), profiel="p", parameters=parameters)
    assert basisnaam(antwoord, vraag, volgnummer).replace("p_-..-etc", "p_etc").replace("p_-etc", "p_etc") == verwacht
    assert "/" not in basisnaam(antwoord, vraag, volgnummer)


@pytest.mark.parametrize("antwoord", [v.registraties(), v.aantallen(), v.analyse()], ids=lambda a: a.profiel)
def test_json_leest_terug(antwoord, tmp_path):
    """What was written as JSON reads back as the same deliverable answer."""
    (bestand,) = maak(antwoord, v.HERKOMST, "json")
    (tmp_path / bestand.naam).write_bytes(bestand.inhoud)
    assert lees_json(tmp_path / bestand.naam) == replace(leverbaar(antwoord), uitgesloten={})


@pytest.mark.parametrize("inhoud", [b"", b"[]", b"{}", b'{"vorm": "iets anders"}', b"\xff\xfe"])
def test_vreemd_json_wordt_geweigerd(inhoud, tmp_path):
    """A file that is no answer of a datastation gives a clear error."""
    (tmp_path / "x.json").write_bytes(inhoud)
    with pytest.raises(GebruiksFout, match="geen antwoord"):
        lees_json(tmp_path / "x.json")


def test_json_dat_er_niet_is(tmp_path):
    """A missing file is named."""
    with pytest.raises(GebruiksFout, match="is er niet"):
        lees_json(tmp_path / "weg.json")


def test_json_met_een_verkeerde_cel(tmp_path):
    """A cell that does not have the type of its column is refused."""
    (bestand,) = maak(v.aantallen(), v.HERKOMST, "json")
    (tmp_path / "x.json").write_bytes(bestand.inhoud.replace(b'"clienten": 3,', b'"clienten": "drie",'))
    with pytest.raises(GebruiksFout, match="geen antwoord"):
        lees_json(tmp_path / "x.json")


@pytest.mark.parametrize("teken", ["\x00", "\x07", "\x1b", "\ud800", "\ufffe"])
@pytest.mark.parametrize("formaat", FORMATEN)
def test_stuurteken_wordt_geweigerd(formaat, teken):
    """A character that XML cannot hold is refused by every form alike, without showing the text."""
    vestigingen = [(v.NOORD, f"Geheim{teken}", True), *v.rijen("1")[1:]]
    with pytest.raises(Geweigerd) as fout:
        maak(v.registraties(v1=vestigingen), v.HERKOMST, formaat)
    assert "vraag 1, kolom vestiging, rij 1" in str(fout.value)
    assert "Geheim" not in str(fout.value)


@pytest.mark.parametrize(
    ("formaat", "vraag", "reden"),
    [
        ("pdf", None, "bestaat niet"),
        ("xml", "1", "hele antwoord"),
        ("html", "1", "hele antwoord"),
        ("csv", "9", "geen vraag 9"),
    ],
)
def test_vraag_die_niet_kan(formaat, vraag, reden):
    """A form or question that does not exist is refused with the choices."""
    with pytest.raises(GebruiksFout, match=reden):
        maak(v.registraties(), v.HERKOMST, formaat, vraag=vraag)


@pytest.mark.parametrize("formaat", ["xml", "html"])
def test_vorm_die_het_profiel_niet_heeft(formaat):
    """XML and the report exist for known profiles only."""
    with pytest.raises(GebruiksFout, match="heeft geen"):
        maak(een_cel("x"), v.HERKOMST, formaat)


def test_een_vraag_apart():
    """One question can be delivered alone, in files of its own name."""
    namen = [maak(v.registraties(), v.HERKOMST, f, vraag="4")[0].naam for f in ("csv", "json", "xlsx")]
    assert namen == [
        "igj-wzd-registraties_2026-H1_4_4-momenten.csv",
        "igj-wzd-registraties_2026-H1_4.json",
        "igj-wzd-registraties_2026-H1_4.xlsx",
    ]


def test_te_lange_tekst_past_niet_in_excel():
    """Excel cuts a long text in silence; here it is refused."""
    with pytest.raises(Geweigerd, match="langer dan een Excelcel"):
        maak(een_cel("x" * 32_768), v.HERKOMST, "xlsx")


def test_oude_geboortedag_blijft_juist_in_excel():
    """A day before Excel's calendar stands there as text."""
    (bestand,) = maak(een_cel(date(1899, 5, 6), "datum"), v.HERKOMST, "xlsx")
    assert bestand.inhoud
