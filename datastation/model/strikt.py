"""JSON as a receiver must read it: one meaning per text, bounded before any parser sees it.

Refused although Python's json would take it: a name twice in one object (RFC 8259 §4 leaves open which counts), NaN and Infinity, a float that
overflows, an integer that not every reader keeps (RFC 7493 §2.2: beyond 2^53 - 1), half surrogates, and control characters other than tab and
line ends (URDNA2015 and RDFC-1.0 write those differently, so that one text would have two hashes).

`vertrouwen` and `berichten` both read with this, and say in their own words what is wrong.
"""

from __future__ import annotations

import json
import math
import re
from enum import StrEnum
from typing import Any, NoReturn

MAX_BYTES = 1 << 20
MAX_DIEPTE = 20
_GROOTSTE = (1 << 53) - 1
_VERBODEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_TEKST_OF_HAAK = re.compile(r'"(?:[^"\\]|\\.)*+"|[\[{\]}]', re.DOTALL)

Object = dict[str, Any]


class Leesfout(StrEnum):
    """What is wrong with a text that should be JSON."""

    TE_GROOT = "te-groot"
    TE_DIEP = "te-diep"
    GEEN_JSON = "geen-json"
    DUBBELE_SLEUTEL = "dubbele-sleutel"
    GETAL = "getal"
    TEKEN = "teken"

    @property
    def zin(self) -> str:
        """What is wrong, one sentence, Dutch."""
        return _ZINNEN[self]


_ZINNEN = {
    Leesfout.TE_GROOT: "Het bericht is te groot.",
    Leesfout.TE_DIEP: "Het bericht is te diep genest.",
    Leesfout.GEEN_JSON: "Het bericht is geen geldige JSON in UTF-8.",
    Leesfout.DUBBELE_SLEUTEL: "Een naam staat twee keer in hetzelfde JSON-object.",
    Leesfout.GETAL: "Een getal in het bericht is te groot of geen getal.",
    Leesfout.TEKEN: "Een tekst in het bericht bevat een stuurteken of een half teken.",
}


class StrikteFout(ValueError):
    """A text that strict JSON is not. For the part that reads: it turns this into its own refusal.

    Args:
        soort: what is wrong; no value of the text.
    """

    def __init__(self, soort: Leesfout) -> None:
        self.soort = soort
        super().__init__(soort.value)


def lees_strikt(inhoud: bytes | str, *, max_bytes: int = MAX_BYTES, max_diepte: int = MAX_DIEPTE) -> Any:
    """Read one JSON value.

    Args:
        inhoud: UTF-8 without BOM, or text. max_bytes: size in UTF-8. max_diepte: objects and lists inside each other.

    Raises:
        StrikteFout: with the `Leesfout` of the first rule that it breaks.
    """
    tekst = _tekst(inhoud, max_bytes)
    _meet_diepte(tekst, max_diepte)
    try:
        waarde = json.loads(tekst, object_pairs_hook=_zonder_dubbele, parse_constant=_geen_getal, parse_int=_geheel, parse_float=_gebroken)
    except StrikteFout:
        raise
    except ValueError:
        raise StrikteFout(Leesfout.GEEN_JSON) from None
    _zonder_stuurtekens(waarde)
    return waarde


def _tekst(inhoud: bytes | str, max_bytes: int) -> str:
    if len(inhoud) > max_bytes:
        raise StrikteFout(Leesfout.TE_GROOT)
    try:
        ruw = inhoud.encode() if isinstance(inhoud, str) else inhoud
        tekst = ruw.decode()
    except UnicodeError:
        raise StrikteFout(Leesfout.GEEN_JSON) from None
    if len(ruw) > max_bytes:
        raise StrikteFout(Leesfout.TE_GROOT)
    return tekst


def _meet_diepte(tekst: str, grens: int) -> None:
    diepte = 0
    for treffer in _TEKST_OF_HAAK.finditer(tekst):
        if treffer[0] in "[{":
            diepte += 1
            if diepte > grens:
                raise StrikteFout(Leesfout.TE_DIEP)
        elif treffer[0] in "]}":
            diepte -= 1


def _zonder_dubbele(paren: list[tuple[str, Any]]) -> Object:
    uit = dict(paren)
    if len(uit) != len(paren):
        raise StrikteFout(Leesfout.DUBBELE_SLEUTEL)
    return uit


def _geen_getal(_: str) -> NoReturn:
    raise StrikteFout(Leesfout.GETAL)


def _geheel(tekst: str) -> int:
    if len(tekst) > 17 or abs(int(tekst)) > _GROOTSTE:
        raise StrikteFout(Leesfout.GETAL)
    return int(tekst)


def _gebroken(tekst: str) -> float:
    if not math.isfinite(waarde := float(tekst)):
        raise StrikteFout(Leesfout.GETAL)
    return waarde


def _zonder_stuurtekens(waarde: Any) -> None:
    if isinstance(waarde, str):
        if _VERBODEN.search(waarde):
            raise StrikteFout(Leesfout.TEKEN)
    elif isinstance(waarde, dict):
        for naam, lid in waarde.items():
            _zonder_stuurtekens(naam)
            _zonder_stuurtekens(lid)
    elif isinstance(waarde, list):
        for lid in waarde:
            _zonder_stuurtekens(lid)
