"""Each rule of the guard beside the engine: what the engine does without it, and the answer worked out by hand with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pyoxigraph as ox
import pytest

from datastation.fouten import Geweigerd
from datastation.model.term import Literaal
from datastation.sparql.regels import REGELS
from datastation.sparql.wacht import keur

KOP = "PREFIX : <urn:t:> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
X = "http://www.w3.org/2001/XMLSchema#"
# Three persons; anna and bert have a care record with dates, carla has none. One fact in each of two graphs.
FEITEN = f"""
<urn:t:anna> <urn:t:begin> "2024-05-01"^^<{X}date> .
<urn:t:anna> <urn:t:einde> "2024-06-30"^^<{X}date> .
<urn:t:bert> <urn:t:begin> "2024-07-01"^^<{X}date> .
<urn:t:anna> <urn:t:aantal> "1"^^<{X}integer> .
<urn:t:bert> <urn:t:aantal> "2"^^<{X}integer> .
<urn:t:carla> <urn:t:aantal> "2"^^<{X}integer> .
<urn:t:kamer> <urn:t:deel> <urn:t:huis> .
<urn:t:huis> <urn:t:deel> <urn:t:wijk> .
<urn:t:x> <urn:t:p> <urn:t:y> <urn:g1> .
<urn:t:x> <urn:t:p> <urn:t:z> <urn:g2> .
"""


@pytest.fixture(scope="module")
def motor():
    store = ox.Store()
    store.bulk_load(FEITEN.encode(), ox.RdfFormat.N_QUADS)
    return store


def rijen(motor: ox.Store, tekst: str) -> list[tuple[object, ...]]:
    """Rows with short names: the last part of an IRI, Python values, None."""

    def kort(cel: object) -> object:
        if cel is None:
            return None
        return cel.value.rpartition(":")[2] if isinstance(cel, ox.NamedNode) else Literaal(cel.value, cel.datatype.value).python

    return sorted((tuple(kort(c) for c in rij) for rij in motor.query(tekst)), key=str)


@dataclass(frozen=True)
class Herschreven:
    regel: str
    vraag: str
    zonder: object  # what the engine makes of the text as written
    verwacht: list[tuple[object, ...]]


FOUT = "weigert"
HERSCHREVEN = [
    Herschreven(
        "datum-plus-duur",
        'SELECT ?e { VALUES ?s { "2024-10-01"^^xsd:date } BIND(?s + "P3M"^^xsd:duration + "-P1D"^^xsd:duration AS ?e) }',
        [(None,)],
        [(date(2024, 12, 31),)],
    ),
    Herschreven(
        "datum-plus-duur",
        'SELECT ?e { ?x :begin ?s BIND(?s + "P14D"^^xsd:dayTimeDuration AS ?e) }',
        [(None,), (None,)],
        [(date(2024, 5, 1) + timedelta(14),), (date(2024, 7, 1) + timedelta(14),)],
    ),
    Herschreven(
        "datum-plus-duur",
        'SELECT ?e { ?x :begin ?s BIND(("P1Y"^^xsd:yearMonthDuration + ?s) AS ?e) }',
        [(None,), (None,)],
        [(date(2025, 5, 1),), (date(2025, 7, 1),)],
    ),
    Herschreven("alias-in-aggregaat", "SELECT (SUM(?n) AS ?t) (?t * 2 AS ?d) { ?x :aantal ?n }", FOUT, [(5, 10)]),
    Herschreven("alias-in-aggregaat", "SELECT ?n (COUNT(?x) AS ?t) { ?x :aantal ?n } GROUP BY ?n HAVING(?t > 1)", [], [(2, 2)]),
    Herschreven("alias-in-aggregaat", "SELECT (COUNT(?x) AS ?t) (?t AS ?u) (?u + ?t AS ?v) { ?x :aantal ?n }", FOUT, [(3, 3, 6)]),
    Herschreven(
        "voorloopnul",
        "SELECT (COUNT(?d) AS ?n) { { SELECT ?m ?d { VALUES ?m {01 02 12} BIND(xsd:date(CONCAT('2024-', STR(?m), '-01')) AS ?d) } } }",
        [(1,)],
        [(3,)],
    ),
    Herschreven("unicode-teken", 'SELECT (STRLEN("cli\\u00EBnt") AS ?n) {}', [(6,)], [(6,)]),
]


@pytest.mark.parametrize("geval", HERSCHREVEN, ids=lambda g: g.regel)
def test_herschrijving_geeft_het_goede_antwoord(motor, geval):
    """The text as written gives a wrong answer, or none; rewritten it gives the answer worked out by hand."""
    try:
        zonder: object = rijen(motor, KOP + geval.vraag)
    except SyntaxError:
        zonder = FOUT
    assert zonder == geval.zonder
    keuring = keur(KOP + geval.vraag)
    assert rijen(motor, keuring.tekst) == geval.verwacht
    assert geval.regel in keuring.regels
    assert keuring.herschrijvingen


@dataclass(frozen=True)
class Weigering:
    regel: str
    vraag: str
    plek: str  # line and column, KOP being line 1
    wat: str  # part of the message
    stil: object = None  # what the engine answers in silence, where that was measured
    goed: str = ""  # a way to ask it that passes
    verwacht: object = None


LANG = "SELECT ?x { ?x :p ?y FILTER(" + " || ".join(["?y = 1"] * 2001) + ") }"
GEWEIGERD = [
    Weigering("te-groot", LANG, "regel 2, kolom 10026", "onderdelen"),
    Weigering("te-diep", "SELECT ?x { BIND(" + "(" * 70 + "1" + ")" * 70 + " AS ?x) }", "kolom", "haakjes diep"),
    Weigering("onleesbaar", "SELECT ?x { ?x :p }", "regel 2, kolom 19", "verwacht"),
    Weigering("onleesbaar", "SELECT ?x { ?x zib:begin ?b }", "regel 2, kolom 16", "prefix zib:"),
    Weigering("onleesbaar", "SELECT ?x { 'tekst' :p ?x }", "regel 2, kolom 13", "onderwerp"),
    Weigering("onleesbaar", "SELECT ?x { << ?x :p ?y >> :q ?z }", "regel 2, kolom 13", "verwacht"),
    Weigering("onleesbaar", "SELECT ?x { ?x :p '\x00' }", "regel 2, kolom 20", "stuurteken"),
    Weigering("wijziging", "INSERT DATA { :a :b :c }", "regel 2, kolom 1", "wijzigt"),
    Weigering("wijziging", "LOAD <http://127.0.0.1/x>", "regel 2, kolom 1", "wijzigt"),
    Weigering("service", "SELECT ?x { SERVICE <http://127.0.0.1/x> { ?x :p ?y } }", "regel 2, kolom 13", "andere computer"),
    Weigering("service", "SELECT ?x { ?x :p ?y FILTER EXISTS { serViCe SILENT :s { ?x :p ?y } } }", "regel 2, kolom 38", "andere computer"),
    Weigering("from", "SELECT ?x FROM <urn:g1> { ?x :p ?y }", "regel 2, kolom 11", "FROM"),
    Weigering("from", "ASK FROM NAMED <urn:g1> { ?x :p ?y }", "regel 2, kolom 5", "FROM"),
    Weigering("describe", "DESCRIBE :anna", "regel 2, kolom 1", "DESCRIBE"),
    Weigering("niet-herhaalbaar", "SELECT (NOW() AS ?n) {}", "regel 2, kolom 9", "elke keer"),
    Weigering("niet-herhaalbaar", "SELECT ?x { ?x :aantal ?n FILTER(RAND() > 0.5) }", "regel 2, kolom 34", "elke keer"),
    Weigering("niet-herhaalbaar", "SELECT (STRUUID() AS ?u) (UUID() AS ?v) {}", "regel 2, kolom 9", "elke keer"),
    Weigering("bnode", 'SELECT (COUNT(DISTINCT ?b) AS ?n) { ?x :aantal ?a BIND(BNODE("x") AS ?b) }', "regel 2, kolom 56", "dezelfde knoop"),
    Weigering("onbekende-functie", "SELECT (:f(1) AS ?x) {}", "regel 2, kolom 9", "kent de motor niet"),
    Weigering(
        "graaf-verloren",
        "SELECT ?g ?n { GRAPH ?g { SELECT (COUNT(*) AS ?n) { ?s :p ?o } } }",
        "regel 2, kolom 25",
        "vergeet de graaf",
        stil=[(None, 2)],
        goed="SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s :p ?o } } GROUP BY ?g",
        verwacht=[("g1", 1), ("g2", 1)],
    ),
    Weigering("graaf-verloren", "SELECT ?g ?z { GRAPH ?g { VALUES ?z {1} } }", "regel 2, kolom 27", "vergeet de graaf", stil=[(None, 1)]),
    Weigering("graaf-verloren", "SELECT ?g { GRAPH ?g { ?s :p ?o MINUS { ?s :q ?o } } }", "regel 2, kolom 33", "vergeet de graaf"),
    Weigering(
        "nul-pad",
        "SELECT ?o { :elders :deel* ?o }",
        "regel 2, kolom 21",
        "vaste waarde",
        stil=[],
        goed="SELECT ?o { ?s :deel ?o . :kamer :deel* ?o }",
        verwacht=[("huis",), ("wijk",)],
    ),
    Weigering("nul-pad", "SELECT ?o { VALUES ?s { :elders } ?s :deel? ?o }", "regel 2, kolom 38", "vaste waarde", stil=[]),
    Weigering(
        "rekenen-met-datum",
        'SELECT ?e { ?x :begin ?s BIND("P1D"^^xsd:duration AS ?duur) BIND(?s + ?duur AS ?e) }',
        "regel 2, kolom 66",
        "geen geschreven duur",
    ),
    Weigering("rekenen-met-datum", "SELECT ?e { BIND(xsd:date('2024-01-01') + 1 AS ?e) }", "regel 2, kolom 18", "opgeteld", stil=[(None,)]),
    Weigering(
        "bind-te-vroeg",
        "SELECT ?k { BIND(IF(?n = 1, 'een', 'meer') AS ?k) :anna :aantal ?n }",
        "regel 2, kolom 21",
        "nog geen waarde",
        stil=[(None,)],
        goed="SELECT ?k { :anna :aantal ?n BIND(IF(?n = 1, 'een', 'meer') AS ?k) }",
        verwacht=[("een",)],
    ),
    Weigering(
        "buiten-bereik",
        'SELECT ?x { BIND("2024-06-01"^^xsd:date AS ?peil) { ?x :begin ?b FILTER(?b <= ?peil) } }',
        "regel 2, kolom 79",
        "buiten dit blok",
        stil=[],
        goed='SELECT ?x { BIND("2024-06-01"^^xsd:date AS ?peil) ?x :begin ?b FILTER(?b <= ?peil) }',
        verwacht=[("anna",)],
    ),
    Weigering("buiten-bereik", "SELECT ?n { { SELECT ?x { ?x :aantal ?n } } }", "regel 2, kolom 8", "buiten dit blok"),
    Weigering(
        "exists-los",
        "SELECT ?x { ?x :begin ?b { FILTER NOT EXISTS { ?x :einde ?e } } }",
        "regel 2, kolom 35",
        "weet niets van de rijen",
        stil=[],
        goed="SELECT ?x { ?x :begin ?b FILTER NOT EXISTS { ?x :einde ?e } }",
        verwacht=[("bert",)],
    ),
    Weigering("minus-los", "SELECT ?x { ?x :begin ?b MINUS { ?y :einde ?e } }", "regel 2, kolom 26", "haalt niets weg"),
    Weigering("voorloopnul", "SELECT ?x { VALUES ?n { 01 02 } ?x :aantal ?n }", "regel 2, kolom 13", "voorloopnul"),
    Weigering("unicode-teken", 'SELECT ?x { ?x :p "a\\u0022 . ?y ?z" }', "regel 2, kolom 21", "verbergen"),
    Weigering("unicode-teken", "SELECT ?x { ?x :p ?y } # \\u000A SERVICE", "regel 2, kolom 26", "verbergen"),
]


@pytest.mark.parametrize("geval", GEWEIGERD, ids=lambda g: g.regel)
def test_weigering_noemt_plaats_en_herstel(motor, geval):
    """What the engine would answer wrongly in silence is refused, with line, column and repair; the repaired form passes and is right."""
    with pytest.raises(Geweigerd) as fout:
        keur(KOP + geval.vraag)
    assert geval.plek in fout.value.waar
    assert geval.wat in fout.value.wat
    assert fout.value.herstel
    if geval.stil is not None:
        assert rijen(motor, KOP + geval.vraag) == geval.stil
    if geval.goed:
        assert rijen(motor, keur(KOP + geval.goed).tekst) == geval.verwacht


@pytest.mark.parametrize(
    "geval", [g for g in GEWEIGERD if g.regel in ("bind-te-vroeg", "buiten-bereik", "exists-los", "minus-los")], ids=lambda g: g.regel
)
def test_niet_streng_waarschuwt(geval):
    """An analyst who asks so may run a query with a misplaced variable, and is warned."""
    assert geval.regel in keur(KOP + geval.vraag, streng=False).regels


GEWAARSCHUWD = [
    ("nooit-gebonden", "SELECT ?x { ?x :begin ?b FILTER(?b <= ?peildatun) }", "SELECT ?x { ?x :begin ?b FILTER(?b <= ?c) ?x :einde ?c }"),
    ("nooit-gebonden", "SELECT ?x ?y { ?x :begin ?b }", "SELECT ?x ?b { ?x :begin ?b }"),
    (
        "ongelijke-soorten",
        'SELECT ?x { ?x :begin ?b FILTER(xsd:date(?b) <= "2024-01-01T00:00:00Z"^^xsd:dateTime) }',
        'SELECT ?x { ?x :begin ?b FILTER(xsd:date(?b) <= "2024-01-01"^^xsd:date) }',
    ),
    ("ongelijke-soorten", "SELECT ?x { ?x :begin ?b FILTER(YEAR(?b) = '2024') }", "SELECT ?x { ?x :begin ?b FILTER(YEAR(?b) = 2024) }"),
    ("schrijfwijze", "SELECT (STR(1.50) AS ?s) {}", "SELECT (STR(1.5) AS ?s) {}"),
    ("schrijfwijze", 'SELECT ?x { ?x :p "1"^^xsd:boolean }', "SELECT ?x { ?x :p true }"),
    ("volgorde", "SELECT ?x { ?x :begin ?b } LIMIT 1", "SELECT ?x { ?x :begin ?b } ORDER BY ?b ?x LIMIT 1"),
    ("volgorde", "SELECT (SAMPLE(?x) AS ?y) { ?x :begin ?b }", "SELECT (MIN(?x) AS ?y) { ?x :begin ?b }"),
    ("nul-pad", "SELECT ?c { ?c rdfs:subClassOf* :Dier }", "SELECT ?x { ?x a/rdfs:subClassOf* :Dier . ?x :begin ?b }"),
]


@pytest.mark.parametrize(("regel", "vraag", "zonder"), GEWAARSCHUWD, ids=lambda w: w if w in REGELS else "")
def test_waarschuwing_en_haar_tegendeel(regel, vraag, zonder):
    """A suspect query runs with a warning that names the place; the same query without the fault has none."""
    keuring = keur(KOP + vraag)
    assert regel in keuring.regels
    assert all(zin.startswith("regel 2, kolom ") for zin in keuring.waarschuwingen)
    assert regel not in keur(KOP + zonder).regels


def test_elke_regel_heeft_een_geval():
    """No rule without an example that runs."""
    gevallen = {g.regel for g in HERSCHREVEN} | {g.regel for g in GEWEIGERD} | {g[0] for g in GEWAARSCHUWD}
    assert gevallen == set(REGELS)


GOED = [
    "ASK { ?x :p ?y }",
    "CONSTRUCT { ?x :q ?n } WHERE { ?x :aantal ?n }",
    "CONSTRUCT WHERE { ?x :aantal ?n }",
    "SELECT * WHERE { ?x :aantal ?n ; :begin ?b , ?c . OPTIONAL { ?x :einde ?e } }",
    "SELECT ?x WHERE { ?x (:deel|^:deel)+/:deel? ?y ; !(:p|^:q) ?z . [] :aantal ?n . ?x :lijst (1 2 ?q) }",
    'SELECT ?x { ?x :naam "O\'Brien"@nl, """a "b" c""", \'c\\td\' . FILTER(REGEX(?x, "^a", "i") && ?x NOT IN (:a, :b)) } VALUES ?x { :a UNDEF }',
    "SELECT (COUNT(DISTINCT *) AS ?n) (GROUP_CONCAT(DISTINCT ?x; SEPARATOR=', ') AS ?l) { ?x :p -1.5e3, +2, true, false }",
    "SELECT ?x { ?x :aantal ?n . FILTER(-?n < 1 || !(?n = 2) && ?n * 2 - 1 >= 3 / 2) } ORDER BY DESC(?n) ASC(?x) ?x OFFSET 1 LIMIT 2",
    "SELECT ?x { { ?x :p ?y } UNION { ?x :q ?y } UNION { } MINUS { ?x :r ?y } GRAPH :g { ?x :p ?y } }",
    "SELECT ?x { ?x :begin ?b . LATERAL { ?x :einde ?e } }",
]


@pytest.mark.parametrize("vraag", GOED)
def test_gewone_sparql_blijft_zoals_zij_is(vraag):
    """What the guard has nothing against goes to the engine byte for byte."""
    assert keur(KOP + vraag).tekst == KOP + vraag
