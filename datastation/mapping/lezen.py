"""YARRRML → model. Everything that is wrong in a mapping is found here, before a row is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from datastation.fouten import MappingFout
from datastation.instellingen import middelen
from datastation.mapping.codelijst import Codelijst, lees_codelijst
from datastation.mapping.functies import FUNCTIES_IRI
from datastation.mapping.iri import hele_iri
from datastation.mapping.knopen import Document, Plek, lijkt_op
from datastation.mapping.lezen_object import Objectlezer
from datastation.mapping.lezen_tabellen import lees_tabellen
from datastation.mapping.model import BijFout, Drieluik, Eigenschap, Mapping, Samenvoeging, Tabelregels
from datastation.mapping.nalopen import aanroepen, gevraagde_kolommen
from datastation.mapping.termen import Termlezer, vast
from datastation.vocabulaire import ID, PREFIXEN, RDF

BESTANDSNAAM = "mapping.yml"
_TOP = {"prefixes": "prefixes", "mappings": "mappings", "mapping": "mappings", "external": "external", "x-tabellen": "x-tabellen"}
_LUIK = {
    **dict.fromkeys(("sources", "source"), "sources"),
    **dict.fromkeys(("subjects", "subject", "s"), "s"),
    **dict.fromkeys(("predicateobjects", "po"), "po"),
    **dict.fromkeys(("graphs", "graph", "g"), "graphs"),
    "condition": "condition",
    "x-bij-fout": "x-bij-fout",
}
_PO = {
    **dict.fromkeys(("predicates", "predicate", "p"), "p"),
    **dict.fromkeys(("objects", "object", "o"), "o"),
    **dict.fromkeys(("graphs", "graph", "g"), "graphs"),
    "condition": "condition",
    "x-bij-fout": "x-bij-fout",
}


def lees_mapping(verwijzing: str, map: Path) -> Mapping:
    """Read a mapping.

    Args:
        verwijzing: name of a folder under ``mappings/`` (``csv-nl``), else a path from ``map`` to such a folder.
        map: folder of the station.

    Raises:
        MappingFout: no such mapping, or something in it that is wrong or not supported; names file, line, column and repair.
    """
    ingebouwd = middelen("mappings")
    folder = ingebouwd / verwijzing
    if "/" in verwijzing or not (folder / BESTANDSNAAM).is_file():
        folder = map / verwijzing
    if not (folder / BESTANDSNAAM).is_file():
        bekend = [pad.parent.name for pad in ingebouwd.glob(f"*/{BESTANDSNAAM}")]
        raise MappingFout(f"De mapping '{verwijzing}' bestaat niet.", waar=str(folder / BESTANDSNAAM), herstel=lijkt_op(verwijzing, bekend))
    document = Document(folder / BESTANDSNAAM)
    top = document.velden(document.wortel, "een mapping", _TOP)
    prefixen = _prefixen(document, top)
    extern = _extern(document, top)
    termen = Termlezer(prefixen, extern)
    tabellen = lees_tabellen(document, top["x-tabellen"][1]) if "x-tabellen" in top else {}
    if "mappings" not in top:
        raise document.plek(document.wortel).fout("De mapping heeft geen mappings:.", "Voeg mappings: toe.")
    luiken = tuple(
        luik
        for naam, (sleutel, knoop) in document.velden(top["mappings"][1], "mappings").items()
        for luik in _Luiklezer(document, termen, naam, document.plek(sleutel)).lees(knoop)
    )
    _keur_samenvoegingen(luiken)
    for naam in {luik.tabel for luik in luiken} - tabellen.keys():
        tabellen[naam] = Tabelregels(naam)
    for naam in tabellen.keys() - {luik.tabel for luik in luiken}:
        raise tabellen[naam].plek.fout(
            f"Geen enkele mapping leest de tabel '{naam}'.", lijkt_op(naam, {luik.tabel for luik in luiken}) or "Haal hem weg."
        )
    codelijsten = _codelijsten(folder, luiken, prefixen)
    gevraagd = gevraagde_kolommen(luiken, tabellen)
    for naam, regels in tabellen.items():
        for kolom in sorted(regels.optioneel - gevraagd[naam]):
            raise regels.plek.fout(f"Niets leest de optionele kolom '{kolom}' van '{naam}'.", lijkt_op(kolom, gevraagd[naam]))
    return Mapping(verwijzing, folder, document.naam, prefixen, extern, luiken, tabellen, codelijsten, gevraagd)


def _prefixen(document: Document, top: dict[str, tuple[Node, Node]]) -> dict[str, str]:
    prefixen = {**PREFIXEN, "id": ID, "ds": FUNCTIES_IRI}
    if "prefixes" in top:
        for naam, (_, knoop) in document.velden(top["prefixes"][1], "prefixes").items():
            iri = document.tekst(knoop, "de IRI van een prefix")
            hele_iri(iri, {}, document.plek(knoop))
            if prefixen.get(naam, iri) != iri:
                raise document.plek(knoop).fout(f"Het prefix '{naam}:' staat vast op {prefixen[naam]}.", "Kies een andere naam.")
            prefixen[naam] = iri
    return prefixen


def _extern(document: Document, top: dict[str, tuple[Node, Node]]) -> dict[str, str]:
    if "external" not in top:
        return {}
    velden = document.velden(top["external"][1], "external")
    for naam in ("kvk", "ruimte", "bron"):
        if naam in velden:
            raise document.plek(velden[naam][0]).fout(f"'{naam}' vult het datastation zelf in.", "Haal het weg.")
    return {naam: document.tekst(knoop, "een vaste waarde") for naam, (_, knoop) in velden.items()}


def _keur_samenvoegingen(luiken: tuple[Drieluik, ...]) -> None:
    bekend = {luik.naam: luik for luik in luiken}
    for luik in luiken:
        for eigenschap in luik.eigenschappen:
            doel = eigenschap.object
            if not isinstance(doel, Samenvoeging):
                continue
            if doel.ouder not in bekend:
                raise doel.plek.fout(f"De mapping '{doel.ouder}' bestaat niet.", lijkt_op(doel.ouder, bekend))
            if sum(ander.naam == doel.ouder for ander in luiken) > 1:
                raise doel.plek.fout(
                    f"De mapping '{doel.ouder}' leest meer tabellen; daarnaar kan niet worden verwezen.", "Splits die mapping."
                )
            if not doel.paren and bekend[doel.ouder].tabel != luik.tabel:
                raise doel.plek.fout(
                    f"De verwijzing naar '{doel.ouder}' heeft geen condition, en die mapping leest een andere tabel.",
                    "Voeg een condition met function: equal toe.",
                )


def _codelijsten(folder: Path, luiken: tuple[Drieluik, ...], prefixen: dict[str, str]) -> dict[str, Codelijst]:
    lijsten: dict[str, Codelijst] = {}
    for aanroep in aanroepen(luiken):
        if aanroep.functie == "code" and (naam := vast(aanroep, "lijst")) not in lijsten:
            pad = folder / "codelijsten" / f"{naam}.csv"
            if not pad.is_file() or "/" in naam:
                raise aanroep.plek.fout(
                    f"De codelijst '{naam}' bestaat niet: codelijsten/{naam}.csv.",
                    lijkt_op(naam, [p.stem for p in pad.parent.glob("*.csv")]) or "Maak dat bestand: bron;doel;toelichting.",
                )
            lijsten[naam] = lees_codelijst(pad, lambda doel, waar: hele_iri(doel, prefixen, Plek(waar)))
    return lijsten


class _Luiklezer:
    """Reads one item of ``mappings``."""

    def __init__(self, document: Document, termen: Termlezer, naam: str, plek: Plek) -> None:
        self.document, self.termen, self.naam, self.plek = document, termen, naam, plek
        self.objecten = Objectlezer(document, termen)

    def lees(self, knoop: Node) -> list[Drieluik]:
        velden = self.document.velden(knoop, f"mapping '{self.naam}'", _LUIK)
        for nodig, wat in (("sources", "sources: [[tabel]]"), ("s", "s: een IRI")):
            if nodig not in velden:
                raise self.plek.fout(
                    f"Bij mapping '{self.naam}' ontbreekt {wat}."
                    + (" Blank nodes kan het datastation niet maken." if nodig == "s" else ""),
                    f"Voeg {wat} toe.",
                )
        tabellen = self._bronnen(velden["sources"][1])
        onderwerpen = self.document.lijst(velden["s"][1])
        if len(onderwerpen) != 1:
            raise self.document.plek(velden["s"][1]).fout("Meer onderwerpen in één mapping kan niet.", "Maak er een tweede mapping van.")
        luik = Drieluik(
            naam=self.naam,
            tabel="",
            onderwerp=self.objecten.onderwerp(onderwerpen[0]),
            voorwaarden=self.objecten.voorwaarden(velden.get("condition")),
            bij_fout=self._bij_fout(velden),
            grafen=self._grafen(velden),
            eigenschappen=tuple(self._eigenschappen(velden["po"][1]) if "po" in velden else ()),
            plek=self.plek,
        )
        return [replace(luik, tabel=tabel) for tabel in tabellen]

    def _bronnen(self, knoop: Node) -> list[str]:
        if not isinstance(knoop, SequenceNode) or not knoop.value:
            raise self.document.plek(knoop).fout("Hier hoort de naam van een tabel.", "Schrijf sources: [[registraties]].")
        tabellen = []
        for deel in knoop.value:
            if isinstance(deel, MappingNode) or (isinstance(deel, SequenceNode) and len(deel.value) != 1):
                raise self.document.plek(deel).fout(
                    "Een bron met access, referenceFormulation of iterator kan niet: station.toml zegt waar de bron staat.",
                    "Schrijf alleen de naam van de tabel: sources: [[registraties]].",
                )
            tekst = self.document.tekst(self.document.lijst(deel)[0], "de naam van een tabel")
            if "~" in tekst or not tekst:
                raise self.document.plek(deel).fout(
                    f"'{tekst}' noemt een bestand of soort; station.toml zegt waar de bron staat.", "Schrijf alleen de naam van de tabel."
                )
            tabellen.append(tekst)
        return tabellen

    def _bij_fout(self, velden: dict[str, tuple[Node, Node]]) -> BijFout:
        if "x-bij-fout" not in velden:
            return "eigenschap"
        knoop = velden["x-bij-fout"][1]
        tekst = self.document.tekst(knoop, "x-bij-fout")
        if tekst == "rij":
            return "rij"
        if tekst == "eigenschap":
            return "eigenschap"
        raise self.document.plek(knoop).fout(f"x-bij-fout kan niet '{tekst}' zijn.", "Schrijf rij of eigenschap.")

    def _grafen(self, velden: dict[str, tuple[Node, Node]]) -> tuple[str, ...]:
        if "graphs" not in velden:
            return ()
        knopen = self.document.lijst(velden["graphs"][1])
        return tuple(self.objecten.vaste_iri(knoop, "de naam van een graaf") for knoop in knopen)

    def _eigenschappen(self, knoop: Node) -> list[Eigenschap]:
        if not isinstance(knoop, SequenceNode):
            raise self.document.plek(knoop).fout("Hier hoort een lijst: po.", "Begin elk onderdeel met een streepje.")
        return [eigenschap for deel in knoop.value for eigenschap in self._po(deel)]

    def _po(self, knoop: Node) -> list[Eigenschap]:
        plek = self.document.plek(knoop)
        if isinstance(knoop, SequenceNode):
            if len(knoop.value) not in (2, 3):
                raise plek.fout(
                    "Dit onderdeel heeft niet de vorm [eigenschap, waarde].", "Schrijf [wzd:x, waarde] of [wzd:x, waarde, xsd:date]."
                )
            predicaten = self._predicaten(knoop.value[0])
            derde = knoop.value[2] if len(knoop.value) == 3 else None
            iri = predicaten == (f"{RDF}type",)
            return [
                Eigenschap(predicaten, self.objecten.kort(deel, derde, iri=iri), plek=plek) for deel in self.document.lijst(knoop.value[1])
            ]
        velden = self.document.velden(knoop, "een eigenschap", _PO)
        for nodig in ("p", "o"):
            if nodig not in velden:
                raise plek.fout(f"Bij deze eigenschap ontbreekt {nodig}:.", f"Voeg {nodig}: toe.")
        predicaten = self._predicaten(velden["p"][1])
        voorwaarden, bij_fout, grafen = self.objecten.voorwaarden(velden.get("condition")), self._bij_fout(velden), self._grafen(velden)
        objecten = self.objecten.objecten(velden["o"][1], iri=predicaten == (f"{RDF}type",))
        return [Eigenschap(predicaten, object_, voorwaarden, bij_fout, grafen, plek) for object_ in objecten]

    def _predicaten(self, knoop: Node) -> tuple[str, ...]:
        uit = []
        for deel in self.document.lijst(knoop):
            tekst = self.document.tekst(deel, "een eigenschap") if isinstance(deel, ScalarNode) else ""
            uit.append(f"{RDF}type" if tekst == "a" else self.objecten.vaste_iri(deel, "een eigenschap"))
        return tuple(uit)
