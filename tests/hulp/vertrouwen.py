"""Where the vectors of ../shared stand, and reading them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

VECTOREN = Path(__file__).resolve().parents[3] / "shared" / "vectors"


def met_vectoren(toets: Any) -> Any:
    """Marks a test that needs them; skipped, saying so, where the folder is absent."""
    return pytest.mark.gedeeld(pytest.mark.skipif(not VECTOREN.is_dir(), reason="../shared/vectors ontbreekt")(toets))


def vector(pad: str) -> Any:
    """A JSON file of the vectors; after ``#`` a path of names and ``[number]`` inside it, as expected.json writes it."""
    bestand, _, binnen = pad.partition("#")
    waarde = json.loads((VECTOREN / bestand).read_text(encoding="utf-8"))
    for stap in binnen.replace("[", ".[").split(".") if binnen else ():
        waarde = waarde[int(stap[1:-1])] if stap.startswith("[") else waarde[stap]
    return waarde
