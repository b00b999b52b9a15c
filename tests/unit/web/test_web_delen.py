"""The parts of the web face by themselves: content negotiation, problems, buckets, the sieve of the technical log."""

from __future__ import annotations

import io
import json
import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datastation import fouten
from datastation.berichten import BerichtFout
from datastation.berichten import Reden as Berichtreden
from datastation.model.bsn import elfproef
from datastation.poort import Reden as Poortreden
from datastation.vertrouwen import Afgewezen
from datastation.vertrouwen import Reden as Bewijsreden
from datastation.vrijgave import Reden as Vrijgavereden
from datastation.vrijgave import Weigering
from datastation.web import loggen, probleemteksten, problemen
from datastation.web.grenzen import Drempel
from datastation.web.loggen import WEG, JsonRegel, zeef
from datastation.web.onderhandelen import kies, taal
from datastation.web.problemen import TABEL, Probleemfout, code_van, van

AANBOD = ("text/turtle", "application/ld+json", "text/html")


@pytest.mark.parametrize(
    ("accept", "verwacht"),
    [
        ("", "text/turtle"),
        (" , ,", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/*", "text/turtle"),
        ("text/html", "text/html"),
        ("TEXT/HTML", "text/html"),
        ("text/html;q=0.5, application/ld+json", "application/ld+json"),
        ("text/html;q=0.5, */*;q=0.1", "text/html"),
        ("text/turtle;q=0, */*", "application/ld+json"),
        ("text/*;q=0.2, text/html;q=0.1, application/*;q=0.15", "text/turtle"),
        ("image/png", None),
        ("*/*;q=0", None),
        ("text/turtle;q=2", None),
        ("text/turtle;q=-1", None),
        ("text/turtle;q=een", None),
        ("text/turtle;q=0.12345", None),
        (",".join(f"x/{n}" for n in range(40)) + ",text/html", None),
    ],
)
def test_kiezen(accept: str, verwacht: str | None) -> None:
    """The most specific part of the header decides (RFC 9110 12.5.1); a weight that is none weighs nothing."""
    assert kies(accept, AANBOD) == verwacht


@given(st.text(max_size=200))
def test_kiezen_valt_nooit_om(accept: str) -> None:
    """Whatever stands in the headers, one of what there is comes out, or nothing."""
    assert kies(accept, AANBOD) in (*AANBOD, None)
    assert taal(accept) in ("nl", "en")


@pytest.mark.parametrize(
    ("kop", "verwacht"),
    [("", "nl"), ("en", "en"), ("en-GB,en;q=0.9", "en"), ("nl,en;q=0.9", "nl"), ("en,nl", "nl"), ("de", "nl"), ("nl;q=0.3,en;q=0.4", "en")],
)
def test_taal(kop: str, verwacht: str) -> None:
    """Dutch, unless English is preferred."""
    assert taal(kop) == verwacht


def test_elke_reden_heeft_haar_engels_en_haar_bladzijde() -> None:
    """Every reason of gate, verifier, messages and release has an English sentence and a page; a new one without them fails here.

    To mend: add it to `datastation/web/probleemteksten.py`.
    """
    assert set(probleemteksten.POORT) == set(Poortreden)
    assert set(probleemteksten.BEWIJS) == set(Bewijsreden)
    assert set(probleemteksten.BERICHT) == set(Berichtreden)
    assert set(probleemteksten.VRIJGAVE) == set(Vrijgavereden)
    alle = [r for soort in (Poortreden, Bewijsreden, Berichtreden, Vrijgavereden) for r in soort if r is not Poortreden.TOEGELATEN]
    assert {code_van(r) for r in alle} | set(probleemteksten.EIGEN) == set(TABEL)


@pytest.mark.parametrize("probleem", TABEL.values(), ids=lambda p: p.code)
def test_een_probleem_is_heel(probleem: problemen.Probleem) -> None:
    """A problem has a status that is one, and one sentence in each language; its code can stand in a URL."""
    assert 400 <= probleem.status < 600
    assert probleem.nl.endswith(".")
    assert probleem.en.endswith(".")
    assert probleem.nl != probleem.en
    assert probleem.code == probleem.code.lower()
    assert set(probleem.code) <= set("abcdefghijklmnopqrstuvwxyz-.0123456789")


@pytest.mark.parametrize(
    ("fout", "code", "status"),
    [
        (fouten.GebruiksFout("x"), "verzoek", 400),
        (fouten.InstellingenFout("x"), "station", 503),
        (fouten.BronFout("x"), "station", 503),
        (fouten.MappingFout("x"), "station", 503),
        (fouten.Geweigerd("x"), "geweigerd", 403),
        (fouten.GrensBereikt("x", grens="schijf"), "grens", 503),
        (fouten.MotorFout("x"), "station", 503),
        (fouten.AfleveringFout("x"), "fout", 500),
        (fouten.DatastationFout("x"), "fout", 500),
        (ValueError("x"), "fout", 500),
        (Afgewezen(Bewijsreden.VERLOPEN), "vertrouwen.verlopen", 403),
        (Afgewezen(Bewijsreden.TE_GROOT), "vertrouwen.te-groot", 413),
        (BerichtFout(Berichtreden.GEEN_JSON), "bericht.geen-json", 400),
        (Weigering(Vrijgavereden.ANDERE_INHOUD, "x"), "vrijgave.andere-inhoud", 422),
        (Weigering(Vrijgavereden.ONBEKEND, "x"), "vrijgave.onbekend", 404),
        (Probleemfout("te-druk"), "te-druk", 429),
    ],
)
def test_elke_fout_is_een_probleem(fout: Exception, code: str, status: int) -> None:
    """Every error of the tree has a status and a code of its own kind."""
    assert (van(fout).code, van(fout).status) == (code, status)


def test_de_hele_boom_is_er() -> None:
    """No class of error is left to chance: each one ends at a code of the table, and only what is our own fault at 500."""
    for klasse in [k for k in vars(fouten).values() if isinstance(k, type) and issubclass(k, fouten.DatastationFout)]:
        fout = klasse("x", grens="rijen") if klasse is fouten.GrensBereikt else klasse("x")
        assert (van(fout).status == 500) == (klasse.code == fouten.ONZE_FOUT)


def test_emmer() -> None:
    """A bucket gives what is in it, fills up with time and never above its brim; each name has its own; the oldest unused one goes."""
    nu = 100.0
    drempel = Drempel(2.0, 3, namen=2, klok=lambda: nu)
    assert [drempel.neem("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert drempel.neem("b") == 0
    nu += 0.25
    assert drempel.neem("a") == pytest.approx(0.25)
    nu += 0.25
    assert drempel.neem("a") == 0
    nu += 1000
    assert [drempel.neem("a") > 0 for _ in range(4)] == [False, False, False, True]
    drempel.neem("c")  # b is forgotten
    assert [drempel.neem("b") for _ in range(3)] == [0, 0, 0]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 5)), max_size=60))
def test_nooit_meer_dan_tempo_en_voorraad(stappen: list[tuple[str, float]]) -> None:
    """In any stretch of time nobody gets more than the brim and what came back."""
    nu, gegeven = 0.0, dict.fromkeys("abc", 0)
    drempel = Drempel(1.0, 5, klok=lambda: nu)
    for naam, verder in stappen:
        nu += verder
        gegeven[naam] += drempel.neem(naam) == 0
        assert gegeven[naam] <= 5 + nu + 1e-6


def regel_van(bericht: str, fout: bool = False, **velden: object) -> dict[str, object]:
    try:
        raise ValueError("999990019 geheim") if fout else LookupError
    except (ValueError, LookupError):
        info = sys.exc_info() if fout else None
    record = logging.LogRecord("datastation.web", logging.INFO, __file__, 1, bericht, None, info)
    record.velden = velden
    tekst = JsonRegel().format(record)
    assert tekst.isprintable()
    return json.loads(tekst)


def test_regel_van_het_log() -> None:
    """A line is JSON on one line, whatever is in it; of an exception it has the kind and the place, not the message."""
    regel = regel_van("een\r\ntwee\u2028drie\x1b[31m", fout=True, pad="a\nb", aantal=3)
    assert regel["bericht"] == "een\ufffd\ufffdtwee\ufffddrie\ufffd[31m"
    assert regel["pad"] == "a\ufffdb"
    assert (regel["aantal"], regel["niveau"], regel["fout"]) == (3, "info", "ValueError")
    assert "geheim" not in json.dumps(regel)
    assert any("regel_van" in stap for stap in regel["spoor"])  # type: ignore[attr-defined]


@given(st.integers(0, 999_999_999), st.text(alphabet="ab-: ", max_size=5), st.text(alphabet="ab-: ", max_size=5))
def test_geen_bsn_in_het_log(getal: int, voor: str, na: str) -> None:
    """A run of nine digits that can be a BSN never passes, as text, as number, in a name or in a list; other numbers do."""
    cijfers = f"{getal:09d}"
    for waarde in (voor + cijfers + na, [voor + cijfers], {"a": {voor + cijfers: 1}}, (cijfers,), getal):
        uit = json.dumps(zeef(waarde))
        if elfproef(cijfers):
            assert cijfers not in uit
    if not elfproef(cijfers):
        assert zeef(voor + cijfers + na) == voor + cijfers + na


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
        lambda d: st.lists(d) | st.dictionaries(st.text(), d),
    )
)
def test_alles_kan_in_het_log(waarde: object) -> None:
    """Any value becomes a line, never two."""
    assert "\n" not in json.dumps(zeef(waarde), ensure_ascii=False)
    assert len(JsonRegel().format(_met(waarde)).splitlines()) == 1


def _met(waarde: object) -> logging.LogRecord:
    record = logging.LogRecord("x", logging.INFO, __file__, 1, "m", None, None)
    record.velden = {"w": waarde}
    return record


def test_lang_wordt_kort() -> None:
    """A text of any length fits; what is no value of JSON is told as text."""
    assert len(str(zeef("x" * 10_000))) == 500
    assert zeef(object) == "<class 'object'>"
    assert zeef(99999) == 99999
    assert zeef("999990019") == WEG


def test_wat_uvicorn_zegt_wordt_een_regel() -> None:
    """What the server itself logs comes in the same form, once."""
    stroom = io.StringIO()
    loggen.richt_in(stroom)
    logging.getLogger("uvicorn.error").warning("Invalid HTTP request received.")
    logging.getLogger("datastation.uitwisselen").error("%s", "iets\nmis")
    loggen.meld("luistert", poort=1)
    regels = [json.loads(r) for r in stroom.getvalue().splitlines()]
    assert [(r["niveau"], r["waar"], r["bericht"]) for r in regels] == [
        ("warning", "uvicorn.error", "Invalid HTTP request received."),
        ("error", "datastation.uitwisselen", "iets\ufffdmis"),
        ("info", "datastation.web", "luistert"),
    ]
