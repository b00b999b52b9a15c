"""The same seed gives the same bytes, on every machine and every Python."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from datastation.voorbeeld import maak_organisatie, schrijf

# Change these only together with the generator, and say so in the changelog: demos and answers change with them.
GOUD: dict[tuple[int, int | None, int, float], str] = {
    (30, None, 1, 0.02): "197b742d4267a89c",
    (60, None, 1, 0.02): "8ad228871a624bab",
    (60, None, 2, 0.0): "b8e48856f37050b7",
    (1200, 60000, 1, 0.02): "7c515d581aa918ee",
}


def _hash(map):
    som = hashlib.sha256()
    for pad in sorted(map.iterdir()):
        som.update(pad.name.encode() + b"\0" + pad.read_bytes())
    return som.hexdigest()[:16]


@pytest.mark.parametrize("maat", sorted(GOUD, key=str))
def test_de_bytes_liggen_vast(maat, tmp_path):
    """The csv-nl export of these sizes and seeds has a known hash."""
    clienten, registraties, seed, fouten = maat
    schrijf(maak_organisatie(clienten, registraties, seed=seed, fouten=fouten), tmp_path, "csv-nl")
    assert _hash(tmp_path) == GOUD[maat]


def test_een_werkmap_is_byte_gelijk(tmp_path):
    """Two workbooks of one organisation are the same file (its compression may differ between machines, so no fixed hash)."""
    organisatie = maak_organisatie(30)
    for naam in ("een", "twee"):
        schrijf(organisatie, tmp_path / naam, "csv-nl", excel=True)
    assert _hash(tmp_path / "een") == _hash(tmp_path / "twee")


def test_een_ander_zaad_geeft_een_andere_organisatie(tmp_path):
    """Another seed, other people: the seed reaches the bytes."""
    for seed in (1, 2):
        schrijf(maak_organisatie(30, seed=seed), tmp_path / str(seed), "csv-nl")
    assert _hash(tmp_path / "1") != _hash(tmp_path / "2")


_GEHEUGEN = """
import resource, sys, tempfile
from pathlib import Path
from datastation.voorbeeld import maak_organisatie, schrijf
with tempfile.TemporaryDirectory() as map:
    schrijf(maak_organisatie(300, int(sys.argv[1])), Path(map), "csv-nl")
    assert (Path(map) / "registraties.csv").stat().st_size > 40 * int(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


def _piek(registraties):
    """Peak resident memory in MiB of a process that writes so many registrations."""
    klaar = subprocess.run([sys.executable, "-c", _GEHEUGEN, str(registraties)], check=True, capture_output=True, text=True)
    return int(klaar.stdout)


def test_registraties_stromen():
    """Four times as many registrations take hardly more memory."""
    assert _piek(200_000) - _piek(50_000) < 60


@pytest.mark.lang
def test_een_miljoen_registraties_stromen():
    """A million registrations take hardly more memory than a hundred thousand."""
    assert _piek(1_000_000) - _piek(100_000) < 120
