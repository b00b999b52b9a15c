"""What the guard refuses and warns for, as walks over the tree. Each finding names its rule (`regels.REGELS`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from datastation.model.term import GEHEEL_TYPES, XSD_BOOLEAN, XSD_DECIMAL, Iri, Literaal
from datastation.sparql.bereik import alle_uitdrukkingen, gemis, namen_van, overal_gebonden, plekken, selects, uitdrukkingen
from datastation.sparql.boom import Bind, Blok, Expr, Groep, Pad, Punt, Triple, Triples, Var, Vast, Vraag, Waarden
from datastation.sparql.lees_uitdrukking import INGEBOUWD
from datastation.sparql.soorten import VERGELIJK, omgeving, soort_van
from datastation.vocabulaire import RDFS, XSD

CASTS = frozenset(
    XSD + n
    for n in [
        "string",
        "boolean",
        "decimal",
        "integer",
        "float",
        "double",
        "dateTime",
        "date",
        "time",
        "duration",
        "dayTimeDuration",
        "yearMonthDuration",
    ]
)
_NIET_HERHAALBAAR = frozenset(["NOW", "RAND", "UUID", "STRUUID"])
_TIJDEN = frozenset(("datum", "tijdstip"))
_HIERARCHIE = frozenset((RDFS + "subClassOf", RDFS + "subPropertyOf"))


@dataclass(frozen=True, slots=True)
class Vondst:
    """Something that a rule finds, at an offset. ``mild``: not strict makes it a warning."""

    regel: str
    plek: int
    wat: str
    herstel: str
    mild: bool = False


def weigeringen(vraag: Vraag, parameters: frozenset[str] = frozenset()) -> Iterator[Vondst]:
    """Everything that may not run, rewrites done."""
    for plek in vraag.datasets:
        yield Vondst("from", plek, "FROM kiest andere grafen.", "Haal FROM weg; het station bepaalt welke grafen de vraag ziet.")
    yield from _letterlijk_onderwerp(vraag)
    yield from _functies(vraag)
    yield from _grafen(vraag)
    yield from _nul_paden(vraag, Streng.WEIGER)
    yield from _rekenen(vraag)
    yield from _bereik(vraag, parameters)


class Streng:
    """Which half of the zero-length paths is asked for."""

    WEIGER, WAARSCHUW = "weiger", "waarschuw"


def waarschuwingen(vraag: Vraag, parameters: frozenset[str] = frozenset()) -> Iterator[Vondst]:
    """Everything that runs but deserves a look."""
    overal = overal_gebonden(vraag)
    gezien: set[str] = set()
    for g in gemis(vraag, parameters):
        if not g.los and g.naam not in overal and g.naam not in gezien:
            gezien.add(g.naam)
            yield Vondst("nooit-gebonden", g.plek, f"?{g.naam} krijgt nergens een waarde.", "Controleer de naam, of plaats de parameter.")
    yield from _nul_paden(vraag, Streng.WAARSCHUW)
    yield from _vergelijkingen(vraag)
    yield from _schrijfwijzen(vraag)
    yield from _volgorde(vraag)


def _alle_triples(vraag: Vraag) -> Iterator[Triple]:
    return (t for p in plekken(vraag) for e in p.groep.delen if isinstance(e, Triples) for t in e.triples)


def _functies(vraag: Vraag) -> Iterator[Vondst]:
    for expr in alle_uitdrukkingen(vraag):
        for e in expr.loop():
            if e.soort != "functie":
                continue
            if e.naam in _NIET_HERHAALBAAR:
                yield Vondst(
                    "niet-herhaalbaar",
                    e.begin,
                    f"{e.naam}() geeft elke keer iets anders.",
                    "Gebruik een parameter, of wzd:gegevensTot voor 'vandaag'.",
                )
            elif e.naam == "BNODE":
                yield Vondst("bnode", e.begin, "BNODE() geeft in elke rij dezelfde knoop.", "Maak een IRI met IRI(CONCAT(…)).")
            elif e.naam not in INGEBOUWD and e.naam not in CASTS:
                yield Vondst(
                    "onbekende-functie",
                    e.begin,
                    "Deze functie kent de motor niet.",
                    "Gebruik een functie van SPARQL 1.1 of een xsd-omzetting.",
                )


def _grafen(vraag: Vraag) -> Iterator[Vondst]:
    for plek in plekken(vraag):
        for blok in plek.groep.delen:
            if isinstance(blok, Blok) and blok.soort == "graph" and isinstance(blok.naam, Var):
                yield from _in_graaf(blok.groepen[0], blok.naam.naam)


def _in_graaf(groep: Groep, naam: str) -> Iterator[Vondst]:
    herstel = f"Noem de graaf zelf (GRAPH <…>), of zet dit deel buiten GRAPH ?{naam}."
    if groep.select:
        yield Vondst("graaf-verloren", groep.begin, f"Een deelvraag binnen GRAPH ?{naam} vergeet de graaf.", herstel)
        return
    for element in groep.delen:
        if isinstance(element, Waarden) or (isinstance(element, Blok) and element.soort == "minus"):
            yield Vondst("graaf-verloren", element.begin, f"VALUES of MINUS binnen GRAPH ?{naam} vergeet de graaf.", herstel)
        elif isinstance(element, Blok) and element.soort != "graph":
            for deel in element.groepen:
                yield from _in_graaf(deel, naam)


def _nul_paden(vraag: Vraag, deel: str) -> Iterator[Vondst]:
    for plek in plekken(vraag):
        for element in plek.groep.delen:
            if not isinstance(element, Triples):
                continue
            for t in element.triples:
                if isinstance(t.p, Pad) and t.p.kan_nul and _los_pad(t, plek.pad):
                    hierarchie = t.p.soort == "*" and t.p.delen[0].iri in _HIERARCHIE
                    if hierarchie == (deel == Streng.WAARSCHUW):
                        yield Vondst("nul-pad", t.p.begin, "Een pad met * of ? vanaf een vaste waarde mist een rij als die waarde niet in de gegevens staat.",
                                     "Gebruik +, of leg de andere kant met een tweede patroon vast.")  # fmt: skip


def _los_pad(triple: Triple, pad: tuple[Groep, ...]) -> bool:
    """Starts at a value that may stand outside the data, and nothing else ties the other end to the data."""
    verankerd: set[str] = set()
    gegeven: set[str] = set()
    for groep in pad:
        for e in groep.delen:
            if isinstance(e, Triples):
                verankerd |= {n for t in e.triples if t is not triple and not (isinstance(t.p, Pad) and t.p.kan_nul) for n in namen_van(t)}
            elif isinstance(e, Bind):
                gegeven.add(e.var.naam)
            elif isinstance(e, Waarden):
                gegeven |= {v.naam for v in e.vars}

    def vreemd(punt: Punt) -> bool:
        return isinstance(punt, Vast) or (punt.naam in gegeven and punt.naam not in verankerd)

    def vast(punt: Punt) -> bool:
        return isinstance(punt, Var) and punt.naam in verankerd

    return (vreemd(triple.s) and not vast(triple.o)) or (vreemd(triple.o) and not vast(triple.s))


def _rekenen(vraag: Vraag) -> Iterator[Vondst]:
    omg = omgeving(vraag)
    for expr in alle_uitdrukkingen(vraag):
        for e in expr.loop():
            if e.soort != "op" or e.naam != "+":
                continue
            links, rechts = (soort_van(d, omg) for d in e.delen)
            duren = links == rechts == frozenset(("duur",))
            if not duren and ("duur" in links | rechts or (links | rechts) & _TIJDEN):
                yield Vondst("rekenen-met-datum", e.begin, "Hier wordt iets bij een datum opgeteld dat geen geschreven duur is.",
                             'Schrijf de duur uit, zoals ?datum + "P3M"^^xsd:duration, of gebruik - met een tegengestelde duur.')  # fmt: skip


def _bereik(vraag: Vraag, parameters: frozenset[str]) -> Iterator[Vondst]:
    overal = overal_gebonden(vraag)
    for g in gemis(vraag, parameters):
        if g.later:
            yield Vondst(
                "bind-te-vroeg",
                g.plek,
                f"?{g.naam} heeft hier nog geen waarde.",
                "Zet deze BIND onder het patroon dat de waarde geeft.",
                mild=True,
            )
        elif g.los and not g.naam:
            yield Vondst("minus-los", g.plek, "Deze MINUS deelt geen variabele met wat ervoor staat en haalt niets weg.",
                         "Gebruik in MINUS een variabele die ervoor al een waarde heeft.", mild=True)  # fmt: skip
        elif g.naam in overal and g.los:
            yield Vondst("exists-los", g.plek, f"Dit EXISTS-blok weet niets van de rijen: ?{g.naam} heeft hier nog geen waarde.",
                         "Zet het patroon dat de variabele een waarde geeft in hetzelfde blok als FILTER.", mild=True)  # fmt: skip
        elif g.naam in overal:
            yield Vondst("buiten-bereik", g.plek, f"?{g.naam} heeft alleen buiten dit blok een waarde.",
                         "Zet het patroon of de BIND van deze variabele ook in dit blok, of haal de accolades weg.", mild=True)  # fmt: skip


def _vergelijkingen(vraag: Vraag) -> Iterator[Vondst]:
    omg = omgeving(vraag)
    namen = {"datum": "een datum", "tijdstip": "een tijdstip", "tekst": "een tekst", "getal": "een getal", "duur": "een duur",
             "waarheid": "waar of onwaar", "iri": "een IRI"}  # fmt: skip
    for expr in alle_uitdrukkingen(vraag):
        for e in expr.loop():
            paren: list[tuple[Expr, Expr]] = []
            if e.soort == "op" and e.naam in VERGELIJK:
                paren = [(e.delen[0], e.delen[1])]
            elif e.soort == "in":
                paren = [(e.delen[0], d) for d in e.delen[1:]]
            for a, b in paren:
                links, rechts = soort_van(a, omg), soort_van(b, omg)
                if links and rechts and "?" not in links | rechts and not links & rechts:
                    wat = f"{namen[min(links)].capitalize()} vergelijken met {namen[min(rechts)]} lukt nooit."
                    yield Vondst(
                        "ongelijke-soorten", e.begin, wat, "Maak beide kanten van dezelfde soort, bijvoorbeeld met xsd:date(…) of STR(…)."
                    )


def _schrijfwijzen(vraag: Vraag) -> Iterator[Vondst]:
    for plek, term in _literalen(vraag):
        if not is_canoniek(term):
            yield Vondst(
                "schrijfwijze",
                plek,
                "De motor schrijft deze waarde anders.",
                "Schrijf de waarde in haar kortste vorm, of als tekst tussen aanhalingstekens.",
            )


def _literalen(vraag: Vraag) -> Iterator[tuple[int, Literaal]]:
    for expr in alle_uitdrukkingen(vraag):
        yield from ((e.begin, e.term) for e in expr.loop() if isinstance(e.term, Literaal))
    punten = [p for t in _alle_triples(vraag) for p in t.punten]
    for plek in plekken(vraag):
        punten += [c for e in plek.groep.delen if isinstance(e, Waarden) for rij in e.rijen for c in rij if c is not None]
    yield from ((p.begin, p.term) for p in punten if isinstance(p, Vast) and isinstance(p.term, Literaal))


def is_canoniek(term: Literaal) -> bool:
    """Does the engine write this literal as it stands here?"""
    t = term.waarde
    if term.datatype in GEHEEL_TYPES:
        return bool(re.fullmatch(r"0|-?[1-9][0-9]*", t)) and term.datatype == XSD + "integer"
    if term.datatype == XSD_DECIMAL:
        # The short form 1.0 is fine: it is how everyone writes it, and its value is what counts.
        return bool(re.fullmatch(r"-?(0|[1-9][0-9]*)(\.([0-9]*[1-9]|0))?", t))
    if term.datatype == XSD_BOOLEAN:
        return t in ("true", "false")
    if term.datatype == XSD + "dateTime":
        return not re.search(r"\.[0-9]*0(Z|[+-]\d\d:\d\d)?$|\.(Z|[+-]|$)|[+-]00:00$", t)
    return not (term.taal and term.taal != term.taal.lower())


def _volgorde(vraag: Vraag) -> Iterator[Vondst]:
    for select in selects(vraag):
        if select.begrensd and not select.orden:
            yield Vondst(
                "volgorde",
                select.begin,
                "LIMIT zonder ORDER BY kiest willekeurige rijen.",
                "Voeg ORDER BY toe op kolommen die elke rij vastleggen.",
            )
        for expr in uitdrukkingen(select):
            for e in expr.loop():
                if e.soort == "aggregaat" and e.naam in ("SAMPLE", "GROUP_CONCAT"):
                    yield Vondst(
                        "volgorde", e.begin, f"{e.naam} hangt af van de volgorde in de motor.", "Gebruik MIN of MAX, of sorteer na afloop."
                    )


def _letterlijk_onderwerp(vraag: Vraag) -> Iterator[Vondst]:
    """A literal where only an IRI can stand matches nothing."""
    for t in _alle_triples(vraag):
        if isinstance(t.s, Vast) and not isinstance(t.s.term, Iri):
            yield Vondst("onleesbaar", t.s.begin, "Een waarde kan geen onderwerp van een feit zijn.", "Zet hier een variabele of een IRI.")
