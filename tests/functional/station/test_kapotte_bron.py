"""Acceptance 4: a source breaks in one of many ways; the refresh says so, writes nothing half, and the old snapshot still answers."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hulp.opdracht import VANDAAG

from datastation.fouten import BronFout
from datastation.instellingen import Bron, lees_station
from datastation.store import momentopname
from datastation.store.werker import Werker
from datastation.verversen import ververs


def _gevallen() -> ModuleType:
    """The broken sources stand beside the tests of the adapters; here each goes through a whole refresh."""
    pad = Path(__file__).parents[2] / "property" / "bronnen" / "test_bron_kapot.py"
    plan = importlib.util.spec_from_file_location("bron_kapot", pad)
    assert plan is not None
    assert plan.loader is not None
    module = importlib.util.module_from_spec(plan)
    sys.modules["bron_kapot"] = module
    plan.loader.exec_module(module)
    return module


KAPOT = _gevallen()


def test_kapotte_bronnen_laten_de_vorige_momentopname_staan(station: Path) -> None:
    """Every broken source ends in a BronFout that says where; after all of them the same snapshot answers and nothing is left behind."""
    instellingen = lees_station(station)
    voor = momentopname.huidige(instellingen.momentopnamen)
    for nummer, (naam, geval) in enumerate(KAPOT.GEVALLEN.items()):
        kapot = instellingen.model_copy(update={"bronnen": (_bron(station, nummer, geval),)})
        with pytest.raises(BronFout) as fout:
            ververs(kapot, vandaag=VANDAAG)
        assert fout.value.waar, naam
        assert momentopname.huidige(instellingen.momentopnamen).id == voor.id, naam
    assert {p.name for p in instellingen.momentopnamen.iterdir()} <= {voor.id, "current", ".slot", ".zelftest"}
    with Werker(voor.store) as werker:
        assert werker.vraag("ASK { ?s ?p ?o }").waar


def _bron(station: Path, nummer: int, geval: Any) -> Bron:
    """Write the files of a case and a mapping that asks for its table and columns."""
    map, kaart = station / f"k{nummer}", station / f"m{nummer}"
    map.mkdir()
    kaart.mkdir()
    regels = "\n".join(f'      - [rdfs:label, "$({kolom})"]' for kolom in geval.kolommen)
    (kaart / "mapping.yml").write_text(
        f'mappings:\n  x:\n    sources: [["{geval.tabel}"]]\n    s: id:x/$({geval.kolommen[0]})\n    po:\n{regels}\n', encoding="utf-8"
    )
    enkel = f"t{geval.extensie or KAPOT._EXTENSIE.get(geval.soort, '')}"
    bestanden = geval.inhoud if isinstance(geval.inhoud, dict) else {enkel: geval.inhoud}
    for naam, inhoud in bestanden.items():
        (map / naam).write_bytes(inhoud.encode() if isinstance(inhoud, str) else inhoud)
    pad = geval.pad if isinstance(geval.inhoud, dict) else enkel
    return Bron(naam="kapot", soort=geval.soort, pad=f"k{nummer}/{pad}", mapping=f"m{nummer}", **dict(geval.extra))
