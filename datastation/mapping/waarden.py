"""Functions on single values, called once for each distinct value of a block. A result is text, or the reason of the loss."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from datastation.mapping.codelijst import Codelijst
from datastation.mapping.model import Context
from datastation.model.bsn import elfproef
from datastation.vocabulaire import instantie


@dataclass(frozen=True)
class Verlies:
    """The value cannot be used, for this reason (docs/verliesredenen.md)."""

    reden: str


Waardefunctie: TypeAlias = Callable[[str], str | Verlies | None]

GEHEEL_MAX = 9_999_999
_GETAL = re.compile(r"([+-]?)([0-9]{1,18})(?:[.,]([0-9]{1,18}))?")
_DUIZENDTAL = re.compile(r"[+-]?[0-9]{1,3}[.,][0-9]{3}")


def _getal(waarde: str) -> Decimal | None:
    treffer = _GETAL.fullmatch(waarde)
    return Decimal(f"{treffer[1]}{treffer[2]}.{treffer[3] or '0'}") if treffer else None


def geheel(maal: int) -> Waardefunctie:
    """A whole number, times ``maal``; ``1.500`` is refused: it may mean fifteen hundred or one and a half.

    More than seven digits are refused too: no count, duration or frequency is that large, and a BSN in the wrong column is.
    """

    def reken(waarde: str) -> str | Verlies:
        getal = None if _DUIZENDTAL.fullmatch(waarde) else _getal(waarde)
        if getal is None or (uit := getal * maal) != uit.to_integral_value():
            return Verlies("geen_geheel_getal")
        return str(int(uit)) if abs(uit) <= GEHEEL_MAX else Verlies("getal_te_groot")

    return reken


def decimaal(waarde: str) -> str | Verlies:
    """Canonical xsd:decimal without needless zeros: ``1,50`` → ``1.5``."""
    getal = _getal(waarde)
    if getal is None:
        return Verlies("geen_getal")
    tekst = f"{getal:f}".rstrip("0")
    tekst = tekst + "0" if tekst.endswith(".") else tekst
    return tekst.removeprefix("-") if getal == 0 else tekst


def waarheid(ja: str, nee: str) -> Waardefunctie:
    """xsd:boolean from words, each list parted by ``|``; capitals do not matter, and a word in both lists means yes."""
    tabel = {woord.strip().casefold(): "false" for woord in nee.split("|")} | {woord.strip().casefold(): "true" for woord in ja.split("|")}
    return lambda waarde: tabel.get(waarde.casefold()) or Verlies("geen_ja_of_nee")


def bsn(waarde: str) -> str | Verlies:
    """A number that passes the 11-proof, as it stands."""
    return waarde if elfproef(waarde) else Verlies("bsn_ongeldig")


def bsn_ongeldig(waarde: str) -> str | None:
    """``true`` for a number that `bsn` loses; nothing for a good one, so that the graph holds the exception only."""
    return None if elfproef(waarde) else "true"


def cijfers(aantal: int, reden: str) -> Waardefunctie:
    """A text of exactly so many digits 0-9; anything else is lost for ``reden``."""
    patroon = re.compile(rf"[0-9]{{{aantal}}}")
    return lambda waarde: waarde if patroon.fullmatch(waarde) else Verlies(reden)


def code(lijst: Codelijst) -> Waardefunctie:
    """The IRI that a code list gives; a code without a target is another loss than an unknown code."""

    def zoek(waarde: str) -> str | Verlies:
        doel = lijst.doelen.get(waarde)
        if doel is None:
            return Verlies("onbekende_code")
        return doel or Verlies("code_zonder_doel")

    return zoek


def pseudoniem(context: Context, soort: str) -> Waardefunctie:
    """Decision 4: HMAC-SHA256, 128 bits, of ``client|<ruimte>|<clientnummer>``; another ``soort`` stands in its place."""
    begin = f"{soort}|{context.ruimte}|"

    def maak(waarde: str) -> str:
        return instantie(context.kvk, soort, hmac.digest(context.sleutel, f"{begin}{waarde}".encode(), "sha256").hex()[:32])

    return maak


def tekst(waarde: str) -> str | None:
    """White space trimmed and made single; only white space is nothing."""
    return " ".join(waarde.split()) or None
