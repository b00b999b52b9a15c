"""The tree of a query: every form, and spans that point at the text."""

from __future__ import annotations

import time

import pytest

from datastation.fouten import Geweigerd
from datastation.sparql.bereik import gebonden, plekken, projectie, selects, zeker
from datastation.sparql.boom import Bind, Blok, Filter, Triples, Waarden
from datastation.sparql.lees import lees
from datastation.sparql.lexer import lex

VRAAG = """PREFIX : <urn:t:>
SELECT ?x (COUNT(DISTINCT ?y) AS ?n) WHERE {
  ?x :p ?y ; :q [ :r ?z ] .  # { geen haakje }
  FILTER(?y > 1 + 2 * 3 && NOT EXISTS { ?x :weg ?w })
  BIND(IF(?y = 1, "a#b", 'c}d') AS ?k)
  VALUES (?a ?b) { (1 UNDEF) (:i "t"@nl) }
  OPTIONAL { ?x :o ?o } { ?x :u ?u } UNION { ?x :v ?v } MINUS { ?x :m ?m }
  GRAPH ?g { ?x :g ?h }
  { SELECT ?x (MAX(?d) AS ?e) WHERE { ?x :d ?d } GROUP BY ?x HAVING(?e > 1) }
} GROUP BY ?x (STR(?k) AS ?s) ORDER BY DESC(?n) LIMIT 5
"""


def test_alle_delen_staan_in_de_boom():
    """Elements come in the order of the text, and each span holds its own text."""
    vraag = lees(VRAAG)
    hoofd = vraag.hoofd
    soorten = [d.soort if isinstance(d, Blok) else type(d) for d in hoofd.groep.delen]
    assert soorten == [Triples, Filter, Bind, Waarden, "optional", "groep", "minus", "graph", "groep"]
    assert VRAAG[hoofd.groep.begin] == "{"
    assert VRAAG[hoofd.groep.einde - 1] == "}"
    assert [VRAAG[k.begin : k.einde] for k in hoofd.kolommen] == ["?x", "(COUNT(DISTINCT ?y) AS ?n)"]
    assert VRAAG[hoofd.groep.delen[2].begin : hoofd.groep.delen[2].einde] == "BIND(IF(?y = 1, \"a#b\", 'c}d') AS ?k)"
    assert hoofd.begrensd
    assert len(list(selects(vraag))) == 2
    assert [p.rol for p in plekken(vraag)] == ["hoofd", "exists", "optional", "groep", "groep", "minus", "graph", "hoofd"]


def test_wat_een_groep_bindt():
    """Visible variables: not those of MINUS, FILTER and EXISTS, nor what a sub-SELECT keeps inside; surely bound ones are fewer."""
    groep = lees(VRAAG).hoofd.groep
    assert {n for n in gebonden(groep) if not n.startswith("_:")} == set("xyzkabouvghe")
    assert {n for n in zeker(groep) if not n.startswith("_:")} == set("xyzagh")
    assert projectie(lees("SELECT * { ?a <urn:p> [] }").hoofd) == {"a"}


def test_rekenvolgorde():
    """Operators bind as SPARQL says: || weakest, then &&, comparison, plus, times; left to right."""
    (filter_,) = lees("ASK { FILTER(?a || ?b && ?c = 1 - 2 - 3 * ?d) }").hoofd.groep.delen
    e = filter_.expr.kaal
    assert (e.naam, e.delen[1].naam, e.delen[1].delen[1].naam) == ("||", "&&", "=")
    min_ = e.delen[1].delen[1].delen[1]
    assert (min_.naam, min_.delen[0].naam, min_.delen[1].naam) == ("-", "-", "*")


def test_iri_van_prefix_basis_en_ontsnapping():
    """Prefixes, BASE and escapes in local names give whole IRIs."""
    vraag = lees("BASE <http://a.example/b/> PREFIX x: <c#> ASK { <d> x:e\\-f x:%41 , a:b }".replace(" , a:b", ""))
    t = vraag.hoofd.groep.delen[0].triples[0]
    assert t.s.term.waarde == "http://a.example/b/d"
    assert t.p.iri == "http://a.example/b/c#e-f"
    assert t.o.term.waarde == "http://a.example/b/c#%41"


@pytest.mark.parametrize(
    ("tekst", "plek"),
    [
        ("SELECT ?x {\n  ?x <urn:p> ?y\n  FILTER ?y > 1 }", "regel 3, kolom 13"),
        ("SELECT ?x {\n\t?x ?y }", "regel 2, kolom 8"),
        ("SELECT {}", "regel 1, kolom 8"),
        ("SELECT ?x { BIND(1 ?x) }", "regel 1, kolom 20"),
        ("SELECT ?x { BIND ?x }", "regel 1, kolom 21"),
        ("SELECT ?x { VALUES (?a ?b) { (1) } }", "regel 1, kolom 32"),
        ("SELECT ?x { FILTER(?x = 1 = 2) }", "regel 1, kolom 27"),
        ("SELECT ?x { FILTER(STRLEN(?x, 1) = 2) }", "regel 1, kolom 26"),
        ("SELECT ?x { FILTER(BOUND(1)) }", "regel 1, kolom 25"),
        ("SELECT ?x { ?x <urn:p> 1 ", "regel 1, kolom 26"),
        ("SELECT ?x { ?x <p> 1 }", "regel 1, kolom 20"),
        ("SELECT ?x { ?x <urn:p> 1 } } ", "regel 1, kolom 28"),
    ],
)
def test_een_fout_noemt_regel_en_kolom(tekst, plek):
    """A reading error points at the place itself."""
    with pytest.raises(Geweigerd) as fout:
        lees(tekst)
    assert fout.value.waar == plek


def test_lexer_is_lineair():
    """Tokens of a text at the size limit take well under a second, also of texts made to hurt."""
    for stuk in ("?a ", '"" ', "a:b.c. ", "1.", "<a ", "'", "\\", "%41", "_:a.", "@a-b "):
        begin = time.monotonic()
        try:
            lex(stuk * (100_000 // len(stuk)))
        except Geweigerd:
            continue
        finally:
            assert time.monotonic() - begin < 2
