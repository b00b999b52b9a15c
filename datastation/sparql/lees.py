"""SPARQL 1.1 query text to a tree: the whole grammar of queries (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), plus LATERAL.

Recursive descent; depth is bounded by the lexer. Forms and groups are read here, triples and paths in `lees_triples`, terms and
expressions in `lees_uitdrukking`.
"""

from __future__ import annotations

from functools import lru_cache

from datastation.fouten import Geweigerd
from datastation.sparql.boom import (
    Bind,
    Blok,
    Element,
    Expr,
    Filter,
    Groep,
    Kolom,
    Select,
    Triple,
    Triples,
    Var,
    Vast,
    Vraag,
    Waarden,
)
from datastation.sparql.lees_triples import LeesTriples
from datastation.sparql.lexer import lex, ontvlucht_unicode

_WIJZIGING = frozenset(["INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH"])


class Lezer(LeesTriples):
    """One pass over the tokens of one query."""

    def vraag(self) -> Vraag:
        """The whole query; afterwards no token is left."""
        self._proloog()
        begin, vorm = self.nu.begin, self.woord
        if vorm in _WIJZIGING:
            raise self.fout("Deze opdracht wijzigt gegevens; een vraag leest alleen.", "Gebruik SELECT, ASK of CONSTRUCT.")
        sjabloon: list[Triple] = []
        self.datasets: list[int] = []
        if vorm == "SELECT":
            hoofd = self._select(hoofd=True)
        elif vorm == "ASK":
            self.verder()
            hoofd = self._vorm_rest(begin)
        elif vorm == "CONSTRUCT":
            self.verder()
            sjabloon, hoofd = self._construct(begin)
        elif vorm == "DESCRIBE":
            raise self.fout(
                "DESCRIBE levert wat de motor toevallig kiest.", "Noem met SELECT of CONSTRUCT welke eigenschappen u wilt zien."
            )
        else:
            raise self.fout("Hier moet SELECT, ASK of CONSTRUCT staan.", "Begin de vraag, na de PREFIX-regels, met SELECT.")
        if self.nu.soort != "einde":
            raise self.fout("Na het einde van de vraag staat nog iets.", "Stel één vraag tegelijk en controleer de haakjes.")
        return Vraag(self.tekst, self.tokens, vorm, begin, self.prefixen, hoofd, sjabloon, self.datasets)

    def _proloog(self) -> None:
        while self.woord in ("PREFIX", "BASE"):
            soort = self.woord
            self.verder()
            if soort == "PREFIX":
                naam = self.eis_soort("pnaam")
                if not naam.endswith(":"):
                    raise self.fout("Een prefix eindigt op een dubbele punt.", "Schrijf PREFIX naam: <iri>.")
                self.prefixen[naam[:-1]] = self.iriref()
            else:
                self.basis = self.iriref()

    def _dataset(self) -> None:
        while self.woord == "FROM":
            self.datasets.append(self.nu.begin)
            self.verder()
            self.neem_woord("NAMED")
            self.iri()

    def _construct(self, begin: int) -> tuple[list[Triple], Select]:
        if self.is_teken("{"):
            self.eis("{")
            sjabloon = self._sjabloon()
            return sjabloon, self._vorm_rest(begin)
        self._dataset()
        self.eis_woord("WHERE")
        open_ = self.nu.begin
        self.eis("{")
        sjabloon = self._sjabloon()
        groep = Groep(open_, self.vorige_einde, [Triples(sjabloon, open_ + 1, self.vorige_einde - 1)])
        return sjabloon, self._staart(begin, groep, ster=True, kolommen=[])

    def _sjabloon(self) -> list[Triple]:
        triples: list[Triple] = []
        while not self.is_teken("}"):
            self.zelfde_onderwerp(triples)
            if not self.neem("."):
                break
        self.eis("}")
        return triples

    def _vorm_rest(self, begin: int) -> Select:
        self._dataset()
        self.neem_woord("WHERE")
        return self._staart(begin, self.groep(), ster=True, kolommen=[])

    def _select(self, *, hoofd: bool) -> Select:
        begin = self.nu.begin
        self.eis_woord("SELECT")
        distinct = self.neem_woord("DISTINCT") or self.neem_woord("REDUCED")
        kolommen: list[Kolom] = []
        ster = self.neem("*")
        while not ster and (self.nu.soort == "var" or self.is_teken("(")):
            kolommen.append(self._kolom())
        if not ster and not kolommen:
            raise self.fout("Na SELECT staan geen kolommen.", "Noem de variabelen, of schrijf SELECT *.")
        if hoofd:
            self._dataset()
        self.neem_woord("WHERE")
        return self._staart(begin, self.groep(), ster=ster, kolommen=kolommen, distinct=distinct)

    def _kolom(self) -> Kolom:
        self.tel()
        begin = self.nu.begin
        if self.nu.soort == "var":
            var = self.var()
            return Kolom(Expr("var", var.begin, var.einde, var.naam), var, begin, var.einde)
        self.eis("(")
        expr = self.uitdrukking()
        self.eis_woord("AS")
        var = self.var()
        self.eis(")")
        return Kolom(expr, var, begin, self.vorige_einde)

    def _staart(self, begin: int, groep: Groep, *, ster: bool, kolommen: list[Kolom], distinct: bool = False) -> Select:
        """Solution modifiers and a trailing VALUES."""
        groepeer: list[Kolom] = []
        having: list[Expr] = []
        orden: list[Expr] = []
        if self.neem_woord("GROUP"):
            self.eis_woord("BY")
            while self._is_voorwaarde():
                groepeer.append(self._groepeer())
        if self.neem_woord("HAVING"):
            while self._is_voorwaarde() and self.nu.soort != "var":
                having.append(self.voorwaarde())
        if self.neem_woord("ORDER"):
            self.eis_woord("BY")
            while self._is_voorwaarde() or self.woord in ("ASC", "DESC"):
                if self.woord in ("ASC", "DESC"):
                    self.verder()
                orden.append(self.voorwaarde())
        begrensd = False
        while self.woord in ("LIMIT", "OFFSET"):
            self.verder()
            self.eis_soort("getal")
            begrensd = True
        waarden = self._waarden() if self.woord == "VALUES" else None
        return Select(begin, self.vorige_einde, ster, kolommen, groep, groepeer, having, orden, begrensd, waarden, distinct)

    def _is_voorwaarde(self) -> bool:
        nu = self.nu
        return nu.soort in ("var", "iri", "pnaam") or self.is_teken("(") or (nu.soort == "woord" and self.is_functiewoord())

    def _groepeer(self) -> Kolom:
        begin = self.nu.begin
        if self.nu.soort == "var":
            return self._kolom()
        if not self.is_teken("("):
            expr = self.voorwaarde()
            return Kolom(expr, None, begin, expr.einde)
        self.eis("(")
        expr = self.uitdrukking()
        var = self.var() if self.neem_woord("AS") else None
        self.eis(")")
        return Kolom(expr, var, begin, self.vorige_einde)

    # Groups and patterns

    def groep(self) -> Groep:
        """``{ … }``: a group or a sub-SELECT."""
        begin = self.nu.begin
        self.eis("{")
        if self.woord == "SELECT":
            select = self._select(hoofd=False)
            self.eis("}")
            return Groep(begin, self.vorige_einde, [], select)
        delen: list[Element] = []
        while not self.is_teken("}"):
            if self.nu.soort == "einde":
                raise self.fout("Een accolade { is niet gesloten.", "Zet de ontbrekende } op haar plaats.")
            if (element := self._geen_triples()) is not None:
                self.tel()
                delen.append(element)
                self.neem(".")
            else:
                delen.append(self.lees_triples())
        self.eis("}")
        return Groep(begin, self.vorige_einde, delen)

    def _geen_triples(self) -> Element | None:
        begin, woord = self.nu.begin, self.woord
        if self.is_teken("{"):
            groepen = [self.groep()]
            while self.neem_woord("UNION"):
                self.tel()
                groepen.append(self.groep())
            return Blok("groep", groepen, begin, self.vorige_einde)
        if woord in ("OPTIONAL", "MINUS", "LATERAL"):
            self.verder()
            return Blok(woord.lower(), [self.groep()], begin, self.vorige_einde)
        if woord == "GRAPH":
            self.verder()
            return Blok("graph", naam=self.var_of_iri(), groepen=[self.groep()], begin=begin, einde=self.vorige_einde)
        if woord == "SERVICE":
            raise self.fout(
                "SERVICE stuurt een deel van de vraag naar een andere computer.", "Haal SERVICE weg: een vraag blijft in het station."
            )
        if woord == "FILTER":
            self.verder()
            return Filter(self.voorwaarde(), begin, self.vorige_einde)
        if woord == "BIND":
            self.verder()
            kolom = self._kolom()
            if kolom.var is None or self.tekst[kolom.begin] != "(":
                raise self.fout("BIND heeft de vorm BIND(uitdrukking AS ?naam).", "Zet haakjes om de uitdrukking.")
            return Bind(kolom.expr, kolom.var, begin, self.vorige_einde)
        return self._waarden() if woord == "VALUES" else None

    def _waarden(self) -> Waarden:
        begin = self.nu.begin
        self.eis_woord("VALUES")
        enkel = self.nu.soort == "var"
        vars_: list[Var] = []
        if enkel:
            vars_.append(self.var())
        else:
            self.eis("(")
            while self.nu.soort == "var":
                vars_.append(self.var())
            self.eis(")")
        self.eis("{")
        rijen: list[list[Vast | None]] = []
        while not self.is_teken("}"):
            if enkel:
                rijen.append([self._waarde()])
                continue
            self.eis("(")
            rij: list[Vast | None] = []
            while not self.is_teken(")"):
                rij.append(self._waarde())
            if len(rij) != len(vars_):
                raise self.fout(
                    "Een rij van VALUES heeft niet evenveel waarden als er variabelen zijn.",
                    "Maak de rij compleet; gebruik UNDEF voor leeg.",
                )
            self.eis(")")
            rijen.append(rij)
        self.eis("}")
        return Waarden(vars_, rijen, begin, self.vorige_einde)

    def _waarde(self) -> Vast | None:
        return None if self.neem_woord("UNDEF") else self.vast()


@lru_cache(maxsize=256)
def lees(tekst: str) -> Vraag:
    r"""Read a query.

    Args:
        tekst: SPARQL 1.1 query; ``\uXXXX`` is written out first, so spans refer to ``Vraag.tekst``.

    Raises:
        Geweigerd: no SPARQL query, an update, DESCRIBE or SERVICE, too large or too deep; with line, column and repair.
    """
    schoon = ontvlucht_unicode(tekst)
    tokens = lex(schoon)
    try:
        return Lezer(schoon, tokens).vraag()
    except RecursionError:
        raise Geweigerd("De vraag is te diep genest.", waar="de hele vraag", herstel="Splits de vraag in delen.") from None
