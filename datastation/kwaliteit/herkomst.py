"""From a finding to the source row that has to be repaired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from datastation.model.bevinding import Bevinding

_ACHTERVOEGSEL = "-herkomst"


def bevindingen_met_herkomst(bevindingen: Iterable[Bevinding], herkomst: Iterable[Path]) -> tuple[Bevinding, ...]:
    """Fill in source, file and row where row provenance knows the record.

    Args:
        bevindingen: what the rules found.
        herkomst: ``<bron>-herkomst.parquet`` files with columns tabel, bestand, rij, onderwerp.

    Returns:
        The findings, sorted by rule, source, file, row and record. A record of several rows gets the first one that names it.
    """
    lijst = list(bevindingen)
    gezocht = pa.array(sorted({b.record for b in lijst}), pa.string())
    plek: dict[str, tuple[str, str, int]] = {}
    for pad in herkomst if len(gezocht) else ():
        bron = pad.stem.removesuffix(_ACHTERVOEGSEL)
        for onderwerp, bestand, rij in _rijen(pad, gezocht):
            plek.setdefault(onderwerp, (bron, bestand, rij))
    gevuld = (replace(b, bron=p[0], bestand=p[1], rij=p[2]) if (p := plek.get(b.record)) else b for b in lijst)
    return tuple(sorted(gevuld, key=lambda b: (b.regel, b.bron, b.bestand, b.rij, b.record, b.eigenschap)))


def _rijen(pad: Path, gezocht: pa.Array) -> Iterable[tuple[str, str, int]]:
    """Rows of one file whose subject is asked for: a semi join, column by column, a batch at a time."""
    with pq.ParquetFile(pad) as bestand:
        for blok in bestand.iter_batches(batch_size=262_144, columns=["onderwerp", "bestand", "rij"]):
            treffers = blok.filter(pc.is_in(blok.column("onderwerp"), value_set=gezocht))
            yield from zip(*(treffers.column(i).to_pylist() for i in range(3)), strict=True)
