"""Names of snapshots are their order: retention, roll back and the key check rest on it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from datastation.store.momentopname import nieuwe_naam

NU = datetime(2026, 7, 5, 12, 0, 0, 400_000, tzinfo=UTC)
LAAG, HOOG = "0" * 64, "f" * 64


@pytest.mark.parametrize(
    ("staat_er", "inhoud", "verwacht"),
    [
        ([], HOOG, "20260705T120000Z-ffffffff"),
        (["20260705T115959Z-aaaaaaaa"], LAAG, "20260705T120000Z-00000000"),
        # Within one second the hash would decide: the newer one sorted before the older one.
        (["20260705T120000Z-ffffffff"], LAAG, "20260705T120001Z-00000000"),
        (["20260705T120000Z-00000000"], LAAG, "20260705T120001Z-00000000"),
        (["20260705T120000Z-11111111", "20260705T120001Z-22222222"], LAAG, "20260705T120002Z-00000000"),
        # The clock was put back an hour.
        (["20260705T130000Z-aaaaaaaa"], LAAG, "20260705T130001Z-00000000"),
        (["20261231T235959Z-aaaaaaaa"], LAAG, "20270101T000000Z-00000000"),
        (["current", ".bouw-12ab", "vastgezet"], LAAG, "20260705T120000Z-00000000"),
    ],
)
def test_een_nieuwe_naam_komt_achteraan(tmp_path: Path, staat_er: list[str], inhoud: str, verwacht: str) -> None:
    """A new name is the time of now, or the second after the newest name where that is not earlier."""
    for naam in staat_er:
        (tmp_path / naam).mkdir()
    assert nieuwe_naam(tmp_path, NU, inhoud) == verwacht
    assert all(naam < verwacht for naam in staat_er if naam.startswith("2"))
