"""Warm workers on the snapshot that serves: as many as questions are treated at once, replaced when another snapshot serves."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from datastation.beantwoorden import VESTIGINGEN, grenzen_van
from datastation.instellingen import Station
from datastation.store import momentopname
from datastation.store.werker import Werker
from datastation.uitwisselprofiel import Profiel


class Werkers:
    """A pool.

    Args:
        aantal: how many processes at most; whoever comes after waits.
    """

    def __init__(self, station: Station, aantal: int) -> None:
        self._station = station
        self._plaatsen = threading.BoundedSemaphore(aantal)
        self._slot = threading.Lock()
        self._vrij: list[tuple[str, str, Werker]] = []
        self._vestigingen: tuple[str, tuple[str, ...]] = ("", ())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self.sluit()

    def sluit(self) -> None:
        """Stop the processes that nobody uses."""
        with self._slot:
            vrij, self._vrij = self._vrij, []
        for _, _, werker in vrij:
            werker.sluit()

    @contextmanager
    def leen(self, opname: momentopname.Momentopname, profiel: Profiel | None = None) -> Iterator[Werker]:
        """A worker on a snapshot, under the limits of a profile; comes back warm where it can.

        Raises:
            MotorFout: it does not start.
        """
        grenzen = grenzen_van(self._station, profiel)
        soort = repr(grenzen)
        with self._plaatsen:
            werker = self._warm(opname.id, soort) or Werker(opname.store, grenzen)
            try:
                yield werker
            except BaseException:
                werker.sluit()
                raise
            with self._slot:
                self._vrij.append((opname.id, soort, werker))

    def _warm(self, id: str, soort: str) -> Werker | None:
        """One that fits; those on other snapshots are stopped, those with other limits only where there are too many."""
        weg, gevonden = [], None
        with self._slot:
            over: list[tuple[str, str, Werker]] = []
            for plek in self._vrij:
                if gevonden is None and plek[:2] == (id, soort):
                    gevonden = plek[2]
                elif plek[0] != id or len(over) >= _HOOGSTENS_WARM:
                    weg.append(plek[2])
                else:
                    over.append(plek)
            self._vrij = over
        for werker in weg:
            werker.sluit()
        return gevonden

    def vestigingen(self, opname: momentopname.Momentopname) -> tuple[str, ...]:
        """Numbers of the vestigingen that a snapshot knows, sorted; asked once per snapshot."""
        with self._slot:
            bekend, nummers = self._vestigingen
        if bekend == opname.id:
            return nummers
        with self.leen(opname) as werker:
            nummers = tuple(sorted(str(rij[0].python) for rij in werker.vraag(VESTIGINGEN).rijen if rij[0] is not None))
        with self._slot:
            self._vestigingen = (opname.id, nummers)
        return nummers


_HOOGSTENS_WARM = 8  # processes that wait, over all limits; one takes some tens of MB
