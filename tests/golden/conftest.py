"""A source through its mapping, as a set of N-Quads lines and the losses."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from datastation.instellingen import Bron, Soort
from datastation.mapping import Context, Uitslag, lees_mapping, voer_uit
from datastation.verversen import open_tabellen

PROEFSLEUTEL = bytes(range(32))
Voer = Callable[[str, Soort, Path], tuple[set[str], Uitslag]]


@pytest.fixture
def voer(tmp_path: Path) -> Voer:
    """``voer("ons", "ndjson", map)``: the quads of that source, and what became of its rows."""

    def doe(naam: str, soort: Soort, bronmap: Path) -> tuple[set[str], Uitslag]:
        uit = tmp_path / f"delen-{naam}"
        uit.mkdir()
        kaart = lees_mapping(naam, tmp_path)
        tabellen = open_tabellen(Bron(naam="ecd", soort=soort, pad=bronmap.name, mapping=naam), bronmap.parent, kaart)
        uitslag = voer_uit(kaart, tabellen, Context("99990001", "ecd", "ecd", PROEFSLEUTEL), uit)
        return {regel for deel in uitslag.delen for regel in deel.pad.read_text(encoding="utf-8").splitlines()}, uitslag

    return doe
