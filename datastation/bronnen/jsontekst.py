"""JSON text to Python values, with every number as the text that stood in the source."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NoReturn

from datastation.bronnen.bestanden import Bestand, leesbaar, open_bytes
from datastation.fouten import BronFout

DOCUMENT_MAX = 512 * 1024**2
REGEL_MAX = 64 * 1024**2
LEEG: Any = object()  # what a blank line gives: not null, and no record
_BOM = b"\xef\xbb\xbf"


def _weiger(naam: str) -> NoReturn:
    raise ValueError(naam)  # NaN and Infinity are no JSON


_ONTLEDER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=_weiger)


def eerste_teken(bestand: Bestand) -> bytes:
    """The first byte that is not white space, ``b""`` where there is none."""
    with leesbaar(bestand.naam), open_bytes(bestand) as stroom:
        while stuk := stroom.read(65_536):
            if kaal := stuk.removeprefix(_BOM).lstrip():
                return kaal[:1]
    return b""


def lees_bytes(bestand: Bestand, hoogstens: int = DOCUMENT_MAX) -> bytes:
    """A whole file, unpacked, without BOM.

    Raises:
        BronFout: unreadable, empty, or larger than ``hoogstens`` bytes.
    """
    with leesbaar(bestand.naam), open_bytes(bestand) as stroom:
        inhoud = stroom.read(hoogstens + 1)
    if len(inhoud) > hoogstens:
        raise BronFout(
            f"Het bestand is groter dan {hoogstens // 1024**2} MB.",
            waar=bestand.naam,
            herstel="Exporteer een object per regel (soort ndjson, of fhir met .ndjson): dat wordt in stukken gelezen.",
        )
    inhoud = inhoud.removeprefix(_BOM)
    if not inhoud.strip():
        raise BronFout("Het bestand is leeg.", waar=bestand.naam, herstel="Maak de export opnieuw.")
    return inhoud


def lees_document(bestand: Bestand) -> Any:
    """One JSON document.

    Raises:
        BronFout: names line and column.
    """
    return ontleed_document(lees_bytes(bestand), bestand.naam)


def ontleed_document(inhoud: bytes, naam: str) -> Any:
    """The same, of bytes that were read before."""
    tekst = _tekst(inhoud, naam)
    try:
        return _ONTLEDER.decode(tekst)
    except json.JSONDecodeError as fout:
        raise _geen_json(f"{naam}, regel {fout.lineno}, kolom {fout.colno}") from None
    except (ValueError, RecursionError):
        raise _geen_json(naam) from None


def lees_regels(bestand: Bestand) -> Iterator[tuple[int, Any]]:
    """Line number and value of each line; LEEG for a blank line.

    Raises:
        BronFout: a line that is no JSON object; names the line.
    """
    return regels_met(bestand, b"")


def regels_met(bestand: Bestand, naald: bytes) -> Iterator[tuple[int, Any]]:
    """The same, of the lines that hold ``naald``; of another line only its outside is looked at, and blank lines are left out.

    With ``naald`` empty every line is read, and a blank one gives LEEG.
    """
    with leesbaar(bestand.naam), open_bytes(bestand) as stroom:
        for nummer, ruw in enumerate(_regels(stroom, bestand.naam), start=1):
            regel = (ruw.removeprefix(_BOM) if nummer == 1 else ruw).strip()
            if not regel:
                if not naald:
                    yield nummer, LEEG
                continue
            if naald in regel:
                yield nummer, _ontleed_regel(regel, f"{bestand.naam}, regel {nummer}")
            elif regel[:1] != b"{" or regel[-1:] != b"}":
                raise _geen_json(f"{bestand.naam}, regel {nummer}", een="een enkel JSON-object")


def _ontleed_regel(regel: bytes, waar: str) -> Any:
    tekst = _tekst(regel, waar)
    try:
        waarde, einde = _ONTLEDER.raw_decode(tekst)
    except (ValueError, RecursionError):
        raise _geen_json(waar) from None
    if einde != len(tekst) or not isinstance(waarde, dict):
        raise _geen_json(waar, een="een enkel JSON-object")
    return waarde


def _regels(stroom: Any, naam: str) -> Iterator[bytes]:
    nummer = 0
    while regel := stroom.readline(REGEL_MAX):
        nummer += 1
        if len(regel) == REGEL_MAX:
            raise BronFout(
                f"De regel is langer dan {REGEL_MAX // 1024**2} MB.",
                waar=f"{naam}, regel {nummer}",
                herstel='Zet elk object op een eigen regel; is het bestand een lijst, gebruik dan soort = "json".',
            )
        yield regel


def _tekst(inhoud: bytes, waar: str) -> str:
    try:
        return inhoud.decode("utf-8")
    except UnicodeDecodeError as fout:
        regel = inhoud.count(b"\n", 0, fout.start) + 1
        waar = waar if ", regel " in waar else f"{waar}, regel {regel}"
        raise BronFout("Hier staan tekens die geen utf-8 zijn.", waar=waar, herstel="JSON is altijd utf-8: exporteer opnieuw.") from None


def _geen_json(waar: str, een: str = "geldige JSON") -> BronFout:
    return BronFout(f"Dit is niet {een}.", waar=waar, herstel="Herstel de export op deze plek, of maak hem opnieuw.")
