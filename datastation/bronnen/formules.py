"""What a spreadsheet reader passes in silence: formulas without a saved result, error cells, and archives that unpack to anything."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import IO

from lxml import etree

from datastation.bronnen.bestanden import Bestand, leesbaar
from datastation.fouten import BronFout

_UITGEPAKT_MAX = 2 * 1024**3
_VERDACHT = re.compile(rb"<(?:\w+:)?f[ />]|\bt=[\"']e[\"']")
_STUK = 1024**2
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ZIP = b"PK\x03\x04"


def eis_zip(bestand: Bestand) -> None:
    """Refuse a zipped workbook (xlsx, ods) that is damaged or unpacks to more than 2 GiB."""
    with leesbaar(bestand.naam), bestand.pad.open("rb") as stroom:
        if stroom.read(4) != _ZIP:
            return  # .xls is no archive; what it is instead, the reader finds out
    try:
        with leesbaar(bestand.naam), zipfile.ZipFile(bestand.pad) as archief:
            omvang = sum(deel.file_size for deel in archief.infolist())
    except zipfile.BadZipFile:
        raise BronFout(
            "De werkmap is beschadigd of niet af.",
            waar=bestand.naam,
            herstel="Kopieer het bestand opnieuw, of sla het opnieuw op in Excel.",
        ) from None
    if omvang > _UITGEPAKT_MAX:
        raise BronFout("De werkmap pakt uit tot meer dan 2 GB.", waar=bestand.naam, herstel="Gebruik voor zoveel gegevens csv of parquet.")


def eis_uitkomsten(bestand: Bestand, blad: str, koprij: int, kolommen: Mapping[int, str]) -> None:
    """Refuse, in the asked columns of an .xlsx sheet, a formula whose result was never saved and an error such as ``#REF!``.

    Args:
        kolommen: place of the column (0 = A) → its name.
    """
    if bestand.extensie not in {".xlsx", ".xlsm"}:
        return
    try:
        with leesbaar(bestand.naam), zipfile.ZipFile(bestand.pad) as archief:
            deel = _deel_van_blad(archief, blad)
            if deel is None or not _verdacht(archief.open(deel)):
                return
            for rij, kolom, fout in _lege_formules(archief.open(deel)):
                if rij > koprij and kolom in kolommen:
                    raise _fout(fout, f"{bestand.naam}, blad {blad}, rij {rij}, kolom {kolommen[kolom]}")
    except (zipfile.BadZipFile, etree.XMLSyntaxError, KeyError):
        raise BronFout("Dit blad is niet te lezen.", waar=f"{bestand.naam}, blad {blad}", herstel="Sla de werkmap opnieuw op.") from None


def _fout(fout: bool, waar: str) -> BronFout:
    if fout:
        return BronFout("De cel geeft een fout (zoals #REF! of #N/B).", waar=waar, herstel="Herstel de formule, of maak de cel leeg.")
    return BronFout(
        "De formule in deze cel heeft geen opgeslagen uitkomst.",
        waar=waar,
        herstel="Open de werkmap in Excel, laat hem rekenen en sla hem op; of plak de kolom als waarden.",
    )


def _deel_van_blad(archief: zipfile.ZipFile, blad: str) -> str | None:
    """Path inside the archive of a sheet."""
    parser = _parser()
    boek = etree.fromstring(archief.read("xl/workbook.xml"), parser)
    ids = [el.get(_REL) for el in boek.iter("{*}sheet") if el.get("name") == blad]
    relaties = etree.fromstring(archief.read("xl/_rels/workbook.xml.rels"), parser)
    doelen = [el.get("Target", "") for el in relaties.iter("{*}Relationship") if el.get("Id") in ids]
    if not doelen:
        return None
    return doelen[0].lstrip("/") if doelen[0].startswith("/") else f"xl/{doelen[0]}"


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _verdacht(stroom: IO[bytes]) -> bool:
    vorige = b""
    while stuk := stroom.read(_STUK):
        if _VERDACHT.search(vorige + stuk):
            return True
        vorige = stuk[-64:]
    return False


def _lege_formules(stroom: IO[bytes]) -> Iterator[tuple[int, int, bool]]:
    """Row, column (0 = A) and whether it is an error, of each cell without a usable result."""
    for _, rij in etree.iterparse(stroom, events=("end",), tag="{*}row", resolve_entities=False, no_network=True, load_dtd=False):
        for cel in rij.iterfind("{*}c"):
            soort, waarde = cel.get("t"), cel.findtext("{*}v")
            if soort == "e":
                yield (*_plaats(cel.get("r", "A1")), True)
            # Excel keeps "" as the result of a text formula as t="str" with an empty value: that one is known.
            elif not waarde and soort != "str" and cel.find("{*}f") is not None:
                yield (*_plaats(cel.get("r", "A1")), False)
        rij.clear()
        while rij.getprevious() is not None:
            del rij.getparent()[0]


def _plaats(adres: str) -> tuple[int, int]:
    letters = adres.rstrip("0123456789")
    kolom = 0
    for letter in letters:
        kolom = kolom * 26 + ord(letter) - ord("A") + 1
    return int(adres[len(letters) :]), kolom - 1
