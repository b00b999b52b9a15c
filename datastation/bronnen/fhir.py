"""FHIR R4 and STU3: files, bundles and NDJSON, in JSON or XML. A table is a resource type, or a path of elements below one.

``Procedure`` has a row per Procedure; ``Procedure/reasonReference`` a row per element of that list, whose columns may
go up with ``^``. What a resource type is not asked for is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import Any

from datastation.bronnen.bestanden import Bestand, bestanden_van, leesbaar, open_bytes
from datastation.bronnen.blokken import maak_blokken, voeg_samen
from datastation.bronnen.fhirpad import Kolom, Rij, Stap, ontleed, splits, treffers
from datastation.bronnen.fhirxml import lees_xml
from datastation.bronnen.jsontekst import DOCUMENT_MAX, lees_bytes, ontleed_document, regels_met
from datastation.bronnen.koppen import Kolomplan
from datastation.bronnen.waarden import teksten
from datastation.fouten import BronFout, MappingFout
from datastation.instellingen import Bron
from datastation.model.tabel import Blok, Tabel

_KEER = 2_048  # rows that exist as Python objects at one time
_XML_MAX = 128 * 1024**2
_DIEPTE_MAX = 8  # bundles in bundles
_GEEN_URLS: Mapping[str, tuple[str, str]] = MappingProxyType({})


def open_fhir(bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]], optioneel: Mapping[str, frozenset[str]]) -> dict[str, Tabel]:
    """Tables of a FHIR source. A type of which there is no resource is an empty table; a path that leads nowhere is null.

    Raises:
        BronFout: no file, or (in the stream) a file that is no FHIR.
        MappingFout: a table or column is no path.
    """
    bestanden = bestanden_van(bron, map)
    heel: set[Bestand] = set()  # documents that were read to the end once, by any table
    uit = {}
    for naam in sorted(gevraagd.keys() | optioneel.keys()):
        soort, *paden = splits(naam, "/")
        if not re.fullmatch(r"[A-Z][A-Za-z]+", soort):
            raise MappingFout(
                f"{naam} is geen tabel van een FHIR-bron.", waar=f"bron {bron.naam}", herstel="Gebruik een soort resource, zoals Procedure."
            )
        kolommen = [Kolom(k) for k in sorted(gevraagd.get(naam, frozenset()) | optioneel.get(naam, frozenset())) or ["@id"]]
        uit[naam] = _tabel(naam, soort, [ontleed(pad) for pad in paden], kolommen, bestanden, heel)
    return uit


def _tabel(
    naam: str, soort: str, paden: list[tuple[Stap, ...]], kolommen: list[Kolom], bestanden: tuple[Bestand, ...], heel: set[Bestand]
) -> Tabel:
    namen = tuple(kolom.naam for kolom in kolommen)
    plan = Kolomplan(namen, tuple(range(len(namen))))

    def lees() -> Iterator[Blok]:
        for bestand in bestanden:
            rijen = (kind for rij in _hulpbronnen(bestand, soort, heel) for kind in _onder(rij, paden))
            eerste = 1
            while stuk := list(islice(rijen, _KEER)):
                yield from _blok(stuk, kolommen, plan, bestand.naam, eerste)
                eerste += len(stuk)

    return Tabel(naam, namen, lambda: voeg_samen(lees()))


def _blok(stuk: list[Rij], kolommen: list[Kolom], plan: Kolomplan, bestand: str, eerste: int) -> Iterator[Blok]:
    arrays = []
    for kolom in kolommen:

        def plek(plaats: int, naam: str = kolom.naam) -> str:
            return f"{bestand}, rij {eerste + plaats}, kolom {naam}"

        try:
            arrays.append(teksten([kolom.waarde(rij) for rij in stuk], plek))
        except MappingFout as fout:
            raise MappingFout(fout.wat, waar=f"{bestand}; {fout.waar}", herstel=fout.herstel) from None
    yield from maak_blokken(arrays, plan, bestand, eerste)


def _onder(rij: Rij, paden: list[tuple[Stap, ...]]) -> Iterator[Rij]:
    if not paden:
        yield rij
        return
    for plaats, knoop in enumerate(treffers(rij.knoop, paden[0])):
        yield from _onder(Rij(knoop, plaats, rij.bestand, rij.urls, None, rij), paden[1:])


def _hulpbronnen(bestand: Bestand, soort: str, heel: set[Bestand]) -> Iterator[Rij]:
    """The resources of one type in one file, in document order."""
    plaats = 0
    for document in _documenten(bestand, soort, heel):
        for hulpbron, sleutel, urls in _uitgepakt(document, bestand):
            if hulpbron.get("resourceType") == soort:
                yield Rij((hulpbron, None), plaats, bestand.naam, urls, sleutel)
                plaats += 1


def _documenten(bestand: Bestand, soort: str, heel: set[Bestand]) -> Iterator[dict[str, Any]]:
    """The documents of a file. One that is known to be sound, and in which the name of the type does not occur, is not parsed again."""
    naald = soort.encode()
    if bestand.extensie in {".ndjson", ".jsonl"}:
        yield from (record for _, record in regels_met(bestand, b'"%s"' % naald))
        return
    is_xml = bestand.extensie == ".xml" or (bestand.extensie != ".json" and _is_xml(bestand))
    inhoud = lees_bytes(bestand, _XML_MAX if is_xml else DOCUMENT_MAX)
    if bestand in heel and naald not in inhoud:
        return
    yield lees_xml(inhoud, bestand.naam) if is_xml else ontleed_document(inhoud, bestand.naam)
    heel.add(bestand)


def _is_xml(bestand: Bestand) -> bool:
    with leesbaar(bestand.naam), open_bytes(bestand) as stroom:
        return stroom.read(64).removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


_Uitgepakt = tuple[dict[str, Any], str | None, Mapping[str, tuple[str, str]]]


def _uitgepakt(document: Any, bestand: Bestand, diepte: int = 0) -> Iterator[_Uitgepakt]:
    """A resource with its id and the URLs around it; for a bundle the resources in it."""
    if not isinstance(document, dict) or not isinstance(document.get("resourceType"), str) or diepte > _DIEPTE_MAX:
        raise BronFout(
            "Dit is geen FHIR-resource: resourceType ontbreekt.",
            waar=bestand.naam,
            herstel="Haal het bestand uit de map, of noem de bestanden onder [bronnen.bestanden].",
        )
    if document["resourceType"] != "Bundle":
        yield document, document.get("id"), _GEEN_URLS
        return
    stukken = document.get("entry") or []
    stukken = [stuk for stuk in (stukken if isinstance(stukken, list) else [stukken]) if isinstance(stuk, dict) and stuk.get("resource")]
    urls = _urls(stukken)
    for stuk in stukken:
        hulpbron = stuk["resource"]
        if isinstance(hulpbron, dict) and hulpbron.get("resourceType") != "Bundle" and isinstance(hulpbron.get("resourceType"), str):
            yield hulpbron, hulpbron.get("id") or _laatste(stuk.get("fullUrl")), urls
        else:
            yield from _uitgepakt(hulpbron, bestand, diepte + 1)


def _urls(stukken: list[dict[str, Any]]) -> Mapping[str, tuple[str, str]]:
    """fullUrl → (type, id): in a bundle a reference may be to the address of an entry, whatever its id is."""
    uit = {}
    for stuk in stukken:
        hulpbron, url = stuk["resource"], stuk.get("fullUrl")
        if isinstance(url, str) and isinstance(hulpbron, dict):
            sleutel = hulpbron.get("id") or _laatste(url)
            if sleutel:
                uit[url] = (str(hulpbron.get("resourceType")), sleutel)
    return uit


def _laatste(url: Any) -> str | None:
    return re.split(r"[/:]", url)[-1] or None if isinstance(url, str) else None
