"""Subjects, objects, conditions and joins of a YARRRML file."""

from __future__ import annotations

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from datastation.mapping.functies import FUNCTIES
from datastation.mapping.iri import heeft_voorvoegsel, hele_iri, is_taal
from datastation.mapping.knopen import Document, lijkt_op
from datastation.mapping.model import Aanroep, Constante, Samenvoeging, Termkaart, Uitdrukking, Verwijzing
from datastation.mapping.termen import Termlezer

_FUNCTIE = {
    **dict.fromkeys(("function", "fn", "f"), "function"),
    **dict.fromkeys(("parameters", "pms"), "parameters"),
    "type": "type",
    "datatype": "datatype",
    "language": "language",
}
_WAARDE = {**dict.fromkeys(("value", "v"), "value"), "type": "type", "datatype": "datatype", "language": "language"}
_KOPPELING = {"mapping": "mapping", "m": "mapping", "condition": "condition"}
_VOORWAARDE = {**dict.fromkeys(("function", "fn", "f"), "function"), **dict.fromkeys(("parameters", "pms"), "parameters")}
_PARAMETER = {**dict.fromkeys(("parameter", "pm"), "parameter"), **dict.fromkeys(("value", "v"), "value")}
_EQUAL = ("equal", "idlab-fn:equal", "http://example.com/idlab/function/equal")


class Objectlezer:
    """Reads the terms of one mapping file."""

    def __init__(self, document: Document, termen: Termlezer) -> None:
        self.document, self.termen = document, termen

    def vaste_iri(self, knoop: Node, wat: str) -> str:
        """A constant IRI; a reference in it is refused."""
        tekst = self.document.tekst(knoop, wat).removesuffix("~iri")
        if "$(" in tekst:
            raise self.document.plek(knoop).fout(f"Een verwijzing in {wat} kan niet.", "Schrijf een vaste IRI.")
        return hele_iri(tekst, self.termen.prefixen, self.document.plek(knoop))

    def onderwerp(self, knoop: Node) -> Termkaart:
        """``subjects:``, an IRI template or a term with `type: iri`."""
        if isinstance(knoop, MappingNode):
            kaart = self._uitgebreid(knoop, standaard_iri=True)
            if isinstance(kaart, Samenvoeging) or kaart.soort != "iri":
                raise self.document.plek(knoop).fout("Een onderwerp moet een IRI zijn.", "Voeg type: iri toe.")
            return kaart
        tekst = self.document.tekst(knoop, "het onderwerp").removesuffix("~iri")
        if tekst.startswith("_:"):
            raise self.document.plek(knoop).fout("Blank nodes kan het datastation niet maken.", "Geef elk record een IRI: id:….")
        return Termkaart(self.termen.iri(tekst, self.document.plek(knoop)), "iri")

    def objecten(self, knoop: Node, *, iri: bool) -> list[Termkaart | Samenvoeging]:
        """The value of ``o:``: one object or a list of them."""
        if not isinstance(knoop, SequenceNode):
            return [self.kort(knoop, None, iri=iri)]
        delen: list[Node] = knoop.value
        if len(delen) == 2 and isinstance(delen[1], ScalarNode) and self._is_soort(delen[1].value):
            raise self.document.plek(knoop).fout(
                "Onduidelijk: twee objecten, of een waarde met zijn datatype?", "Schrijf [[waarde, datatype]] of value: en datatype:."
            )
        uit: list[Termkaart | Samenvoeging] = []
        for deel in delen:
            if isinstance(deel, SequenceNode):
                if len(deel.value) not in (1, 2):
                    raise self.document.plek(deel).fout(
                        "Een object heeft de vorm [waarde, datatype].", "Schrijf bijvoorbeeld [$(x), xsd:integer]."
                    )
                uit.append(self.kort(deel.value[0], deel.value[1] if len(deel.value) == 2 else None, iri=iri))
            else:
                uit.append(self.kort(deel, None, iri=iri))
        return uit

    def _is_soort(self, tekst: str) -> bool:
        return tekst.startswith("xsd:") or tekst.endswith("~lang")

    def kort(self, knoop: Node, derde: Node | None, *, iri: bool) -> Termkaart | Samenvoeging:
        """``waarde``, ``waarde~iri``, ``waarde~nl~lang`` …, with a datatype or ``nl~lang`` beside it; or the long form."""
        if isinstance(knoop, MappingNode):
            if derde is not None:
                raise self.document.plek(derde).fout("Naast een object met velden kan geen datatype.", "Zet datatype: in het object.")
            return self._uitgebreid(knoop, standaard_iri=False)
        plek, tekst = self.document.plek(knoop), self.document.tekst(knoop, "een object")
        if iri or tekst.endswith("~iri"):
            if derde is not None:
                raise self.document.plek(derde).fout("Een IRI heeft geen datatype of taal.", "Haal het weg.")
            return Termkaart(self.termen.iri(tekst.removesuffix("~iri"), plek), "iri")
        datatype = taal = ""
        if derde is not None:
            soort = self.document.tekst(derde, "een datatype of taal")
            taal = self._taal(derde, soort.removesuffix("~lang")) if soort.endswith("~lang") else ""
            datatype = "" if taal else self.vaste_iri(derde, "een datatype")
        if "$(" not in tekst and heeft_voorvoegsel(tekst, self.termen.prefixen):
            raise plek.fout(f"'{tekst}' wordt zo tekst, geen IRI.", f"Schrijf {tekst}~iri, of value: als u echt tekst bedoelt.")
        return Termkaart(self.termen.literal(tekst, plek), "literal", datatype, taal)

    def _taal(self, knoop: Node, taal: str) -> str:
        if not is_taal(taal):
            raise self.document.plek(knoop).fout(f"'{taal}' is geen taalcode.", "Schrijf bijvoorbeeld nl of en.")
        return taal

    def _uitgebreid(self, knoop: MappingNode, *, standaard_iri: bool) -> Termkaart | Samenvoeging:
        namen = {str(sleutel.value) for sleutel, _ in knoop.value}
        plek = self.document.plek(knoop)
        if namen & {"mapping", "m"}:
            return self._koppeling(knoop)
        is_functie = bool(namen & {"function", "fn", "f"})
        velden = self.document.velden(knoop, "een object", _FUNCTIE if is_functie else _WAARDE)
        soort = self.document.tekst(velden["type"][1], "type") if "type" in velden else "iri" if standaard_iri else "literal"
        if soort not in ("iri", "literal"):
            raise self.document.plek(velden["type"][1]).fout(f"Het type '{soort}' kan niet.", "Kies iri of literal.")
        datatype = self.vaste_iri(velden["datatype"][1], "een datatype") if "datatype" in velden else ""
        taal = self._taal(velden["language"][1], self.document.tekst(velden["language"][1], "language")) if "language" in velden else ""
        if soort == "iri" and (datatype or taal):
            raise plek.fout("Een IRI heeft geen datatype of taal.", "Haal het weg.")
        if datatype and taal:
            raise plek.fout("Een waarde heeft een datatype of een taal, niet allebei.", "Haal er een weg.")
        waarde: Uitdrukking
        if is_functie:
            waarde = self.functie(knoop)
            self._past(waarde, soort, datatype)
        elif "value" in velden:
            tekst, plaats = self.document.tekst(velden["value"][1], "value"), self.document.plek(velden["value"][1])
            waarde = self.termen.iri(tekst, plaats) if soort == "iri" else self.termen.literal(tekst, plaats)
        else:
            raise plek.fout("Dit object heeft geen value, function of mapping.", "Voeg er een toe.")
        return Termkaart(waarde, "iri" if soort == "iri" else "literal", datatype, taal)

    def _past(self, aanroep: Aanroep, soort: str, datatype: str) -> None:
        functie = FUNCTIES[aanroep.functie]
        if functie.geeft == "iri" and soort != "iri":
            raise aanroep.plek.fout(f"ds:{functie.naam} geeft een IRI.", "Voeg type: iri toe.")
        if soort == "iri" and functie.geeft == "literal" and functie.datatypes:
            raise aanroep.plek.fout(f"ds:{functie.naam} geeft geen IRI.", "Haal type: iri weg.")
        if datatype and functie.datatypes and datatype not in functie.datatypes:
            raise aanroep.plek.fout(f"Het datatype past niet bij ds:{functie.naam}.", f"Kies {functie.datatypes[0]}.")

    def functie(self, knoop: Node) -> Aanroep:
        """``{function: 'ds:f(…)'}`` or ``{function: ds:f, parameters: [[naam, waarde], …]}``."""
        velden = self.document.velden(knoop, "een functie", _FUNCTIE)
        naamknoop = velden["function"][1]
        plek, tekst = self.document.plek(naamknoop), self.document.tekst(naamknoop, "de naam van een functie")
        inline = self.termen.inline(tekst, plek)
        if inline is not None:
            if "parameters" in velden:
                raise self.document.plek(velden["parameters"][0]).fout("De parameters staan er twee keer.", "Kies één schrijfwijze.")
            return inline
        functie = self.termen.functienaam(tekst, plek)
        gegeven: list[tuple[str, Uitdrukking]] = []
        for deel in self.document.lijst(velden["parameters"][1]) if "parameters" in velden else []:
            if isinstance(deel, MappingNode):
                paar = self.document.velden(deel, "een parameter", _PARAMETER)
                if len(paar) != 2:
                    raise self.document.plek(deel).fout("Een parameter heeft parameter: en value:.", "Vul ze allebei in.")
                naam, waarde = paar["parameter"][1], paar["value"][1]
            elif isinstance(deel, SequenceNode) and len(deel.value) == 2:
                naam, waarde = deel.value
            else:
                raise self.document.plek(deel).fout(
                    "Een parameter heeft de vorm [naam, waarde].", "Schrijf bijvoorbeeld [waarde, $(datum)]."
                )
            if isinstance(waarde, MappingNode):
                arg: Uitdrukking = self.functie(waarde)
            else:
                arg = self.termen.literal(self.document.tekst(waarde, "een waarde"), self.document.plek(waarde))
            gegeven.append((self.document.tekst(naam, "de naam van een parameter"), arg))
        return self.termen.aanroep(functie, gegeven, plek)

    def voorwaarden(self, veld: tuple[Node, Node] | None) -> tuple[Uitdrukking, ...]:
        """``condition:`` one function, or a list of functions that must all hold."""
        if veld is None:
            return ()
        uit = []
        for deel in self.document.lijst(veld[1]):
            self.document.velden(deel, "een condition", _VOORWAARDE)
            uit.append(self.functie(deel))
        return tuple(uit)

    def _koppeling(self, knoop: MappingNode) -> Samenvoeging:
        velden = self.document.velden(knoop, "een verwijzing naar een mapping", _KOPPELING)
        ouder = self.document.tekst(velden["mapping"][1], "de naam van een mapping")
        paren = [self._paar(deel) for deel in self.document.lijst(velden["condition"][1])] if "condition" in velden else []
        return Samenvoeging(ouder, tuple(paren), self.document.plek(knoop))

    def _paar(self, knoop: Node) -> tuple[str, str]:
        velden, plek = self.document.velden(knoop, "een condition", _VOORWAARDE), self.document.plek(knoop)
        naam = self.document.tekst(velden["function"][1], "de naam van een functie") if "function" in velden else ""
        if naam not in _EQUAL:
            raise plek.fout(f"Bij een verwijzing naar een mapping kan alleen function: equal, niet '{naam}'.", lijkt_op(naam, ["equal"]))
        kolommen: dict[str, str] = {}
        for deel in self.document.lijst(velden["parameters"][1]) if "parameters" in velden else []:
            stukken = self.document.lijst(deel)
            # YARRRML lets a third item say on which side the value is; the name of the parameter says it already.
            if len(stukken) not in (2, 3):
                raise self.document.plek(deel).fout("Een parameter van equal heeft de vorm [str1, $(kolom)].", "Schrijf str1 en str2.")
            parameter = self.document.tekst(stukken[0], "str1 of str2")
            waarde = self.termen.literal(self.document.tekst(stukken[1], "een verwijzing"), self.document.plek(stukken[1]))
            zijde = {"str1": "s", "str2": "o"}.get(parameter)
            if len(stukken) == 3 and self.document.tekst(stukken[2], "s of o") != zijde:
                raise self.document.plek(deel).fout("Bij equal hoort str1 bij s (deze tabel) en str2 bij o (de andere).", "Draai ze om.")
            if zijde is None or isinstance(waarde, Constante) or not isinstance(waarde, Verwijzing):
                raise self.document.plek(deel).fout(
                    "equal vergelijkt een kolom van deze tabel (str1) met een van de andere (str2).", "Schrijf [str1, $(kolom)]."
                )
            kolommen[parameter] = waarde.kolom
        if set(kolommen) != {"str1", "str2"}:
            raise plek.fout("Bij equal ontbreekt str1 of str2.", "Schrijf parameters: [[str1, $(hier)], [str2, $(daar)]].")
        return kolommen["str1"], kolommen["str2"]
