"""The command line under test: in this process, or as a process of its own."""

from __future__ import annotations

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from datastation.cli import hoofd
from datastation.cli.uitvoer import FOUT, UIT

VANDAAG = date(2026, 8, 1)


@dataclass(frozen=True)
class Uitvoer:
    code: int
    uit: str
    fout: str


def draai(*woorden: str, invoer: str | None = None, map: Path | None = None, **omgeving: str) -> Uitvoer:
    """Run the command line as a process of its own."""
    klaar = subprocess.run(
        [sys.executable, "-W", "error", "-m", "datastation", *woorden],
        input=invoer,
        capture_output=True,
        text=True,
        cwd=map,
        env={**os.environ, "NO_COLOR": "1", "COLUMNS": "200", **omgeving},
        timeout=280,
        check=False,
    )
    return Uitvoer(klaar.returncode, klaar.stdout, klaar.stderr)


def hier(*woorden: str, map: Path | None = None, **omgeving: str) -> Uitvoer:
    """Run the same command line in this process: the same code, without the second that starting Python costs."""
    uit, fout = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as plek:
        plek.setattr(sys, "argv", ["datastation", *woorden])
        waarden = {"NO_COLOR": "1", "COLUMNS": "200", **omgeving}
        for naam, waarde in waarden.items():
            plek.setenv(naam, waarde)
        for scherm in (UIT, FOUT):  # pytest-xdist sets COLUMNS before rich looks, and rich keeps what it saw then
            plek.setattr(scherm, "width", int(waarden["COLUMNS"]))
        if map is not None:
            plek.chdir(map)
        with contextlib.redirect_stdout(uit), contextlib.redirect_stderr(fout):
            try:
                hoofd()
                code = 0
            except SystemExit as einde:
                code = int(einde.code or 0)
    return Uitvoer(code, uit.getvalue(), fout.getvalue())
