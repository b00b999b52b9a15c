"""A table of a source on its way to the mapping: columns, never row objects."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyarrow as pa


@dataclass(frozen=True)
class Blok:
    """Some consecutive rows of one file.

    Attributes:
        bestand: path relative to the station folder, for messages and row provenance.
        eerste_rij: number of the first row as a person counts it in that file (a CSV or sheet with a header starts at 2).
        rijen: a batch in which every column is ``string``; null = the source holds nothing there.
    """

    bestand: str
    eerste_rij: int
    rijen: pa.RecordBatch


@dataclass(frozen=True)
class Tabel:
    """One table of a source, readable more than once.

    Attributes:
        naam: the name under which a mapping refers to it.
        kolommen: column names in source order.
        lees: opens a new stream of blocks; raises BronFout with file, row and repair when the source is broken.
    """

    naam: str
    kolommen: tuple[str, ...]
    lees: Callable[[], Iterator[Blok]]
