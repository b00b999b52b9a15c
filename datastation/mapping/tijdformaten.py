"""The formats of dates and times that a mapping may name: ``iso``, or directives such as ``%d-%m-%Y``.

``strptime`` of the usual libraries takes 31-02, digits of other scripts and a locale's month names. Here a format is a list of
byte positions, which `tijd.ontleed` applies to whole blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

# Directive → (field, width).
_VELDEN = {"d": ("dag", 2), "m": ("maand", 2), "Y": ("jaar", 4), "H": ("uur", 2), "M": ("minuut", 2), "S": ("seconde", 2)}
_EENCIJFERIG = ("dag", "maand", "uur")

_ISO = re.compile(
    r"(?P<jaar>[0-9]{4})-(?P<maand>[0-9]{2})-(?P<dag>[0-9]{2})"
    r"(?:[Tt ](?P<uur>[0-9]{2}):(?P<minuut>[0-9]{2})(?::(?P<seconde>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
    r"(?P<zone>[Zz]|[+-][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True)
class Indeling:
    """A layout of fixed width: which bytes are digits of which field, which are constants."""

    breedte: int
    velden: tuple[tuple[str, int, int], ...]
    vast: tuple[tuple[int, bytes], ...]
    zone: int = -1


@dataclass(frozen=True)
class Formaat:
    """One format: its fixed layouts for whole blocks, its pattern for single values."""

    tekst: str
    indelingen: tuple[Indeling, ...]
    precies: re.Pattern[str]
    ruim: re.Pattern[str]
    heeft_datum: bool
    heeft_tijd: bool


def _iso() -> Formaat:
    datum = (("jaar", 0, 4), ("maand", 5, 2), ("dag", 8, 2))
    minuut = (*datum, ("uur", 11, 2), ("minuut", 14, 2))
    seconde = (*minuut, ("seconde", 17, 2))
    streep, uren, seconden = ((4, b"-"), (7, b"-")), ((10, b"Tt "), (13, b":")), ((16, b":"),)
    tot_seconde = (*streep, *uren, *seconden)
    return Formaat(
        "iso",
        (
            Indeling(10, datum, streep),
            Indeling(16, minuut, (*streep, *uren)),
            Indeling(19, seconde, tot_seconde),
            Indeling(20, seconde, (*tot_seconde, (19, b"Zz"))),
            Indeling(25, (*seconde, ("zone_uur", 20, 2), ("zone_minuut", 23, 2)), (*tot_seconde, (19, b"+-"), (22, b":")), 19),
        ),
        _ISO,
        _ISO,
        heeft_datum=True,
        heeft_tijd=True,
    )


def _formaat(tekst: str) -> Formaat:
    if tekst == "iso":
        return _iso()
    velden, vast, precies, ruim, plaats, gezien = [], [], "", "", 0, set()
    stukken = re.findall(r"%.?|[^%]", tekst, re.DOTALL)
    for nummer, stuk in enumerate(stukken):
        if len(stuk) == 2 and stuk[1] in _VELDEN:
            naam, breedte = _VELDEN[stuk[1]]
            if naam in gezien:
                raise ValueError(f"{stuk} staat er twee keer in")
            gezien.add(naam)
            velden.append((naam, plaats, breedte))
            buren = [
                s for s in (stukken[nummer - 1 : nummer] if nummer else []) + stukken[nummer + 1 : nummer + 2] if s[0] in "%0123456789"
            ]
            precies += f"(?P<{naam}>[0-9]{{{breedte}}})"
            # 1-2-2026 is a date, 122026 is a riddle: a single digit only where a separator stands on both sides.
            ruim += f"(?P<{naam}>[0-9]{{{'1,2' if naam in _EENCIJFERIG and not buren else breedte}}})"
            plaats += breedte
            continue
        if stuk[0] == "%" and stuk != "%%":
            raise ValueError(f"{stuk} is niet bekend; kies uit %d %m %Y %H %M %S of iso")
        for byte in stuk[-1].encode():
            vast.append((plaats, bytes([byte])))
            plaats += 1
        precies += re.escape(stuk[-1])
        ruim += re.escape(stuk[-1])
    datum, tijd = {"jaar", "maand", "dag"} & gezien, {"uur", "minuut", "seconde"} & gezien
    if datum and len(datum) < 3:
        raise ValueError("een datum heeft %d, %m en %Y")
    if ("minuut" in tijd and "uur" not in tijd) or ("seconde" in tijd and "minuut" not in tijd) or (tijd == {"uur"}):
        raise ValueError("een tijd heeft %H en %M, en soms %S")
    if not gezien:
        raise ValueError("er staat geen datum of tijd in")
    return Formaat(tekst, (Indeling(plaats, tuple(velden), tuple(vast)),), re.compile(precies), re.compile(ruim), bool(datum), bool(tijd))


@lru_cache(maxsize=256)
def lees_formaten(tekst: str, functie: str) -> tuple[Formaat, ...]:
    """Formats separated by ``|``, checked against what the function needs.

    Raises:
        ValueError: an unknown directive, or no date or time where the function needs one; the message is Dutch.
    """
    formaten = tuple(_formaat(stuk) for stuk in tekst.split("|"))
    for formaat in formaten:
        if functie == "minuten_tussen":
            if not formaat.heeft_tijd:
                raise ValueError("er staat geen tijd in")
        elif not formaat.heeft_datum:
            raise ValueError("er staat geen datum in")
        elif functie in ("tijdstip", "tijdstip_van") and not formaat.heeft_tijd:
            raise ValueError("er staat geen tijd in")
    if len({f.heeft_datum for f in formaten}) > 1:
        raise ValueError("het ene formaat heeft een datum en het andere niet")
    return formaten


def in_woorden(tekst: str) -> str:
    """Formats as a carer writes them: ``%d-%m-%Y|iso`` is ``dd-mm-jjjj of jjjj-mm-ddTuu:mm``."""
    stukken = ["%Y-%m-%dT%H:%M" if stuk == "iso" else stuk for stuk in tekst.split("|")]
    for richting, woord in (("%d", "dd"), ("%m", "mm"), ("%Y", "jjjj"), ("%H", "uu"), ("%M", "mm"), ("%S", "ss"), ("%%", "%")):
        stukken = [stuk.replace(richting, woord) for stuk in stukken]
    return " of ".join(stukken)
