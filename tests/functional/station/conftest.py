"""A refreshed station, made once per process, copied for tests that change it."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from datastation import onderhoud, voorbeeld
from datastation.cli import hoofd
from datastation.instellingen import Station, lees_station
from datastation.verversen import ververs

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
        for naam, waarde in {"NO_COLOR": "1", "COLUMNS": "200", **omgeving}.items():
            plek.setenv(naam, waarde)
        if map is not None:
            plek.chdir(map)
        with contextlib.redirect_stdout(uit), contextlib.redirect_stderr(fout):
            try:
                hoofd()
                code = 0
            except SystemExit as einde:
                code = int(einde.code or 0)
    return Uitvoer(code, uit.getvalue(), fout.getvalue())


@pytest.fixture(scope="session")
def bron_station(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station with a synthetic organisation, refreshed; do not change it."""
    map = tmp_path_factory.mktemp("station") / "s"
    organisatie = voorbeeld.maak_organisatie(clienten=60, seed=7)
    onderhoud.maak_station(map, voorbeeld.station_toml(organisatie, "csv-nl"))
    voorbeeld.schrijf(organisatie, map / "export", "csv-nl")
    ververs(lees_station(map), vandaag=VANDAAG)
    return map


@pytest.fixture
def station(bron_station: Path, tmp_path: Path) -> Path:
    """A copy that a test may break."""
    map = tmp_path / "station"
    shutil.copytree(bron_station, map, symlinks=True)
    return map


@pytest.fixture
def lees(station: Path) -> Callable[[], Station]:
    return lambda: lees_station(station)
