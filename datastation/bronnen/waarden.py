"""Typed values to the text that a mapping reads: dates ISO, numbers without a useless ``.0``, booleans ``true``/``false``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime, time, timedelta

import pyarrow as pa
import pyarrow.compute as pc

from datastation.fouten import BronFout

Plek = Callable[[int], str]  # place of the n-th value, for messages
_TEKST = frozenset({str, type(None)})


def tekst_van(waarde: object) -> str | None:
    """The canonical text of one typed value, or None where there is none.

    Raises:
        TypeError: a value that is no text, number, date, time or boolean.
    """
    match waarde:
        case None | "":
            return None
        case str():
            return waarde
        case bool():
            return "true" if waarde else "false"
        case int():
            return str(waarde)
        case float():
            return getal(waarde)
        case datetime():
            return waarde.isoformat()
        case date():
            return waarde.isoformat()
        case time():
            return waarde.isoformat()
        case timedelta():
            minuten, seconden = divmod(round(waarde.total_seconds()), 60)
            return f"{minuten // 60:02d}:{minuten % 60:02d}:{seconden:02d}"
    raise TypeError(type(waarde).__name__)


def getal(waarde: float) -> str | None:
    """A float without ``.0`` where it is whole; not-a-number counts as empty."""
    if waarde != waarde:  # noqa: PLR0124 - only NaN differs from itself
        return None
    return str(int(waarde)) if waarde.is_integer() else repr(waarde)


def teksten(waarden: Sequence[object], plek: Plek) -> pa.Array:
    """A column of text of typed values.

    Raises:
        BronFout: a value is composite or binary, holds a NUL or half a surrogate pair; ``plek`` tells where.
    """
    if not _TEKST.issuperset(map(type, waarden)):
        nieuw: list[str | None] = []
        for plaats, waarde in enumerate(waarden):
            try:
                nieuw.append(tekst_van(waarde))
            except TypeError:
                raise BronFout(
                    f"Hier staat geen enkele waarde, maar {_soort(waarde)}.",
                    waar=plek(plaats),
                    herstel="Laat de mapping naar een enkele waarde wijzen; zie docs/bronnen.md.",
                ) from None
        waarden = nieuw
    try:
        kolom = pa.array(waarden, pa.string())
    except UnicodeEncodeError:
        plaats = next(i for i, w in enumerate(waarden) if isinstance(w, str) and any("\ud800" <= t <= "\udfff" for t in w))
        raise BronFout("Hier staat een half teken (surrogaat).", waar=plek(plaats), herstel="Herstel de export.") from None
    eis_geen_nul(kolom, plek)
    return kolom


def eis_geen_nul(kolom: pa.Array, plek: Plek) -> None:
    """Refuse a NUL character: no literal may hold it."""
    met_nul = pc.match_substring(kolom, "\0")
    if pc.any(met_nul).as_py():
        raise BronFout("Er staat een NUL-teken in een cel.", waar=plek(pc.index(met_nul, True).as_py()), herstel="Herstel de export.")


def _soort(waarde: object) -> str:
    match waarde:
        case dict():
            return "een object"
        case list():
            return "een lijst"
        case bytes():
            return "binaire inhoud"
    return f"een {type(waarde).__name__}"
