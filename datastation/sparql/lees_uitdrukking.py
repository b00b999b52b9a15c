"""Expressions of SPARQL, read from tokens; `lees.Lezer` adds patterns and query forms."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import NoReturn

from datastation.sparql.boom import Expr, Groep
from datastation.sparql.lees_termen import LeesTermen
from datastation.sparql.lexer import weiger

AGGREGATEN = frozenset(["COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"])
# Built-in functions of SPARQL 1.1 with the least and the largest number of arguments.
INGEBOUWD: dict[str, tuple[int, int]] = {
    **dict.fromkeys(["STR", "LANG", "DATATYPE", "BOUND", "IRI", "URI", "ABS", "CEIL", "FLOOR", "ROUND", "STRLEN", "UCASE", "LCASE", "ENCODE_FOR_URI", "YEAR", "MONTH", "DAY"], (1, 1)),
    **dict.fromkeys(["HOURS", "MINUTES", "SECONDS", "TIMEZONE", "TZ", "MD5", "SHA1", "SHA256", "SHA384", "SHA512", "ISIRI", "ISURI", "ISBLANK", "ISLITERAL", "ISNUMERIC"], (1, 1)),
    **dict.fromkeys(["LANGMATCHES", "CONTAINS", "STRSTARTS", "STRENDS", "STRBEFORE", "STRAFTER", "STRLANG", "STRDT", "SAMETERM"], (2, 2)),
    **dict.fromkeys(["RAND", "NOW", "UUID", "STRUUID"], (0, 0)),
    "BNODE": (0, 1), "IF": (3, 3), "SUBSTR": (2, 3), "REGEX": (2, 3), "REPLACE": (3, 4), "COALESCE": (1, 999), "CONCAT": (0, 999),
}  # fmt: skip
_RANG = {"||": 1, "&&": 2, "=": 3, "!=": 3, "<": 3, ">": 3, "<=": 3, ">=": 3, "IN": 3, "NOT": 3, "+": 4, "-": 4, "*": 5, "/": 5}


class LeesUitdrukking(LeesTermen, ABC):
    """Operators, calls, aggregates, EXISTS."""

    def is_functiewoord(self) -> bool:
        """A word stands here with which a call or EXISTS begins."""
        return self.woord in INGEBOUWD or self.woord in AGGREGATEN or self.woord in ("EXISTS", "NOT")

    def voorwaarde(self) -> Expr:
        """What may follow FILTER, HAVING or ORDER BY: brackets, a call, EXISTS or a variable."""
        if not (self.is_teken("(") or self.nu.soort in ("var", "iri", "pnaam") or self.is_functiewoord()):
            raise self.fout("Hier verwacht ik een voorwaarde tussen haakjes.", "Schrijf bijvoorbeeld FILTER(?datum >= ?begin).")
        return self._primair()

    def uitdrukking(self, rang: int = 1) -> Expr:
        """Precedence climbing; operators of one rank read from left to right, comparisons do not chain."""
        links = self._unaire()
        while True:
            op = self.nu.tekst if self.nu.soort == "teken" else self.woord
            hoogte = _RANG.get(op, 0)
            if hoogte < rang:
                return links
            self.tel()
            if op in ("IN", "NOT"):
                links = self._in(links)
            else:
                self.verder()
                rechts = self.uitdrukking(hoogte + 1)
                links = Expr("op", links.begin, rechts.einde, op, (links, rechts))
            if hoogte == 3 and _RANG.get(self.nu.tekst if self.nu.soort == "teken" else self.woord, 0) == 3:
                raise self.fout("Twee vergelijkingen achter elkaar kan niet.", "Zet er && tussen.")

    def _in(self, links: Expr) -> Expr:
        naam = "NOT IN" if self.neem_woord("NOT") else "IN"
        self.eis_woord("IN")
        delen = self._argumenten()
        return Expr("in", links.begin, self.vorige_einde, naam, (links, *delen))

    def _unaire(self) -> Expr:
        begin = self.nu.begin
        if self.is_teken("!", "-", "+"):
            self.tel()
            naam = self.nu.tekst
            self.verder()
            if self.is_teken("!", "-", "+"):
                raise self.fout("Twee van deze tekens achter elkaar kan niet.", "Zet haakjes om het tweede deel.")
            deel = self._primair()
            return Expr("unair", begin, deel.einde, naam, (deel,))
        return self._primair()

    def _primair(self) -> Expr:
        begin, soort = self.nu.begin, self.nu.soort
        if self.neem("("):
            deel = self.uitdrukking()
            self.eis(")")
            return Expr("haakjes", begin, self.vorige_einde, delen=(deel,))
        if soort == "var":
            var = self.var()
            return Expr("var", begin, var.einde, var.naam)
        if soort in ("iri", "pnaam"):
            iri = self.iri()
            if self.is_teken("("):
                return self._functie(begin, iri)
            return Expr("term", begin, self.vorige_einde, term=self._maak_iri(iri))
        if soort == "woord" and self.woord not in ("TRUE", "FALSE"):
            return self._woord(begin)
        vast = self.vast()
        return Expr("term", begin, vast.einde, term=vast.term)

    def _woord(self, begin: int) -> Expr:
        naam = self.woord
        if naam in {"NOT", "EXISTS"}:
            self.verder()
            if naam == "NOT":
                self.eis_woord("EXISTS")
                naam = "NOT EXISTS"
            groep = self.groep()
            return Expr("exists", begin, self.vorige_einde, naam, groep=groep)
        if naam in AGGREGATEN:
            return self._aggregaat(begin)
        if naam not in INGEBOUWD:
            self._onbekend()
        self.verder()
        return self._functie(begin, naam)

    def _onbekend(self) -> NoReturn:
        raise self.fout(
            f"{self.nu.tekst[:40]} is geen functie van SPARQL 1.1.",
            "Gebruik een functie die SPARQL kent, of zet tekst tussen aanhalingstekens.",
        )

    def _functie(self, begin: int, naam: str) -> Expr:
        self.tel()
        plek = self.nu.begin
        # DISTINCT in a call of a custom aggregate: the engine has none, the guard refuses the name anyway.
        delen = self._argumenten()
        if naam in INGEBOUWD:
            laagst, hoogst = INGEBOUWD[naam]
            if not laagst <= len(delen) <= hoogst:
                aantal = str(laagst) if laagst == hoogst else f"{laagst} tot {hoogst}"
                raise weiger(self.tekst, plek, f"{naam} heeft {aantal} argumenten.", "Vul de argumenten aan of haal er weg.")
            if naam == "BOUND" and delen[0].soort != "var":
                raise weiger(self.tekst, plek, "BOUND vraagt om een variabele.", "Schrijf BOUND(?naam).")
        return Expr("functie", begin, self.vorige_einde, naam, delen)

    def _argumenten(self) -> tuple[Expr, ...]:
        self.eis("(")
        delen: list[Expr] = []
        if not self.is_teken(")"):
            delen.append(self.uitdrukking())
            while self.neem(","):
                delen.append(self.uitdrukking())
        self.eis(")")
        return tuple(delen)

    def _aggregaat(self, begin: int) -> Expr:
        naam = self.woord
        self.verder()
        self.eis("(")
        distinct = self.neem_woord("DISTINCT")
        delen: tuple[Expr, ...] = ()
        if not (naam == "COUNT" and self.neem("*")):
            delen = (self.uitdrukking(),)
        if naam == "GROUP_CONCAT" and self.neem(";"):
            self.eis_woord("SEPARATOR")
            self.eis("=")
            if self.nu.soort != "tekst":
                raise self.fout("Na SEPARATOR= hoort een tekst.", 'Schrijf SEPARATOR=", ".')
            self.verder()
        self.eis(")")
        return Expr("aggregaat", begin, self.vorige_einde, naam, delen, distinct=distinct)

    @abstractmethod
    def groep(self) -> Groep:
        """The pattern of EXISTS; patterns are read by the heir."""
