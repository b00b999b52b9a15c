"""The handle on the process of `lezers`: a parser that hangs, grows or falls over costs that process its life and the question its registration."""

from __future__ import annotations

import contextlib
import json
import os
import resource
import select
import subprocess
import sys
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self

from datastation.fouten import MotorFout

OPENTIJD = 60.0
WANDTIJD = 20.0
# Above what the imports take; pyparsing and the engine's parser need a few tens of megabytes for 64 KiB of text.
GEHEUGEN = 1024**3


class LezerTeTraag(Exception):
    """A parser did not end in time, and was killed."""


class LezerGevallen(Exception):
    """A parser took its process down."""


class Lezersproces:
    """A warm process of parsers; a new one is started after a kill.

    Args:
        wandtijd: seconds by the clock for one question. geheugen: bytes of data that the process may have (RLIMIT_DATA).
    """

    def __init__(self, *, wandtijd: float = WANDTIJD, geheugen: int = GEHEUGEN) -> None:
        self.wandtijd, self.geheugen = wandtijd, geheugen
        self._proces: subprocess.Popen[bytes] | None = None
        self._afscherming: tuple[str, ...] = ()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self.sluit()

    @property
    def pid(self) -> int | None:
        """Process id of the child that is warm now, if any."""
        return None if self._proces is None else self._proces.pid

    @property
    def afscherming(self) -> tuple[str, ...]:
        """Walls around the process: ``geen-netwerk``, ``geen-sockets``. A wall that this kernel does not allow is absent."""
        self._levend()
        return self._afscherming

    def sluit(self) -> None:
        """End the process; the next question starts a new one."""
        proces, self._proces = self._proces, None
        if proces is None:
            return
        proces.kill()
        proces.wait()
        for pijp in (proces.stdin, proces.stdout):
            assert pijp is not None
            with contextlib.suppress(OSError):
                pijp.close()

    def lees(self, tekst: str, gevuld: Sequence[str]) -> dict[str, Any]:
        """As `lezers.beoordeel`, in the other process.

        Raises:
            LezerTeTraag, LezerGevallen: the text was too much for a parser.
            MotorFout: the process does not start.
        """
        proces = self._levend()
        regel = json.dumps({"tekst": tekst, "gevuld": list(gevuld)}).encode() + b"\n"
        assert proces.stdin is not None
        try:
            proces.stdin.write(regel)
            proces.stdin.flush()
            return self._antwoord(proces, self.wandtijd)
        except OSError:
            self.sluit()
            raise LezerGevallen from None
        except BaseException:
            self.sluit()
            raise

    def _levend(self) -> subprocess.Popen[bytes]:
        if self._proces is not None:
            return self._proces
        self._proces = proces = subprocess.Popen(
            [sys.executable, "-I", "-m", "datastation.poort.lezers"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8"},
            cwd="/",
            start_new_session=True,
        )
        try:
            self._afscherming = tuple(self._antwoord(proces, OPENTIJD)["afscherming"])
        except (LezerTeTraag, LezerGevallen):
            self.sluit()
            raise MotorFout("De lezers van vragen starten niet.", herstel="Draai `datastation dokter`.") from None
        resource.prlimit(proces.pid, resource.RLIMIT_DATA, (self.geheugen, self.geheugen))
        resource.prlimit(proces.pid, resource.RLIMIT_CORE, (0, 0))
        resource.prlimit(proces.pid, resource.RLIMIT_FSIZE, (0, 0))
        return proces

    @staticmethod
    def _antwoord(proces: subprocess.Popen[bytes], seconden: float) -> dict[str, Any]:
        assert proces.stdout is not None
        tot, delen = time.monotonic() + seconden, [b""]
        while not delen[-1].endswith(b"\n"):
            if not select.select([proces.stdout], [], [], max(0.0, tot - time.monotonic()))[0]:
                raise LezerTeTraag
            delen.append(os.read(proces.stdout.fileno(), 1 << 16))
            if not delen[-1]:
                raise LezerGevallen
        antwoord: dict[str, Any] = json.loads(b"".join(delen))
        return antwoord
