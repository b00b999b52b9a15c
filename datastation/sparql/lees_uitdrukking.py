"""Terms and expressions of SPARQL, read from tokens; `lees.Lezer` adds patterns and query forms."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from typing import NoReturn
from urllib.parse import urljoin

from datastation.fouten import Geweigerd
from datastation.model.term import XSD_BOOLEAN, XSD_DECIMAL, XSD_INTEGER, Iri, Literaal
from datastation.sparql.boom import Expr, Groep, Punt, Var, Vast
from datastation.sparql.lexer import Token, inhoud_van_tekst, weiger
from datastation.vocabulaire import PREFIXEN, XSD

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
# The engine nests what the text strings together: thousands of parts overflow its stack as deep brackets do (measured: 2,000 pass).
MAX_DELEN = 2000
_SCHEMA = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLX = re.compile(r"\\(.)")


class LeesUitdrukking(ABC):
    """Tokens with a cursor, terms, expressions."""

    def __init__(self, tekst: str, tokens: tuple[Token, ...]) -> None:
        self.tekst, self.tokens = tekst, tokens
        self.plek = 0
        self.nu = tokens[0]
        self.vorige_einde = 0
        self.prefixen: dict[str, str] = {}
        self.basis: str | None = None
        self.datasets: list[int] = []
        self._knopen = 0
        self._delen = 0

    # Cursor

    @property
    def woord(self) -> str:
        """The keyword here in capitals, or ""."""
        return self.nu.tekst.upper() if self.nu.soort == "woord" else ""

    def verder(self) -> None:
        self.vorige_einde = self.nu.einde
        self.plek += 1
        self.nu = self.tokens[self.plek]

    def is_teken(self, *tekens: str) -> bool:
        return self.nu.soort == "teken" and self.nu.tekst in tekens

    def neem(self, teken: str) -> bool:
        if self.nu.soort == "teken" and self.nu.tekst == teken:
            self.verder()
            return True
        return False

    def neem_woord(self, woord: str) -> bool:
        if self.woord == woord:
            self.verder()
            return True
        return False

    def eis(self, teken: str) -> None:
        if not self.neem(teken):
            raise self.fout(f"Hier verwacht ik {teken}.", "Controleer haakjes, punten en komma's vlak voor deze plaats.")

    def eis_woord(self, woord: str) -> None:
        if not self.neem_woord(woord):
            raise self.fout(f"Hier verwacht ik {woord}.", "Controleer de volgorde van de sleutelwoorden.")

    def eis_soort(self, soort: str) -> str:
        if self.nu.soort != soort:
            namen = {
                "pnaam": "een naam met dubbele punt",
                "getal": "een getal",
                "var": "een variabele, zoals ?naam",
                "iri": "een IRI tussen < en >",
            }
            raise self.fout(f"Hier verwacht ik {namen[soort]}.", "Vul het ontbrekende deel in.")
        tekst = self.nu.tekst
        self.verder()
        return tekst

    def fout(self, wat: str, herstel: str) -> Geweigerd:
        return weiger(self.tekst, self.nu.begin, wat, herstel)

    def tel(self) -> None:
        """One more part: an operation, a call, a block, a column, a step of a path."""
        self._delen += 1
        if self._delen > MAX_DELEN:
            raise self.fout(f"De vraag heeft meer dan {MAX_DELEN} onderdelen.", "Gebruik VALUES of IN (…) in plaats van veel losse delen.")

    # Terms

    def nieuwe_knoop(self, begin: int) -> Var:
        self._knopen += 1
        return Var(f"_:#{self._knopen}", begin, self.vorige_einde)

    def var(self) -> Var:
        begin = self.nu.begin
        return Var(self.eis_soort("var")[1:], begin, self.vorige_einde)

    def iriref(self) -> str:
        kaal = self.eis_soort("iri")[1:-1]
        if self.basis is not None and not _SCHEMA.match(kaal):
            # urljoin drops an empty fragment, which is the end of many a namespace.
            kaal = urljoin(self.basis, kaal) + ("#" if kaal.endswith("#") else "")
        if not _SCHEMA.match(kaal):
            raise self.fout("Deze IRI is niet compleet.", "Schrijf de hele IRI, of zet een BASE-regel boven de vraag.")
        return kaal

    def iri(self) -> str:
        if self.nu.soort != "pnaam":
            return self.iriref()
        prefix, _, lokaal = self.nu.tekst.partition(":")
        if prefix not in self.prefixen:
            bekend = PREFIXEN.get(prefix)
            herstel = f"Zet bovenaan: PREFIX {prefix}: <{bekend}>" if bekend else f"Zet bovenaan een regel PREFIX {prefix}: <…>."
            raise self.fout(f"De prefix {prefix}: is niet bekend.", herstel)
        self.verder()
        return self.prefixen[prefix] + _PLX.sub(r"\1", lokaal)

    def var_of_iri(self) -> Punt:
        if self.nu.soort == "var":
            return self.var()
        begin = self.nu.begin
        return Vast(Iri(self.iri()), begin, self.vorige_einde)

    def vast(self) -> Vast:
        """A constant: IRI, literal, number or boolean."""
        begin, soort = self.nu.begin, self.nu.soort
        if soort in ("iri", "pnaam"):
            iri = self.iri()
            return Vast(self._maak_iri(iri), begin, self.vorige_einde)
        if soort == "tekst":
            return Vast(self._literaal(), begin, self.vorige_einde)
        teken = self.nu.tekst if self.is_teken("+", "-") else ""
        if teken:
            self.verder()
        if self.nu.soort == "getal":
            return Vast(self._getal(teken), begin, self.vorige_einde)
        if not teken and self.woord in ("TRUE", "FALSE"):
            waarde = self.woord.lower()
            self.verder()
            return Vast(Literaal(waarde, XSD_BOOLEAN), begin, self.vorige_einde)
        if self.is_teken("<<", ">>", "{|", "|}"):
            raise self.fout("Dit is RDF-star; het station kent alleen gewone feiten.", "Haal << en >> weg.")
        raise self.fout("Hier verwacht ik een waarde, een IRI of een variabele.", "Controleer haakjes, punten en aanhalingstekens.")

    def _maak_iri(self, iri: str) -> Iri:
        try:
            return Iri(iri)
        except ValueError:
            raise self.fout("Dit is geen geldige IRI.", "Controleer de IRI en de PREFIX-regels.") from None

    def _literaal(self) -> Literaal:
        waarde = inhoud_van_tekst(self.nu.tekst)
        self.verder()
        if self.nu.soort == "taal":
            taal = self.nu.tekst[1:]
            self.verder()
            try:
                return Literaal(waarde, taal=taal)
            except ValueError:
                raise self.fout("Dit is geen taalcode.", "Gebruik een code zoals @nl of @en.") from None
        if self.neem("^^"):
            return Literaal(waarde, self._maak_iri(self.iri()).waarde)
        return Literaal(waarde)

    def _getal(self, teken: str) -> Literaal:
        cijfers = self.nu.tekst
        self.verder()
        datatype = XSD + "double" if "e" in cijfers.lower() else XSD_DECIMAL if "." in cijfers else XSD_INTEGER
        return Literaal(teken + cijfers, datatype)

    # Expressions

    def is_functiewoord(self) -> bool:
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
