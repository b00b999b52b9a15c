"""Refreshes, and other commands, as processes that a test can kill. Run as a program, this file is a server that forks one per line it reads.

Forking from a process that has everything loaded saves the second that starting Python costs, and spreads the moments of death over the
refresh itself. What the child runs is the command line, as a user's would.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Self


class Ververser:
    """A server of refreshes; one at a time."""

    def __enter__(self) -> Self:
        self.proces = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        return self

    def __exit__(self, *_: object) -> None:
        self.proces.stdin.close()
        self.proces.stdout.close()
        self.proces.wait(timeout=60)

    def begin(self, station: Path, *woorden: str) -> int:
        """Start a refresh, or the command that is given; the answer is its process id, and that of its group."""
        print(json.dumps([*(woorden or ("ververs",)), "--station", str(station)]), file=self.proces.stdin, flush=True)
        return int(self.proces.stdout.readline())

    def einde(self) -> int:
        """Wait for it: exit code, or minus the signal that ended it."""
        return os.waitstatus_to_exitcode(int(self.proces.stdout.readline()))

    @staticmethod
    def dood(pid: int, *, groep: bool = False) -> None:
        (os.killpg if groep else os.kill)(pid, signal.SIGKILL)


def _draai(woorden: list[str]) -> None:
    from datastation.cli import hoofd

    niets = os.open(os.devnull, os.O_RDWR)
    for greep in (0, 1, 2):
        os.dup2(niets, greep)
    sys.argv = ["datastation", *woorden]
    try:
        hoofd()
    except SystemExit as einde:
        os._exit(int(einde.code or 0))
    os._exit(0)


def _dien() -> None:
    import datastation.cli  # noqa: F401 - what every child needs

    for regel in sys.stdin:
        if (pid := os.fork()) == 0:
            os.setsid()
            _draai(json.loads(regel))
        # In the group before the caller hears of it.
        while os.getpgid(pid) != pid:
            pass
        print(pid, flush=True)
        print(os.waitpid(pid, 0)[1], flush=True)


if __name__ == "__main__":
    _dien()
