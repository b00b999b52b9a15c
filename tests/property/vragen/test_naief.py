"""The questions against plain Python over the rows of the source: what the two say about any small organisation is the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.proefstation import Snelstation
from hulp.tabellen import Tabellen, lees_csv
from hulp.vergelijk import maak_naief, verschillen
from hypothesis import HealthCheck, given, settings
from organisaties import GEGEVENS_TOT, organisaties, vraagstellingen

from datastation.voorbeeld import maak_organisatie, schrijf

_RUST = settings(deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def _proef(tabellen: Tabellen, vragen: dict[str, dict[str, str]]) -> None:
    station = Snelstation(tabellen, GEGEVENS_TOT)
    assert verschillen(tabellen, station, maak_naief(tabellen, station), vragen) == []


@given(organisaties, vraagstellingen())
@settings(_RUST, max_examples=300)
def test_vragen_zijn_naief_na_te_rekenen(tabellen: Tabellen, vragen: dict[str, dict[str, str]]) -> None:
    """Three hundred small organisations, full of moves, gaps, ties, successors and borders."""
    _proef(tabellen, vragen)


@pytest.mark.lang
@pytest.mark.timeout(3600)
@given(organisaties, vraagstellingen())
@settings(_RUST, max_examples=3000, derandomize=False)
def test_vragen_zijn_naief_na_te_rekenen_lang(tabellen: Tabellen, vragen: dict[str, dict[str, str]]) -> None:
    """Three thousand, other ones each time."""
    _proef(tabellen, vragen)


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.lang), pytest.param(3, marks=pytest.mark.lang)])
def test_voorbeeld_is_naief_na_te_rekenen(tmp_path: Path, seed: int) -> None:
    """The synthetic organisation of the demo, with all its planted errors."""
    organisatie = maak_organisatie(clienten=60, seed=seed)
    schrijf(organisatie, tmp_path, "csv-nl")
    tabellen = lees_csv(tmp_path)
    station = Snelstation(tabellen, organisatie.peildatum)
    naief = maak_naief(tabellen, station)
    for periode in ("2026-H1", "2025-H2", "2024-H1"):
        for profiel in ("igj-wzd-aantallen", "igj-wzd-registraties"):
            assert verschillen(tabellen, station, naief, {profiel: {"periode": periode}}) == []
    for jaar in ("2026", "2025", "2024"):
        assert verschillen(tabellen, station, naief, {"igj-wzd-analyse": {"jaar": jaar}}) == []
