"""Everything once: which single-use values (``jti``, nonce) have been seen, for as long as they could be sent again.

Kept as a hash. It is written down before the signature is judged, as Nuts does: a value that failed once does not get a second try.
"""

from __future__ import annotations

import hashlib
import threading
from datetime import datetime
from typing import Protocol

from datastation.vertrouwen.redenen import Afgewezen, Reden

MAX_AANTAL = 100_000


class Gezien(Protocol):
    """Remembers single-use values."""

    def noteer(self, houder: str, eenmalig: str, *, tot: datetime, nu: datetime) -> bool:
        """Write a value down until ``tot``. True if it was new; False if the same holder used it before.

        Raises:
            Afgewezen: ``HERHALING_VOL`` where no more can be remembered: what cannot be remembered is not let in.
        """
        ...


def _hash(houder: str, eenmalig: str) -> bytes:
    return hashlib.sha256(f"{len(houder)}:{houder}{eenmalig}".encode()).digest()


class GezienInGeheugen:
    """For one process: forgets at a restart, so that what was valid then can be sent again (a station keeps them in its state, `staat.eenmalig`). Safe to share between threads."""

    def __init__(self, max_aantal: int = MAX_AANTAL) -> None:
        self._tot: dict[bytes, datetime] = {}
        self._max = max_aantal
        self._slot = threading.Lock()

    def noteer(self, houder: str, eenmalig: str, *, tot: datetime, nu: datetime) -> bool:
        """See `Gezien.noteer`."""
        sleutel = _hash(houder, eenmalig)
        with self._slot:
            if len(self._tot) >= self._max:
                self._tot = {k: t for k, t in self._tot.items() if t >= nu}
            if (eerder := self._tot.get(sleutel)) is not None and eerder >= nu:
                return False
            if len(self._tot) >= self._max:
                raise Afgewezen(Reden.HERHALING_VOL)
            self._tot[sleutel] = tot
            return True
