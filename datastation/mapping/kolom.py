"""Columns of text as bytes: the ground under the kernels of this part."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Masker: TypeAlias = npt.NDArray[np.bool_]
Vector: TypeAlias = npt.NDArray[np.int64]

# What str.isspace() calls white space, as a character class for RE2.
_WIT = r"\t-\r\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
ALLEEN_WIT = f"^[{_WIT}]*$"
RAND_WIT = f"^[{_WIT}]|[{_WIT}]$"
_WIT_ZONDER_SPATIE = _WIT.replace(r"-\x{20}", r"-\x{1f}")
ROMMELIG_WIT = f"^[{_WIT}]|[{_WIT}]$|[{_WIT}][{_WIT}]|[{_WIT_ZONDER_SPATIE}]"
# First bytes of UTF-8 sequences that may be white space.
_EERSTE = np.zeros(256, np.bool_)
_EERSTE[[*range(9, 14), *range(0x1C, 0x21), 0xC2, 0xE1, 0xE2, 0xE3]] = True


def bytes_van(kolom: pa.StringArray) -> tuple[Vector, npt.NDArray[np.uint8]]:
    """Start offsets (n + 1) and the bytes that they point into; no copy of the bytes."""
    _, offsets, data = kolom.buffers()
    if offsets is None or len(kolom) == 0:
        return np.zeros(len(kolom) + 1, np.int64), np.zeros(0, np.uint8)
    start = np.frombuffer(offsets, np.int32)[kolom.offset : kolom.offset + len(kolom) + 1].astype(np.int64)
    return start, np.frombuffer(data, np.uint8) if data is not None and data.size else np.zeros(0, np.uint8)


def inhoud(kolom: pa.StringArray) -> npt.NDArray[np.uint8]:
    """All bytes of a column behind each other."""
    start, data = bytes_van(kolom)
    return data[start[0] : start[-1]]


def masker(kolom: pa.BooleanArray) -> Masker:
    """A boolean column as numpy; null counts as false."""
    if kolom.null_count:
        kolom = pc.fill_null(kolom, False)
    uit: Masker = kolom.to_numpy(zero_copy_only=False)
    return uit


def aanwezig(kolom: pa.StringArray) -> Masker:
    """Which rows have a value; `leeg_is_afwezig` made white space null before."""
    return masker(kolom.is_valid())


def zonder(kolom: pa.StringArray, weg: Masker) -> pa.StringArray:
    """The column with null where ``weg``."""
    return pc.if_else(pa.array(weg), pa.scalar(None, pa.string()), kolom) if weg.any() else kolom


def leeg_is_afwezig(kolom: pa.Array) -> pa.StringArray:
    """A value that is empty or only white space is absent."""
    if kolom.type != pa.string():
        kolom = kolom.cast(pa.string())
    start, data = bytes_van(kolom)
    lengte = np.diff(start)
    verdacht = lengte == 0
    if data.size:
        eerste = data[np.minimum(start[:-1], data.size - 1)]
        verdacht |= _EERSTE[eerste]
    if kolom.null_count:
        verdacht &= aanwezig(kolom)
    if not verdacht.any():
        return kolom
    return zonder(kolom, masker(pc.match_substring_regex(kolom, ALLEEN_WIT)))


def kaal(kolom: pa.StringArray) -> pa.StringArray:
    """Without white space around each value."""
    if masker(pc.match_substring_regex(kolom, RAND_WIT)).any():
        return pc.utf8_trim_whitespace(kolom)
    return kolom
