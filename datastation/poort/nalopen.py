"""The walk over a question that wants to be registered: what it may not do, and what a person should know about it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from datastation.fouten import Geweigerd
from datastation.model.term import Iri, Literaal
from datastation.poort.aftasten import Bezwaar
from datastation.poort.reden import Keurreden
from datastation.sparql.bereik import alle_uitdrukkingen, gemis, overal_gebonden, plekken, selects
from datastation.sparql.boom import Blok, Expr, Filter, Pad, Triple, Triples, Var, Vast, Vraag, Waarden
from datastation.sparql.herschrijf import HERSCHRIJVINGEN, pas_toe
from datastation.sparql.lees import lees
from datastation.sparql.lexer import Token, lex, ontvlucht_unicode, plaats_van
from datastation.sparql.toets import waarschuwingen, weigeringen
from datastation.vocabulaire import ONZ_G, RDF, RDFS, SKOS, WZD

# Hierarchies that are finite by their nature. A closure over anything else may walk the whole graph.
PADEN = frozenset((RDFS + "subClassOf", RDFS + "subPropertyOf", SKOS + "broader", ONZ_G + "partOf", ONZ_G + "hasPart", WZD + "vervolgOp"))
MAX_WAARDEN = 500
MAX_PATROON = 200

_WIJZIGING = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING", "INTO"])
_WOORDEN = {
    "SERVICE": (Keurreden.SERVICE, "SERVICE stuurt een deel van de vraag naar een andere computer.", "Haal SERVICE weg."),
    "FROM": (Keurreden.FROM, "FROM kiest andere grafen.", "Haal FROM weg; het station bepaalt welke grafen de vraag ziet."),
    "DESCRIBE": (Keurreden.DESCRIBE, "DESCRIBE levert wat de motor toevallig kiest.", "Noem met SELECT welke kolommen u wilt."),
    "BNODE": (Keurreden.BNODE, "BNODE() geeft in elke rij dezelfde knoop.", "Maak een IRI met IRI(CONCAT(…))."),
    **dict.fromkeys(
        ("NOW", "RAND", "UUID", "STRUUID"),
        (Keurreden.NIET_HERHAALBAAR, "Deze functie geeft elke keer iets anders.", "Maak er een parameter van."),
    ),
    **dict.fromkeys(_WIJZIGING, (Keurreden.WIJZIGING, "Dit woord wijzigt gegevens; een vraag leest alleen.", "Haal de opdracht weg.")),
}
_VONDSTEN = {
    "from": Keurreden.FROM,
    "niet-herhaalbaar": Keurreden.NIET_HERHAALBAAR,
    "bnode": Keurreden.BNODE,
    "onbekende-functie": Keurreden.FUNCTIE,
    "onleesbaar": Keurreden.ONLEESBAAR,
}


@dataclass(frozen=True)
class Nagelopen:
    """What the walk found.

    Attributes:
        vraag: the tree, exact rewrites done; None where there is none.
        aandacht: what runs but deserves a look. eigenschappen: IRIs that the question reads by; klassen: those among them that name a kind of thing.
    """

    vraag: Vraag | None
    bezwaren: tuple[Bezwaar, ...]
    aandacht: tuple[str, ...] = ()
    eigenschappen: tuple[str, ...] = ()
    klassen: tuple[str, ...] = ()


def woorden(tekst: str) -> list[Bezwaar]:
    """Forbidden keywords among the tokens of a text, wherever they stand: also of a text that is no query.

    A keyword in a text, an IRI, a prefixed name, a variable or a comment is not a token of its own, and no objection.
    """
    try:
        schoon = ontvlucht_unicode(tekst)
        tokens = lex(schoon)
    except Geweigerd as fout:
        return [Bezwaar.uit(Keurreden.ONLEESBAAR, fout)]
    return [_woord(schoon, t) for t in tokens if t.soort == "woord" and t.tekst.upper() in _WOORDEN]


def _woord(tekst: str, token: Token) -> Bezwaar:
    reden, wat, herstel = _WOORDEN[token.tekst.upper()]
    return Bezwaar(reden, wat, plaats_van(tekst, token.begin), herstel)


def loop_na(tekst: str, *, namen: frozenset[str], vormen: frozenset[str], grafen: frozenset[str], paden: frozenset[str]) -> Nagelopen:
    """Read a text and walk its tree.

    Args:
        namen: parameters that are not in the text yet; they count as known.
        vormen: forms that the profile allows. grafen: named graphs that it may read. paden: predicates over which a closure may go.
    """
    try:
        vraag = herschreven(tekst)
    except Geweigerd as fout:
        return Nagelopen(None, (Bezwaar.uit(Keurreden.ONLEESBAAR, fout),))

    def op(reden: Keurreden, plek: int, wat: str, herstel: str) -> Bezwaar:
        return Bezwaar(reden, wat, plaats_van(vraag.tekst, plek), herstel)

    # What a question may reach comes first, what it would mean comes after.
    bezwaren: list[Bezwaar] = []
    aandacht = [f"{plaats_van(vraag.tekst, v.plek)}: {v.wat} {v.herstel}" for v in waarschuwingen(vraag, namen)]
    if vraag.vorm not in vormen:
        bezwaren.append(
            op(Keurreden.CONSTRUCT, vraag.begin, "Dit profiel staat geen CONSTRUCT toe.", "Gebruik SELECT, of pas het profiel aan.")
        )
    if vraag.vorm == "SELECT" and vraag.hoofd.ster:
        bezwaren.append(op(Keurreden.STER, vraag.begin, "SELECT * laat open wat naar buiten gaat.", "Noem de kolommen."))
    bezwaren += [
        op(*b) for b in (*_grafen(vraag, grafen), *_paden(vraag, paden), *_waarden(vraag), *_patronen(vraag), *_ongebonden(vraag, namen))
    ]
    bezwaren += [op(_VONDSTEN.get(v.regel, Keurreden.BETEKENIS), v.plek, v.wat, v.herstel) for v in weigeringen(vraag, namen)]
    if _leest_alles(vraag):
        aandacht.append("De vraag leest elke eigenschap (een variabele of ! op de plaats van de eigenschap).")
    return Nagelopen(vraag, tuple(dict.fromkeys(bezwaren)), tuple(dict.fromkeys(aandacht)), *_gelezen(vraag))


def herschreven(tekst: str) -> Vraag:
    """The tree of a text after the exact rewrites that the guard makes.

    Raises:
        Geweigerd: it cannot be read, or a rewrite would not be exact.
    """
    vraag = lees(tekst)
    for regel in HERSCHRIJVINGEN.values():
        if ingrepen := regel(vraag).ingrepen:
            vraag = lees(pas_toe(vraag.tekst, ingrepen))
    return vraag


_Plek = tuple[Keurreden, int, str, str]


def _triples(vraag: Vraag) -> Iterator[Triple]:
    return (t for p in plekken(vraag) for e in p.groep.delen if isinstance(e, Triples) for t in e.triples)


def _ongebonden(vraag: Vraag, namen: frozenset[str]) -> Iterator[_Plek]:
    """A condition on a variable that nothing gives a value drops every row, and looks like an answer of zero: a parameter that nobody declared.

    In a projection, or as the empty branch of IF, such a variable is an idiom of published questions; it is only reported.
    """
    los = {g.naam for g in gemis(vraag, namen) if not g.los} - overal_gebonden(vraag)
    for expr in _voorwaarden(vraag):
        for e in _zonder_keuze(expr):
            if e.soort == "var" and e.naam in los:
                yield (
                    Keurreden.ONGEBONDEN,
                    e.begin,
                    f"?{e.naam} krijgt nergens een waarde.",
                    "Declareer de parameter, of geef haar een waarde.",
                )


def _voorwaarden(vraag: Vraag) -> Iterator[Expr]:
    for plek in plekken(vraag):
        yield from (e.expr for e in plek.groep.delen if isinstance(e, Filter))
        if plek.rol == "hoofd":
            yield from plek.select.having


def _zonder_keuze(expr: Expr) -> Iterator[Expr]:
    """An expression without what copes with an absent value."""
    yield expr
    if expr.naam not in ("BOUND", "IF", "COALESCE"):
        for deel in expr.delen:
            yield from _zonder_keuze(deel)


def _grafen(vraag: Vraag, grafen: frozenset[str]) -> Iterator[_Plek]:
    for plek in plekken(vraag):
        for e in plek.groep.delen:
            if isinstance(e, Blok) and e.soort == "graph":
                mag = isinstance(e.naam, Vast) and isinstance(e.naam.term, Iri) and e.naam.term.waarde in grafen
                if not mag:
                    yield Keurreden.GRAAF, e.begin, "Deze graaf mag het profiel niet lezen.", "Noem een graaf die het profiel toestaat."


def _paden(vraag: Vraag, paden: frozenset[str]) -> Iterator[_Plek]:
    for triple in _triples(vraag):
        if isinstance(triple.p, Pad):
            for pad in _loop(triple.p):
                if pad.soort in ("*", "+") and not _eindig(pad.delen[0], paden):
                    yield Keurreden.PAD, pad.begin, "Dit pad kan door alle gegevens lopen.", (
                        "Gebruik * en + alleen op: " + ", ".join(sorted(p.rpartition("#")[2] for p in paden)) + ".")  # fmt: skip


def _loop(pad: Pad) -> Iterator[Pad]:
    yield pad
    for deel in pad.delen:
        yield from _loop(deel)


def _eindig(pad: Pad, paden: frozenset[str]) -> bool:
    """One step up or down a hierarchy: no path in a path, no negation, not both directions."""
    delen = list(_loop(pad))
    heen_en_weer = any(d.soort == "^" for d in delen) and pad.soort != "^"
    return not heen_en_weer and all(d.soort in ("iri", "|", "^") for d in delen) and all(d.iri in paden for d in delen if d.soort == "iri")


def _waarden(vraag: Vraag) -> Iterator[_Plek]:
    los = [s.waarden for s in selects(vraag) if s.waarden]
    for waarden in (*los, *(e for p in plekken(vraag) for e in p.groep.delen if isinstance(e, Waarden))):
        if len(waarden.rijen) > MAX_WAARDEN:
            yield Keurreden.VALUES, waarden.begin, f"VALUES heeft meer dan {MAX_WAARDEN} rijen.", "Maak er een begrip in de ontologie van."


def _patronen(vraag: Vraag) -> Iterator[_Plek]:
    """REGEX and REPLACE work with fixed, short texts: a pattern out of data can cost anything, a replacement can grow without end."""
    for expr in alle_uitdrukkingen(vraag):
        for e in expr.loop():
            if e.soort == "functie" and e.naam in ("REGEX", "REPLACE") and not all(_vast(d) for d in e.delen[1:]):
                yield (Keurreden.PATROON, e.begin, f"Het patroon van {e.naam} staat niet vast, of is te zwaar.",
                       f"Schrijf het patroon als tekst, hoogstens {MAX_PATROON} tekens, zonder grote herhaling.")  # fmt: skip


def _vast(expr: Expr) -> bool:
    term = expr.kaal.term
    if not isinstance(term, Literaal) or len(term.waarde) > MAX_PATROON:
        return False
    herhaald = [int(n) for n in re.findall(r"\{[0-9,]*?([0-9]{1,9})\}", term.waarde)]
    return len(herhaald) <= 4 and all(n <= 50 for n in herhaald) and "{" not in re.sub(r"\{[0-9]{1,2}(,[0-9]{0,2})?\}", "", term.waarde)


def _leest_alles(vraag: Vraag) -> bool:
    return any(isinstance(t.p, Var) or any(d.soort == "!" for d in _loop(t.p)) for t in _triples(vraag))


def _gelezen(vraag: Vraag) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Everything that a question reads by, and the classes among it."""
    eigenschappen: set[str] = set()
    klassen: set[str] = set()
    for t in _triples(vraag):
        if isinstance(t.p, Pad):
            iris = {d.iri for d in _loop(t.p) if d.soort == "iri"}
            eigenschappen |= iris
            if iris == {RDF + "type"} and isinstance(t.o, Vast):
                klassen.add(t.o.term.sparql.strip("<>"))
    return tuple(sorted(eigenschappen | klassen)), tuple(sorted(klassen))
