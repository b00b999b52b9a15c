"""Row provenance: which row of which file a record comes from (decision 7)."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from datastation.mapping.kolom import Vector

_RIJEN = 131_072
SCHEMA = pa.schema(
    [
        ("tabel", pa.dictionary(pa.int32(), pa.string())),
        ("bestand", pa.dictionary(pa.int32(), pa.string())),
        ("rij", pa.int32()),
        ("onderwerp", pa.string()),
    ]
)


class Herkomstschrijver:
    """Writes ``<bron>-herkomst.parquet``, streaming; one row for each mapped row of the source."""

    def __init__(self, pad: Path, tabellen: list[str]) -> None:
        self._tabellen = pa.array(tabellen, pa.string())
        self._nummers = {naam: nummer for nummer, naam in enumerate(tabellen)}
        self._schrijver = pq.ParquetWriter(
            pad,
            SCHEMA,
            compression="zstd",
            compression_level=1,
            use_dictionary=["tabel", "bestand"],
            column_encoding={"onderwerp": "DELTA_BYTE_ARRAY", "rij": "DELTA_BINARY_PACKED"},
            write_statistics=["rij"],
        )
        self._wachtend: list[pa.RecordBatch] = []
        self._aantal = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        try:
            if soort is None:
                self._leeg()
        finally:
            self._schrijver.close()

    def schrijf(self, tabel: str, bestand: str, nummers: Vector, onderwerpen: pa.StringArray) -> None:
        """Provenance of some rows of one file."""
        aantal = len(nummers)
        if not aantal:
            return
        nul = np.zeros(aantal, np.int32)
        kolommen = [
            pa.DictionaryArray.from_arrays(pa.array(nul + self._nummers[tabel]), self._tabellen),
            pa.DictionaryArray.from_arrays(pa.array(nul), pa.array([bestand])),
            pa.array(nummers.astype(np.int32)),
            onderwerpen,
        ]
        self._wachtend.append(pa.record_batch(kolommen, schema=SCHEMA))
        self._aantal += aantal
        if self._aantal >= _RIJEN:
            self._leeg()

    def _leeg(self) -> None:
        if self._wachtend:
            self._schrijver.write_table(pa.Table.from_batches(self._wachtend).unify_dictionaries())
        self._wachtend, self._aantal = [], 0
