"""A source through its mapping, as a set of N-Quads lines and the losses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from datastation.bronnen import open_bron
from datastation.instellingen import Bron, Soort
from datastation.mapping import Context, Uitslag, lees_mapping, voer_uit

PROEFSLEUTEL = bytes(range(32))
Voer = Callable[[str, Soort, Path], tuple[set[str], Uitslag]]


@pytest.fixture
def voer(tmp_path: Path) -> Voer:
    """``voer("ons", "ndjson", map)``: the quads of that source, and what became of its rows."""

    def doe(naam: str, soort: Soort, bronmap: Path) -> tuple[set[str], Uitslag]:
        uit = tmp_path / f"delen-{naam}"
        uit.mkdir()
        kaart = lees_mapping(naam, tmp_path)
        bron = Bron(naam="ecd", soort=soort, pad=bronmap.name, mapping=naam)
        verplicht = {t: k - kaart.tabellen[t].optioneel for t, k in kaart.gevraagd.items() if not kaart.tabellen[t].afwezig_mag}
        optioneel = {t: k - verplicht.get(t, frozenset()) for t, k in kaart.gevraagd.items()}
        tabellen = open_bron(bron, bronmap.parent, verplicht, optioneel)
        uitslag = voer_uit(kaart, tabellen, Context("99990001", "ecd", "ecd", PROEFSLEUTEL), uit)
        return {regel for deel in uitslag.delen for regel in deel.pad.read_text(encoding="utf-8").splitlines()}, uitslag

    return doe
