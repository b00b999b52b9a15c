"""The fast station of the other tests is the real one: the same rows give the same answers through files, `ververs` and a worker."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.proefstation import Proefstation, Snelstation
from hulp.tabellen import lees_csv, vul_aan
from hulp.vergelijk import PROFIELEN, zelfde

from datastation.voorbeeld import maak_organisatie, schrijf

VRAGEN = {"igj-wzd-aantallen": {"periode": "2026-H1"}, "igj-wzd-registraties": {"periode": "2025-H2"}, "igj-wzd-analyse": {"jaar": "2025"}}


@pytest.mark.parametrize("seed", [11, pytest.param(12, marks=pytest.mark.lang), pytest.param(13, marks=pytest.mark.lang)])
def test_snelle_weg_is_de_hele_weg(tmp_path: Path, seed: int) -> None:
    """Answers, left-out records, blocked records and findings of a synthetic organisation with planted errors."""
    organisatie = maak_organisatie(clienten=40, seed=seed)
    schrijf(organisatie, tmp_path / "bron", "csv-nl")
    tabellen = lees_csv(tmp_path / "bron")
    snel = Snelstation(tabellen, organisatie.peildatum)
    with Proefstation(tmp_path, tabellen, organisatie.peildatum) as heel:
        for profiel in PROFIELEN:
            assert zelfde(heel.antwoord(profiel, VRAGEN[profiel]), snel.antwoord(profiel, VRAGEN[profiel]))
        assert len(snel.store) == heel.opname.manifest.triples - 1  # the number of the organisation, which only a station has
        assert len(snel.bevindingen) == sum(heel.opname.manifest.bevindingen.values())


def test_lege_tabellen(tmp_path: Path) -> None:
    """An organisation of nothing but one location answers with zeros, both ways."""
    tabellen = vul_aan({})
    snel = Snelstation(tabellen)
    with Proefstation(tmp_path, tabellen) as heel:
        for profiel in PROFIELEN:
            assert zelfde(heel.antwoord(profiel, VRAGEN[profiel]), snel.antwoord(profiel, VRAGEN[profiel]))
