"""A tiny Ons source, written row by row in the test, through its mapping."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hulp.uitkomst import Uitkomst, voer
from ons_bron import BASIS, Rij, zorgplanregel

from datastation.instellingen import Bron


@pytest.fixture
def ons(tmp_path: Path) -> Callable[..., Uitkomst]:
    """``ons(registrations=[…])``: write these tables beside the base ones and map them all."""

    def doe(**tabellen: list[Rij]) -> Uitkomst:
        (tmp_path / "export").mkdir()
        for naam, rijen in ({**BASIS, "care_plan_entries": [zorgplanregel()]} | tabellen).items():
            (tmp_path / "export" / f"{naam}.ndjson").write_text("".join(json.dumps(rij) + "\n" for rij in rijen), encoding="utf-8")
        return voer(tmp_path, Bron(naam="ecd", soort="ndjson", pad="export", mapping="ons"))

    return doe
