"""The cursor over tokens, and the terms of SPARQL: variables, IRIs, literals. `LeesUitdrukking` adds expressions."""

from __future__ import annotations

import re
from urllib.parse import urljoin

from datastation.fouten import Geweigerd
from datastation.model.term import XSD_BOOLEAN, XSD_DECIMAL, XSD_INTEGER, Iri, Literaal
from datastation.sparql.boom import Punt, Var, Vast
from datastation.sparql.lexer import Token, inhoud_van_tekst, weiger
from datastation.vocabulaire import PREFIXEN, XSD

# The engine nests what the text strings together: thousands of parts overflow its stack as deep brackets do (measured: 2,000 pass).
MAX_DELEN = 2000
_SCHEMA = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_PLX = re.compile(r"\\(.)")


class LeesTermen:
    """Tokens with a cursor, and terms. What is read must be there: `eis…` and the readers of terms raise `Geweigerd`."""

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
        """Step over the token here."""
        self.vorige_einde = self.nu.einde
        self.plek += 1
        self.nu = self.tokens[self.plek]

    def is_teken(self, *tekens: str) -> bool:
        """One of these punctuation marks stands here."""
        return self.nu.soort == "teken" and self.nu.tekst in tekens

    def neem(self, teken: str) -> bool:
        """Step over a punctuation mark if it stands here; whether it did."""
        if self.nu.soort == "teken" and self.nu.tekst == teken:
            self.verder()
            return True
        return False

    def neem_woord(self, woord: str) -> bool:
        """Step over a keyword if it stands here; whether it did."""
        if self.woord == woord:
            self.verder()
            return True
        return False

    def eis(self, teken: str) -> None:
        """Step over a punctuation mark that must stand here."""
        if not self.neem(teken):
            raise self.fout(f"Hier verwacht ik {teken}.", "Controleer haakjes, punten en komma's vlak voor deze plaats.")

    def eis_woord(self, woord: str) -> None:
        """Step over a keyword that must stand here."""
        if not self.neem_woord(woord):
            raise self.fout(f"Hier verwacht ik {woord}.", "Controleer de volgorde van de sleutelwoorden.")

    def eis_soort(self, soort: str) -> str:
        """Step over a token of this kind, which must stand here; its text."""
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
        """A refusal of what stands here, with line and column."""
        return weiger(self.tekst, self.nu.begin, wat, herstel)

    def tel(self) -> None:
        """One more part: an operation, a call, a block, a column, a step of a path."""
        self._delen += 1
        if self._delen > MAX_DELEN:
            raise self.fout(f"De vraag heeft meer dan {MAX_DELEN} onderdelen.", "Gebruik VALUES of IN (…) in plaats van veel losse delen.")

    # Terms

    def nieuwe_knoop(self, begin: int) -> Var:
        """A blank node, as a variable that no query can name."""
        self._knopen += 1
        return Var(f"_:#{self._knopen}", begin, self.vorige_einde)

    def var(self) -> Var:
        """A variable, without its question mark."""
        begin = self.nu.begin
        return Var(self.eis_soort("var")[1:], begin, self.vorige_einde)

    def iriref(self) -> str:
        """An IRI between angle brackets, made absolute."""
        kaal = self.eis_soort("iri")[1:-1]
        if self.basis is not None and not _SCHEMA.match(kaal):
            # urljoin drops an empty fragment, which is the end of many a namespace.
            try:
                kaal = urljoin(self.basis, kaal) + ("#" if kaal.endswith("#") else "")
            except ValueError:  # a BASE such as <http://[x/>
                raise self.fout("Deze IRI past niet achter de BASE.", "Schrijf de hele IRI, of verbeter de BASE-regel.") from None
        if not _SCHEMA.match(kaal):
            raise self.fout("Deze IRI is niet compleet.", "Schrijf de hele IRI, of zet een BASE-regel boven de vraag.")
        return kaal

    def iri(self) -> str:
        """An IRI, whole or as prefix and name."""
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
        """What may stand as predicate or after GRAPH."""
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
