"""Chance that is the same on every machine.

Of numpy only the bit generator's raw stream is promised never to change (NEP 19: the distributions of ``Generator`` may). So draws
are made from ``PCG64.random_raw`` with whole-number arithmetic here: no ``log``, no ``exp``, nothing that a C library may round otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
_VOORRAAD = 4096


class Toeval:
    """A stream of draws of its own for each (seed, name): a change in one part of the generator leaves the others as they were."""

    def __init__(self, seed: int, *naam: object) -> None:
        tekst = "|".join(str(deel) for deel in (seed, *naam))
        self._bits = np.random.PCG64(int.from_bytes(hashlib.sha256(tekst.encode()).digest()[:16], "big"))
        self._voorraad: list[int] = []

    def _ruw(self) -> int:
        if not self._voorraad:
            self._voorraad = self._bits.random_raw(_VOORRAAD).tolist()
        return self._voorraad.pop()

    def geheel(self, laag: int, hoog: int) -> int:
        """A whole number from ``laag`` to ``hoog``, both included."""
        return laag + ((self._ruw() >> 32) * (hoog - laag + 1) >> 32)

    def kans(self, p: float) -> bool:
        """True with probability ``p``."""
        return (self._ruw() >> 11) < int(p * 2.0**53)

    def kies(self, opties: Sequence[T], gewichten: Sequence[int] | None = None) -> T:
        """One of the options, by whole-number weights (equal where none are given)."""
        if gewichten is None:
            return opties[self.geheel(0, len(opties) - 1)]
        punt = self.geheel(1, sum(gewichten))
        for optie, gewicht in zip(opties, gewichten, strict=True):
            punt -= gewicht
            if punt <= 0:
                return optie
        raise AssertionError(gewichten)

    def dag(self, eerste: date, laatste: date) -> date:
        """A day from ``eerste`` to ``laatste``, both included; ``eerste`` where the two have crossed."""
        return eerste + timedelta(days=self.geheel(0, max(0, (laatste - eerste).days)))

    def greep(self, opties: Sequence[T], aantal: int) -> list[T]:
        """``aantal`` different options (all of them where there are fewer), in the order of the options."""
        posities = list(range(len(opties)))
        for i in range(min(aantal, len(posities))):
            j = self.geheel(i, len(posities) - 1)
            posities[i], posities[j] = posities[j], posities[i]
        return [opties[i] for i in sorted(posities[:aantal])]

    def gehelen(self, aantal: int, hoog: NDArray[np.int64] | int) -> NDArray[np.int64]:
        """A column of whole numbers 0 .. hoog - 1 (``hoog`` one number, or one per row; at most 2**31)."""
        ruw = (self._bits.random_raw(aantal) >> np.uint64(32)).astype(np.uint64)
        grens = np.asarray(hoog, dtype=np.uint64)
        return ((ruw * grens) >> np.uint64(32)).astype(np.int64)

    def kansen(self, aantal: int, p: float) -> NDArray[np.bool_]:
        """A column of flags, each true with probability ``p``."""
        grens = np.uint64(int(p * 2.0**53))
        vlaggen: NDArray[np.bool_] = (self._bits.random_raw(aantal) >> np.uint64(11)) < grens
        return vlaggen
