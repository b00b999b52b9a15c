"""A refreshed station, made once per process, copied for tests that change it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hulp.opdracht import VANDAAG

from datastation import onderhoud, voorbeeld
from datastation.instellingen import Station, lees_station
from datastation.verversen import ververs


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
