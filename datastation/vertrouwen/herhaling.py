"""Everything once: which single-use values (``jti``, nonce) have been seen, for as long as they could be sent again.

Kept as a hash. It is written down before the signature is judged, as Nuts does: a value that failed once does not get a second try.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from contextlib import closing
from datetime import datetime
from pathlib import Path
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
    """For one process: forgets at a restart, so that what was valid then can be sent again. Safe to share between threads."""

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


class GezienInSqlite:
    """For several processes, and across restarts: one small SQLite file (WAL)."""

    def __init__(self, pad: Path, max_aantal: int = MAX_AANTAL) -> None:
        self._pad, self._max = pad, max_aantal
        with closing(self._open()) as verbinding:
            verbinding.execute("PRAGMA journal_mode=WAL")
            verbinding.execute("CREATE TABLE IF NOT EXISTS gezien (sleutel BLOB PRIMARY KEY, tot REAL NOT NULL) WITHOUT ROWID")
            verbinding.execute("CREATE INDEX IF NOT EXISTS gezien_tot ON gezien (tot)")

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._pad, timeout=5, isolation_level=None)

    def noteer(self, houder: str, eenmalig: str, *, tot: datetime, nu: datetime) -> bool:
        """See `Gezien.noteer`."""
        with closing(self._open()) as verbinding:
            verbinding.execute("BEGIN IMMEDIATE")
            verbinding.execute("DELETE FROM gezien WHERE tot < ?", (nu.timestamp(),))
            if verbinding.execute("SELECT count(*) FROM gezien").fetchone()[0] >= self._max:
                verbinding.execute("COMMIT")
                raise Afgewezen(Reden.HERHALING_VOL)
            rij = (_hash(houder, eenmalig), tot.timestamp())
            nieuw = verbinding.execute("INSERT OR IGNORE INTO gezien VALUES (?, ?)", rij).rowcount == 1
            verbinding.execute("COMMIT")
            return nieuw
