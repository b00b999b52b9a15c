"""What kind of value an expression gives, as far as its text shows: a date, a moment, a duration, a number, text, …

A kind is a set of possibilities; `ONBEKEND` is among them where data decide. Errors count for nothing.
"""

from __future__ import annotations

from datastation.model.term import GEHEEL_TYPES, XSD_BOOLEAN, XSD_STRING, Iri, Literaal, Term
from datastation.sparql.bereik import plekken
from datastation.sparql.boom import Bind, Expr, Pad, Triples, Var, Vraag, Waarden
from datastation.vocabulaire import ONZ_G, WZD, XSD, ZIB

Soorten = frozenset[str]
ONBEKEND: Soorten = frozenset("?")
DUURTYPES = frozenset(XSD + n for n in ("duration", "dayTimeDuration", "yearMonthDuration"))

_TYPES: dict[str, str] = {
    **dict.fromkeys(GEHEEL_TYPES, "getal"),
    **dict.fromkeys((XSD + "decimal", XSD + "double", XSD + "float"), "getal"),
    **dict.fromkeys(DUURTYPES, "duur"),
    XSD + "date": "datum", XSD + "dateTime": "tijdstip", XSD_STRING: "tekst", XSD_BOOLEAN: "waarheid",
}  # fmt: skip
# Ranges fixed by docs/graafmodel.md: there the graph has one kind only.
_BEREIK: dict[str, str] = {
    **{ONZ_G + n: "datum" for n in ("startDatum", "eindDatum", "hasDateOfBirth", "hasDateOfDeath")},
    **{WZD + n: "datum" for n in ("inZorgVan", "inZorgTot", "datum", "geldigTot", "gegevensTot")},
    **{ZIB + n: "tijdstip" for n in ("begin", "einde")},
    WZD + "besluitOp": "tijdstip",
    **{WZD + n: "getal" for n in ("duurMinuten", "aantal", "frequentieAantal", "keerPerJaar")},
    **{WZD + n: "waarheid" for n in ("ambulant", "accommodatie", "intramuraal", "artsAkkoord", "verzetClient", "verzetVertegenwoordiger")},
    **{WZD + n: "tekst" for n in ("vestigingsnummer", "halfjaar")},
}
_TEKSTFUNCTIES = frozenset(
    [
        "STR",
        "LANG",
        "CONCAT",
        "SUBSTR",
        "UCASE",
        "LCASE",
        "STRBEFORE",
        "STRAFTER",
        "REPLACE",
        "ENCODE_FOR_URI",
        "TZ",
        "MD5",
        "SHA1",
        "SHA256",
        "SHA384",
        "SHA512",
    ]
)
_GETALFUNCTIES = frozenset(["ABS", "CEIL", "FLOOR", "ROUND", "STRLEN", "YEAR", "MONTH", "DAY", "HOURS", "MINUTES", "SECONDS"])
_WAARFUNCTIES = frozenset(
    ["BOUND", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC", "CONTAINS", "STRSTARTS", "STRENDS", "LANGMATCHES", "REGEX", "SAMETERM"]
)
VERGELIJK = frozenset(("=", "!=", "<", ">", "<=", ">="))


def van_term(term: Term | None) -> Soorten:
    """The kind of a constant; of nothing, what may be anything."""
    if isinstance(term, Literaal):
        return frozenset((_TYPES.get(term.datatype, "?"),))
    return frozenset(("iri",)) if isinstance(term, Iri) else ONBEKEND


def omgeving(vraag: Vraag) -> dict[str, Soorten]:
    """The kinds of each variable, over the whole query."""
    vast: dict[str, set[str]] = {}
    gerekend: list[tuple[str, Expr]] = []
    for plek in plekken(vraag):
        for element in plek.groep.delen:
            if isinstance(element, Triples):
                for t in element.triples:
                    _van_patroon(t.s, t.p, t.o, vast)
            elif isinstance(element, Waarden):
                _van_waarden(element, vast)
            elif isinstance(element, Bind):
                gerekend.append((element.var.naam, element.expr))
        if plek.rol == "hoofd":
            kolommen = (*plek.select.kolommen, *plek.select.groepeer)
            gerekend += [(k.var.naam, k.expr) for k in kolommen if k.var and k.expr.soort != "var"]
            if plek.select.waarden:
                _van_waarden(plek.select.waarden, vast)
    return _reken(vast, gerekend)


def _reken(vast: dict[str, set[str]], gerekend: list[tuple[str, Expr]]) -> dict[str, Soorten]:
    """Kinds of computed variables, some rounds long; what is still open then is unknown."""
    open_ = {naam for naam, _ in gerekend}
    nu: dict[str, Soorten] = {n: frozenset(s) for n, s in vast.items() if n not in open_}
    for _ in range(4):
        volgende = {n: set(vast.get(n, ())) for n in open_}
        for naam, expr in gerekend:
            volgende[naam] |= soort_van(expr, nu)
        nu |= {n: frozenset(s) for n, s in volgende.items()}
    return nu


def _van_patroon(s: object, p: Var | Pad, o: object, vast: dict[str, set[str]]) -> None:
    if isinstance(s, Var):
        vast.setdefault(s.naam, set()).add("iri")
    if isinstance(p, Var):
        vast.setdefault(p.naam, set()).add("iri")
    if isinstance(o, Var):
        bereik = _BEREIK.get(p.iri, "?") if isinstance(p, Pad) and p.soort == "iri" else "?"
        vast.setdefault(o.naam, set()).add(bereik)


def _van_waarden(waarden: Waarden, vast: dict[str, set[str]]) -> None:
    for rij in waarden.rijen:
        for var, cel in zip(waarden.vars, rij, strict=True):
            vast.setdefault(var.naam, set()).update(van_term(cel.term) if cel else ())


def soort_van(expr: Expr, omg: dict[str, Soorten]) -> Soorten:
    """Possible kinds of an expression's value."""
    e = expr.kaal
    if e.soort == "term":
        return van_term(e.term)
    if e.soort == "var":
        return omg.get(e.naam, ONBEKEND)
    if e.soort in ("in", "exists"):
        return frozenset(("waarheid",))
    if e.soort == "unair":
        return frozenset(("waarheid",)) if e.naam == "!" else frozenset(("getal",))
    if e.soort == "op":
        return _van_op(e, omg)
    if e.soort == "aggregaat":
        if e.naam in ("COUNT", "SUM", "AVG"):
            return frozenset(("getal",))
        return frozenset(("tekst",)) if e.naam == "GROUP_CONCAT" else soort_van(e.delen[0], omg)
    return _van_functie(e, omg)


def _van_op(e: Expr, omg: dict[str, Soorten]) -> Soorten:
    if e.naam in VERGELIJK or e.naam in ("&&", "||"):
        return frozenset(("waarheid",))
    if e.naam in ("*", "/"):
        return frozenset(("getal",))
    links, rechts = (soort_van(d, omg) for d in e.delen)
    tijden = frozenset(("datum", "tijdstip"))
    if "duur" in rechts and links - {"duur"}:
        return (links & tijden) or ONBEKEND
    if "duur" in links and rechts & tijden and e.naam == "+":
        return rechts & tijden
    if e.naam == "-" and links & tijden and rechts & tijden:
        return frozenset(("duur",))
    if links == rechts == frozenset(("duur",)):
        return links
    return frozenset(("getal",)) if links == rechts == frozenset(("getal",)) else ONBEKEND


def _van_functie(e: Expr, omg: dict[str, Soorten]) -> Soorten:
    if e.naam.startswith(XSD):
        return frozenset((_TYPES.get(e.naam, "?"),))
    if e.naam == "STRDT":
        datatype = e.delen[1].term
        return frozenset((_TYPES.get(datatype.waarde, "?"),)) if isinstance(datatype, Iri) else ONBEKEND
    if e.naam == "IF":
        return soort_van(e.delen[1], omg) | soort_van(e.delen[2], omg)
    if e.naam == "COALESCE":
        return frozenset[str]().union(*(soort_van(d, omg) for d in e.delen))
    for namen, soort in ((_TEKSTFUNCTIES, "tekst"), (_GETALFUNCTIES, "getal"), (_WAARFUNCTIES, "waarheid")):
        if e.naam in namen:
            return frozenset((soort,))
    return frozenset(("iri",)) if e.naam in ("IRI", "URI", "DATATYPE") else ONBEKEND
