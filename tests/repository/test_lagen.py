"""Imports only go down the layers that ARCHITECTURE.md draws."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

WORTEL = Path(__file__).resolve().parents[2]
PAKKET = WORTEL / "datastation"

# From top to bottom. A module may import from lower layers, and from its own folder; parts know nothing of each other.
LAGEN: tuple[frozenset[str], ...] = (
    frozenset({"__main__"}),
    frozenset({"cli", "web"}),
    frozenset({"leveren", "opruimen", "toetsen", "uitvragen", "uitwisselen"}),
    frozenset(
        {
            "verversen",
            "beantwoorden",
            "onderhoud",
            "verkennen",
            "catalogus",
            "invullen",
            "keuren",
            "proef",
            "register",
            "sleutelbeheer",
            "wissen",
            "zaken",
        }
    ),
    frozenset(
        {
            "bronnen",
            "mapping",
            "kwaliteit",
            "uitwisselprofiel",
            "aflevering",
            "berichten",
            "vertrouwen",
            "voorbeeld",
            "poort",
            "logboek",
            "onthulling",
            "vrijgave",
        }
    ),
    frozenset({"store", "staat"}),
    frozenset({"sparql"}),
    frozenset({"model", "sleutel", "instellingen"}),
    frozenset({"besloten", "fouten", "vocabulaire"}),
)
# Within a layer, next to each other: a story may use what another story below it in this list offers.
BUREN = {
    ("cli", "web"),
    ("verkennen", "beantwoorden"),
    ("invullen", "beantwoorden"),
    ("keuren", "beantwoorden"),
    ("keuren", "invullen"),
    ("keuren", "proef"),
    ("opruimen", "uitwisselen"),
    ("proef", "verversen"),
    ("register", "invullen"),
    ("register", "keuren"),
    ("register", "proef"),
}


def laag(naam: str) -> int:
    return next(i for i, leden in enumerate(LAGEN) if naam in leden)


def importen(pad: Path) -> set[str]:
    """Names of the parts of datastation that a file imports."""
    gevonden = set()
    for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
        if isinstance(knoop, ast.Import):
            namen = [a.name for a in knoop.names]
        elif isinstance(knoop, ast.ImportFrom) and knoop.module:
            namen = [knoop.module] if knoop.module != "datastation" else [f"datastation.{a.name}" for a in knoop.names]
        else:
            continue
        gevonden |= {n.split(".")[1] for n in namen if n.startswith("datastation.")}
    return gevonden - {"__version__"}


MODULES = sorted(p for p in PAKKET.rglob("*.py") if p.name != "__init__.py" or p.parent != PAKKET)


@pytest.mark.parametrize("pad", MODULES, ids=lambda p: str(p.relative_to(PAKKET)))
def test_importen_gaan_omlaag(pad: Path) -> None:
    """A module imports only from its own part and from layers below."""
    eigen = pad.relative_to(PAKKET).parts[0].removesuffix(".py")
    for naam in importen(pad) - {eigen}:
        omlaag = laag(naam) > laag(eigen)
        assert omlaag or (eigen, naam) in BUREN, f"{eigen} imports {naam}, which is not below it"


def test_elk_deel_heeft_een_laag() -> None:
    """Nothing stands outside the picture."""
    delen = {p.name.removesuffix(".py") for p in PAKKET.iterdir() if p.suffix == ".py" or (p.is_dir() and not p.name.startswith("_"))}
    assert delen - {"__init__"} == frozenset().union(*LAGEN)


@pytest.mark.parametrize("pad", MODULES, ids=lambda p: str(p.relative_to(PAKKET)))
def test_alleen_store_opent_oxigraph(pad: Path) -> None:
    """Only `store` opens a store on disk; the guard may use an empty one as a parser, which pyoxigraph has no other name for."""
    if pad.relative_to(PAKKET).parts[0] == "store":
        return
    for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
        assert not (isinstance(knoop, ast.Attribute) and knoop.attr == "read_only"), pad
        if isinstance(knoop, ast.Call) and isinstance(knoop.func, ast.Attribute | ast.Name):
            naam = knoop.func.attr if isinstance(knoop.func, ast.Attribute) else knoop.func.id
            assert not (naam == "Store" and (knoop.args or knoop.keywords)), pad


def test_alleen_cli_schrijft_naar_het_scherm() -> None:
    """print and the console belong to the command line: other code cannot leak a record to a screen or a log."""
    for pad in MODULES:
        if pad.relative_to(PAKKET).parts[0] == "cli" or pad.name == "werker_proces.py":
            continue
        aanroepen = {
            k.func.id
            for k in ast.walk(ast.parse(pad.read_text(encoding="utf-8")))
            if isinstance(k, ast.Call) and isinstance(k.func, ast.Name)
        }
        assert "print" not in aanroepen, pad
        # One place writes the technical log of the server and sifts what it writes; the threads of the exchange report to it.
        mag = str(pad.relative_to(PAKKET)) in ("web/loggen.py", "uitwisselen/dienst.py")
        assert mag or "logging" not in pad.read_text(encoding="utf-8"), pad


def test_namen_van_toetsen_zijn_uniek() -> None:
    """Two test files of one name cannot be collected together."""
    namen = [p.name for p in (WORTEL / "tests").rglob("test_*.py")]
    assert sorted({n for n in namen if namen.count(n) > 1}) == []
