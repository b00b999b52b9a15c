"""The wheel carries everything, and works where the checkout is not."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from lxml import etree

WORTEL = Path(__file__).resolve().parents[2]
PAKKET = WORTEL / "datastation"
# Files of the package itself that code reads from its own folder.
NAAST_DE_CODE = {"aflevering/vorm_xml.py", "aflevering/pagina.py", "store/zelftest.py", "web/bladzijde.py", "instellingen.py"}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(map)], cwd=WORTEL, check=True, capture_output=True)
    (pad,) = map.glob("*.whl")
    return pad


def meegenomen() -> dict[str, str]:
    """Folder of the checkout → its place in the wheel."""
    instellingen = tomllib.loads((WORTEL / "pyproject.toml").read_text(encoding="utf-8"))
    return instellingen["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]


def bestanden(map: Path) -> set[str]:
    uit = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", map.name], cwd=WORTEL, capture_output=True, text=True, check=True)
    return {naam for naam in uit.stdout.splitlines() if (WORTEL / naam).is_file()}


def test_elke_map_met_middelen_gaat_mee() -> None:
    """Each folder that code asks with `middelen(…)` is named in pyproject.toml, under the place where `middelen` looks for it."""
    gevraagd = set()
    for pad in PAKKET.rglob("*.py"):
        for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
            if isinstance(knoop, ast.Call) and isinstance(knoop.func, ast.Name) and knoop.func.id == "middelen":
                (naam,) = knoop.args
                assert isinstance(naam, ast.Constant), f"{pad}: the folder is not written out"
                gevraagd.add(naam.value)
    assert gevraagd == {"ontology", "mappings", "queries", "uitwisselprofielen"}
    assert meegenomen() == {naam: f"datastation/_middelen/{naam}" for naam in gevraagd}


def test_code_leest_niets_uit_de_checkout() -> None:
    """Only `middelen` knows of the checkout; a few modules read a file that stands beside them in the package."""
    gevonden = {p.relative_to(PAKKET).as_posix() for p in PAKKET.rglob("*.py") if "__file__" in p.read_text(encoding="utf-8")}
    assert gevonden <= NAAST_DE_CODE


def test_inhoud(wheel: Path) -> None:
    """Every file of the package and of the four folders, the licence and the entry point; no test, tool, page or key."""
    with zipfile.ZipFile(wheel) as pakket:
        namen = set(pakket.namelist())
        ingangen = next(pakket.read(n).decode() for n in namen if n.endswith("entry_points.txt"))
    verwacht = bestanden(PAKKET)
    for van, naar in meegenomen().items():
        verwacht |= {f"{naar}/{naam.removeprefix(f'{van}/')}" for naam in bestanden(WORTEL / van)}
    assert verwacht - namen == set()
    assert {n for n in namen - verwacht if ".dist-info/" not in n and "__pycache__" not in n} == set()
    assert any(n.endswith("licenses/LICENSE") for n in namen)
    assert "datastation/py.typed" in namen
    assert "datastation = datastation.cli:hoofd" in ingangen
    assert not any(stuk in ("tests", "tools", "docs", "benchmarks", "sleutels") for n in namen for stuk in Path(n).parts)


def _pip(python: Path, *woorden: str) -> subprocess.CompletedProcess[str]:
    opdracht = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *woorden]
    return subprocess.run(opdracht, capture_output=True, text=True, check=False, timeout=900)


@pytest.mark.lang
@pytest.mark.timeout(1800)
def test_de_wheel_in_een_lege_omgeving(wheel: Path, tmp_path: Path) -> None:
    """An empty environment with the locked dependencies and the wheel: the demo delivers what the checkout delivers, byte for byte."""
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "venv")], check=True, capture_output=True)
    python = tmp_path / "venv" / "bin" / "python"
    afhankelijk = _pip(python, "--require-hashes", "-r", str(WORTEL / "lock" / "draaien.txt"))
    if afhankelijk.returncode and not os.environ.get("DATASTATION_CI"):
        pytest.skip(f"pip cannot reach a package index here: {afhankelijk.stderr.strip().splitlines()[-1]}")
    assert afhankelijk.returncode == 0, afhankelijk.stderr
    assert _pip(python, "--no-deps", "--no-index", str(wheel)).returncode == 0
    elders = tmp_path / "elders"
    elders.mkdir()
    omgeving = {"PATH": os.defpath, "HOME": str(tmp_path), "LANG": "C.UTF-8", "NO_COLOR": "1"}
    waar = subprocess.run(
        [python, "-c", "import datastation; print(datastation.__file__)"],
        cwd=elders,
        env=omgeving,
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(waar.stdout.strip()).is_relative_to(tmp_path)
    opdracht = tmp_path / "venv" / "bin" / "datastation"
    klaar = subprocess.run(
        [opdracht, "demo", "--clienten", "40"], cwd=elders, env=omgeving, capture_output=True, text=True, check=False, timeout=300
    )
    assert klaar.returncode == 0, klaar.stderr
    assert (elders / "demo-station" / "antwoorden").is_dir()
    eigen = subprocess.run(
        [sys.executable, "-m", "datastation", "demo", str(tmp_path / "eigen"), "--clienten", "40"],
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert eigen.returncode == 0, eigen.stderr
    geleverd = sorted(p.name for p in (elders / "demo-station" / "antwoorden").iterdir())
    assert geleverd == sorted(p.name for p in (tmp_path / "eigen" / "antwoorden").iterdir())
    assert {Path(n).suffix for n in geleverd} == {".xml", ".csv", ".html", ".json"}
    for naam in geleverd:
        pad = elders / "demo-station" / "antwoorden" / naam
        if not naam.endswith((".herkomst.json", ".html")):  # these name the snapshot and the clock
            assert pad.read_bytes() == (tmp_path / "eigen" / "antwoorden" / naam).read_bytes(), naam
        if naam.endswith(".xml"):
            schema = PAKKET / "aflevering" / "xsd" / f"wzd-{naam.removeprefix('igj-wzd-').split('_')[0]}-1.0.0.xsd"
            etree.XMLSchema(etree.parse(schema)).assertValid(etree.parse(pad))
    dokter = subprocess.run(
        [opdracht, "dokter", "--station", "demo-station"], cwd=elders, env=omgeving, capture_output=True, text=True, check=False
    )
    assert dokter.returncode == 0, dokter.stdout
