"""Each package that a running station installs stands on docs/afhankelijkheden.md, with the licence that it names itself."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
RIJ = re.compile(r"^\| ([a-z0-9-]+) \| (yes)? ?\| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
RIJEN = {
    naam: (eigen, licentie.strip())
    for naam, eigen, _, licentie in RIJ.findall((WORTEL / "docs/afhankelijkheden.md").read_text(encoding="utf-8"))
}
MAG = {"MIT", "BSD-3-Clause", "BSD-2-Clause", "0BSD", "ISC", "Zlib", "CC0-1.0", "PSF-2.0", "Apache-2.0", "MPL-2.0", "MIT-0"}
# Copyleft that the appendix of the EUPL-1.2 names, for this package alone: docs/afhankelijkheden.md says why.
ALLEEN = {"frozendict": "LGPL-3.0-only"}
# What packages write where they name no SPDX expression.
OUD = {"ISC License": "ISC", "MIT License": "MIT", "Apache Software License": "Apache-2.0", "BSD 3-Clause license": "BSD-3-Clause"}


def genormaliseerd(naam: str) -> str:
    return re.sub(r"[-_.]+", "-", naam).lower()


def test_elk_pakket_staat_op_de_pagina() -> None:
    """The lock file and the page name the same packages."""
    slot = re.findall(r"^([A-Za-z0-9_.-]+)==", (WORTEL / "lock/draaien.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(RIJEN) == sorted({genormaliseerd(naam) for naam in slot})


def test_eigen_keuzes_staan_als_eigen() -> None:
    """What pyproject.toml asks for is marked as our own choice, and nothing else."""
    eisen = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    eigen = {genormaliseerd(re.split(r"[<>=~! ]", eis)[0]) for eis in eisen}
    assert {naam for naam, (is_eigen, _) in RIJEN.items() if is_eigen} == eigen


@pytest.mark.parametrize("naam", sorted(RIJEN))
def test_licentie_klopt_en_mag(naam: str) -> None:
    """The licence on the page is one that goes with the EUPL-1.2, and the one in the metadata of the installed package."""
    licentie = RIJEN[naam][1]
    assert set(re.split(r" AND | OR ", licentie.replace("(", "").replace(")", ""))) <= MAG | {ALLEEN.get(naam, "")}
    try:
        over = importlib.metadata.metadata(naam)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{naam} is not installed on this platform")
    zegt = over.get("License-Expression") or over.get("License") or ""
    if not zegt or "\n" in zegt:  # only a classifier, or the whole text
        zegt = next((c.split(" :: ")[-1] for c in over.get_all("Classifier", []) if c.startswith("License ::")), "")
    assert OUD.get(zegt, zegt) == licentie
