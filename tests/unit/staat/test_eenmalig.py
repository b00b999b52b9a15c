"""What may be used once: until its time is over, also for another process, and only together with what came in with it."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hulp.partijen import NU

from datastation.staat import eenmalig, open_staat

MINUUT = timedelta(minutes=1)


def test_een_keer_tot_zijn_tijd_om_is(tmp_path: Path) -> None:
    """Seen until the last moment included; after that it is forgotten. What a transaction did not finish was never seen."""
    staat = open_staat(tmp_path / "s.sqlite")
    with staat.schrijven() as t:
        assert eenmalig.noteer(t, "a", tot=NU + MINUUT, nu=NU)
        assert not eenmalig.noteer(t, "a", tot=NU + MINUUT, nu=NU + MINUUT)
        assert eenmalig.is_gezien(t, "a", NU + MINUUT)
        assert not eenmalig.is_gezien(t, "a", NU + 2 * MINUUT)
        assert eenmalig.noteer(t, "a", tot=NU + 3 * MINUUT, nu=NU + 2 * MINUUT)
    with pytest.raises(KeyError), staat.schrijven() as t:  # noqa: PT012 - the error has to come after the write
        assert eenmalig.noteer(t, "b", tot=NU + MINUUT, nu=NU)
        raise KeyError
    with staat.lezen() as t:
        assert not eenmalig.is_gezien(t, "b", NU)
    staat.sluit()


def test_een_tweede_proces_ziet_hetzelfde(tmp_path: Path) -> None:
    """Of four processes that note the same values at once, exactly one is first for each."""
    pad = tmp_path / "s.sqlite"
    open_staat(pad).sluit()
    programma = """
import sys
from datetime import datetime, UTC, timedelta
from pathlib import Path
from datastation.staat import eenmalig, open_staat
staat, nu, eerst = open_staat(Path(sys.argv[1])), datetime(2026, 7, 5, tzinfo=UTC), 0
for n in range(25):
    with staat.schrijven() as t:
        eerst += eenmalig.noteer(t, str(n), tot=nu + timedelta(60), nu=nu)
sys.stdout.write(str(eerst))
"""
    kinderen = [subprocess.Popen([sys.executable, "-c", programma, str(pad)], stdout=subprocess.PIPE) for _ in range(4)]
    assert sum(int(k.communicate(timeout=60)[0]) for k in kinderen) == 25
