"""Which form of a thing the asker wants: the Accept header against what there is (RFC 9110 §12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

_MEEST = 32  # parts of a header that are read; more is not an honest question


def kies(accept: str, aanbod: Sequence[str]) -> str | None:
    """The media type of `aanbod` that the header likes best, among equals the first of `aanbod`; None where it likes none.

    Args:
        accept: value of the Accept header; "" is anything. aanbod: media types without parameters, ours first.
    """
    delen = [_deel(tekst) for tekst in accept.split(",")[:_MEEST] if tekst.strip()]
    if not delen:
        return aanbod[0]
    scores = [(_waarde(soort, delen), -plek) for plek, soort in enumerate(aanbod)]
    beste, plek = max(scores)
    return aanbod[-plek] if beste > 0 else None


def taal(accept_language: str) -> str:
    """``nl`` or ``en``: Dutch, unless the header prefers English."""
    waarden = {"nl": 0.0, "en": 0.0}
    for tekst in accept_language.split(",")[:_MEEST]:
        soort, q = _deel(tekst)
        kort = soort.partition("-")[0]
        if kort in waarden:
            waarden[kort] = max(waarden[kort], q)
    return "en" if waarden["en"] > waarden["nl"] else "nl"


def _deel(tekst: str) -> tuple[str, float]:
    soort, *parameters = (stuk.strip().lower() for stuk in tekst.split(";"))
    q = next((p[2:] for p in parameters if p.startswith("q=")), "1")
    try:
        # A weight is 0 to 1 with three decimals at most; anything else is no weight.
        gewicht = float(q) if len(q) <= 5 else 0.0
    except ValueError:
        gewicht = 0.0
    return soort, gewicht if 0 <= gewicht <= 1 else 0.0


def _waarde(soort: str, delen: Sequence[tuple[str, float]]) -> float:
    """The weight of the most specific part that names this type; 0 where none does."""
    groep = soort.partition("/")[0]
    for patroon in (soort, f"{groep}/*", "*/*"):
        gewichten = [q for naam, q in delen if naam == patroon]
        if gewichten:
            return max(gewichten)
    return 0.0
