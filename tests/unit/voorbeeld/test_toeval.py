"""Chance that is the same everywhere."""

from __future__ import annotations

from datetime import date

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from datastation.voorbeeld.toeval import Toeval


def test_de_reeks_ligt_vast():
    """The first draws of a named stream are known numbers: another machine, Python or numpy must give the same."""
    toeval = Toeval(1, "proef")
    assert [toeval.geheel(0, 999) for _ in range(6)] == [519, 589, 695, 423, 574, 276]
    assert Toeval(1, "proef").gehelen(4, 1000).tolist() == [320, 494, 677, 920]


@given(st.integers(-1000, 1000), st.integers(0, 5000), st.integers(0, 9))
def test_geheel_blijft_binnen_de_grenzen(laag, breedte, seed):
    """A whole number lies between its bounds, both included."""
    toeval = Toeval(seed, "grens")
    assert all(laag <= toeval.geheel(laag, laag + breedte) <= laag + breedte for _ in range(20))


def test_elke_naam_heeft_een_eigen_stroom():
    """Two names of one seed, and one name of two seeds, give different streams."""
    assert len({Toeval(seed, naam).geheel(0, 10**9) for seed in (1, 2) for naam in ("a", "b")}) == 4


def test_kans_en_gewicht_kloppen_ongeveer():
    """Probabilities and weights come out as asked, within what chance allows."""
    toeval = Toeval(3, "verdeling")
    assert 2800 < sum(toeval.kans(0.3) for _ in range(10_000)) < 3200
    keuzes = [toeval.kies("ab", (1, 3)) for _ in range(8_000)]
    assert 1800 < keuzes.count("a") < 2200
    assert 2800 < int(toeval.kansen(10_000, 0.3).sum()) < 3200
    assert not any(toeval.kans(0.0) for _ in range(1000))


def test_kolommen_volgen_hun_grens_per_rij():
    """A column of whole numbers takes a bound per row."""
    grens = np.array([1, 2, 1000] * 500)
    kolom = Toeval(1, "kolom").gehelen(1500, grens)
    assert (kolom < grens).all()
    assert (kolom[::3] == 0).all()


def test_greep_is_zonder_herhaling_en_in_volgorde():
    """A handful holds different options in their own order, and all of them where more are asked than there are."""
    toeval = Toeval(1, "greep")
    for _ in range(50):
        greep = toeval.greep(range(20), 7)
        assert greep == sorted(set(greep))
        assert len(greep) == 7
    assert toeval.greep("abc", 9) == ["a", "b", "c"]


def test_dag_bij_gekruiste_grenzen():
    """Where the last day lies before the first one, the first is given."""
    assert Toeval(1, "dag").dag(date(2026, 1, 2), date(2026, 1, 1)) == date(2026, 1, 2)
