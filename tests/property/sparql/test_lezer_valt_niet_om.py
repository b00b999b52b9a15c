"""The reader and the guard on random text: an answer or a refusal, soon, never anything else."""

from __future__ import annotations

import time

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datastation.fouten import Geweigerd
from datastation.model.term import XSD_INTEGER, Literaal, citeer
from datastation.sparql.lees import lees
from datastation.sparql.lexer import inhoud_van_tekst, lex
from datastation.sparql.wacht import keur

_STUKKEN = st.sampled_from(
    [
        "SELECT",
        "ASK",
        "CONSTRUCT",
        "WHERE",
        "FILTER",
        "BIND",
        "AS",
        "VALUES",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "GRAPH",
        "EXISTS",
        "NOT",
        "IN",
        "COUNT",
        "SUM",
        "GROUP",
        "BY",
        "HAVING",
        "ORDER",
        "LIMIT",
        "PREFIX",
        "BASE",
        "DISTINCT",
        "UNDEF",
        "a",
        "true",
        "?x",
        "?y",
        "$z",
        "_:b",
        ":",
        "x:y",
        "<urn:a>",
        "<b>",
        '"t"',
        "'q'",
        '"""l"""',
        "@nl",
        "^^",
        "{",
        "}",
        "(",
        ")",
        "[",
        "]",
        ".",
        ",",
        ";",
        "/",
        "|",
        "^",
        "*",
        "+",
        "-",
        "?",
        "!",
        "&&",
        "||",
        "=",
        "!=",
        "<",
        ">",
        "<=",
        ">=",
        "1",
        "01",
        "1.5",
        "2e3",
        ".",
        "5.",
        "#c",
        "\\u0041",
        "\\",
        '"',
        "'",
        "%",
        "IF",
        "STR",
        "COALESCE",
        "LATERAL",
    ]
)
_TEKST = st.one_of(st.text(max_size=200), st.lists(st.one_of(_STUKKEN, st.text(max_size=3)), max_size=60).map(" ".join))


def eist_uitleg(fout: Geweigerd) -> None:
    """A refusal says where and what to do."""
    assert fout.waar
    assert fout.herstel


@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tekst=_TEKST)
def test_willekeurige_tekst_wordt_gelezen_of_geweigerd(tekst):
    """No text crashes or hangs the guard; tokens and gaps together are the text."""
    begin = time.monotonic()
    try:
        tokens = lex(tekst)
        assert all(t.tekst == tekst[t.begin : t.einde] for t in tokens)
        assert [t.begin for t in tokens] == sorted(t.begin for t in tokens)
        keur(tekst)
    except Geweigerd as fout:
        eist_uitleg(fout)
    assert time.monotonic() - begin < 2


@settings(max_examples=300, deadline=None)
@given(romp=st.lists(_STUKKEN, max_size=25).map(" ".join))
def test_willekeurige_vraag_wordt_gelezen_of_geweigerd(romp):
    """The same inside a query, where the deeper parts of the grammar are reached."""
    for tekst in (f"SELECT * {{ {romp} }}", f"SELECT ?x {{ ?x <urn:p> ?y FILTER({romp}) }}", f"ASK {{ ?x {romp} ?y }}"):
        try:
            keur(tekst, streng=False)
        except Geweigerd as fout:
            eist_uitleg(fout)


@given(tekst=st.text())
def test_een_geschreven_tekst_leest_terug(tekst):
    """A literal written for SPARQL is read as itself: nothing is lost or added by escaping."""
    assert inhoud_van_tekst(_ontvlucht(citeer(tekst))) == tekst


def _ontvlucht(token: str) -> str:
    # \u stands in N-Triples and SPARQL for control characters only; the guard writes the rest out.
    import re

    return re.sub(r"\\u00([01][0-9A-F]|7F)", lambda m: chr(int(m[1], 16)), token)


@given(st.text(alphabet="\"'\\<>{}#?$@^\u00e9\U0001f642 ab\n\t", max_size=30))
def test_literaal_in_een_vraag_is_een_token(tekst):
    """A literal in a question stays one constant, whatever stands in it."""
    vraag = lees(f"ASK {{ ?x <urn:p> {Literaal(tekst).sparql} , {Literaal('7', XSD_INTEGER).sparql} }}")
    triples = vraag.hoofd.groep.delen[0].triples
    assert [t.o.term for t in triples] == [Literaal(tekst), Literaal("7", XSD_INTEGER)]
