"""The replay store: everything once, and never more than it can remember."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hulp.partijen import NU

from datastation.vertrouwen import Afgewezen, GezienInGeheugen, Reden

MINUUT = timedelta(minutes=1)


def test_alles_een_keer() -> None:
    """A value is new once for each holder, until its time is over, the last moment included."""
    gezien = GezienInGeheugen(10)
    assert gezien.noteer("a", "1", tot=NU + MINUUT, nu=NU)
    assert not gezien.noteer("a", "1", tot=NU + MINUUT, nu=NU)
    assert not gezien.noteer("a", "1", tot=NU + MINUUT, nu=NU + MINUUT)
    assert gezien.noteer("b", "1", tot=NU + MINUUT, nu=NU)
    assert gezien.noteer("a", "11", tot=NU + MINUUT, nu=NU)
    assert gezien.noteer("a1", "1", tot=NU + MINUUT, nu=NU)
    assert gezien.noteer("a", "1", tot=NU + 3 * MINUUT, nu=NU + 2 * MINUUT)


def test_vol_is_vol() -> None:
    """What cannot be remembered is not let in; what is over makes room."""
    gezien = GezienInGeheugen(2)
    for nr in "12":
        assert gezien.noteer("a", nr, tot=NU + MINUUT, nu=NU)
    with pytest.raises(Afgewezen) as fout:
        gezien.noteer("a", "3", tot=NU + MINUUT, nu=NU)
    assert fout.value.reden is Reden.HERHALING_VOL
    assert gezien.noteer("a", "3", tot=NU + 3 * MINUUT, nu=NU + 2 * MINUUT)
