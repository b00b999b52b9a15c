"""The replay store: everything once, also between processes, and never more than it can remember."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hulp.partijen import NU

from datastation.vertrouwen import Afgewezen, Gezien, GezienInGeheugen, GezienInSqlite, Reden

MINUUT = timedelta(minutes=1)


@pytest.fixture(params=["geheugen", "sqlite"])
def maak(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[int], Gezien]:
    return GezienInGeheugen if request.param == "geheugen" else (lambda aantal: GezienInSqlite(tmp_path / "gezien.db", aantal))


def test_alles_een_keer(maak: Callable[[int], Gezien]) -> None:
    """A value is new once for each holder, until its time is over, the last moment included."""
    gezien = maak(10)
    assert gezien.noteer("a", "1", tot=NU + MINUUT, nu=NU)
    assert not gezien.noteer("a", "1", tot=NU + MINUUT, nu=NU)
    assert not gezien.noteer("a", "1", tot=NU + MINUUT, nu=NU + MINUUT)
    assert gezien.noteer("b", "1", tot=NU + MINUUT, nu=NU)
    assert gezien.noteer("a", "11", tot=NU + MINUUT, nu=NU)
    assert gezien.noteer("a1", "1", tot=NU + MINUUT, nu=NU)
    assert gezien.noteer("a", "1", tot=NU + 3 * MINUUT, nu=NU + 2 * MINUUT)


def test_vol_is_vol(maak: Callable[[int], Gezien]) -> None:
    """What cannot be remembered is not let in; what is over makes room."""
    gezien = maak(2)
    for nr in "12":
        assert gezien.noteer("a", nr, tot=NU + MINUUT, nu=NU)
    with pytest.raises(Afgewezen) as fout:
        gezien.noteer("a", "3", tot=NU + MINUUT, nu=NU)
    assert fout.value.reden is Reden.HERHALING_VOL
    assert gezien.noteer("a", "3", tot=NU + 3 * MINUUT, nu=NU + 2 * MINUUT)


def test_een_tweede_proces_ziet_hetzelfde(tmp_path: Path) -> None:
    """Of four processes that note the same hundred values at once, exactly one is first for each."""
    pad = tmp_path / "gezien.db"
    GezienInSqlite(pad)
    programma = """
import sys
from datetime import datetime, UTC, timedelta
from pathlib import Path
from datastation.vertrouwen.herhaling import GezienInSqlite
g, nu = GezienInSqlite(Path(sys.argv[1])), datetime(2026, 7, 5, tzinfo=UTC)
sys.stdout.write(str(sum(g.noteer("a", str(n), tot=nu + timedelta(60), nu=nu) for n in range(100))))
"""
    kinderen = [subprocess.Popen([sys.executable, "-c", programma, str(pad)], stdout=subprocess.PIPE) for _ in range(4)]
    assert sum(int(k.communicate(timeout=60)[0]) for k in kinderen) == 100
