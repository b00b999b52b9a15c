"""From raw columns to the blocks that a mapping reads: empty is null, wholly empty rows are no records, numbers stay."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from datastation.bronnen.koppen import Kolomplan
from datastation.fouten import BronFout
from datastation.model.tabel import Blok

RIJEN = 65_536
CEL_MAX = 4 * 1024**2  # bytes; free text is far smaller, a larger cell is a broken export
_GATEN_MAX = 10_000


def maak_blokken(
    kolommen: Sequence[pa.Array], plan: Kolomplan, bestand: str, eerste_rij: int, *, leeg: pa.Array | None = None
) -> Iterator[Blok]:
    """Blocks of the asked columns of some consecutive rows.

    Args:
        kolommen: all columns of the source that were read, ``string``, in header order.
        plan: which of them are asked.
        bestand: name for messages.
        eerste_rij: number of the first row as a person counts.
        leeg: True for each row that holds nothing in any column; such a row is skipped and keeps its number.

    Raises:
        BronFout: a cell is larger than 4 MiB, or blank lines stand between all rows.
    """
    rijen = len(kolommen[0])
    gekozen = [pa.nulls(rijen, pa.string()) if plaats is None else leeg_is_null(kolommen[plaats]) for plaats in plan.plaatsen]
    for naam, kolom in zip(plan.namen, gekozen, strict=True):
        eis_maat(kolom, naam, bestand, eerste_rij)
    batch = pa.RecordBatch.from_arrays(gekozen, names=list(plan.namen))
    if leeg is None or not pc.any(leeg).as_py():
        if rijen:
            yield Blok(bestand, eerste_rij, batch)
        return
    for begin, einde in _stukken(np.asarray(leeg), f"{bestand}, vanaf rij {eerste_rij}"):
        yield Blok(bestand, eerste_rij + begin, batch.slice(begin, einde - begin))


def voeg_samen(blokken: Iterator[Blok]) -> Iterator[Blok]:
    """Small blocks of consecutive rows of one file as blocks of up to 64 k rows: a mapping works per block."""
    bij: list[Blok] = []
    rijen, grens = 0, 1  # the first block comes at once: whoever only wants to know whether there are rows has his answer
    for blok in blokken:
        sluit_aan = bij and blok.bestand == bij[0].bestand and blok.eerste_rij == bij[0].eerste_rij + rijen
        if bij and (not sluit_aan or rijen + blok.rijen.num_rows > grens):
            yield _samen(bij)
            bij, rijen, grens = [], 0, RIJEN
        bij.append(blok)
        rijen += blok.rijen.num_rows
    if bij:
        yield _samen(bij)


def _samen(bij: list[Blok]) -> Blok:
    return bij[0] if len(bij) == 1 else Blok(bij[0].bestand, bij[0].eerste_rij, pa.concat_batches([blok.rijen for blok in bij]))


def leeg_is_null(kolom: pa.Array) -> pa.Array:
    """``""`` becomes null; white space is a value."""
    gevuld = pc.not_equal(pc.binary_length(kolom), 0)
    return kolom if pc.all(gevuld, skip_nulls=False).as_py() else pc.if_else(gevuld, kolom, pa.scalar(None, pa.string()))


def lege_rijen(kolommen: Sequence[pa.Array]) -> pa.Array:
    """True where no column holds anything."""
    leeg: pa.Array | None = None
    for kolom in kolommen:
        hier = pc.fill_null(pc.equal(pc.binary_length(kolom), 0), True)
        leeg = hier if leeg is None else pc.and_(leeg, hier)
        if not pc.any(leeg).as_py():
            break
    assert leeg is not None
    return leeg


def eis_maat(kolom: pa.Array, naam: str, bestand: str, eerste_rij: int) -> None:
    """Refuse a cell that no column of a care record can hold."""
    if kolom.nbytes <= CEL_MAX:
        return
    lengtes = pc.binary_length(kolom)
    grootste = pc.max(lengtes).as_py() or 0
    if grootste > CEL_MAX:
        rij = eerste_rij + pc.index(lengtes, grootste).as_py()
        raise BronFout(
            f"Een cel is {grootste // 1024**2} MB groot; meer dan 4 MB kan niet.",
            waar=f"{bestand}, rij {rij}, kolom {naam}",
            herstel="Kijk of er een aanhalingsteken ontbreekt, of laat bijlagen buiten de export.",
        )


def _stukken(leeg: np.ndarray, waar: str) -> Iterator[tuple[int, int]]:
    """Begin and end of each stretch of rows that hold something."""
    grens = np.flatnonzero(np.diff(np.concatenate(([True], leeg, [True])).astype(np.int8)))
    if len(grens) > 2 * _GATEN_MAX:
        raise BronFout(
            "Tussen bijna alle rijen staan lege rijen.",
            waar=waar,
            herstel="Sla de export opnieuw op zonder lege rijen; vaak zijn de regeleinden verdubbeld bij het kopiëren.",
        )
    return zip(grens[0::2].tolist(), grens[1::2].tolist(), strict=True)
