"""Strict JSON (`model.strikt`) with the refusals of the verifier."""

from __future__ import annotations

from typing import Any

from datastation.model.strikt import MAX_BYTES, MAX_DIEPTE, Object, StrikteFout, lees_strikt
from datastation.vertrouwen.redenen import Afgewezen, Reden

__all__ = ["MAX_BYTES", "MAX_DIEPTE", "Object", "lees_json", "lees_object"]


def lees_json(inhoud: bytes | str, *, max_bytes: int = MAX_BYTES, max_diepte: int = MAX_DIEPTE) -> Any:
    """Read one JSON value.

    Args:
        inhoud: UTF-8 without BOM, or text. max_bytes: size in UTF-8. max_diepte: objects and lists inside each other.

    Raises:
        Afgewezen: ``TE_GROOT``, ``TE_DIEP``, ``GEEN_JSON``, ``DUBBELE_SLEUTEL``, ``GETAL`` or ``TEKEN``.
    """
    try:
        return lees_strikt(inhoud, max_bytes=max_bytes, max_diepte=max_diepte)
    except StrikteFout as fout:
        raise Afgewezen(Reden(fout.soort.value)) from None


def lees_object(inhoud: bytes | str, *, max_bytes: int = MAX_BYTES, waar: str = "") -> Object:
    """As `lees_json`, for a text that must be an object; ``VORM`` where it is something else."""
    waarde = lees_json(inhoud, max_bytes=max_bytes)
    if not isinstance(waarde, dict):
        raise Afgewezen(Reden.VORM, waar=waar)
    return waarde
