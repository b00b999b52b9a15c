"""A tiny Ons source, written row by row in the test, through its mapping."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from ons_bron import BASIS, KVK, Rij, Uitkomst, zorgplanregel

from datastation.bronnen import open_bron
from datastation.instellingen import Bron
from datastation.mapping import Context, lees_mapping, voer_uit


@pytest.fixture
def ons(tmp_path: Path) -> Callable[..., Uitkomst]:
    """``ons(registrations=[…])``: write these tables beside the base ones and map them all."""

    def voer(**tabellen: list[Rij]) -> Uitkomst:
        bronmap, uit = tmp_path / "export", tmp_path / "delen"
        bronmap.mkdir()
        uit.mkdir()
        for naam, rijen in ({**BASIS, "care_plan_entries": [zorgplanregel()]} | tabellen).items():
            (bronmap / f"{naam}.ndjson").write_text("".join(json.dumps(rij) + "\n" for rij in rijen), encoding="utf-8")
        kaart = lees_mapping("ons", tmp_path)
        bron = Bron(naam="ecd", soort="ndjson", pad="export", mapping="ons")
        verplicht = {t: k - kaart.tabellen[t].optioneel for t, k in kaart.gevraagd.items() if not kaart.tabellen[t].afwezig_mag}
        optioneel = {t: k - verplicht.get(t, frozenset()) for t, k in kaart.gevraagd.items()}
        tabellen_in = open_bron(bron, tmp_path, verplicht, optioneel)
        uitslag = voer_uit(kaart, tabellen_in, Context(KVK, "ecd", "ecd", bytes(range(32))), uit)
        quads = [quad for deel in uitslag.delen for quad in ox.parse(path=deel.pad, format=ox.RdfFormat.N_QUADS)]
        return Uitkomst(tuple(quads), {b.tabel: b for b in uitslag.balansen}, uitslag.regels)

    return voer
