"""What the disk says, in words for people: a full disk and a folder without write access are no faults of ours."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datastation.fouten import DatastationFout, GrensBereikt, InstellingenFout

_VOL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_DICHT = frozenset({errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST})
# The engine hands on RocksDB's words, without a number.
_VOL_TEKST = ("no space left", "file too large", "quota exceeded")
_DICHT_TEKST = ("permission denied", "read-only file system", "operation not permitted")


@contextmanager
def schijf_in_woorden(map: Path, daarna: str) -> Iterator[None]:
    """Turn a full or closed disk into an error for people; any other fault of the system goes on as it is.

    Args:
        map: the folder that is written to.
        daarna: what still holds after the failure, one sentence, Dutch.

    Raises:
        GrensBereikt: the disk, a quota or the largest file is full (``grens = "schijf"``).
        InstellingenFout: the folder may not be written to.
    """
    try:
        yield
    except OSError as fout:
        vertaald = _vertaal(fout, map, daarna)
        if vertaald is None:
            raise
        raise vertaald from None


def _vertaal(fout: OSError, map: Path, daarna: str) -> DatastationFout | None:
    tekst = str(fout).lower() if fout.errno is None else ""
    if fout.errno in _VOL or any(woorden in tekst for woorden in _VOL_TEKST):
        return GrensBereikt(
            "De schijf is vol.",
            grens="schijf",
            waar=str(map),
            herstel=f"Maak ruimte vrij, of bewaar minder momentopnamen (bewaar in station.toml). {daarna}",
        )
    if fout.errno in _DICHT or any(woorden in tekst for woorden in _DICHT_TEKST):
        return InstellingenFout(
            "In deze map mag niet geschreven worden.",
            waar=str(map),
            herstel=f"Geef de gebruiker van het datastation schrijfrecht op deze map. {daarna}",
        )
    return None
