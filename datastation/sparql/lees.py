"""SPARQL 1.1 query text to a tree: the whole grammar of queries (https://www.w3.org/TR/sparql11-query/#sparqlGrammar), plus LATERAL.

Recursive descent; depth is bounded by the lexer. Patterns are read here, terms and expressions in `lees_uitdrukking`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from datastation.sparql.boom import (
    Bind,
    Blok,
    Element,
    Expr,
    Filter,
    Groep,
    Kolom,
    Pad,
    Punt,
    Select,
    Triple,
    Triples,
    Var,
    Vast,
    Vraag,
    Waarden,
)
from datastation.sparql.lees_uitdrukking import LeesUitdrukking
from datastation.sparql.lexer import lex, ontvlucht_unicode

_WIJZIGING = frozenset("INSERT DELETE LOAD CLEAR DROP CREATE ADD MOVE COPY WITH".split())


class Lezer(LeesUitdrukking):
    """One pass over the tokens of one query."""

    def vraag(self) -> Vraag:
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
            self._zelfde_onderwerp(triples)
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
                delen.append(element)
                self.neem(".")
            else:
                delen.append(self._triples())
        self.eis("}")
        return Groep(begin, self.vorige_einde, delen)

    def _geen_triples(self) -> Element | None:
        begin, woord = self.nu.begin, self.woord
        if self.is_teken("{"):
            groepen = [self.groep()]
            while self.neem_woord("UNION"):
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

    # Triples

    def _triples(self) -> Triples:
        begin = self.nu.begin
        triples: list[Triple] = []
        self._zelfde_onderwerp(triples)
        while self.neem("."):
            if not self._begint_triple():
                break
            self._zelfde_onderwerp(triples)
        return Triples(triples, begin, self.vorige_einde)

    def _begint_triple(self) -> bool:
        nu = self.nu
        if nu.soort in ("var", "iri", "pnaam", "knoop", "tekst", "getal") or self.is_teken("(", "[", "+", "-"):
            return True
        return nu.soort == "woord" and nu.tekst in ("true", "false")

    def _zelfde_onderwerp(self, uit: list[Triple]) -> None:
        if not self._begint_triple():
            raise self.fout(
                "Hier verwacht ik een patroon, zoals ?wie ?eigenschap ?waarde.", "Controleer punten, haakjes en sleutelwoorden."
            )
        eigen = self.is_teken("[", "(")
        aantal = len(uit)
        onderwerp = self._knoop_of_term(uit)
        if not (eigen and len(uit) > aantal) or not self.is_teken(".", "}"):
            self._eigenschappen(onderwerp, uit)

    def _eigenschappen(self, s: Punt, uit: list[Triple]) -> None:
        while True:
            p = self._werkwoord()
            while True:
                uit.append(Triple(s, p, self._knoop_of_term(uit)))
                if not self.neem(","):
                    break
            if not self.neem(";"):
                return
            while self.neem(";"):
                pass
            if (
                self.is_teken(".", "}", "]")
                or self.woord in ("OPTIONAL", "FILTER", "BIND", "VALUES", "MINUS", "GRAPH", "SERVICE")
                or self.is_teken("{")
            ):
                return

    def _knoop_of_term(self, uit: list[Triple]) -> Punt:
        begin = self.nu.begin
        if self.neem("["):
            knoop = self.nieuwe_knoop(begin)
            if not self.is_teken("]"):
                self._eigenschappen(knoop, uit)
            self.eis("]")
            return knoop
        if self.neem("("):
            knoop = self.nieuwe_knoop(begin)
            while not self.is_teken(")"):
                # The cells of an RDF list: what they hold is what matters here.
                uit.append(
                    Triple(
                        knoop, Pad("iri", begin, begin, iri="http://www.w3.org/1999/02/22-rdf-syntax-ns#first"), self._knoop_of_term(uit)
                    )
                )
            self.eis(")")
            return knoop
        if self.nu.soort == "knoop":
            self.verder()
            return Var(self.tekst[begin : self.vorige_einde], begin, self.vorige_einde)
        return self.var() if self.nu.soort == "var" else self.vast()

    def _werkwoord(self) -> Var | Pad:
        return self.var() if self.nu.soort == "var" else self._pad()

    def _pad(self) -> Pad:
        return self._rij("|", lambda: self._rij("/", self._pad_element))

    def _rij(self, teken: str, lees_deel: Callable[[], Pad]) -> Pad:
        begin = self.nu.begin
        delen = [lees_deel()]
        while self.neem(teken):
            delen.append(lees_deel())
        return delen[0] if len(delen) == 1 else Pad(teken, begin, self.vorige_einde, tuple(delen))

    def _pad_element(self) -> Pad:
        begin = self.nu.begin
        if self.neem("^"):
            return Pad("^", begin, self.vorige_einde, (self._pad_element(),))
        if self.neem("!"):
            return self._niet(begin)
        if self.neem("("):
            pad = self._pad()
            self.eis(")")
        else:
            pad = self._pad_iri()
        for teken in "*+?":
            if self.is_teken(teken):
                self.verder()
                return Pad(teken, begin, self.vorige_einde, (pad,))
        return pad

    def _niet(self, begin: int) -> Pad:
        if not self.neem("("):
            self.neem("^")
            return Pad("!", begin, self.vorige_einde, (self._pad_iri(),))
        delen = []
        while not self.is_teken(")"):
            self.neem("^")
            delen.append(self._pad_iri())
            if not self.neem("|"):
                break
        self.eis(")")
        return Pad("!", begin, self.vorige_einde, tuple(delen))

    def _pad_iri(self) -> Pad:
        begin = self.nu.begin
        if self.nu.soort == "woord" and self.nu.tekst == "a":
            self.verder()
            return Pad("iri", begin, self.vorige_einde, iri="http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        return Pad("iri", begin, self.nu.einde, iri=self.iri())


@lru_cache(maxsize=256)
def lees(tekst: str) -> Vraag:
    r"""Read a query.

    Args:
        tekst: SPARQL 1.1 query; ``\uXXXX`` is written out first, so spans refer to ``Vraag.tekst``.

    Raises:
        Geweigerd: no SPARQL query, an update, DESCRIBE or SERVICE, too large or too deep; with line, column and repair.
    """
    schoon = ontvlucht_unicode(tekst)
    return Lezer(schoon, lex(schoon)).vraag()
