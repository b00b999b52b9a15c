"""Where a parameter goes (decision 9): worked cases, each with the count that a person makes."""

from __future__ import annotations

from datetime import date

import pyoxigraph as ox
import pytest

from datastation.fouten import Geweigerd
from datastation.model.term import Iri, Knoop, Literaal, term_van
from datastation.sparql.bind import plaats
from datastation.sparql.wacht import keur

KOP = "PREFIX : <urn:t:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
X = "http://www.w3.org/2001/XMLSchema#date"
# Two records: one begun before 1 June, one after; both at the same place.
FEITEN = f"""
<urn:t:een> <urn:t:begin> "2024-05-01"^^<{X}> .
<urn:t:twee> <urn:t:begin> "2024-07-01"^^<{X}> .
<urn:t:een> <urn:t:plek> <urn:t:noord> .
<urn:t:twee> <urn:t:plek> <urn:t:noord> .
<urn:t:twee> <urn:t:plek> <urn:t:zuid> .
<urn:t:een> <urn:t:merk> "x" <urn:g1> .
"""
PEIL = {"peil": [term_van(date(2024, 6, 1))]}
NOORD, ZUID = Iri("urn:t:noord"), Iri("urn:t:zuid")


@pytest.fixture(scope="module")
def motor():
    store = ox.Store()
    store.bulk_load(FEITEN.encode(), ox.RdfFormat.N_QUADS)
    return store


def getal(motor: ox.Store, tekst: str) -> int:
    (rij,) = list(motor.query(tekst))
    return int(rij[0].value)


DEELVRAAG = "SELECT (COUNT(?r) AS ?n) { { SELECT ?r { ?r :begin ?b FILTER(?b <= ?peil) } } }"


def test_de_val_van_de_deelvraag(motor):
    """Of two records one had begun; a BIND outside the sub-select, or a trailing VALUES, makes that a plausible 0."""
    dag = PEIL["peil"][0].sparql
    buiten = DEELVRAAG.replace("{ {", f"{{ BIND({dag} AS ?peil) {{", 1)
    assert getal(motor, KOP + buiten) == 0
    assert getal(motor, KOP + DEELVRAAG + f" VALUES ?peil {{ {dag} }}") == 0
    assert getal(motor, keur(plaats(KOP + DEELVRAAG, PEIL)).tekst) == 1


GEVALLEN = [
    # question, values, count by hand
    ("SELECT (COUNT(?r) AS ?n) { ?r :begin ?b FILTER(?b <= ?peil) }", PEIL, 1),
    ("SELECT (COUNT(?r) AS ?n) { { ?r :begin ?b FILTER(?b <= ?peil) } UNION { ?r :begin ?b FILTER(?b > ?peil) } }", PEIL, 2),
    ("SELECT (COUNT(?r) AS ?n) { ?r :begin ?b MINUS { ?r :begin ?c FILTER(?c <= ?peil) } }", PEIL, 1),
    ("SELECT (COUNT(?r) AS ?n) { ?r :begin ?b FILTER NOT EXISTS { ?r :begin ?c FILTER(?c <= ?peil) } }", PEIL, 1),
    ("SELECT (COUNT(?c) AS ?n) { ?r :plek :noord OPTIONAL { ?r :begin ?c FILTER(?c <= ?peil) } }", PEIL, 1),
    ("SELECT (COUNT(?c) AS ?n) { ?r :plek :noord OPTIONAL { ?r :begin ?b BIND(IF(?b <= ?peil, 1, ?niets) AS ?c) } }", PEIL, 1),
    ("SELECT (COUNT(?c) AS ?n) { { ?r :plek :noord OPTIONAL { { ?r :begin ?c FILTER(?c <= ?peil) } } } }", PEIL, 1),
    ("SELECT (SUM(IF(?b <= ?peil, 1, 0)) AS ?n) { ?r :begin ?b }", PEIL, 1),
    ("SELECT (IF(COUNT(?r) > 1 && BOUND(?peil), YEAR(?peil), 0) AS ?n) { ?r :begin ?b }", PEIL, 2024),
    ("SELECT (COUNT(?r) AS ?n) { GRAPH ?g { ?r :merk ?m FILTER(?peil > xsd:date('2024-01-01')) } }", PEIL, 1),
    ("SELECT (COUNT(?r) AS ?n) { GRAPH ?graaf { ?r :merk ?m } }", {"graaf": [Iri("urn:g1")]}, 1),
    ("SELECT (COUNT(?r) AS ?n) { ?r :plek ?plek }", {"plek": [NOORD]}, 2),
    ("SELECT (COUNT(?r) AS ?n) { ?r :plek ?plek }", {"plek": [NOORD, ZUID]}, 3),
    ("SELECT (COUNT(?r) AS ?n) { ?r :plek ?plek }", {"plek": []}, 0),
    ("SELECT (COUNT(DISTINCT ?r) AS ?n) { ?r :begin ?b MINUS { ?r :plek ?plek } }", {"plek": [ZUID]}, 1),
    ("SELECT (COUNT(?r) AS ?n) { ?r :begin ?b ; :plek ?plek FILTER(?b > ?peil) }", {**PEIL, "plek": [NOORD, ZUID]}, 2),
    ("SELECT ?n { { SELECT ?plek (COUNT(?r) AS ?n) { ?r :plek ?plek } GROUP BY ?plek } }", {"plek": [ZUID]}, 1),
    ("SELECT (?k - YEAR(?peil) AS ?n) { SELECT (COUNT(?r) + 2024 AS ?k) { ?r :begin ?b FILTER(?b <= ?peil) } }", PEIL, 1),
    ("SELECT (COUNT(?r) AS ?n) { ?r ?wat ?plek }", {"wat": [Iri("urn:t:plek")], "plek": [ZUID]}, 1),
]


@pytest.mark.parametrize(("vraag", "waarden", "verwacht"), GEVALLEN, ids=lambda w: w[:60] if isinstance(w, str) else "")
def test_telling_met_geplaatste_parameter(motor, vraag, waarden, verwacht):
    """Every place where a parameter may stand gives the count made by hand."""
    assert getal(motor, keur(plaats(KOP + vraag, waarden)).tekst) == verwacht


def test_ask_en_construct(motor):
    """ASK and CONSTRUCT take parameters too, in the template as well."""
    assert bool(motor.query(plaats(KOP + "ASK { ?r :begin ?b FILTER(?b > ?peil) }", PEIL)))
    triples = list(motor.query(plaats(KOP + "CONSTRUCT { ?r :op ?peil } WHERE { ?r :begin ?b }", PEIL)))
    assert {t.object.value for t in triples} == {"2024-06-01"}
    assert len(triples) == 2


@pytest.mark.parametrize(
    ("vraag", "waarden", "wat"),
    [
        ("SELECT ?r { ?r :begin ?b }", PEIL, "nergens"),
        ("SELECT ?r { ?r :begin ?b # ?peil\n }", PEIL, "nergens"),
        ("SELECT ?r { BIND(1 AS ?peil) ?r :begin ?b }", PEIL, "zelf een waarde"),
        ("SELECT (MAX(?b) AS ?peil) { ?r :begin ?b }", PEIL, "zelf een waarde"),
        ("SELECT ?r { ?r :begin ?peil VALUES ?peil { 1 } }", PEIL, "zelf een waarde"),
        ("SELECT ?r { ?r :begin ?b } GROUP BY (YEAR(?b) AS ?peil)", PEIL, "zelf een waarde"),
        ("SELECT ?peil (COUNT(?r) AS ?n) { ?r :begin ?peil }", PEIL, "GROUP BY"),
        ("SELECT ?b { ?peil :begin ?b }", PEIL, "alleen een IRI"),
        ("SELECT ?b { ?r ?peil ?b }", PEIL, "alleen een IRI"),
        ("SELECT ?b { GRAPH ?peil { ?r :p ?b } }", PEIL, "alleen een IRI"),
        ("SELECT ?r { ?r :begin ?b MINUS { ?q :plek ?plek } }", {"plek": [NOORD, ZUID]}, "MINUS deelt alleen"),
        ("SELECT ?r { ?r :begin ?b MINUS { SELECT ?r ?plek { ?r :plek ?plek } } }", {"plek": [NOORD]}, "deelvraag in MINUS"),
        ("SELECT ?r { ?r :begin ?b GRAPH ?g { ?r :p ?plek FILTER(?plek != ?r) } }", {"plek": [NOORD, ZUID]}, "GRAPH ?g"),
        ("SELECT (COUNT(?r) AS ?n) { ?r :plek ?plek } HAVING(?plek = :noord)", {"plek": [NOORD, ZUID]}, "meer waarden"),
        ("SELECT ?r { ?r :plek ?plek }", {"plek": [Knoop("b0")]}, "naamloze knoop"),
        ("SELECT ?r { ?r :merk ?plek }", {"plek": [Literaal("a\x00b")]}, "stuurteken"),
        ("SELECT ?r { ?r :plek ?plek }", {"?plek": [NOORD]}, "geen naam"),
    ],
)
def test_wat_niet_kan_wordt_geweigerd(vraag, waarden, wat):
    """A forgotten, doubly bound or misplaced parameter is refused: it would look like a valid zero."""
    with pytest.raises(Geweigerd) as fout:
        plaats(KOP + vraag, waarden)
    assert wat in f"{fout.value.wat} {fout.value.herstel}"


@pytest.mark.parametrize("gemeen", ['" . ?r ?p ?o . #', "a'b", 'x"""y', "\\", "regel\neinde", "} UNION { ?r :begin ?b", "ünï🙂"])
def test_een_waarde_blijft_een_waarde(motor, gemeen):
    """No text of a parameter can become part of the question."""
    uit = plaats(KOP + "SELECT (COUNT(?r) AS ?n) { ?r :begin ?b FILTER(STR(?b) = ?zoek) }", {"zoek": [Literaal(gemeen)]})
    assert getal(motor, uit) == 0


def test_iri_die_geen_iri_is_bestaat_niet():
    """An IRI that would end early cannot be made, so it cannot be placed."""
    with pytest.raises(ValueError, match="IRI"):
        Iri("urn:t:x> ?p ?o . <urn:y")
