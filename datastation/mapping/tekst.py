"""Escaping of whole columns: literals for N-Quads, values for IRIs. A column that needs nothing is not copied."""

from __future__ import annotations

from urllib.parse import quote

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping.iri import is_iri
from datastation.mapping.kolom import Masker, aanwezig, inhoud

_KORT = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}
# Backslash first: it is the escape itself.
_LITERAL = [92, 34, *(i for i in range(32)), 127]
_ONVEILIG = np.zeros(256, np.bool_)
_ONVEILIG[_LITERAL] = True
_VRIJ = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
_CODEREN = np.ones(256, np.bool_)
_CODEREN[list(_VRIJ)] = False


def vlucht(teken: int) -> str:
    """The escape of one control character, quote or backslash in N-Quads."""
    return _KORT.get(teken, f"\\u{teken:04X}")


def literal_tekst(kolom: pa.StringArray) -> pa.StringArray:
    """Escape for between the quotes of an N-Quads literal: ``"``, ``\\`` and every control character."""
    data = inhoud(kolom)
    if not _ONVEILIG[data].any():
        return kolom
    aanwezige = np.unique(data[_ONVEILIG[data]]).tolist()
    for teken in sorted(aanwezige, key=_LITERAL.index):
        kolom = pc.replace_substring(kolom, chr(teken), vlucht(teken))
    return kolom


def iri_deel(kolom: pa.StringArray) -> pa.StringArray:
    """Percent-encode for an IRI template (RML): all but the unreserved characters of RFC 3986, non-ASCII as UTF-8."""
    data = inhoud(kolom)
    if not _CODEREN[data].any():
        return kolom
    woorden = kolom.dictionary_encode()
    gecodeerd = pa.array([quote(woord, safe="") for woord in woorden.dictionary.to_pylist()], pa.string())
    return gecodeerd.take(woorden.indices)


def ongeldige_iri(kolom: pa.StringArray) -> Masker:
    """Where a value that should be a whole IRI is none."""
    woorden = kolom.dictionary_encode()
    goed = pa.array([is_iri(woord) for woord in woorden.dictionary.to_pylist()], pa.bool_()).take(woorden.indices)
    uit: Masker = aanwezig(kolom) & ~goed.fill_null(True).to_numpy(zero_copy_only=False)
    return uit


def vlucht_literal(waarde: str) -> str:
    """As ``literal_tekst``, for one constant of a mapping."""
    return "".join(vlucht(ord(teken)) if ord(teken) < 128 and _ONVEILIG[ord(teken)] else teken for teken in waarde)
