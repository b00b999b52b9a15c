"""RDF as it is: no tables; the files go to the snapshot once each of them is known to parse."""

from __future__ import annotations

import mmap
import re
from collections.abc import Mapping
from pathlib import Path

import pyoxigraph as ox

from datastation.bronnen.bestanden import Bestand, bestanden_van, leesbaar
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Tabel

_EXTENSIE = {".owl": "rdf", ".rdf": "rdf"}
_ENTITEIT = re.compile(rb"<!ENTITY\s+[^\s\"']+\s+\"([^\"]*)\"")
_ENTITEIT_MAX = 512


def open_rdf(bron: Bron, _map: Path, gevraagd: Mapping[str, frozenset[str]], _optioneel: Mapping[str, frozenset[str]]) -> dict[str, Tabel]:
    """No table: RDF needs no mapping.

    Raises:
        BronFout: a table is asked all the same.
    """
    if gevraagd:
        raise BronFout("Een bron van soort rdf heeft geen tabellen.", waar=f"bron {bron.naam}", herstel="Haal `mapping` bij deze bron weg.")
    return {}


def rdf_bestanden(bron: Bron, map: Path) -> tuple[tuple[Path, str], ...]:
    """The files of an RDF source, in name order, each read once to the end.

    Returns:
        (path, format) pairs; the format is an extension that ``pyoxigraph.RdfFormat.from_extension`` knows: ``ttl``, ``nt``,
        ``nq``, ``trig``, ``rdf``, ``jsonld`` or ``n3``.

    Raises:
        BronFout: a file does not parse (names line and column), or no file holds a single triple.
    """
    uit, drietallen = [], 0
    for bestand in bestanden_van(bron, map):
        formaat = _formaat(bestand)
        drietallen += _ontleed(bestand, formaat)
        uit.append((bestand.pad, formaat))
    if not drietallen:
        raise BronFout(
            f"Bron {bron.naam} is leeg: er staat geen enkel gegeven in.", waar=str(map / bron.pad), herstel="Maak de export opnieuw."
        )
    return tuple(uit)


def _formaat(bestand: Bestand) -> str:
    formaat = _EXTENSIE.get(bestand.extensie, bestand.extensie.removeprefix("."))
    if ox.RdfFormat.from_extension(formaat) is None:
        raise BronFout(
            "Aan de naam van dit bestand is niet te zien welke vorm van RDF het is.",
            waar=bestand.naam,
            herstel="Laat de naam eindigen op .ttl, .nt, .nq, .trig, .rdf, .jsonld of .n3.",
        )
    return formaat


def _eis_kleine_entiteiten(bestand: Bestand) -> None:
    """Refuse RDF/XML whose entities can grow: the parser writes them out, and ten lines of them fill a memory.

    Ontologies name their namespaces this way, so short ones without another inside are fine.
    """
    with leesbaar(bestand.naam), bestand.pad.open("rb") as stroom:
        if not stroom.read(1):
            return
        with mmap.mmap(stroom.fileno(), 0, access=mmap.ACCESS_READ) as inhoud:
            aantal = sum(1 for _ in re.finditer(rb"<!ENTITY", inhoud))
            waarden = [treffer[1] for treffer in _ENTITEIT.finditer(inhoud)]
    if len(waarden) < aantal or any(b"&" in w.replace(b"&#", b"") or len(w) > _ENTITEIT_MAX for w in waarden):
        raise BronFout(
            "Dit RDF-bestand heeft een DTD met entiteiten die kunnen uitdijen; dat is gevaarlijk.",
            waar=bestand.naam,
            herstel="Schrijf de waarden uit, of exporteer als Turtle of N-Triples.",
        )


def _ontleed(bestand: Bestand, formaat: str) -> int:
    if formaat == "rdf":
        _eis_kleine_entiteiten(bestand)
    with leesbaar(bestand.naam):
        try:
            return sum(1 for _ in ox.parse(path=str(bestand.pad), format=ox.RdfFormat.from_extension(formaat)))
        except SyntaxError as fout:
            plek = f", regel {fout.lineno}, kolom {fout.offset}" if fout.lineno else ""
            raise BronFout(
                "Dit bestand is geen geldige RDF.",
                waar=f"{bestand.naam}{plek}",
                herstel="Herstel het bestand op deze plek; relatieve IRI's kunnen alleen met een @base in het bestand zelf.",
            ) from None
        except ValueError:
            raise BronFout("Dit bestand is geen geldige RDF.", waar=bestand.naam, herstel="Maak de export opnieuw.") from None
