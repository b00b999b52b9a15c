"""Both databases: SQLite in a file, PostgreSQL on a real server where there is one."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from hulp import postgres
from sqlalchemy import create_engine

_NR = itertools.count()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of a PostgreSQL server that is gone afterwards."""
    if waarom := postgres.waarom_niet():
        pytest.skip(waarom)
    with postgres.cluster() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def plaats(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a fresh state database may be made: a path, or the URL of an empty database."""
    if request.param == "sqlite":
        return str(tmp_path / "staat" / "staat.sqlite")
    url = request.getfixturevalue("server")
    naam = f"toets{next(_NR)}"
    motor = create_engine(url.replace("postgresql://", "postgresql+pg8000://"), isolation_level="AUTOCOMMIT")
    with motor.connect() as c:
        c.exec_driver_sql(f"CREATE DATABASE {naam}")
    motor.dispose()
    return url.replace("/postgres?", f"/{naam}?")
