"""`python -m benchmarks` runs, prints its ratios, and DuckDB finds the same figures."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]


@pytest.mark.lang
@pytest.mark.timeout(900)
def test_klein_prints_every_part(tmp_path: Path) -> None:
    """The small run prints each ratio that the acceptance asks for, and every question agrees with DuckDB."""
    gelopen = subprocess.run(
        [sys.executable, "-m", "benchmarks", "--klein", "--map", tmp_path], cwd=WORTEL, capture_output=True, text=True, check=False
    )
    assert gelopen.returncode == 0, gelopen.stderr[-3000:]
    uit = gelopen.stdout
    for ratio in ("(a) rows to N-Quads", "(b) whole way", "(b) peak", "(b) growth", "on disk", "a script, row by row"):
        assert ratio in uit
    assert len(re.findall(r"^\| igj-wzd-.*\| yes +\|$", uit, re.MULTILINE)) == 7
    assert "NO:" not in uit
    assert not any(tmp_path.iterdir()), "the run leaves its work folder empty"
