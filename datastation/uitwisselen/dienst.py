"""The station at work: threads that treat cases, send replies, let lapse and feed the log, until they are told to stop."""

from __future__ import annotations

import fcntl
import logging
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from datastation import besloten, vrijgave
from datastation.fouten import DatastationFout, GebruiksFout
from datastation.uitwisselen.behandelen import behandel_een, haal_in
from datastation.uitwisselen.boekhouden import schrijf_bij
from datastation.uitwisselen.inrichting import Inrichting
from datastation.uitwisselen.verzenden import verzend_een

LOG = logging.getLogger("datastation.uitwisselen")
PAUZE = 0.5  # seconds between two looks where nothing woke us
INHALEN = 60.0  # seconds between two looks for answers that could have been released
NA_FOUT = 5.0  # seconds after an error of the station itself
VERZENDERS = 4  # slow receivers must not hold up the others


def werk_af(inr: Inrichting, hoogstens: int = 10_000) -> int:
    """Do everything that can be done now, in this thread; gives the number of steps. For commands and tests."""
    stappen = haal_in(inr)
    while stappen < hoogstens and (behandel_een(inr) or verzend_een(inr)):
        stappen += 1
    vrijgave.verloop(inr.staat, nu=inr.nu())
    schrijf_bij(inr)
    return stappen


class Dienst:
    """The threads of one station.

    Attributes:
        fouten: how often a thread met an error of the station itself since it started; for /metrics.
    """

    def __init__(self, inr: Inrichting) -> None:
        self._inr = inr
        self._stop, self._wek = threading.Event(), threading.Condition()
        self._draden: list[threading.Thread] = []
        self._slot: IO[str] | None = None
        self._ingehaald = 0.0
        self.fouten = 0

    def start(self) -> None:
        """Begin. What a crash left behind is taken up first.

        Raises:
            GebruiksFout: another process is at work on this station.
        """
        self._slot = _neem_slot(self._inr.station.map)
        try:
            vrijgave.hervat(self._inr.staat)
        except BaseException:
            self._slot.close()
            raise
        werk: list[tuple[str, Callable[[], bool]]] = [
            *[(f"behandelen-{nr}", lambda: behandel_een(self._inr)) for nr in range(self._inr.instelling.behandelaars)],
            *[(f"verzenden-{nr}", lambda: verzend_een(self._inr)) for nr in range(VERZENDERS)],
            ("klok", self._klok),
        ]
        self._draden = [threading.Thread(target=self._draai, args=(doe,), name=naam) for naam, doe in werk]
        for draad in self._draden:
            draad.start()

    def stop(self, termijn: float = 60.0) -> bool:
        """Finish the steps that are being done and stop; True where all threads ended in time. What did not end is taken up after the next start."""
        self._stop.set()
        self.wek()
        einde = time.monotonic() + termijn
        for draad in self._draden:
            draad.join(max(0.0, einde - time.monotonic()))
        klaar = not any(draad.is_alive() for draad in self._draden)
        if klaar:
            self._probeer(lambda: bool(schrijf_bij(self._inr)))
            if self._slot is not None:
                self._slot.close()
        return klaar

    @property
    def gezond(self) -> bool:
        """Whether all threads are at work."""
        return bool(self._draden) and not self._stop.is_set() and all(draad.is_alive() for draad in self._draden)

    def wek(self) -> None:
        """There is something new to do."""
        with self._wek:
            self._wek.notify_all()

    def _draai(self, doe: Callable[[], bool]) -> None:
        while not self._stop.is_set():
            gedaan = self._probeer(doe)
            if gedaan is None:
                self._stop.wait(NA_FOUT)
            elif gedaan:
                self.wek()  # one step is done; the next may be another thread's
            else:
                with self._wek:
                    if not self._stop.is_set():
                        self._wek.wait(PAUZE)

    def _probeer(self, doe: Callable[[], bool]) -> bool | None:
        """Do one thing; None where the station itself failed. Such an error is told once here: nobody waits for the outcome of a thread."""
        try:
            return doe()
        except DatastationFout as fout:
            self.fouten += 1
            LOG.error("%s (%s)", fout.wat, type(fout).__name__)  # noqa: TRY400 - a known error needs no traceback
        except Exception:  # a thread that dies would leave cases waiting for ever
            self.fouten += 1
            LOG.exception("onverwachte fout in %s", threading.current_thread().name)
        return None

    def _klok(self) -> bool:
        """Let lapse, release what waits for no person, and feed the log; never asks to be called again at once."""
        if time.monotonic() - self._ingehaald >= INHALEN or not self._ingehaald:
            self._ingehaald = time.monotonic()
            self._probeer(lambda: bool(haal_in(self._inr)))
        vrijgave.verloop(self._inr.staat, nu=self._inr.nu())
        schrijf_bij(self._inr)
        return False


def _neem_slot(map: Path) -> IO[str]:
    """One process at a time works on a station: the lock goes with the process, so whoever has it may take up what another left."""
    besloten.maak_map(map / "staat")
    slot = (map / "staat" / ".dienst").open("w")
    try:
        fcntl.flock(slot, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        slot.close()
        raise GebruiksFout(
            "Dit station neemt al vragen aan, in een ander proces.",
            waar=str(map),
            herstel="Stop dat proces eerst, of laat het zijn werk doen.",
        ) from None
    return slot
