"""From a finding to the source row that has to be repaired."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from datastation.kwaliteit.blokkades import Vraag
from datastation.model.bevinding import Bevinding
from datastation.vocabulaire import WZD

_ACHTERVOEGSEL = "-herkomst"


# Records that a row makes beside its own: repaired in the row of the record that they belong to.
_HOORT_BIJ = (("/naam/", "/client/"), ("/adres/", "/client/"), ("/vestigingsnummer/", "/vestiging/"))
LOCATIES = f"SELECT ?vestiging ?locatie WHERE {{ ?locatie <{WZD}geregistreerdAls> ?vestiging }} ORDER BY ?vestiging ?locatie"


def bevindingen_met_herkomst(
    bevindingen: Iterable[Bevinding], herkomst: Iterable[Path], vraag: Vraag | None = None
) -> tuple[Bevinding, ...]:
    """Fill in source, file and row where row provenance knows the record.

    Args:
        bevindingen: what the rules found.
        herkomst: ``<bron>-herkomst.parquet`` files with columns tabel, bestand, rij, onderwerp.
        vraag: runs a SELECT on the snapshot; with it a finding on a vestiging leads to the row of a location that is registered as it.

    Returns:
        The findings, sorted by rule, source, file, row and record. A record of several rows gets the first one that names it.
    """
    lijst = list(bevindingen)
    plek_van = _repareerbaar({b.record for b in lijst}, vraag)
    gezocht = pa.array(sorted(set(plek_van.values())), pa.string())
    plek: dict[str, tuple[str, str, int]] = {}
    for pad in herkomst if len(gezocht) else ():
        bron = pad.stem.removesuffix(_ACHTERVOEGSEL)
        for onderwerp, bestand, rij in _rijen(pad, gezocht):
            plek.setdefault(onderwerp, (bron, bestand, rij))
    gevuld = (replace(b, bron=p[0], bestand=p[1], rij=p[2]) if (p := plek.get(plek_van[b.record])) else b for b in lijst)
    return tuple(sorted(gevuld, key=lambda b: (b.regel, b.bron, b.bestand, b.rij, b.record, b.eigenschap)))


def _repareerbaar(records: set[str], vraag: Vraag | None) -> dict[str, str]:
    """For each record the one in whose source row it is repaired: mostly itself."""
    plek_van = {record: record for record in records}
    for soort, eigenaar in _HOORT_BIJ:
        plek_van |= {record: record.replace(soort, eigenaar, 1) for record in records if soort in record}
    if vraag is not None and any("/vestiging/" in plek for plek in plek_van.values()):
        locaties: dict[str, str] = {}
        for rij in vraag(LOCATIES):
            locaties.setdefault(rij["vestiging"], rij["locatie"])
        plek_van = {record: locaties.get(plek, plek) for record, plek in plek_van.items()}
    return plek_van


def _rijen(pad: Path, gezocht: pa.Array) -> Iterable[tuple[str, str, int]]:
    """Rows of one file whose subject is asked for: a semi join, column by column, a batch at a time."""
    with pq.ParquetFile(pad) as bestand:
        for blok in bestand.iter_batches(batch_size=262_144, columns=["onderwerp", "bestand", "rij"]):
            treffers = blok.filter(pc.is_in(blok.column("onderwerp"), value_set=gezocht))
            yield from zip(*(treffers.column(i).to_pylist() for i in range(3)), strict=True)
