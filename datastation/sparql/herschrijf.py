"""Exact rewrites of what the engine gets wrong (docs/wacht.md). Each one changes text at spans of the tree and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from datastation.model.term import GEHEEL_TYPES, XSD_STRING, Iri, Literaal, citeer
from datastation.sparql.bereik import alle_uitdrukkingen, gebonden, plekken, selects
from datastation.sparql.boom import Expr, Select, Triples, Var, Vraag, Waarden
from datastation.sparql.lexer import plaats_van, weiger
from datastation.sparql.soorten import DUURTYPES

_DUUR = re.compile(r"-?P(?=[0-9T])(?:[0-9]+Y)?(?:[0-9]+M)?(?:[0-9]+D)?(?:T(?=[0-9])(?:[0-9]+H)?(?:[0-9]+M)?(?:[0-9]+(?:\.[0-9]+)?S)?)?")
_CANONIEK_GEHEEL = re.compile(r"0|-?[1-9][0-9]*")


@dataclass(frozen=True, slots=True)
class Ingreep:
    """Replace the text from begin to einde."""

    begin: int
    einde: int
    nieuw: str


@dataclass(frozen=True, slots=True)
class Herschrijving:
    """What a rule changes: the changes, and a sentence for people per change."""

    ingrepen: list[Ingreep]
    meldingen: list[str]


def pas_toe(tekst: str, ingrepen: Iterable[Ingreep], begin: int = 0, einde: int | None = None) -> str:
    """The text between begin and einde with the changes made; they do not overlap."""
    uit, plek = [], begin
    for ingreep in sorted(ingrepen, key=lambda i: (i.begin, i.einde)):
        assert plek <= ingreep.begin, "overlapping changes"
        uit += [tekst[plek : ingreep.begin], ingreep.nieuw]
        plek = ingreep.einde
    uit.append(tekst[plek : len(tekst) if einde is None else einde])
    return "".join(uit)


# P1: date + duration


def duur_van(expr: Expr) -> Literaal | None:
    """The literal of a duration that stands in the text, as a literal or as a cast of a text literal."""
    e = expr.kaal
    term = e.term
    if e.soort == "functie" and e.naam in DUURTYPES and len(e.delen) == 1:
        binnen = e.delen[0].kaal.term
        if isinstance(binnen, Literaal) and binnen.datatype == XSD_STRING:
            term = Literaal(binnen.waarde, e.naam)
    elif e.soort == "functie" and e.naam == "STRDT":
        tekst, soort = e.delen[0].kaal.term, e.delen[1].kaal.term
        if isinstance(tekst, Literaal) and tekst.datatype == XSD_STRING and isinstance(soort, Iri):
            term = Literaal(tekst.waarde, soort.waarde)
    return term if isinstance(term, Literaal) and term.datatype in DUURTYPES else None


def _min(duur: Literaal, vraag: Vraag, plek: int) -> str:
    waarde = duur.waarde.strip()
    if not _DUUR.fullmatch(waarde):
        raise weiger(vraag.tekst, plek, "Dit is geen geldige duur.", 'Schrijf bijvoorbeeld "P3M"^^xsd:duration of "P14D"^^xsd:duration.')
    tegen = waarde[1:] if waarde.startswith("-") else f"-{waarde}"
    return f'"{tegen}"^^<{duur.datatype}>'


def _keten(expr: Expr) -> list[tuple[str, Expr]]:
    """``a + b - c`` as [("+", a), ("+", b), ("-", c)]."""
    if expr.soort != "op" or expr.naam not in ("+", "-"):
        return [("+", expr)]
    return [*_keten(expr.delen[0]), (expr.naam, expr.delen[1])]


def datum_plus_duur(vraag: Vraag) -> Herschrijving:
    """``X + D`` and ``D + X``, in chains too, to ``X - (-D)``: equal by definition, and the engine does not reorder a ``-``."""
    ingrepen: list[Ingreep] = []
    meldingen: list[str] = []
    for expr in alle_uitdrukkingen(vraag):
        links_van = {id(e.delen[0]) for e in expr.loop() if e.soort == "op" and e.naam in ("+", "-")}
        for e in expr.loop():
            if e.soort == "op" and e.naam in ("+", "-") and id(e) not in links_van and (nieuw := _keten_ingrepen(vraag, _keten(e))):
                ingrepen += nieuw
                meldingen.append(f"{plaats_van(vraag.tekst, e.begin)}: datum + duur geschreven als datum − tegengestelde duur")
    return Herschrijving(ingrepen, meldingen)


def _keten_ingrepen(vraag: Vraag, keten: list[tuple[str, Expr]]) -> list[Ingreep]:
    duren = [duur_van(e) for _, e in keten]
    anders = [i for i, d in enumerate(duren) if d is None]
    if len(anders) != 1 or keten[anders[0]][0] != "+" or not any(d and op == "+" for (op, _), d in zip(keten, duren, strict=True)):
        return []
    basis = anders[0]
    uit, voorop = [], ""
    for i, ((op, e), duur) in enumerate(zip(keten, duren, strict=True)):
        if duur is None:
            continue
        stuk = f" - {_min(duur, vraag, e.begin)}" if op == "+" else f" - {duur.sparql}"
        if i < basis:
            voorop += stuk
        elif op == "+":
            uit.append(Ingreep(keten[i - 1][1].einde, e.einde, stuk))
    if basis:
        x = keten[basis][1]
        uit += [Ingreep(keten[0][1].begin, x.begin, ""), Ingreep(x.einde, x.einde, voorop)]
    return uit


# P3: an alias used again in an aggregate SELECT


def alias_in_aggregaat(vraag: Vraag) -> Herschrijving:
    """``(SUM(?x) AS ?t) (?t / 2 AS ?h)``: the engine refuses it, and answers HAVING over an alias with nothing. The expression replaces the alias."""
    ingrepen: list[Ingreep] = []
    meldingen: list[str] = []
    for select in selects(vraag):
        if select.is_aggregaat and not select.ster:
            _vervang_aliassen(vraag, select, ingrepen, meldingen)
    return Herschrijving(ingrepen, meldingen)


def _vervang_aliassen(vraag: Vraag, select: Select, ingrepen: list[Ingreep], meldingen: list[str]) -> None:
    echt = gebonden(select.groep) | {k.var.naam for k in select.groepeer if k.var}
    bekend: dict[str, str] = {}
    voor_having = [(k.expr, k.var) for k in select.kolommen] + [(h, None) for h in select.having]
    for expr, alias in voor_having:
        eigen: list[Ingreep] = []
        for e in expr.loop():
            if e.soort == "aggregaat" and (
                fout := next((v for d in e.delen for v in d.loop() if v.naam in bekend and v.soort == "var"), None)
            ):
                raise weiger(
                    vraag.tekst, fout.begin, f"?{fout.naam} is zelf een uitkomst van deze SELECT.", "Reken in een SELECT eromheen verder."
                )
            if e.soort == "var" and e.naam in bekend:
                eigen.append(Ingreep(e.begin, e.einde, f"({bekend[e.naam]})"))
                meldingen.append(f"{plaats_van(vraag.tekst, e.begin)}: ?{e.naam} vervangen door zijn berekening")
        ingrepen += eigen
        if alias is not None and expr.soort != "var" and alias.naam not in echt:
            bekend[alias.naam] = pas_toe(vraag.tekst, eigen, expr.begin, expr.einde)
        elif alias is not None and eigen:
            bekend[alias.naam] = eigen[0].nieuw


# P4: numbers with a leading zero in VALUES


def getal_met_voorloopnul(vraag: Vraag) -> Herschrijving:
    """``VALUES ?maand {01 02}`` with ``STR(?maand)``: the engine keeps 1 and 2. As strings they keep their zero.

    Exact only where the variable is used by STR(), GROUP BY, ORDER BY of texts of one length, or an inner projection; else refused.
    """
    ingrepen: list[Ingreep] = []
    meldingen: list[str] = []
    for waarden in _alle_waarden(vraag):
        for i, var in enumerate(waarden.vars):
            cellen = [rij[i] for rij in waarden.rijen]
            literalen = [c.term for c in cellen if c is not None and isinstance(c.term, Literaal)]
            if not any(t.datatype in GEHEEL_TYPES and not _CANONIEK_GEHEEL.fullmatch(t.waarde) for t in literalen):
                continue
            _eis_alleen_str(vraag, waarden, var, [t.waarde for t in literalen])
            ingrepen += [Ingreep(c.begin, c.einde, citeer(c.term.waarde)) for c in cellen if c is not None and isinstance(c.term, Literaal)]
            meldingen.append(f"{plaats_van(vraag.tekst, waarden.begin)}: getallen met voorloopnul van ?{var.naam} geschreven als tekst")
    return Herschrijving(ingrepen, meldingen)


def _alle_waarden(vraag: Vraag) -> list[Waarden]:
    uit = [e for p in plekken(vraag) for e in p.groep.delen if isinstance(e, Waarden)]
    return uit + [s.waarden for s in selects(vraag) if s.waarden]


def _eis_alleen_str(vraag: Vraag, waarden: Waarden, var: Var, teksten: list[str]) -> None:
    naam = var.naam
    in_str = {
        id(e.delen[0])
        for x in alle_uitdrukkingen(vraag)
        for e in x.loop()
        if e.soort == "functie" and e.naam == "STR" and e.delen[0].soort == "var"
    }
    mag = set(in_str)
    for select in selects(vraag):
        mag |= {id(k.expr) for k in select.groepeer}
        if len({len(t) for t in teksten}) == 1:
            mag |= {id(o.kaal) for o in select.orden}
        if select is not vraag.hoofd:
            mag |= {id(k.expr) for k in select.kolommen if k.expr.soort == "var"}
    los = [e for x in alle_uitdrukkingen(vraag) for e in x.loop() if e.soort == "var" and e.naam == naam and id(e) not in mag]
    in_patroon = any(
        isinstance(p, Var) and p.naam == naam
        for pl in plekken(vraag)
        for el in pl.groep.delen
        if isinstance(el, Triples)
        for t in el.triples
        for p in t.punten
    )
    elders = any(v.naam == naam for w in _alle_waarden(vraag) if w is not waarden for v in w.vars)
    if los or in_patroon or elders or vraag.hoofd.ster:
        raise weiger(
            vraag.tekst,
            waarden.begin,
            f"?{naam} krijgt hier getallen met een voorloopnul; de motor laat die nul weg.",
            'Schrijf teksten ("01") waar de nul telt, of getallen zonder nul (1) waar gerekend wordt.',
        )


HERSCHRIJVINGEN = {
    "datum-plus-duur": datum_plus_duur,
    "alias-in-aggregaat": alias_in_aggregaat,
    "voorloopnul": getal_met_voorloopnul,
}
