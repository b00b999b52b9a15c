"""The guard: no query reaches the engine in a form that it is known to answer wrongly (docs/wacht.md).

In this order: size and characters (lexer), grammar (own reader), exact rewrites, refusals, the engine's own parser as second reader,
warnings. Nothing of the query is evaluated here.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import pyoxigraph as ox

from datastation.fouten import Geweigerd
from datastation.sparql.bereik import gebonden
from datastation.sparql.boom import Select, Vraag
from datastation.sparql.herschrijf import HERSCHRIJVINGEN, pas_toe
from datastation.sparql.lees import lees
from datastation.sparql.lexer import plaats_van, weiger
from datastation.sparql.toets import Vondst, waarschuwingen, weigeringen


@dataclass(frozen=True)
class Keuring:
    """A query that may run.

    Attributes:
        tekst: the text to run, rewrites done.
        soort: ``SELECT``, ``ASK`` or ``CONSTRUCT``.
        herschrijvingen, waarschuwingen: what was changed and what deserves a look, Dutch, with line and column.
        variabelen: columns of the answer (SELECT only).
        regels: ids of the rules that rewrote or warned.
    """

    tekst: str
    soort: str
    herschrijvingen: tuple[str, ...]
    waarschuwingen: tuple[str, ...]
    variabelen: tuple[str, ...]
    regels: tuple[str, ...] = ()


@lru_cache(maxsize=256)
def keur(tekst: str, *, streng: bool = True, parameters: frozenset[str] = frozenset()) -> Keuring:
    """Check a query, and rewrite it where an exact rewrite is known.

    Args:
        tekst: SPARQL 1.1 SELECT, ASK or CONSTRUCT.
        streng: refuse a variable that is used where it has no value; else only warn.
        parameters: names of variables that `bind.plaats` will give a value before the query runs.

    Raises:
        Geweigerd: with line, column and repair.
    """
    try:
        return _keur(tekst, streng=streng, parameters=parameters)
    except RecursionError:
        raise Geweigerd("De vraag is te diep genest.", waar="de hele vraag", herstel="Splits de vraag in delen.") from None


def _keur(tekst: str, *, streng: bool, parameters: frozenset[str]) -> Keuring:
    vraag = lees(tekst)
    meldingen: list[str] = []
    regels: list[str] = []
    if vraag.tekst != tekst:
        meldingen.append("tekens die als \\u geschreven waren staan er nu zelf")
        regels.append("unicode-teken")
    for naam, regel in HERSCHRIJVINGEN.items():
        herschrijving = regel(vraag)
        if herschrijving.ingrepen:
            vraag = lees(pas_toe(vraag.tekst, herschrijving.ingrepen))
            meldingen += herschrijving.meldingen
            regels.append(naam)
    mild: list[Vondst] = []
    for vondst in weigeringen(vraag, parameters):
        if streng or not vondst.mild:
            raise weiger(vraag.tekst, vondst.plek, vondst.wat, vondst.herstel)
        mild.append(vondst)
    _tweede_lezer(vraag)
    let_op = [*mild, *waarschuwingen(vraag, parameters)]
    zinnen = tuple(dict.fromkeys(f"{plaats_van(vraag.tekst, v.plek)}: {v.wat} {v.herstel}" for v in let_op))
    variabelen: tuple[str, ...] = ()
    if vraag.vorm == "SELECT":
        hoofd = vraag.hoofd
        variabelen = tuple(sorted(_alle_namen(hoofd))) if hoofd.ster else tuple(k.var.naam for k in hoofd.kolommen if k.var)
    alle = tuple(dict.fromkeys([*regels, *(v.regel for v in let_op)]))
    return Keuring(vraag.tekst, vraag.vorm, tuple(meldingen), zinnen, variabelen, alle)


def _alle_namen(hoofd: Select) -> set[str]:
    los = {v.naam for v in hoofd.waarden.vars} if hoofd.waarden else set()
    return los | {n for n in gebonden(hoofd.groep) if not n.startswith("_:")}


def _tweede_lezer(vraag: Vraag) -> None:
    """Let the engine's own parser read the query without running it.

    pyoxigraph cannot parse apart from evaluating. An update of two steps is parsed as a whole before its first step runs; the first
    step, dropping a graph that is not there, fails; so the second one, which holds the query, is read and never evaluated.
    """
    proloog, rest = vraag.tekst[: vraag.begin], vraag.tekst[vraag.begin :]
    if vraag.vorm == "SELECT":
        stap = f"INSERT {{}} WHERE {{ {{ {rest}\n }} }}"
    else:
        groep = vraag.hoofd.groep
        stap = f"INSERT {{}} WHERE {{ {{ SELECT * {vraag.tekst[groep.begin : vraag.hoofd.einde]}\n }} }}"
    try:
        ox.Store().update(f"{proloog}\nDROP GRAPH <urn:datastation:geen> ;\n{stap}")
    except SyntaxError as fout:
        raise Geweigerd(
            "De motor kan deze vraag niet lezen.",
            waar=_kort(str(fout)),
            herstel="Vereenvoudig de vraag; controleer of elke kolom met GROUP BY of een telling uit te rekenen is.",
        ) from None
    except (RuntimeError, OSError):
        # The first step failed, as it should: the text was read to its end.
        return
    raise AssertionError("the engine ran a query that it should only read")


def _kort(melding: str) -> str:
    """What the engine says, without its list of possible tokens."""
    for zin in ("The SELECT contains an expression with a variable that is unbound", "The SELECT contains a variable that is unbound"):
        if zin in melding:
            return "een kolom gebruikt een variabele die na GROUP BY of een telling geen waarde heeft"
    return melding.partition(":")[0] if melding.startswith("error at") else "de hele vraag"


def leest_rdflib(tekst: str) -> str:
    """Let rdflib read a query too, for a question that is registered. Slow (tenths of a second) and not needed to run one.

    Returns "" where it accepts, else why not. LATERAL is not SPARQL 1.1: rdflib refuses it, the engine does not.
    """
    from rdflib.plugins.sparql import prepareQuery  # noqa: PLC0415 - costs half a second, for registration only

    try:
        prepareQuery(keur(tekst).tekst)
    except Exception as fout:  # noqa: BLE001 - rdflib raises what its parser happens to meet
        return f"{type(fout).__name__}: {fout}".splitlines()[0]
    return ""
