"""Which variable has a value where: SPARQL evaluates from the inside out, so a group knows only what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from datastation.sparql.boom import Bind, Blok, Element, Expr, Filter, Groep, Select, Triple, Triples, Var, Vraag, Waarden

Namen = frozenset[str]
GEEN: Namen = frozenset()


def namen_van(triple: Triple) -> Iterator[str]:
    """Variables of a triple pattern, blank nodes included (``_:…``)."""
    return (p.naam for p in triple.punten if isinstance(p, Var))


def van_element(element: Element) -> Namen:
    """Variables that an element may give a value."""
    if isinstance(element, Triples):
        return frozenset(n for t in element.triples for n in namen_van(t))
    if isinstance(element, Bind):
        return frozenset((element.var.naam,))
    if isinstance(element, Waarden):
        return frozenset(v.naam for v in element.vars)
    if isinstance(element, Filter) or element.soort == "minus":
        return GEEN
    naam = frozenset((element.naam.naam,)) if isinstance(element.naam, Var) else GEEN
    return naam.union(*(gebonden(g) for g in element.groepen))


def gebonden(groep: Groep) -> Namen:
    """Variables that may have a value after this group."""
    return projectie(groep.select) if groep.select else GEEN.union(*(van_element(e) for e in groep.delen))


def projectie(select: Select) -> Namen:
    """Variables that leave a SELECT with, perhaps, a value."""
    los = frozenset(v.naam for v in select.waarden.vars) if select.waarden else GEEN
    binnen = gebonden(select.groep)
    if select.ster:
        return los | frozenset(n for n in binnen if not n.startswith("_:"))
    sleutels = frozenset(k.var.naam for k in select.groepeer if k.var and k.expr.soort != "var")
    return los | frozenset(
        k.var.naam for k in select.kolommen if k.var and (k.expr.soort != "var" or k.var.naam in binnen | sleutels | los)
    )


def zeker(groep: Groep) -> Namen:
    """Variables that surely have a value after this group (a computed one may still fail)."""
    if groep.select:
        select = groep.select
        return projectie(select) & zeker(select.groep)
    uit: Namen = GEEN
    for element in groep.delen:
        if isinstance(element, Triples):
            uit |= van_element(element)
        elif isinstance(element, Waarden):
            uit |= frozenset(v.naam for i, v in enumerate(element.vars) if all(rij[i] is not None for rij in element.rijen))
        elif isinstance(element, Blok) and element.soort in ("groep", "graph", "lateral"):
            takken = [zeker(g) for g in element.groepen]
            uit |= takken[0].intersection(*takken[1:])
            uit |= frozenset((element.naam.naam,)) if isinstance(element.naam, Var) else GEEN
    return uit


def uitdrukkingen(select: Select) -> Iterator[Expr]:
    """Expressions that belong to a SELECT itself: projection, GROUP BY, HAVING, ORDER BY."""
    yield from (k.expr for k in (*select.kolommen, *select.groepeer))
    yield from select.having
    yield from select.orden


def exists_groepen(expr: Expr) -> Iterator[Groep]:
    """The groups of EXISTS and NOT EXISTS anywhere in an expression."""
    return (e.groep for e in expr.loop() if e.groep is not None)


@dataclass(frozen=True, slots=True)
class Plek:
    """A group, and how it stands in its query.

    Attributes:
        select: the SELECT whose level it belongs to.
        rol: ``hoofd`` (body of that SELECT), or the kind of block around it: groep, optional, minus, graph, lateral, exists.
        pad: the groups around it at the same level, outermost first, itself last.
        blok: the block that it is part of.
        in_exists: it stands in a pattern of EXISTS, however deep.
    """

    groep: Groep
    select: Select
    rol: str
    pad: tuple[Groep, ...]
    blok: Blok | None = None
    in_exists: bool = False


def plekken(vraag: Vraag) -> Iterator[Plek]:
    """Every group of a query, outside in. The body of ``{ SELECT … }`` is listed; the bare wrapper is not."""
    yield from _van_select(vraag.hoofd)


def selects(vraag: Vraag) -> Iterator[Select]:
    """Every SELECT, outermost first; ASK and CONSTRUCT count as one."""
    return (p.select for p in plekken(vraag) if p.rol == "hoofd")


def _van_select(select: Select, *, ex: bool = False) -> Iterator[Plek]:
    yield Plek(select.groep, select, "hoofd", (select.groep,), None, ex)
    yield from _binnen(select.groep, select, (select.groep,), ex=ex)
    for expr in uitdrukkingen(select):
        yield from _van_expr(expr, select, (select.groep,))


def _binnen(groep: Groep, select: Select, pad: tuple[Groep, ...], *, ex: bool) -> Iterator[Plek]:
    if groep.select:
        yield from _van_select(groep.select, ex=ex)
        return
    for element in groep.delen:
        if isinstance(element, Blok):
            for deel in element.groepen:
                dieper = (*pad, deel)
                if deel.select is None:
                    yield Plek(deel, select, element.soort, dieper, element, ex)
                yield from _binnen(deel, select, dieper, ex=ex)
        elif isinstance(element, (Filter, Bind)):
            yield from _van_expr(element.expr, select, pad)


def _van_expr(expr: Expr, select: Select, pad: tuple[Groep, ...]) -> Iterator[Plek]:
    for groep in exists_groepen(expr):
        dieper = (*pad, groep)
        if groep.select is None:
            yield Plek(groep, select, "exists", dieper, None, in_exists=True)
        yield from _binnen(groep, select, dieper, ex=True)


def eigen_uitdrukkingen(groep: Groep) -> Iterator[Expr]:
    """Expressions of FILTER and BIND directly in a group."""
    return (e.expr for e in groep.delen if isinstance(e, (Filter, Bind)))


def alle_uitdrukkingen(vraag: Vraag) -> Iterator[Expr]:
    """Every expression of a query, once; those inside EXISTS too."""
    for plek in plekken(vraag):
        if plek.rol == "hoofd":
            yield from uitdrukkingen(plek.select)
        yield from eigen_uitdrukkingen(plek.groep)


def overal_gebonden(vraag: Vraag) -> Namen:
    """Variables that something in the query gives a value, in whatever group; patterns of EXISTS give none."""
    uit: set[str] = set()
    for plek in plekken(vraag):
        if plek.in_exists:
            continue
        for element in plek.groep.delen:
            uit |= van_element(element)
        if plek.rol == "hoofd":
            uit |= {k.var.naam for k in (*plek.select.kolommen, *plek.select.groepeer) if k.var and k.expr.soort != "var"}
            uit |= {v.naam for v in plek.select.waarden.vars} if plek.select.waarden else set()
    return frozenset(uit)


@dataclass(frozen=True, slots=True)
class Gemis:
    """A variable that an expression uses where it has no value.

    Attributes:
        naam, plek: which, and its offset (of an EXISTS: the offset of that).
        later: something further on in the same group gives it a value.
        los: it stands in a pattern of EXISTS that shares no variable with the rows that it should judge; for MINUS, without a name.
    """

    naam: str
    plek: int
    later: bool = False
    los: bool = False


def gemis(vraag: Vraag, parameters: Namen = GEEN) -> list[Gemis]:
    """All variables that an expression uses where they cannot have a value. Parameters count as known everywhere."""
    zoeker = _Zoeker(parameters)
    zoeker.select(vraag.hoofd)
    return zoeker.uit


class _Zoeker:
    def __init__(self, parameters: Namen) -> None:
        self.parameters = parameters
        self.uit: list[Gemis] = []

    def select(self, select: Select) -> None:
        self.groep(select.groep, GEEN, GEEN)
        # A plain ``?x`` in SELECT or GROUP BY gives nothing a value; ``(… AS ?x)`` does.
        alias = frozenset(k.var.naam for k in (*select.kolommen, *select.groepeer) if k.var and k.expr.soort != "var")
        los = frozenset(v.naam for v in select.waarden.vars) if select.waarden else GEEN
        for expr in uitdrukkingen(select):
            self.expr(expr, gebonden(select.groep) | alias | los, GEEN)

    def expr(self, expr: Expr, bekend: Namen, later: Namen) -> None:
        bekend |= self.parameters
        for deel in expr.loop():
            if deel.soort == "var" and deel.naam not in bekend:
                self.uit.append(Gemis(deel.naam, deel.begin, deel.naam in later))
            if deel.groep is not None:
                namen = gebonden(deel.groep)
                if not namen & bekend:
                    self.uit += [Gemis(naam, deel.begin, los=True) for naam in sorted(namen)]
                self.groep(deel.groep, bekend, GEEN)

    def groep(self, groep: Groep, buiten: Namen, voor_filter: Namen) -> None:
        """``buiten``: what EXISTS or LATERAL hands in; ``voor_filter``: what the filters of an OPTIONAL see besides."""
        if groep.select:
            self.select(groep.select)
            return
        alles = gebonden(groep) | buiten
        nu, eigen = buiten, GEEN
        for element in groep.delen:
            if isinstance(element, Filter):
                self.expr(element.expr, alles | voor_filter, GEEN)
            elif isinstance(element, Bind):
                self.expr(element.expr, nu, alles)
            elif isinstance(element, Blok):
                if element.soort == "minus" and not gebonden(element.groepen[0]) & (eigen | self.parameters):
                    self.uit.append(Gemis("", element.begin, los=True))
                for deel in element.groepen:
                    hand_in = buiten | nu if element.soort == "lateral" else buiten
                    self.groep(deel, hand_in, nu if element.soort == "optional" else GEEN)
            eigen |= van_element(element)
            nu |= eigen
