"""Days and moments as text, column-wise: a matrix of ASCII bytes, one value a row."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from datastation.mapping.kolom import Masker, Vector


def _cijfers(waarde: Vector, breedte: int) -> npt.NDArray[np.uint8]:
    delers = 10 ** np.arange(breedte - 1, -1, -1, dtype=np.int64)
    return ((waarde[:, None] // delers) % 10 + 48).astype(np.uint8)


def _datumvelden(dag: Vector) -> tuple[Vector, Vector, Vector]:
    dagen = dag.astype("M8[D]")
    maanden = dagen.astype("M8[M]")
    maand = maanden.astype(np.int64)
    return maand // 12 + 1970, maand % 12 + 1, (dagen - maanden.astype("M8[D]")).astype(np.int64) + 1


def _tekst(tekens: npt.NDArray[np.uint8], goed: Masker) -> pa.StringArray:
    """A matrix of ASCII bytes, one value a row; null where not ``goed``."""
    aantal, breedte = tekens.shape
    geldig = None if goed.all() else pa.py_buffer(np.packbits(goed, bitorder="little"))
    start = np.arange(aantal + 1, dtype=np.int32) * np.int32(breedte)
    return pa.Array.from_buffers(pa.string(), aantal, [geldig, pa.py_buffer(start), pa.py_buffer(np.ascontiguousarray(tekens))])


def schrijf_datum(dag: Vector, goed: Masker) -> pa.StringArray:
    """``2026-01-31``."""
    tekens = np.full((len(dag), 10), ord("-"), np.uint8)
    jaar, maand, dagnummer = _datumvelden(np.where(goed, dag, 0))
    tekens[:, 0:4], tekens[:, 5:7], tekens[:, 8:10] = _cijfers(jaar, 4), _cijfers(maand, 2), _cijfers(dagnummer, 2)
    return _tekst(tekens, goed)


def schrijf_halfjaar(dag: Vector, goed: Masker) -> pa.StringArray:
    """``2026-H1``."""
    tekens = np.tile(np.frombuffer(b"0000-H1", np.uint8), (len(dag), 1))
    jaar, maand, _ = _datumvelden(np.where(goed, dag, 0))
    tekens[:, 0:4], tekens[:, 6] = _cijfers(jaar, 4), np.where(maand <= 6, ord("1"), ord("2"))
    return _tekst(tekens, goed)


def schrijf_tijdstip(dag: Vector, seconde: Vector, afstand: Vector, goed: Masker) -> pa.StringArray:
    """``2026-01-31T10:00:00+01:00``; ``afstand`` in minutes east of UTC."""
    tekens = np.tile(np.frombuffer(b"0000-00-00T00:00:00+00:00", np.uint8), (len(dag), 1))
    jaar, maand, dagnummer = _datumvelden(np.where(goed, dag, 0))
    tekens[:, 0:4], tekens[:, 5:7], tekens[:, 8:10] = _cijfers(jaar, 4), _cijfers(maand, 2), _cijfers(dagnummer, 2)
    tekens[:, 11:13], tekens[:, 14:16], tekens[:, 17:19] = (
        _cijfers(seconde // 3600, 2),
        _cijfers(seconde // 60 % 60, 2),
        _cijfers(seconde % 60, 2),
    )
    tekens[:, 19] = np.where(afstand < 0, ord("-"), ord("+"))
    tekens[:, 20:22], tekens[:, 23:25] = _cijfers(np.abs(afstand) // 60, 2), _cijfers(np.abs(afstand) % 60, 2)
    return _tekst(tekens, goed)
