"""Known answers: an engine that fails one of these answers nothing (decision of the design: 'right answers').

Each `Proef` is a question over a few synthetic facts, with the answer worked out in plain Python from the same rows, never by an engine.
Every question goes through the guard first, as every question of a user does: what is tested is what will be run.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

import datastation.sparql
from datastation import besloten
from datastation.fouten import DatastationFout, MotorFout
from datastation.model.term import Iri, Knoop, Literaal, Term, term_van
from datastation.sparql import bind, wacht
from datastation.vocabulaire import GRAAF_IDENTIFICATIE, RDF, RDFS, XSD

E = "urn:datastation:zelftest:"
Cel = str | int | Decimal | bool | date | None
Rij = tuple[Cel, ...]

_KOP = f"PREFIX e: <{E}> PREFIX xsd: <{XSD}> PREFIX rdfs: <{RDFS}>\n"
DAG = timedelta(days=1)


@dataclass(frozen=True)
class Proef:
    """A question with its known answer.

    Attributes:
        naam: what it proves. vraag: SPARQL without prologue. verwacht: rows in any order, or in order where ``geordend``.
        grafen: named graphs that it may see. waarden: parameters to be placed.
    """

    naam: str
    vraag: str
    verwacht: Sequence[Rij]
    geordend: bool = False
    grafen: tuple[str, ...] = ()
    waarden: dict[str, Sequence[Term]] = field(default_factory=dict)


@dataclass(frozen=True)
class Uitslag:
    """How the engine did: names of the proofs that failed, with what came out; number that passed; seconden."""

    motor: str
    geslaagd: int
    mislukt: tuple[str, ...]
    seconden: float

    @property
    def gezond(self) -> bool:
        """No known answer came out differently."""
        return not self.mislukt


@dataclass(frozen=True)
class _Zorg:
    """A row of the synthetic facts: care of a client at a place, from begin to (perhaps) end."""

    naam: str
    client: str
    plek: str
    begin: date
    einde: date | None
    minuten: int
    bedrag: Decimal
    wet: str


ZORG = tuple(
    _Zorg(
        f"z{i}",
        f"c{i * 7 % 11}",
        f"p{i % 4}",
        date(2025, 1, 1) + i * 17 * DAG,
        None if i % 3 == 0 else date(2025, 1, 1) + (i * 17 + i % 5 * 40) * DAG,
        i * 13 % 90,
        Decimal(i * 37 % 100) / 4,
        "wlz" if i % 4 else "zvw",
    )
    for i in range(40)
)
OUDERS = {"p0": "g0", "p1": "g0", "p2": "g1", "g0": "h", "g1": "h"}


def _feiten() -> str:
    """The facts as N-Quads. p3 has no parent; the names stand in the graph of identification, one more in another graph."""
    uit: list[tuple[str, str, Term]] = []
    for z in ZORG:
        uit += [
            (z.naam, "client", Iri(E + z.client)), (z.naam, "plek", Iri(E + z.plek)), (z.naam, "begin", term_van(z.begin)),
            (z.naam, "minuten", term_van(z.minuten)), (z.naam, "bedrag", term_van(z.bedrag)), (z.naam, "wet", Iri(E + z.wet)),
        ]  # fmt: skip
        uit += [(z.naam, "einde", term_van(z.einde))] if z.einde else []
    uit += [(kind, "deel_van", Iri(E + ouder)) for kind, ouder in OUDERS.items()]
    regels = [f"<{E}{s}> <{E}{p}> {o.sparql} ." for s, p, o in uit]
    regels += [f"<{E}{s}> <{RDF}type> <{E}{o}> ." for s, o in (("m1", "Kat"), ("m2", "Dier"))] + [
        f"<{E}Kat> <{RDFS}subClassOf> <{E}Dier> ."
    ]
    regels += [f'<{E}c1> <{E}naam> "Proef" <{GRAAF_IDENTIFICATIE}> .', f'<{E}c2> <{E}naam> "Elders" <{E}anders> .']
    tijden = {"t1": "2026-06-30T23:59:00+02:00", "t2": "2026-06-30T22:30:00Z", "t3": "2026-01-01T00:00:00+01:00"}
    regels += [f'<{E}{n}> <{E}tijd> "{t}"^^<{XSD}dateTime> .' for n, t in tijden.items()]
    return "\n".join(regels) + "\n"


def _maand_verder(dag: date, maanden: int) -> date:
    jaar, maand = divmod(dag.year * 12 + dag.month - 1 + maanden, 12)
    return date(jaar, maand + 1, 1)


def _per(sleutels: Iterable[str]) -> dict[str, int]:
    uit: dict[str, int] = {}
    for sleutel in sleutels:
        uit[sleutel] = uit.get(sleutel, 0) + 1
    return uit


def _datumproeven() -> list[Proef]:
    kwartalen = [date(j, m, 1) for j in range(1999, 2032) for m in (1, 4, 7, 10)]
    maanden = [date(j, m, 1) for j in range(1999, 2032) for m in range(1, 13)]

    def rijen(dagen: list[date]) -> str:
        return " ".join(f'"{d.isoformat()}"^^xsd:date' for d in dagen)

    keten = 'BIND(?s + "{}"^^xsd:duration + "-P1D"^^xsd:duration AS ?e)'
    peil = date(2025, 7, 1)
    geldig = [(E + z.naam,) for z in ZORG if z.begin <= peil and (z.einde is None or z.einde >= peil)]
    nullen = " ".join(f"{m:02d}" for m in range(1, 13))
    return [
        Proef("kwartaaleinden 1999-2031", f"SELECT ?s ?e {{ VALUES ?s {{ {rijen(kwartalen)} }} {keten.format('P3M')} }}",
              [(d, _maand_verder(d, 3) - DAG) for d in kwartalen]),
        Proef("maandeinden 1999-2031", f"SELECT ?s ?e {{ VALUES ?s {{ {rijen(maanden)} }} {keten.format('P1M')} }}",
              [(d, _maand_verder(d, 1) - DAG) for d in maanden]),
        Proef("duur vooraan", 'SELECT ?e { BIND("P14D"^^xsd:dayTimeDuration + "2026-02-20"^^xsd:date AS ?e) }', [(date(2026, 2, 20) + 14 * DAG,)]),
        Proef("jaren en maanden", 'SELECT ?e { VALUES ?s { "2024-02-29"^^xsd:date } BIND(?s + "P1Y"^^xsd:yearMonthDuration AS ?e) }', [(date(2025, 2, 28),)]),
        Proef("maanden met een nul", f"SELECT ?d {{ {{ SELECT ?m ?d {{ VALUES ?m {{ {nullen} }} BIND(xsd:date(CONCAT('2026-', STR(?m), '-01')) AS ?d) }} }} }}",
              [(date(2026, m, 1),) for m in range(1, 13)]),
        Proef("geldig op een datum", 'SELECT ?z { ?z e:begin ?b OPTIONAL { ?z e:einde ?e } '
              'FILTER(?b <= "2025-07-01"^^xsd:date && (!BOUND(?e) || ?e >= "2025-07-01"^^xsd:date)) }', geldig),
        Proef("jaar en maand van een datum", "SELECT ?j ?m (COUNT(?z) AS ?n) { ?z e:begin ?b BIND(YEAR(?b) AS ?j) BIND(MONTH(?b) AS ?m) } GROUP BY ?j ?m",
              [(int(k[:4]), int(k[5:]), n) for k, n in _per(z.begin.isoformat()[:7] for z in ZORG).items()]),
        Proef("vroegste en laatste datum", "SELECT (MIN(?b) AS ?v) (MAX(?b) AS ?l) { ?z e:begin ?b }", [(min(z.begin for z in ZORG), max(z.begin for z in ZORG))]),
        Proef("tijdstippen met verschil van zone", 'SELECT ?t { ?t e:tijd ?w FILTER(?w < "2026-06-30T22:00:00Z"^^xsd:dateTime) }', [(E + "t1",), (E + "t3",)]),
        Proef("datum tegenover tijdstip lukt nooit", 'SELECT ?t { ?t e:tijd ?w FILTER(?w <= "2027-01-01"^^xsd:date || ?w > "2027-01-01"^^xsd:date) }', []),
    ]  # fmt: skip


def _telproeven() -> list[Proef]:
    plekken = sorted({z.plek for z in ZORG})
    wlz = {p: len({z.client for z in ZORG if z.plek == p and z.wet == "wlz"}) for p in plekken}
    alle = {p: len({z.client for z in ZORG if z.plek == p}) for p in plekken}
    minuten = {p: sum(z.minuten for z in ZORG if z.plek == p) for p in plekken}
    aantal = _per(z.plek for z in ZORG)
    bedrag = sum((z.bedrag for z in ZORG), Decimal(0))
    open_ = [(E + z.naam,) for z in ZORG if z.einde is None]
    vier = [z for z in ZORG if z.plek == "p1"]
    gemiddeld = Decimal(sum(z.minuten for z in vier)) / len(vier)
    return [
        Proef("tellen per groep", "SELECT ?p (COUNT(?z) AS ?n) { ?z e:plek ?p } GROUP BY ?p", [(E + p, n) for p, n in aantal.items()]),
        Proef("verschillende cliënten, met voorwaarde", "SELECT ?p (COUNT(DISTINCT ?c) AS ?n) (COUNT(DISTINCT IF(BOUND(?w), ?c, ?niets)) AS ?k) "
              "{ ?z e:plek ?p ; e:client ?c OPTIONAL { ?z e:wet e:wlz BIND(1 AS ?w) } } GROUP BY ?p", [(E + p, alle[p], wlz[p]) for p in plekken]),
        Proef("som van gehele getallen", "SELECT ?p (SUM(?m) AS ?n) { ?z e:plek ?p ; e:minuten ?m } GROUP BY ?p", [(E + p, n) for p, n in minuten.items()]),
        Proef("som van decimalen", "SELECT (SUM(?b) AS ?n) { ?z e:bedrag ?b }", [(bedrag,)]),
        Proef("gemiddelde", "SELECT (AVG(?m) AS ?n) { ?z e:plek e:p1 ; e:minuten ?m }", [(gemiddeld,)]),
        Proef("uitkomst weer gebruikt", "SELECT ?p (SUM(?m) AS ?t) (COUNT(?m) AS ?n) (?t - ?n AS ?v) { ?z e:plek ?p ; e:minuten ?m } GROUP BY ?p HAVING(?n > 0)",
              [(E + p, minuten[p], aantal[p], minuten[p] - aantal[p]) for p in plekken]),
        Proef("zonder einde: NOT EXISTS", "SELECT ?z { ?z e:begin ?b FILTER NOT EXISTS { ?z e:einde ?e } }", open_),
        Proef("zonder einde: MINUS", "SELECT ?z { ?z e:begin ?b MINUS { ?z e:einde ?e } }", open_),
        Proef("zonder einde: OPTIONAL", "SELECT ?z { ?z e:begin ?b OPTIONAL { ?z e:einde ?e } FILTER(!BOUND(?e)) }", open_),
        Proef("tellen van niets", "SELECT (COUNT(*) AS ?n) (SUM(?m) AS ?s) { ?z e:bestaat_niet ?m }", [(0, 0)]),
        Proef("groepen van niets", "SELECT ?p (COUNT(*) AS ?n) { ?z e:bestaat_niet ?p } GROUP BY ?p", []),
        Proef("dubbele rijen van UNION", "SELECT (COUNT(?z) AS ?n) (COUNT(DISTINCT ?z) AS ?d) { { ?z e:wet e:wlz } UNION { ?z e:minuten ?m } }",
              [(len(ZORG) + sum(z.wet == "wlz" for z in ZORG), len(ZORG))]),
        Proef("delen van gehele getallen", "SELECT (COUNT(?z) / 16 AS ?n) (ROUND(100 * COUNT(?z) / 3) / 100 AS ?r) { ?z e:minuten ?m }",
              [(Decimal(len(ZORG)) / 16, Decimal(round(Decimal(100 * len(ZORG)) / 3)) / 100)]),
        Proef("volgorde", "SELECT ?b ?z { ?z e:begin ?b } ORDER BY DESC(?b) LIMIT 3", [(z.begin, E + z.naam) for z in sorted(ZORG, key=lambda z: z.begin)[:-4:-1]],
              geordend=True),
    ]  # fmt: skip


def _vormproeven() -> list[Proef]:
    def boven(plek: str) -> list[str]:
        return [OUDERS[plek], *boven(OUDERS[plek])] if plek in OUDERS else []

    paren = [(E + p, E + o) for p in OUDERS for o in boven(p)]
    onder_h = sum("h" in boven(z.plek) for z in ZORG)
    peil = Literaal("2025-06-01", XSD + "date")
    begonnen = {p: sum(z.begin <= date(2025, 6, 1) for z in ZORG if z.plek == p) for p in sorted({z.plek for z in ZORG})}
    genest = "SELECT ?p ?n { { SELECT ?p (COUNT(?z) AS ?n) { ?z e:plek ?p ; e:begin ?b FILTER(?b <= ?peil) } GROUP BY ?p } }"
    blok = "SELECT (COUNT(?z) AS ?n) { ?z e:plek ?p { ?z e:begin ?b FILTER(?b <= ?peil) } UNION { ?z e:begin ?b FILTER(?b > ?peil) BIND(1 AS ?x) } }"
    plek = "SELECT (COUNT(?z) AS ?n) { ?z e:plek ?plek MINUS { ?z e:plek ?plek ; e:einde ?e } }"
    return [
        Proef("pad van een of meer stappen", "SELECT ?k ?o { ?k e:deel_van+ ?o }", paren),
        Proef("pad van nul of meer stappen", "SELECT (COUNT(?z) AS ?n) { ?z e:plek ?p . ?p e:deel_van* e:h }", [(onder_h,)]),
        Proef("geen afleiding van klassen", "SELECT ?x { ?x a e:Dier }", [(E + "m2",)]),
        Proef("klassen langs het pad", "SELECT ?x { ?x a/rdfs:subClassOf* e:Dier }", [(E + "m1",), (E + "m2",)]),
        Proef("parameter in een deelvraag", genest, [(E + p, n) for p, n in begonnen.items() if n], waarden={"peil": [peil]}),
        Proef("parameter in geneste blokken", blok, [(len(ZORG),)], waarden={"peil": [peil]}),
        Proef("parameter met meer waarden", "SELECT (COUNT(?z) AS ?n) { ?z e:plek ?plek }", [(sum(z.plek in ("p1", "p2") for z in ZORG),)],
              waarden={"plek": [Iri(E + "p1"), Iri(E + "p2")]}),
        Proef("parameter zonder waarden", "SELECT (COUNT(?z) AS ?n) { ?z e:plek ?plek }", [(0,)], waarden={"plek": []}),
        Proef("parameter in MINUS", plek, [(sum(z.plek == "p1" and z.einde is None for z in ZORG),)], waarden={"plek": [Iri(E + "p1")]}),
        Proef("graaf die mag", "SELECT ?g ?n { GRAPH ?g { ?c e:naam ?n } }", [(GRAAF_IDENTIFICATIE, "Proef")], grafen=(GRAAF_IDENTIFICATIE,)),
        Proef("graaf die niet mag", f"SELECT ?n {{ GRAPH <{GRAAF_IDENTIFICATIE}> {{ ?c e:naam ?n }} }}", []),
        Proef("grafen zijn geen feiten", "SELECT ?n { ?c e:naam ?n }", [], grafen=(GRAAF_IDENTIFICATIE,)),
        Proef("terugval en keuze", "SELECT ?z ?d { ?z e:plek e:p1 OPTIONAL { ?z e:einde ?e } BIND(IF(BOUND(?e), STR(?e), 'open') AS ?d) }",
              [(E + z.naam, z.einde.isoformat() if z.einde else "open") for z in ZORG if z.plek == "p1"]),
        Proef("tekst en getal zijn niet gelijk", 'SELECT ?a ?b { BIND(COALESCE(5 = "5", false) AS ?a) BIND("1" = 1.0 || 1 = 1.0 AS ?b) }', [(False, True)]),
        Proef("tekst knippen en tellen", 'SELECT (STRLEN("cliënt") AS ?l) (SUBSTR("2026-H1", 6) AS ?h) (UCASE("ë") AS ?u) {}', [(6, "H1", "Ë")]),
    ]  # fmt: skip


def proeven() -> tuple[Proef, ...]:
    """All proofs."""
    return (*_datumproeven(), *_telproeven(), *_vormproeven())


def draai_zelftest(eigen: Sequence[Proef] | None = None) -> Uitslag:
    """Run the proofs on an in-memory store of this engine. Takes tenths of a second. ``eigen``: other proofs, for tests of this module."""
    begin = time.monotonic()
    store = ox.Store()
    store.bulk_load(_feiten().encode(), ox.RdfFormat.N_QUADS)
    alle = proeven() if eigen is None else tuple(eigen)
    mislukt = []
    for proef in alle:
        try:
            gekregen = _vraag(store, proef)
        except (DatastationFout, SyntaxError, OSError, ValueError) as fout:
            mislukt.append(f"{proef.naam}: {fout}")
            continue
        if not _gelijk(gekregen, proef):
            mislukt.append(f"{proef.naam}: {len(gekregen)} rijen, {len(proef.verwacht)} verwacht, of andere waarden")
    return Uitslag(ox.__version__, len(alle) - len(mislukt), tuple(mislukt), time.monotonic() - begin)


def _vraag(store: ox.Store, proef: Proef) -> list[Rij]:
    tekst = wacht.keur(bind.plaats(_KOP + proef.vraag, proef.waarden)).tekst
    antwoord = store.query(tekst, default_graph=ox.DefaultGraph(), named_graphs=[ox.NamedNode(g) for g in proef.grafen])
    assert isinstance(antwoord, ox.QuerySolutions)
    return [tuple(None if cel is None else _python(cel) for cel in rij) for rij in antwoord]


def _python(cel: object) -> Cel:
    if isinstance(cel, ox.NamedNode):
        return cel.value
    if isinstance(cel, ox.Literal):
        return Literaal(cel.value, taal=cel.language).python if cel.language else Literaal(cel.value, cel.datatype.value).python
    assert isinstance(cel, ox.BlankNode)
    return Knoop(cel.value).python


def _gelijk(gekregen: list[Rij], proef: Proef) -> bool:
    """Same rows, same number of times; True is not 1 and a date is not its text, but 2.50 is 2.5."""

    def soort(rij: Rij) -> tuple[str, ...]:
        return tuple("getal" if isinstance(c, (int, Decimal)) and not isinstance(c, bool) else type(c).__name__ for c in rij)

    verwacht = [(soort(r), r) for r in proef.verwacht]
    eigen = [(soort(r), r) for r in gekregen]
    if proef.geordend:
        return eigen == verwacht
    return sorted(eigen, key=repr_gelijk) == sorted(verwacht, key=repr_gelijk)


def repr_gelijk(paar: tuple[tuple[str, ...], Rij]) -> tuple[str, ...]:
    """A key under which equal rows sort alike, whatever way a number is written."""
    return tuple(f"{Decimal(c).normalize():f}" if isinstance(c, (int, Decimal)) else str(c) for c in paar[1])


def eis_gezonde_motor(cache: Path | None = None) -> None:
    """Run the self-test once per engine, guard and set of proofs.

    Args:
        cache: file that remembers a passed test; None = always run.

    Raises:
        MotorFout: the engine gives a wrong answer; names the proofs.
    """
    sleutel = _vingerafdruk()
    if cache is not None:
        with suppress(OSError, ValueError):
            if json.loads(cache.read_text(encoding="utf-8")).get("geslaagd") == sleutel:
                return
    uitslag = draai_zelftest()
    if not uitslag.gezond:
        raise MotorFout(
            f"De motor (pyoxigraph {uitslag.motor}) geeft foute antwoorden; dit station antwoordt niet.",
            waar="; ".join(uitslag.mislukt[:5]),
            herstel="Zet de vorige versie van pyoxigraph terug, en meld dit.",
        )
    if cache is not None:
        # Not being able to remember costs a fraction of a second next time, and nothing else.
        with suppress(OSError):
            besloten.maak_map(cache.parent)
            nieuw = cache.with_name(f"{cache.name}.{os.getpid()}.nieuw")
            nieuw.write_text(json.dumps({"geslaagd": sleutel, "motor": uitslag.motor}), encoding="utf-8")
            nieuw.replace(cache)


def _vingerafdruk() -> str:
    """Hash of what the outcome depends on: the engine's build, the proofs and the guard."""
    som = hashlib.sha256(ox.__version__.encode())
    for motor in sorted(Path(str(ox.__file__)).parent.glob("*.so")):
        som.update(f"{motor.name} {motor.stat().st_size}".encode())
    for bestand in [Path(__file__), *sorted(Path(str(datastation.sparql.__file__)).parent.glob("*.py"))]:
        som.update(bestand.read_bytes())
    return som.hexdigest()
