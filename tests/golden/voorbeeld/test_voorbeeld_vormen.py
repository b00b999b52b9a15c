"""One organisation, three shapes, the same facts: each shape through its own mapping gives the same quads."""

from __future__ import annotations

import pytest

from datastation.instellingen import lees_station
from datastation.mapping import Context, lees_mapping, voer_uit
from datastation.verversen import open_tabellen
from datastation.voorbeeld import VORMEN, maak_organisatie, schrijf_station


def _quads(map, organisatie, vorm):
    schrijf_station(organisatie, map, vorm)
    station = lees_station(map)
    (bron,) = station.bronnen
    mapping = lees_mapping(bron.mapping, map)
    (map / "uit").mkdir()
    context = Context(station.kvk, bron.ruimte, bron.naam, bytes(range(32)))
    uitslag = voer_uit(mapping, open_tabellen(bron, map, mapping), context, map / "uit")
    assert all(balans.klopt for balans in uitslag.balansen)
    return {regel for deel in uitslag.delen for regel in deel.pad.read_text(encoding="utf-8").splitlines()}


@pytest.mark.parametrize(("clienten", "seed", "fouten"), [(60, 1, 0.0), (60, 2, 0.02), (45, 3, 0.1)])
def test_elke_vorm_geeft_dezelfde_feiten(tmp_path, clienten, seed, fouten):
    """With planted errors or without, no shape says more or less than another."""
    organisatie = maak_organisatie(clienten, seed=seed, fouten=fouten)
    graven = {vorm: _quads(tmp_path / vorm, organisatie, vorm) for vorm in VORMEN}
    for vorm in VORMEN:
        assert sorted(graven["csv-nl"] - graven[vorm])[:5] == [], f"not in {vorm}"
        assert sorted(graven[vorm] - graven["csv-nl"])[:5] == [], f"only in {vorm}"
