"""The tree of a query: what stands where. Every node knows its span (``begin``, ``einde``: offsets) so that text can be changed exactly there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from datastation.model.term import Term
from datastation.sparql.lexer import Token


@dataclass(slots=True)
class Var:
    """A variable where a term may stand; a blank node of a pattern is one that nobody can name (``_:…``)."""

    naam: str
    begin: int
    einde: int


@dataclass(slots=True)
class Vast:
    """A constant term."""

    term: Term
    begin: int
    einde: int


Punt = Var | Vast


@dataclass(slots=True)
class Pad:
    """A property path. soort: ``iri``, ``^``, ``/``, ``|``, ``*``, ``+``, ``?`` or ``!``; delen: its parts; iri: of a leaf."""

    soort: str
    begin: int
    einde: int
    delen: tuple[Pad, ...] = ()
    iri: str = ""

    @property
    def kan_nul(self) -> bool:
        """May it match without taking a step?"""
        if self.soort in "*?":
            return True
        if self.soort == "/":
            return all(deel.kan_nul for deel in self.delen)
        return self.soort in ("|", "^", "+") and any(deel.kan_nul for deel in self.delen)


@dataclass(slots=True)
class Triple:
    """A triple pattern; the predicate is a variable or a path (a plain IRI is a path of one step)."""

    s: Punt
    p: Var | Pad
    o: Punt

    @property
    def punten(self) -> tuple[Punt, ...]:
        """Its places where a variable may stand: a path has none."""
        return (self.s, self.p, self.o) if isinstance(self.p, Var) else (self.s, self.o)


@dataclass(slots=True)
class Expr:
    """An expression.

    soort: ``var`` (naam), ``term`` (term), ``op`` (naam = operator, two delen), ``unair`` (naam), ``in`` (naam IN or NOT IN; the first
    deel is tested), ``haakjes`` (one deel), ``functie`` (naam = keyword in capitals, or IRI), ``aggregaat`` (naam; no deel = ``*``),
    ``exists`` (naam EXISTS or NOT EXISTS; groep).
    """

    soort: str
    begin: int
    einde: int
    naam: str = ""
    delen: tuple[Expr, ...] = ()
    term: Term | None = None
    groep: Groep | None = None
    distinct: bool = False

    @property
    def kaal(self) -> Expr:
        """Without the brackets around it."""
        return self.delen[0].kaal if self.soort == "haakjes" else self

    def loop(self) -> Iterator[Expr]:
        """This expression and all inside it, patterns of EXISTS left out."""
        stapel = [self]
        while stapel:
            deze = stapel.pop()
            yield deze
            stapel.extend(reversed(deze.delen))


@dataclass(slots=True)
class Triples:
    """Triple patterns that stand together, as one block."""

    triples: list[Triple]
    begin: int
    einde: int


@dataclass(slots=True)
class Filter:
    """FILTER."""

    expr: Expr
    begin: int
    einde: int


@dataclass(slots=True)
class Bind:
    """BIND (… AS ?x)."""

    expr: Expr
    var: Var
    begin: int
    einde: int


@dataclass(slots=True)
class Waarden:
    """VALUES: variables and rows; None = UNDEF."""

    vars: list[Var]
    rijen: list[list[Vast | None]]
    begin: int
    einde: int


@dataclass(slots=True)
class Blok:
    """A pattern around groups. soort: ``groep`` (a group, or UNION of groups), ``optional``, ``minus``, ``graph`` (naam), ``service``, ``lateral``."""

    soort: str
    groepen: list[Groep]
    begin: int
    einde: int
    naam: Punt | None = None


Element = Triples | Filter | Bind | Waarden | Blok


@dataclass(slots=True)
class Groep:
    """What stands between ``{`` (at begin) and ``}`` (before einde): elements, or one sub-SELECT."""

    begin: int
    einde: int
    delen: list[Element] = field(default_factory=list)
    select: Select | None = None


@dataclass(slots=True)
class Kolom:
    """A projected variable, or ``(expr AS ?var)``; in GROUP BY the variable may be absent."""

    expr: Expr
    var: Var | None
    begin: int
    einde: int


@dataclass(slots=True)
class Select:
    """A SELECT, the query itself or a subquery."""

    begin: int
    einde: int
    ster: bool
    kolommen: list[Kolom]
    groep: Groep
    groepeer: list[Kolom]
    having: list[Expr]
    orden: list[Expr]
    begrensd: bool
    waarden: Waarden | None
    distinct: bool = False

    @property
    def is_aggregaat(self) -> bool:
        """Whether it groups: by GROUP BY, or by an aggregate without it."""
        uitdrukkingen = [k.expr for k in self.kolommen] + self.having + self.orden
        return bool(self.groepeer) or any(e.soort == "aggregaat" for u in uitdrukkingen for e in u.loop())


@dataclass(slots=True)
class Vraag:
    """A whole query.

    Attributes:
        vorm: SELECT, ASK, CONSTRUCT or DESCRIBE.
        begin: offset of the form's keyword; before it stands the prologue.
        hoofd: the query as one SELECT; ASK and CONSTRUCT are one that projects ``*`` or the template's variables.
        sjabloon: triples of CONSTRUCT.
        datasets: offsets of FROM clauses.
    """

    tekst: str
    tokens: tuple[Token, ...]
    vorm: str
    begin: int
    prefixen: dict[str, str]
    hoofd: Select
    sjabloon: list[Triple]
    datasets: list[int]
