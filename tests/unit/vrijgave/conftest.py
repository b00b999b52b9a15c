"""A state database with people in it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hulp.zaakwerk import met_mensen

from datastation.staat import Staat, open_staat


@pytest.fixture
def staat(tmp_path: Path) -> Iterator[Staat]:
    """An empty state database with one or two persons in each role."""
    staat = met_mensen(open_staat(tmp_path / "staat.sqlite"))
    yield staat
    staat.sluit()
