"""The bins of the shape check hold names and BSNs: nobody finds them on disk, also not after a kill."""

from __future__ import annotations

import tempfile
from pathlib import Path

from datastation.kwaliteit.stukken import stukken


def test_bakken_hebben_geen_naam(tmp_path: Path, monkeypatch) -> None:
    """While pieces are dealt out, neither the folder of the parts nor that for temporary files holds a file more."""
    elders = tmp_path / "tmp"
    elders.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(elders))
    delen = tmp_path / "delen"
    delen.mkdir()
    deel = delen / "a.nq"
    deel.write_text("".join(f"<urn:c{i}> <urn:naam> <urn:x> .\n" for i in range(200)))
    gelezen = 0
    for stuk in stukken([deel], omvang=500):
        gelezen += stuk.count(b"\n")
        assert [p.name for p in delen.iterdir()] == ["a.nq"]
        assert list(elders.iterdir()) == []
    assert gelezen == 200
