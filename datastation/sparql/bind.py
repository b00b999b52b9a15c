"""Parameters into a question: typed terms at the places where the tree says that they are used (decision 9).

SPARQL evaluates from the inside out: a BIND in the outer group, or a trailing VALUES, does not reach a sub-SELECT nor the FILTER of a
nested group, and the answer is a plausible zero. So a value goes to the head of every SELECT body that uses the parameter, and again
to the head of every nested group that computes with it. Where that would change the meaning (MINUS, EXISTS, GRAPH ?g) a single value is
written in place of the variable. What comes out equals the text with the value written everywhere; tests prove that on random questions.

Several values mean 'one of these', in each SELECT for itself; no value at all means no rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from datastation.fouten import Geweigerd
from datastation.model.term import Iri, Knoop, Term
from datastation.sparql.bereik import GEEN, gebonden, namen_van, plekken, selects, zeker
from datastation.sparql.boom import Bind, Blok, Expr, Filter, Groep, Select, Triples, Var, Vraag, Waarden
from datastation.sparql.herschrijf import Ingreep, pas_toe
from datastation.sparql.lees import lees
from datastation.sparql.lexer import weiger

# How `citeer` spells the control characters that SPARQL text may not hold.
_STUURTEKEN = re.compile(r"(?<!\\)(?:\\\\)*\\u00")
_NAAM = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def plaats(tekst: str, waarden: Mapping[str, Sequence[Term]]) -> str:
    """Give every parameter of a question its value or values.

    Args:
        tekst: the question, parameters free variables in it.
        waarden: per parameter (name without ``?``) its terms: IRIs or literals.

    Raises:
        Geweigerd: a parameter is used nowhere, or the question gives it a value itself, or it stands where its value cannot stand.
    """
    vraag = lees(tekst)
    hoofden: dict[int, list[str]] = {}
    ingrepen: list[Ingreep] = []
    for naam, termen in waarden.items():
        if not _NAAM.fullmatch(naam):
            raise Geweigerd(
                "Dit is geen naam van een parameter.", waar=naam[:40], herstel="Gebruik letters, cijfers en _, zonder vraagteken."
            )
        if any(isinstance(t, Knoop) for t in termen):
            raise Geweigerd("Een parameter kan geen naamloze knoop zijn.", waar=f"?{naam}", herstel="Geef een IRI of een waarde.")
        if any(_STUURTEKEN.search(t.sparql) for t in termen):
            raise Geweigerd("De waarde van een parameter bevat een stuurteken.", waar=f"?{naam}", herstel="Haal het onzichtbare teken weg.")
        _eis_vrij(vraag, naam)
        plaatser = _Plaatser(vraag, naam, tuple(termen))
        plaatser.select(vraag.hoofd)
        if not plaatser.geplaatst:
            raise Geweigerd(
                "De vraag gebruikt deze parameter nergens.", waar=f"?{naam}", herstel="Haal de parameter uit het profiel, of gebruik hem."
            )
        ingrepen += plaatser.ingrepen
        for plek in plaatser.hoofden:
            hoofden.setdefault(plek, []).append(plaatser.zin)
    kaal = {s.groep.begin: s.groep for s in selects(vraag) if s.groep.select}
    for plek, zinnen in hoofden.items():
        groep = kaal.get(plek)
        ingrepen.append(Ingreep(plek + 1, plek + 1, f" {' '.join(zinnen)} " + ("{" if groep else "")))
        if groep:
            ingrepen.append(Ingreep(groep.einde - 1, groep.einde - 1, "} "))
    uit = pas_toe(vraag.tekst, ingrepen)
    lees(uit)
    return uit


def _eis_vrij(vraag: Vraag, naam: str) -> None:
    for var in _gevers(vraag):
        if var.naam == naam:
            raise weiger(
                vraag.tekst, var.begin, f"De vraag geeft ?{naam} zelf een waarde.", "Haal deze BIND, AS of VALUES weg, of noem hem anders."
            )


def _gevers(vraag: Vraag) -> Iterator[Var]:
    """Variables that the question computes or lists itself."""
    for plek in plekken(vraag):
        for element in plek.groep.delen:
            if isinstance(element, Bind):
                yield element.var
            elif isinstance(element, Waarden):
                yield from element.vars
        if plek.rol == "hoofd":
            yield from (k.var for k in (*plek.select.kolommen, *plek.select.groepeer) if k.var and k.expr.soort != "var")
            yield from plek.select.waarden.vars if plek.select.waarden else ()


class _Plaatser:
    """Finds the places of one parameter.

    Attributes:
        hoofden: offsets of ``{`` after which its BIND or VALUES goes. ingrepen: variables to be replaced by the value.
        geplaatst: the question uses it.
    """

    def __init__(self, vraag: Vraag, naam: str, termen: tuple[Term, ...]) -> None:
        self.vraag, self.naam, self.termen = vraag, naam, termen
        self.enkel = termen[0] if len(termen) == 1 else None
        self.hoofden: list[int] = []
        self.ingrepen: list[Ingreep] = []
        self.geplaatst = False
        inhoud = " ".join(t.sparql for t in termen)
        self.zin = f"BIND({inhoud} AS ?{naam})" if self.enkel else f"VALUES ?{naam} {{ {inhoud} }}"

    def fout(self, plek: int, wat: str, herstel: str) -> Geweigerd:
        return weiger(self.vraag.tekst, plek, wat, herstel)

    def select(self, select: Select) -> None:
        """One SELECT: its head, if this level uses the parameter, and all inside it."""
        sjabloon = self.vraag.sjabloon if select is self.vraag.hoofd else []
        in_kop = any(self._in_expr(e) for e in _kop(select))
        in_sjabloon = any(self.naam in namen_van(t) for t in sjabloon)
        if in_kop or in_sjabloon or self._op_niveau(select.groep):
            self.geplaatst = True
            self.hoofden.append(select.groep.begin)
        if select.is_aggregaat:
            self._na_telling(select)
        self._binnen(select.groep, GEEN, in_plaats=False, hoofd=True)
        for expr in _kop(select):
            self._exists(expr)

    # Is it used?

    def _op_niveau(self, groep: Groep) -> bool:
        """Used at this SELECT's level, in whatever nested group, sub-SELECTs left out."""
        for element in groep.delen:
            if isinstance(element, Triples) and any(self.naam in namen_van(t) for t in element.triples):
                return True
            if isinstance(element, (Filter, Bind)) and self._in_expr(element.expr):
                return True
            if isinstance(element, Blok):
                if isinstance(element.naam, Var) and element.naam.naam == self.naam:
                    return True
                if any(self._op_niveau(g) for g in element.groepen):
                    return True
        return False

    def _in_expr(self, expr: Expr) -> bool:
        return any((e.soort == "var" and e.naam == self.naam) or (e.groep is not None and self._op_niveau(e.groep)) for e in expr.loop())

    def _rekent(self, groep: Groep) -> bool:
        """Does the meaning of this very group depend on the parameter having its value here?

        Yes where a FILTER or BIND uses it, and where an OPTIONAL or MINUS does: these look at what the group knows so far. A plain
        pattern, a nested group or a UNION does not: those are joined, and the join compares.
        """
        for element in groep.delen:
            if isinstance(element, (Filter, Bind)) and self._in_expr(element.expr):
                return True
            if isinstance(element, Blok) and self._kijkt_naar_buiten(element) and any(self._op_niveau(g) for g in element.groepen):
                return True
        return False

    def _kijkt_naar_buiten(self, blok: Blok) -> bool:
        # With a single value MINUS gets it written out, and needs nothing from outside.
        return blok.soort in ("optional", "lateral") or (blok.soort == "minus" and self.enkel is None)

    # Where does it go?

    def _binnen(self, groep: Groep, voor: frozenset[str], *, in_plaats: bool, hoofd: bool = False, rol: str = "groep") -> None:
        """``in_plaats``: write the value over the variable here. ``voor``: surely bound before this block (of MINUS)."""
        if groep.select:
            if rol == "minus" and self.naam in (gebonden(groep) | {k.var.naam for k in groep.select.kolommen if k.var}):
                raise self.fout(groep.begin, f"Een deelvraag in MINUS geeft ?{self.naam} door.", "Laat de parameter uit haar SELECT weg.")
            self.select(groep.select)
            return
        if not hoofd and not in_plaats and rol not in ("exists", "lateral") and self._plaats_hier(groep, rol):
            self.hoofden.append(groep.begin)
        nu = voor
        for element in groep.delen:
            if isinstance(element, Triples):
                self._triples(element, in_plaats=in_plaats)
                nu |= frozenset(n for t in element.triples for n in namen_van(t))
            elif isinstance(element, (Filter, Bind)):
                if in_plaats:
                    self._vervang(element.expr)
                self._exists(element.expr)
            elif isinstance(element, Blok):
                self._blok(element, nu, in_plaats=in_plaats, rol=rol)
                if element.soort in ("groep", "graph"):
                    takken = [zeker(g) for g in element.groepen]
                    nu |= takken[0].intersection(*takken[1:])

    def _plaats_hier(self, groep: Groep, rol: str) -> bool:
        if rol != "optional":
            return self._rekent(groep)
        # The FILTER of an OPTIONAL looks outside; its BIND and its nested OPTIONALs do not.
        zonder = Groep(groep.begin, groep.einde, [e for e in groep.delen if not isinstance(e, Filter)])
        return self._rekent(zonder)

    def _blok(self, blok: Blok, nu: frozenset[str], *, in_plaats: bool, rol: str) -> None:
        gebruikt = any(self._op_niveau(g) for g in blok.groepen)
        over = in_plaats
        if blok.soort == "minus" and gebruikt:
            over = self.enkel is not None
            if not over and not (nu & zeker(blok.groepen[0])) - {self.naam}:
                raise self.fout(
                    blok.begin, f"MINUS deelt alleen ?{self.naam} met de rest.", "Gebruik FILTER NOT EXISTS, of deel nog een variabele."
                )
        if blok.soort == "graph" and isinstance(blok.naam, Var):
            if blok.naam.naam == self.naam:
                self._graaf(blok.naam)
            elif any(self._rekent_diep(g) for g in blok.groepen):
                over = self.enkel is not None
                if not over:
                    raise self.fout(blok.begin, f"?{self.naam} met meer waarden kan niet in een berekening binnen GRAPH ?{blok.naam.naam}.",
                                    "Zet de FILTER buiten GRAPH, of noem de graaf.")  # fmt: skip
        dieper = blok.soort if rol not in ("exists", "lateral", "minus") or blok.soort == "minus" else rol
        for groep in blok.groepen:
            self._binnen(groep, nu, in_plaats=over, rol=dieper)

    def _rekent_diep(self, groep: Groep) -> bool:
        return self._rekent(groep) or any(self._rekent_diep(g) for e in groep.delen if isinstance(e, Blok) for g in e.groepen)

    def _exists(self, expr: Expr) -> None:
        """In EXISTS the engine fills in what the row knows; a single value is written out, so that nothing depends on how."""
        for deel in expr.loop():
            if deel.groep is not None:
                self._binnen(deel.groep, GEEN, in_plaats=self.enkel is not None, rol="exists")

    def _na_telling(self, select: Select) -> None:
        """After GROUP BY or a count a variable of the WHERE has no value any more, unless it is a key."""
        if any(k.expr.soort == "var" and k.expr.naam == self.naam for k in select.groepeer):
            return
        for kolom in select.kolommen:
            if kolom.expr.soort == "var" and kolom.expr.naam == self.naam:
                raise self.fout(
                    kolom.begin, f"?{self.naam} heeft na GROUP BY of een telling geen waarde meer.", f"Zet ?{self.naam} ook in GROUP BY."
                )
        for expr in (*(k.expr for k in select.kolommen), *select.having, *select.orden):
            if self.enkel is not None:
                self._vervang(expr, buiten_telling=True)
            elif any(e.soort == "var" and e.naam == self.naam for e in _buiten_telling(expr)):
                raise self.fout(expr.begin, f"?{self.naam} met meer waarden kan hier niet.", f"Zet ?{self.naam} ook in GROUP BY.")

    # The value in place of the variable

    def _triples(self, element: Triples, *, in_plaats: bool) -> None:
        for t in element.triples:
            for rol, punt in (("s", t.s), ("p", t.p), ("o", t.o)):
                if isinstance(punt, Var) and punt.naam == self.naam:
                    if rol != "o":
                        self._eis_iri(punt)
                    if in_plaats:
                        self._schrijf(punt.begin, punt.einde)

    def _graaf(self, var: Var) -> None:
        self._eis_iri(var)
        if self.enkel is not None:
            self._schrijf(var.begin, var.einde)

    def _eis_iri(self, var: Var) -> None:
        if not all(isinstance(t, Iri) for t in self.termen):
            raise self.fout(
                var.begin, f"?{self.naam} staat waar alleen een IRI kan staan.", "Geef een IRI als waarde, of zet de parameter achteraan."
            )

    def _vervang(self, expr: Expr, *, buiten_telling: bool = False) -> None:
        for e in _buiten_telling(expr) if buiten_telling else expr.loop():
            if e.soort == "functie" and e.naam == "BOUND" and e.delen[0].naam == self.naam:
                self.ingrepen.append(Ingreep(e.begin, e.einde, "true"))
            elif e.soort == "var" and e.naam == self.naam:
                self._schrijf(e.begin, e.einde)

    def _schrijf(self, begin: int, einde: int) -> None:
        assert self.enkel is not None
        omvat = any(i.begin <= begin and einde <= i.einde and i.nieuw for i in self.ingrepen)
        if not omvat:
            self.ingrepen.append(Ingreep(begin, einde, f" {self.enkel.sparql} "))


def _kop(select: Select) -> Iterator[Expr]:
    """Projection, GROUP BY, HAVING and ORDER BY."""
    yield from (k.expr for k in (*select.kolommen, *select.groepeer))
    yield from select.having
    yield from select.orden


def _buiten_telling(expr: Expr) -> Iterator[Expr]:
    stapel = [expr]
    while stapel:
        deze = stapel.pop()
        yield deze
        if deze.soort != "aggregaat":
            stapel.extend(reversed(deze.delen))
