"""Bars in SVG. The words stand beside the picture in HTML, so that they keep their size on a narrow screen.

A chart is never the only way to a number: `staven` is always shown with a table of the same figures, and screen readers get that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from datastation.aflevering.pagina import Html, el
from datastation.aflevering.taal import getal, kort

_BREED, _HOOG = 100, 20


@dataclass(frozen=True)
class Staaf:
    """One bar: its name, its value, and the value of the period before where that is compared."""

    naam: str
    waarde: Decimal | int
    vorige: Decimal | int | None = None
    deel: bool = False


def staven(
    titel: str, rijen: Sequence[Staaf], *, nu: str, toen: str = "", eenheid: str = "", decimalen: int = 0, tot: int | None = None
) -> Html:
    """A figure with a bar per row, the period before as a thin bar under it.

    Args:
        titel: what the bars show.
        nu, toen: what the thick and the thin bar mean; without ``toen`` there is one bar a row and no legend.
        eenheid: shown after each number.
        decimalen: digits after the comma.
        tot: the value of a full bar; else the largest one.
    """
    grootste = max((Decimal(w) for rij in rijen for w in (rij.waarde, rij.vorige) if w is not None), default=Decimal(0))
    schaal = Decimal(tot) if tot else grootste if grootste > 0 else Decimal(1)
    regels = [_regel(rij, schaal, vergelijk=bool(toen), eenheid=eenheid, decimalen=decimalen) for rij in rijen]
    legenda = (
        el("p", el("span", kort(nu), klasse="legenda nu"), " ", el("span", kort(toen), klasse="legenda toen"), klasse="legendas")
        if toen
        else None
    )
    return el("figure", el("figcaption", titel), legenda, el("div", regels, klasse="staven", aria_hidden="true"), klasse="grafiek")


def _regel(rij: Staaf, schaal: Decimal, *, vergelijk: bool, eenheid: str, decimalen: int) -> Html:
    balken = [_balk("nu", rij.waarde, schaal, 0, 12 if vergelijk else _HOOG)]
    if vergelijk and rij.vorige is not None:
        balken.append(_balk("toen", rij.vorige, schaal, 14, 6))
    tekening = el("svg", balken, viewBox=f"0 0 {_BREED} {_HOOG}", preserveAspectRatio="none", focusable="false")
    return el(
        "div",
        el("span", rij.naam, klasse="naam"),
        el("span", tekening, klasse="baan"),
        el("span", getal(rij.waarde, decimalen), eenheid, klasse="waarde"),
        klasse="staaf deel" if rij.deel else "staaf",
    )


def _balk(soort: str, waarde: Decimal | int, schaal: Decimal, y: int, hoogte: int) -> Html:
    breed = (max(Decimal(waarde), Decimal(0)) * _BREED / schaal).quantize(Decimal("0.01"))
    return el("rect", klasse=soort, x=0, y=y, width=f"{breed:f}", height=hoogte)
