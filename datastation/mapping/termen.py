"""Text of a mapping file → expressions: references, templates and inline functions."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from datastation.mapping.functies import FUNCTIES, FUNCTIES_IRI, Functie
from datastation.mapping.iri import goed_deel, maak_heel
from datastation.mapping.knopen import Plek, lijkt_op
from datastation.mapping.model import EXTERN, Aanroep, Constante, Extern, Sjabloon, Uitdrukking, Verwijzing
from datastation.mapping.tijdformaten import lees_formaten

_VERWIJZING = re.compile(r"\$\(((?:[^()\\]|\\.)*)\)")
_STUK = re.compile(r"\$\((?:[^()\\]|\\.)*\)|\\[$\\]|.", re.DOTALL)
_KAAL = re.compile(r"[^\s,()\"'=]+")


@dataclass(frozen=True)
class Termlezer:
    """Reads the small languages inside the values of one mapping file."""

    prefixen: dict[str, str]
    extern: dict[str, str] = field(default_factory=dict)

    def verwijzing(self, tekst: str, plek: Plek) -> Verwijzing | Extern | Constante:
        """The inside of ``$(…)``."""
        naam = re.sub(r"\\(.)", r"\1", tekst)
        if not naam:
            raise plek.fout("Een lege verwijzing $() kan niet.", "Schrijf de naam van een kolom: $(kolom).")
        if naam.startswith("_"):
            if naam[1:] in self.extern:
                return Constante(self.extern[naam[1:]])
            if naam[1:] in EXTERN:
                return Extern(naam[1:])
            raise plek.fout(f"'$({naam})' is niet bekend.", lijkt_op(naam, [f"_{n}" for n in (*EXTERN, *self.extern)]))
        return Verwijzing(naam, plek)

    def delen(self, tekst: str, plek: Plek) -> list[str | Verwijzing | Extern]:
        """Constant text and references, in order; ``\\$`` is a dollar sign."""
        uit: list[str | Verwijzing | Extern] = []
        stukken = _STUK.findall(tekst)
        for stuk, volgend in zip(stukken, [*stukken[1:], ""], strict=True):
            if stuk == "$" and volgend == "(":
                raise plek.fout(
                    "Deze verwijzing is niet af: er staat $( zonder ).", "Schrijf $(kolom); een haakje in de naam als \\( en \\)."
                )
            treffer = _VERWIJZING.fullmatch(stuk)
            deel = self.verwijzing(treffer[1], plek) if treffer else (stuk[1:] if len(stuk) == 2 and stuk[0] == "\\" else stuk)
            if isinstance(deel, Constante):
                deel = deel.waarde
            if isinstance(deel, str) and uit and isinstance(uit[-1], str):
                uit[-1] += deel
            else:
                uit.append(deel)
        return uit

    def literal(self, tekst: str, plek: Plek) -> Uitdrukking:
        """A text with references as an expression; without references it is a constant."""
        delen = self.delen(tekst, plek)
        if not delen:
            return Constante("")
        if len(delen) == 1:
            return Constante(delen[0]) if isinstance(delen[0], str) else delen[0]
        return Sjabloon(tuple(delen), iri=False)

    def iri(self, tekst: str, plek: Plek) -> Uitdrukking:
        """An IRI: constant, template (values encoded), or one reference that holds a whole IRI."""
        delen = self.delen(tekst, plek)
        if len(delen) == 1 and isinstance(delen[0], Verwijzing):
            return delen[0]
        if not delen or not isinstance(delen[0], str):
            raise plek.fout(f"'{tekst}' begint niet met een prefix of een schema.", "Begin met bijvoorbeeld id: of https://.")
        delen[0] = maak_heel(delen[0], self.prefixen, plek)
        for deel in delen:
            if isinstance(deel, str) and not goed_deel(deel):
                raise plek.fout(f"'{deel}' kan niet in een IRI.", "Haal spaties en bijzondere tekens weg, of schrijf ze als %20.")
        if len(delen) == 1:
            return Constante(delen[0])
        return Sjabloon(tuple(delen), iri=True)

    def functienaam(self, tekst: str, plek: Plek) -> Functie:
        """The function that a name in the file means, also as `ds:` or a whole IRI."""
        kort = tekst.removeprefix(FUNCTIES_IRI).removeprefix("ds:")
        if kort == tekst:
            raise plek.fout(
                f"De functie '{tekst}' kan niet: een mapping kent alleen functies van het datastation.", lijkt_op(tekst, _namen())
            )
        if kort not in FUNCTIES:
            raise plek.fout(f"De functie 'ds:{kort}' bestaat niet.", lijkt_op(f"ds:{kort}", _namen()))
        return FUNCTIES[kort]

    def aanroep(self, functie: Functie, gegeven: list[tuple[str, Uitdrukking]], plek: Plek) -> Aanroep:
        """Check the arguments and fill in the defaults."""
        waarden: dict[str, Uitdrukking] = {}
        for ruw, waarde in gegeven:
            naam = ruw.removeprefix(FUNCTIES_IRI).removeprefix("ds:")
            parameter = functie.parameter(naam)
            if parameter is None:
                raise plek.fout(f"ds:{functie.naam} heeft geen '{naam}'.", lijkt_op(naam, [p.naam for p in functie.parameters]))
            if naam in waarden:
                raise plek.fout(f"'{naam}' staat twee keer bij ds:{functie.naam}.", "Laat er één staan.")
            if parameter.vast and not isinstance(waarde, Constante):
                raise plek.fout(f"'{naam}' van ds:{functie.naam} moet vaste tekst zijn.", "Schrijf de tekst tussen aanhalingstekens.")
            waarden[naam] = waarde
        for parameter in functie.parameters:
            if parameter.naam not in waarden:
                if parameter.standaard is None and not parameter.optioneel:
                    raise plek.fout(f"'{parameter.naam}' ontbreekt bij ds:{functie.naam}.", f"Voeg {parameter.naam}=… toe.")
                if parameter.standaard is not None:
                    waarden[parameter.naam] = Constante(parameter.standaard)
        klaar = Aanroep(functie.naam, tuple((p.naam, waarden[p.naam]) for p in functie.parameters if p.naam in waarden), plek)
        _keur_vast(klaar)
        return klaar

    def inline(self, tekst: str, plek: Plek) -> Aanroep | None:
        """``ds:datum(waarde=$(datum), formaat="%d-%m-%Y")``, or None where it is only a name."""
        lezer = _Inline(self, tekst, plek)
        naam = lezer.kaal("de naam van een functie")
        lezer.wit()
        if lezer.op():
            return None
        klaar = lezer.argumenten(naam)
        lezer.wit()
        if not lezer.op():
            raise plek.fout(f"Na de functie staat nog tekst: '{tekst[lezer.i :]}'.", "Haal die weg.")
        return klaar


def _namen() -> list[str]:
    return [f"ds:{naam}" for naam in FUNCTIES]


def vast(aanroep: Aanroep, naam: str) -> str:
    """The constant argument of that name."""
    waarde = dict(aanroep.argumenten)[naam]
    assert isinstance(waarde, Constante)
    return waarde.waarde


def _keur_vast(aanroep: Aanroep) -> None:
    for naam, waarde in aanroep.argumenten:
        if naam == "formaat" and isinstance(waarde, Constante):
            try:
                lees_formaten(waarde.waarde, aanroep.functie)
            except ValueError as fout:
                raise aanroep.plek.fout(
                    f"Het formaat '{waarde.waarde}' kan niet: {fout}.", "Schrijf bijvoorbeeld %d-%m-%Y %H:%M."
                ) from None
        if naam == "maal" and not re.fullmatch(r"[1-9][0-9]{0,8}", vast(aanroep, "maal")):
            raise aanroep.plek.fout("'maal' moet een geheel getal boven nul zijn.", "Schrijf bijvoorbeeld maal=60.")
        if naam == "soort" and not re.fullmatch(r"[a-z][a-z0-9-]*", vast(aanroep, "soort")):
            raise aanroep.plek.fout("'soort' moet kleine letters zijn.", 'Schrijf bijvoorbeeld soort="client".')


class _Inline:
    """A cursor over the text of an inline function."""

    def __init__(self, lezer: Termlezer, tekst: str, plek: Plek) -> None:
        self.lezer, self.tekst, self.plek, self.i = lezer, tekst, plek, 0

    def op(self) -> bool:
        return self.i >= len(self.tekst)

    def wit(self) -> None:
        while not self.op() and self.tekst[self.i].isspace():
            self.i += 1

    def kaal(self, wat: str) -> str:
        self.wit()
        treffer = _KAAL.match(self.tekst, self.i)
        if not treffer:
            raise self.plek.fout(f"Hier hoort {wat}: '{self.tekst[self.i :] or 'einde'}'.", "Schrijf ds:functie(naam=waarde, …).")
        self.i = treffer.end()
        return treffer[0]

    def teken(self, teken: str) -> None:
        self.wit()
        if self.op() or self.tekst[self.i] != teken:
            raise self.plek.fout(f"Hier hoort '{teken}': '{self.tekst[self.i :] or 'einde'}'.", "Schrijf ds:functie(naam=waarde, …).")
        self.i += 1

    def argumenten(self, naam: str) -> Aanroep:
        functie = self.lezer.functienaam(naam, self.plek)
        gegeven: list[tuple[str, Uitdrukking]] = []
        self.teken("(")
        self.wit()
        while self.op() or self.tekst[self.i] != ")":
            parameter = self.kaal("de naam van een parameter")
            self.teken("=")
            gegeven.append((parameter, self.waarde()))
            self.wit()
            if not self.op() and self.tekst[self.i] == ",":
                self.i += 1
                self.wit()
            elif self.op() or self.tekst[self.i] != ")":
                self.teken(")")
        self.teken(")")
        return self.lezer.aanroep(functie, gegeven, self.plek)

    def waarde(self) -> Uitdrukking:
        self.wit()
        if not self.op() and self.tekst[self.i] in "\"'":
            return self.lezer.literal(self._aangehaald(), self.plek)
        treffer = _VERWIJZING.match(self.tekst, self.i)
        if treffer:
            self.i = treffer.end()
            return self.lezer.verwijzing(treffer[1], self.plek)
        kaal = self.kaal("een waarde")
        self.wit()
        if not self.op() and self.tekst[self.i] == "(":
            return self.argumenten(kaal)
        return Constante(kaal)

    def _aangehaald(self) -> str:
        aanhaling, begin = self.tekst[self.i], self.i + 1
        self.i = begin
        uit = []
        while not self.op() and self.tekst[self.i] != aanhaling:
            if self.tekst[self.i] == "\\" and self.tekst[self.i + 1 : self.i + 2] == aanhaling:
                self.i += 1
            uit.append(self.tekst[self.i])
            self.i += 1
        if self.op():
            raise self.plek.fout("Een aanhalingsteken is niet gesloten.", f"Sluit de tekst met {aanhaling}.")
        self.i += 1
        return "".join(uit)
