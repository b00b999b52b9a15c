"""Tasks that wait for each other, on all cores: each starts as soon as what it waits for is done.

Threads suffice: the engine, the hash and the compression let go of the interpreter while they work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import ExitStack
from dataclasses import dataclass

from datastation.fouten import MotorFout


@dataclass(frozen=True)
class Taak:
    """A piece of work.

    Attributes:
        naam: unique in its plan.
        doe: the work.
        na: names of the tasks that have to be done before.
        om_beurten: tasks with an equal, non-empty value never run at the same time: those that each need much memory.
    """

    naam: str
    doe: Callable[[], None]
    na: frozenset[str] = frozenset()
    om_beurten: str = ""


def voer_uit(taken: Sequence[Taak], banen: int | None = None) -> None:
    """Run all tasks, as many at a time as there are cores; of those that may start, the one that stands first.

    Args:
        taken: the plan. What a task gives may not depend on whether a task that it does not wait for has run.
        banen: how many at a time.

    Raises:
        MotorFout: tasks wait for each other, or for one that does not exist.
        Exception: the first error of a task, after what was running has ended; what had not begun does not begin.
    """
    wachtend, klaar = list(taken), set[str]()
    lopend: dict[Future[None], Taak] = {}
    aantal = banen or os.cpu_count() or 1
    with ExitStack() as ploegen:
        # Tasks that go by turns have a thread of their own: the C library keeps the memory that they free for the thread that freed it.
        ploeg = {beurt: ploegen.enter_context(ThreadPoolExecutor(1 if beurt else aantal)) for beurt in {t.om_beurten for t in taken}}
        while wachtend or lopend:
            while len(lopend) < aantal and (taak := _volgende(wachtend, klaar, lopend.values())):
                wachtend.remove(taak)
                lopend[ploeg[taak.om_beurten].submit(taak.doe)] = taak
            if not lopend:
                namen = ", ".join(taak.naam for taak in wachtend)
                raise MotorFout("Taken wachten op elkaar.", waar=namen, herstel="Meld dit: de volgorde van het werk klopt niet.")
            for af in wait(lopend, return_when=FIRST_COMPLETED).done:
                klaar.add(lopend.pop(af).naam)
                af.result()


def _volgende(wachtend: Sequence[Taak], klaar: set[str], lopend: Iterable[Taak]) -> Taak | None:
    bezet = {taak.om_beurten for taak in lopend if taak.om_beurten}
    return next((taak for taak in wachtend if taak.na <= klaar and taak.om_beurten not in bezet), None)
