"""Many organisations, three shapes, the same facts."""

from __future__ import annotations

import pytest

from datastation.voorbeeld import maak_organisatie, schrijf


@pytest.mark.lang
@pytest.mark.parametrize("seed", range(100, 120))
def test_drie_vormen_geven_dezelfde_feiten(voer, tmp_path, seed):
    """Whatever the seed, with a tenth of the records wrong: csv-nl, ons and fhir-zib2020 give the same quads."""
    organisatie = maak_organisatie(30 + seed % 50, seed=seed, fouten=0.1)
    feiten = {}
    for vorm, soort in (("csv-nl", "csv"), ("ons", "ndjson"), ("fhir-zib2020", "fhir")):
        schrijf(organisatie, tmp_path / vorm, vorm)
        feiten[vorm], _ = voer(vorm, soort, tmp_path / vorm)
    assert sorted(feiten["csv-nl"] ^ feiten["ons"]) == []
    assert sorted(feiten["csv-nl"] ^ feiten["fhir-zib2020"]) == []
