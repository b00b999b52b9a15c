"""A task in a process of its own, with what it took: peak memory only says something about a process that did one thing."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Meting:
    """What a task took.

    Attributes:
        wand, cpu: seconds by the clock and of processor time, start of Python not included.
        piek: peak resident memory of the process in MiB; children included.
        uit: what the task itself reports.
    """

    wand: float
    cpu: float
    piek: float
    uit: dict[str, Any]


def in_proces(taak: str, **argumenten: str | float) -> Meting:
    """Run a function of `benchmarks.taken` in a fresh interpreter.

    Raises:
        RuntimeError: it failed; its error text is in the message.
    """
    opdracht = [sys.executable, "-m", "benchmarks.taken", taak, json.dumps(argumenten)]
    gelopen = subprocess.run(opdracht, capture_output=True, text=True, check=False, cwd=Path(__file__).resolve().parent.parent)
    if gelopen.returncode:
        raise RuntimeError(f"{taak} is mislukt:\n{gelopen.stderr[-2000:]}")
    ruw = json.loads(gelopen.stdout.splitlines()[-1])
    return Meting(ruw["wand"], ruw["cpu"], ruw["piek"], ruw["uit"])
