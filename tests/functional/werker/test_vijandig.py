"""Hostile questions: each is refused by the guard or stopped by the worker, and the station answers the next one."""

from __future__ import annotations

import time

import pytest

from datastation.fouten import Geweigerd, GrensBereikt
from datastation.store.werker import Grenzen, Werker

P = "<urn:p>"
GEWEIGERD = {
    "dienst": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?a ?b ?c } }",
    "dienst in deelvraag": "SELECT * { { SELECT * { SERVICE ?s { ?a ?b ?c } } } }",
    "dienst in exists": "ASK { ?a ?b ?c FILTER NOT EXISTS { SERVICE SILENT <urn:x> { ?a ?b ?c } } }",
    "dienst na commentaar": "SELECT * { #\n SeRvIcE\n<urn:x> { ?a ?b ?c } }",
    "dienst achter een ontsnapping": "SELECT * { ?a ?b ?c } # \\u000A } SERVICE <urn:x> {",
    "dienst in letters": "SELECT * { \\u0053ERVICE <urn:x> { ?a ?b ?c } }",
    "laden": "LOAD <http://127.0.0.1:1/x.ttl>",
    "laden na een vraag": "ASK { ?a ?b ?c } ; LOAD <http://127.0.0.1:1/x.ttl>",
    "wissen": "DROP ALL",
    "invoegen": "INSERT { ?a ?b ?c } WHERE { ?a ?b ?c }",
    "verwijderen met proloog": "PREFIX : <urn:> DELETE WHERE { ?a ?b ?c }",
    "uit een andere graaf": "SELECT * FROM <urn:datastation:graaf:identificatie> { ?a ?b ?c }",
    "from named": "SELECT * FROM NAMED <urn:g2> { GRAPH ?g { ?a ?b ?c } }",
    "beschrijven": "DESCRIBE <urn:s1>",
    "haakjes": "SELECT * { BIND(" + "(" * 5000 + "1" + ")" * 5000 + " AS ?x) }",
    "accolades": "SELECT * " + "{" * 5000 + "}" * 5000,
    "uitroeptekens": "SELECT * { FILTER(" + "!" * 20000 + "true) }",
    "mintekens": "SELECT * { FILTER(" + "- " * 20000 + "1) }",
    "padhaakjes": "SELECT * { ?a " + "(" * 20000 + P + ")" * 20000 + " ?b }",
    "omgekeerde paden": "SELECT * { ?a " + "^ " * 20000 + P + " ?b }",
    "vierkante haken": "SELECT * { ?a ?b " + "[ <urn:p> " * 3000 + "1" + "]" * 3000 + " }",
    "lijsten": "SELECT * { ?a ?b " + "( " * 3000 + ")" * 3000 + " }",
    "duizenden BIND": "SELECT * { " + " ".join(f"BIND({i} AS ?x{i})" for i in range(6000)) + " }",
    "duizenden MINUS": "SELECT * { ?a ?b ?c " + "MINUS { ?a ?b 1 } " * 6000 + " }",
    "duizenden OPTIONAL": "SELECT * { ?a ?b ?c " + "OPTIONAL { ?a ?b 1 } " * 6000 + " }",
    "duizenden kolommen": "SELECT " + " ".join(f"(COUNT(?a) AS ?x{i})" for i in range(6000)) + " { ?a ?b ?c }",
    "lange optelling": "SELECT (" + "+".join(["1"] * 20000) + " AS ?x) {}",
    "lang pad": "SELECT * { ?a " + "/".join([P] * 5000) + " ?b }",
    "te groot": "SELECT * { ?a ?b '" + "x" * 300_000 + "' }",
    "te veel woorden": "SELECT * { " + "?a ?b ?c . " * 20_000 + "}",
    "nul": "SELECT * { ?a ?b '\x00' }",
    "half surrogaat": "SELECT * { ?a ?b '\ud800' }",
    "open aanhalingsteken": "SELECT * { ?a ?b 'x }",
    "open lange tekst": 'SELECT * { ?a ?b """' + '"" ' * 50_000,
    "iri met een spatie": "SELECT * { <urn:a b> ?b ?c }",
    "vreemde functie": "SELECT (<http://www.w3.org/2001/XMLSchema#exec>('rm') AS ?x) {}",
    "ster": "SELECT * { << ?a ?b ?c >> ?d ?e }",
    "niets": "",
    "alleen commentaar": "# niets",
}
DRIEHONDERD = " ".join(map(str, range(300)))
DRIE = "?a <urn:p> ?b . ?c <urn:p> ?d . ?e <urn:p> ?f ."
GESTOPT = {
    "product": f"SELECT (COUNT(*) AS ?n) {{ {DRIE} }}",
    "product zonder telling": f"SELECT * {{ {DRIE} }}",
    "product in deelvraag": f"SELECT (COUNT(*) AS ?n) {{ {{ SELECT DISTINCT ?a ?c ?e {{ {DRIE} }} }} }}",
    "afsluiting": "SELECT (COUNT(*) AS ?n) { ?a (<urn:q>*/<urn:q>*)* ?b . ?b (<urn:q>|^<urn:q>)+ ?c . ?c <urn:q>* ?d }",
    "sorteren": f"SELECT * {{ {DRIE} }} ORDER BY ?b ?d ?f",
    "ontkenning": f"ASK {{ FILTER NOT EXISTS {{ {DRIE} FILTER(?b + ?d + ?f < 0) }} }}",
    "patroon": f"ASK {{ {DRIE} FILTER(REGEX(CONCAT(STR(?b), 'x', STR(?d)), '(a{{1000}}){{1000}}')) }}",
    "kruisende waarden": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"VALUES ?v{i} {{ {DRIEHONDERD} }}" for i in range(4)) + " }",
    "tekst die groeit": "SELECT (STRLEN(?z) AS ?n) { BIND('"
    + "a" * 1000
    + "' AS ?x) BIND(REPLACE(?x, 'a', ?x) AS ?y) BIND(REPLACE(?y, 'a', ?x) AS ?z) }",
    "zevenhonderd patronen": "SELECT (COUNT(*) AS ?n) { " + " ".join(f"?a{i} ?b{i} ?c{i} ." for i in range(700)) + " }",
    "veel OPTIONAL": "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?b " + " ".join(f"OPTIONAL {{ ?a <urn:q>+ ?z{i} }}" for i in range(300)) + " }",
}


@pytest.mark.parametrize("vraag", GEWEIGERD.values(), ids=GEWEIGERD)
def test_wordt_geweigerd(vraag):
    """Refused within a second of computing, before any process is started for it, with a place and a repair."""
    begin = time.process_time()  # not the clock on the wall: the machine may be busy with other tests
    with pytest.raises(Geweigerd) as fout:
        Werker(None).vraag(vraag)
    assert time.process_time() - begin < 1
    assert fout.value.waar
    assert fout.value.herstel


@pytest.mark.parametrize("vraag", GESTOPT.values(), ids=GESTOPT)
def test_wordt_gestopt(winkel, vraag):
    """Stopped within its limit + 1 s, and the next question gets its answer."""
    with Werker(winkel, Grenzen(wandtijd=1, geheugen=256 * 1024**2, rijen=100_000)) as werker:
        assert werker.vraag("ASK { <urn:s1> <urn:p> 1 }").waar
        begin = time.monotonic()
        with pytest.raises(GrensBereikt):
            werker.vraag(vraag)
        assert time.monotonic() - begin < 2
        assert werker.vraag("ASK { <urn:s1> <urn:p> 1 }", grenzen=Grenzen(wandtijd=10)).waar
