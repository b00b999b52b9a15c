"""A profile file that is no TOML, or is saved in a Windows encoding, is explained and never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from datastation.fouten import InstellingenFout
from datastation.uitwisselprofiel import alle_profielen


@pytest.mark.parametrize("inhoud", [b'titel = "Cli\xebnten"\n', b"id = \n"], ids=["windows-1252", "no-toml"])
def test_een_onleesbaar_profiel_wordt_uitgelegd(tmp_path: Path, inhoud: bytes) -> None:
    """The message names the file, and the class is that of wrong settings (exit code 2)."""
    pad = tmp_path / "proef" / "1.0.0.toml"
    pad.parent.mkdir()
    pad.write_bytes(inhoud)
    with pytest.raises(InstellingenFout, match="geen geldige TOML") as fout:
        alle_profielen(tmp_path)
    assert str(pad) in fout.value.waar
