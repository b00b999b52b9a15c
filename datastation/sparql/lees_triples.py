"""Triple patterns and property paths of SPARQL, read from tokens."""

from __future__ import annotations

from collections.abc import Callable

from datastation.sparql.boom import Pad, Punt, Triple, Triples, Var
from datastation.sparql.lees_uitdrukking import LeesUitdrukking
from datastation.vocabulaire import RDF


class LeesTriples(LeesUitdrukking):
    """Triples blocks, with ``;``, ``,``, ``[ ]`` and ``( )``, and paths."""

    def lees_triples(self) -> Triples:
        """A block of triples, up to what does not continue it."""
        begin = self.nu.begin
        triples: list[Triple] = []
        self.zelfde_onderwerp(triples)
        while self.neem("."):
            if not self._begint_triple():
                break
            self.zelfde_onderwerp(triples)
        return Triples(triples, begin, self.vorige_einde)

    def _begint_triple(self) -> bool:
        nu = self.nu
        if nu.soort in ("var", "iri", "pnaam", "knoop", "tekst", "getal") or self.is_teken("(", "[", "+", "-"):
            return True
        return nu.soort == "woord" and nu.tekst in ("true", "false")

    def zelfde_onderwerp(self, uit: list[Triple]) -> None:
        """The triples of one subject are added to `uit`, with those of the nodes inside it."""
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
                uit.append(Triple(knoop, Pad("iri", begin, begin, iri=RDF + "first"), self._knoop_of_term(uit)))
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
            self.tel()
            delen.append(lees_deel())
        return delen[0] if len(delen) == 1 else Pad(teken, begin, self.vorige_einde, tuple(delen))

    def _pad_element(self) -> Pad:
        begin = self.nu.begin
        if self.neem("^"):
            if self.is_teken("^"):
                raise self.fout("Twee keer ^ achter elkaar kan niet.", "Haal beide weg: twee keer omkeren is niets doen.")
            deel = self._pad_element()
            return Pad("^", begin, self.vorige_einde, (deel,))
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
            return Pad("iri", begin, self.vorige_einde, iri=RDF + "type")
        return Pad("iri", begin, self.nu.einde, iri=self.iri())
