"""A mapping as plain RML (Turtle, ``http://w3id.org/rml/``), functions as RML-FNML, for any RML engine.

Row fates and ``x-bij-fout: rij`` become functions around the subject: it is absent on a row that is refused. What RML
cannot say (a key seen before, a row refused by a join) stands in a comment at the top. Empty cells are absent: an
engine must hand them to functions as empty text or as null, not drop the row.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import chain
from urllib.parse import quote

from datastation.mapping.functies import FUNCTIES, FUNCTIES_IRI
from datastation.mapping.model import (
    Aanroep,
    Constante,
    Context,
    Drieluik,
    Eigenschap,
    Extern,
    Mapping,
    Samenvoeging,
    Sjabloon,
    Tabelregels,
    Termkaart,
    Uitdrukking,
    Verwijzing,
)
from datastation.mapping.nalopen import kolommen_van
from datastation.vocabulaire import XSD

RML = "http://w3id.org/rml/"
# Functions that RML needs for what our engine does by itself; docs/mapping.md lists them.
HULPFUNCTIES = ("mits", "en", "niet", "als_dan", "vul_iri", "vul_tekst")
_TIJD = ("tijdstip", "tijdstip_van", "lokale_datum", "halfjaar", "minuten_tussen")


@dataclass(frozen=True)
class _Hulp:
    """A call of one of HULPFUNCTIES, or of ``<functie>_lukt``: true where that function loses nothing."""

    functie: str
    argumenten: tuple[tuple[str, _Waarde], ...]


_Waarde = Uitdrukking | _Hulp


def als_rml(mapping: Mapping, context: Context, bestanden: dict[str, str] | None = None) -> str:
    """Turtle of a mapping.

    Args:
        context: fills in ``$(_kvk)`` and so on; the key of the pseudonyms is not printed.
        bestanden: table → CSV file name, where it is not ``<tabel>.csv``.
    """
    return _Drukker(mapping, context, bestanden or {}).alles()


def _tekst(waarde: str) -> str:
    # JSON's escapes are those of Turtle, but for characters beyond the BMP: those are left as they are.
    return json.dumps(waarde, ensure_ascii=False).replace("\x7f", "\\u007F")


def _en(voorwaarden: list[_Waarde]) -> _Waarde | None:
    samen: _Waarde | None = None
    for voorwaarde in voorwaarden:
        samen = voorwaarde if samen is None else _Hulp("en", (("a", samen), ("b", voorwaarde)))
    return samen


def _mits(waarde: _Waarde, voorwaarden: list[_Waarde]) -> _Waarde:
    samen = _en(voorwaarden)
    return waarde if samen is None else _Hulp("mits", (("waarde", waarde), ("voorwaarde", samen)))


def _lukt(uitdrukking: Uitdrukking) -> list[_Waarde]:
    """Conditions under which an expression loses nothing: its own function and those inside it."""
    if not isinstance(uitdrukking, Aanroep):
        return []
    binnen = list(chain.from_iterable(_lukt(waarde) for _, waarde in uitdrukking.argumenten))
    eigen: list[_Waarde] = [_Hulp(f"{uitdrukking.functie}_lukt", uitdrukking.argumenten)] if FUNCTIES[uitdrukking.functie].redenen else []
    return binnen + eigen


@dataclass
class _Drukker:
    mapping: Mapping
    context: Context
    bestanden: dict[str, str]
    opmerkingen: list[str] = field(default_factory=list)

    def alles(self) -> str:
        luiken = [self._luik(luik) for luik in self.mapping.luiken]
        kop = [f"# Gemaakt door `datastation mapping rml` van {self.mapping.naam}.", *dict.fromkeys(self.opmerkingen)]
        return "\n".join([*kop, f"@prefix rml: <{RML}> .", f"@prefix ds: <{FUNCTIES_IRI}> .", "", *luiken])

    def _naam(self, luik: Drieluik) -> str:
        enig = sum(ander.naam == luik.naam for ander in self.mapping.luiken) == 1
        return f"<urn:datastation:mapping:{luik.naam if enig else f'{luik.naam}.{luik.tabel}'}>"

    def _luik(self, luik: Drieluik) -> str:
        regels = self.mapping.tabellen[luik.tabel]
        if regels.uniek:
            self._meld(f"x-tabellen.{luik.tabel}.uniek: een dubbele sleutel wordt niet geweigerd.")
        bestand = _tekst(self.bestanden.get(luik.tabel, f"{luik.tabel}.csv"))
        uit = [
            f"{self._naam(luik)} a rml:TriplesMap ;",
            f'  rml:logicalSource [ a rml:LogicalSource ; rml:source {bestand} ; rml:referenceFormulation rml:CSV ; rml:null "" ] ;',
            f"  rml:subjectMap [ {self._onderwerp(luik)}{self._grafen(luik.grafen)} ]",
        ]
        for eigenschap in luik.eigenschappen:
            predicaten = ", ".join(f"<{p}>" for p in eigenschap.predicaten)
            grafen = self._grafen(eigenschap.grafen)
            uit[-1] += " ;"
            uit.append(f"  rml:predicateObjectMap [ rml:predicate {predicaten} ; rml:objectMap [ {self._object(eigenschap)} ]{grafen} ]")
        return "\n".join(uit) + " .\n"

    def _meld(self, tekst: str) -> None:
        self.opmerkingen.append(f"# Niet in RML uit te drukken: {tekst}")

    def _grafen(self, grafen: tuple[str, ...]) -> str:
        return f" ; rml:graph {', '.join(f'<{g}>' for g in grafen)}" if grafen else ""

    def _onderwerp(self, luik: Drieluik) -> str:
        return self._term(luik.onderwerp, self._toegelaten(luik))

    def _toegelaten(self, luik: Drieluik) -> list[_Waarde]:
        """Conditions under which a row gives this subject: its fate, and the condition of the triples map."""
        # A template with an empty value in it is no subject already.
        eigen = () if isinstance(luik.onderwerp.waarde, Aanroep) else kolommen_van(luik.onderwerp.waarde)
        uit = _lot(self.mapping.tabellen[luik.tabel], eigen)
        for ander in self.mapping.luiken_van(luik.tabel):
            uit += self._eisen(ander)
        return [*dict.fromkeys(uit), *luik.voorwaarden]

    def _eisen(self, luik: Drieluik) -> list[_Waarde]:
        """What ``x-bij-fout: rij`` asks of each row of the table."""
        uit: list[_Waarde] = []
        if luik.bij_fout == "rij":
            uit += list(chain.from_iterable(_lukt(voorwaarde) for voorwaarde in luik.voorwaarden))
            uit += [_als(luik.voorwaarden, eis) for eis in _lukt(luik.onderwerp.waarde)]
        for eigenschap in luik.eigenschappen:
            if eigenschap.bij_fout != "rij":
                continue
            if isinstance(eigenschap.object, Samenvoeging):
                self._meld(f"x-bij-fout: rij bij de verwijzing naar '{eigenschap.object.ouder}': de rij wordt niet geweigerd.")
                continue
            # The property is tried only where the triples map applies and has a subject.
            als = (*luik.voorwaarden, *self._heeft_onderwerp(luik))
            for nummer, voorwaarde in enumerate(eigenschap.voorwaarden):
                uit += [_als((*als, *eigenschap.voorwaarden[:nummer]), eis) for eis in _lukt(voorwaarde)]
            uit += [_als((*als, *eigenschap.voorwaarden), eis) for eis in _lukt(eigenschap.object.waarde)]
        return uit

    def _heeft_onderwerp(self, luik: Drieluik) -> tuple[Uitdrukking, ...]:
        verplicht, waarde = self.mapping.tabellen[luik.tabel].verplicht, luik.onderwerp.waarde
        if isinstance(waarde, Sjabloon | Verwijzing):
            return tuple(_aanwezig(Verwijzing(kolom)) for kolom in kolommen_van(waarde) if kolom not in verplicht)
        return () if set(kolommen_van(waarde)) <= set(verplicht) and not _lukt(waarde) else (_aanwezig(waarde),)

    def _object(self, eigenschap: Eigenschap) -> str:
        doel = eigenschap.object
        voorwaarden: list[_Waarde] = list(eigenschap.voorwaarden)
        if isinstance(doel, Termkaart):
            return self._term(doel, voorwaarden)
        ouder = self.mapping.luik(doel.ouder)
        if not doel.paren:
            return self._term(ouder.onderwerp, [*voorwaarden, *ouder.voorwaarden])
        if voorwaarden:
            self._meld(f"condition bij de verwijzing naar '{doel.ouder}'.")
        paren = " ; ".join(f"rml:joinCondition [ rml:child {_tekst(hier)} ; rml:parent {_tekst(daar)} ]" for hier, daar in doel.paren)
        return f"rml:parentTriplesMap {self._naam(ouder)} ; {paren}"

    def _term(self, kaart: Termkaart, voorwaarden: list[_Waarde]) -> str:
        einde = " ; rml:termType rml:IRI" if kaart.soort == "iri" else " ; rml:termType rml:Literal"
        if kaart.taal:
            einde += f" ; rml:language {_tekst(kaart.taal)}"
        elif kaart.datatype and kaart.datatype != f"{XSD}string":
            einde += f" ; rml:datatype <{kaart.datatype}>"
        return self._waarde(_mits(kaart.waarde, list(dict.fromkeys(voorwaarden))), iri=kaart.soort == "iri", buiten=True) + einde

    def _waarde(self, waarde: _Waarde, *, iri: bool = False, buiten: bool = False) -> str:
        """A value map: what stands in a term map (``buiten``) or an input of a function."""
        if isinstance(waarde, Constante):
            return f"rml:constant {f'<{waarde.waarde}>' if iri else _tekst(waarde.waarde)}"
        if isinstance(waarde, Extern):
            return f"rml:constant {_tekst(self.context.waarde(waarde.naam))}"
        if isinstance(waarde, Verwijzing):
            return f"rml:reference {_tekst(waarde.kolom)}"
        if isinstance(waarde, Sjabloon) and buiten:
            return f"rml:template {_tekst(self._sjabloon(waarde))}"
        if isinstance(waarde, Sjabloon):
            waarde = self._vul(waarde)
        argumenten: list[tuple[str, _Waarde]] = list(waarde.argumenten)
        kort = waarde.functie.removesuffix("_lukt")
        if kort in _TIJD:
            argumenten.append(("tijdzone", Constante(self.context.tijdzone)))
        if kort == "pseudoniem":
            argumenten += [("kvk", Constante(self.context.kvk)), ("ruimte", Constante(self.context.ruimte))]
        invoer = " , ".join(
            f"[ a rml:Input ; rml:parameter ds:{naam} ; rml:inputValueMap [ {self._waarde(deel)} ] ]" for naam, deel in argumenten
        )
        return f"rml:functionExecution [ a rml:FunctionExecution ; rml:function ds:{waarde.functie} ; rml:input {invoer} ]"

    def _sjabloon(self, sjabloon: Sjabloon) -> str:
        return "".join(
            "{" + _accolades(deel.kolom) + "}" if isinstance(deel, Verwijzing) else _accolades(self._vast(sjabloon, deel))
            for deel in sjabloon.delen
        )

    def _vast(self, sjabloon: Sjabloon, deel: str | Extern) -> str:
        if isinstance(deel, str):
            return deel
        tekst = self.context.waarde(deel.naam)
        return quote(tekst, safe="") if sjabloon.iri else tekst

    def _vul(self, sjabloon: Sjabloon) -> _Hulp:
        """A template inside a function: engines differ in whether they encode its values there, so a function fills it in."""
        tekst, waarden = "", list[tuple[str, _Waarde]]()
        for deel in sjabloon.delen:
            if isinstance(deel, Verwijzing):
                naam = f"v{len(waarden) + 1}"
                waarden.append((naam, deel))
                tekst += "{" + naam + "}"
            else:
                tekst += _accolades(self._vast(sjabloon, deel))
        return _Hulp("vul_iri" if sjabloon.iri else "vul_tekst", (("sjabloon", Constante(tekst)), *waarden))


def _accolades(tekst: str) -> str:
    """Braces of a template that are no reference."""
    return tekst.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")


def _aanwezig(waarde: Uitdrukking) -> Aanroep:
    return Aanroep("aanwezig", (("waarde", waarde),))


def _als(voorwaarden: tuple[Uitdrukking, ...], eis: _Waarde) -> _Waarde:
    als = _en(list(voorwaarden))
    return eis if als is None else _Hulp("als_dan", (("als", als), ("dan", eis)))


def _lot(regels: Tabelregels, eigen: tuple[str, ...]) -> list[_Waarde]:
    """Conditions that let a row through ``buiten_bereik`` and ``verplicht``, but for the columns of ``eigen``."""
    uit: list[_Waarde] = []
    for regel in regels.buiten_bereik:
        kolom = Verwijzing(regel.kolom)
        if regel.afwezig:
            uit.append(_aanwezig(kolom))
            continue
        naam = "gelijk" if regel.een_van is not None else "ongelijk"
        woorden = "|".join(regel.een_van or regel.niet_een_van or ())
        uit.append(_Hulp("niet", (("waarde", Aanroep(naam, (("waarde", kolom), ("een_van", Constante(woorden))))),)))
    uit += [_aanwezig(Verwijzing(kolom)) for kolom in regels.verplicht if kolom not in eigen]
    return uit
