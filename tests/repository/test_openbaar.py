"""The public surface: what a part offers is listed, said in words, and all that others may use."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import datastation

WORTEL = Path(__file__).resolve().parents[2]
MODULES = sorted(m.name for m in pkgutil.walk_packages(datastation.__path__, "datastation."))
DELEN = (
    "aflevering",
    "berichten",
    "bronnen",
    "kwaliteit",
    "logboek",
    "mapping",
    "onthulling",
    "poort",
    "uitwisselprofiel",
    "vertrouwen",
    "voorbeeld",
    "vrijgave",
)
BRONTEKST = sorted(p for map in ("datastation", "tests", "tools", "benchmarks") for p in (WORTEL / map).rglob("*.py"))


def importen(pad: Path) -> Iterator[tuple[str, str]]:
    """(module, name) of every `from datastation… import …` of a file."""
    for knoop in ast.walk(ast.parse(pad.read_text(encoding="utf-8"))):
        if isinstance(knoop, ast.ImportFrom) and (knoop.module or "").split(".")[0] == "datastation":
            yield from ((knoop.module or "", a.name) for a in knoop.names)


def eigen_namen(module: ModuleType) -> Iterator[tuple[str, object]]:
    """Public functions and classes that are defined in a module, and the public members of those classes."""
    for naam, ding in vars(module).items():
        if (
            naam.startswith("_")
            or getattr(ding, "__module__", "") != module.__name__
            or not (inspect.isclass(ding) or inspect.isroutine(ding))
        ):
            continue
        yield naam, ding
        if inspect.isclass(ding):
            yield from _leden(naam, ding)


def _leden(naam: str, klasse: type) -> Iterator[tuple[str, object]]:
    for lid, ding in vars(klasse).items():
        if not lid.startswith("_") and isinstance(ding, FunctionType | property | cached_property | classmethod | staticmethod):
            # Through the class, so that what overrides a documented method needs no words of its own.
            yield f"{naam}.{lid}", getattr(klasse, lid)


@pytest.mark.parametrize("naam", MODULES)
def test_alles_openbaars_is_uitgelegd(naam: str) -> None:
    """Every module, public class, function, method and property says what it is for."""
    module = importlib.import_module(naam)
    assert module.__doc__, naam
    # A dataclass without words gets its signature as docstring.
    zonder = [
        n
        for n, ding in eigen_namen(module)
        if not (uitleg := inspect.getdoc(ding)) or (inspect.isclass(ding) and uitleg.startswith(f"{ding.__name__}("))
    ]
    assert zonder == []


@pytest.mark.parametrize("deel", DELEN)
def test_export_is_gesorteerd_en_precies_wat_anderen_gebruiken(deel: str) -> None:
    """`__all__` of a part is sorted and is what code outside the part takes from it: nothing idle, and nothing taken past it."""
    module = importlib.import_module(f"datastation.{deel}")
    lijst = list(module.__all__)
    assert lijst == sorted(lijst, key=lambda n: (not n.isupper(), n.islower(), n))
    assert [n for n in lijst if not hasattr(module, n)] == []
    gebruikt, voorbij = _gebruikt_buiten(deel)
    # A class may be there for what a function gives: callers get it without ever naming it.
    assert [n for n in lijst if n not in gebruikt and not inspect.isclass(getattr(module, n))] == []
    assert sorted(voorbij) == []


def _gebruikt_buiten(deel: str) -> tuple[set[str], set[str]]:
    """Names that are taken from the part itself, and those that product code takes from a module inside it."""
    map, gebruikt, voorbij = WORTEL / "datastation" / deel, set(), set()
    for pad in BRONTEKST:
        if pad.is_relative_to(map):
            continue
        heel = False
        for module, naam in importen(pad):
            if module == f"datastation.{deel}":
                gebruikt.add(naam)
            elif module.startswith(f"datastation.{deel}.") and pad.is_relative_to(WORTEL / "datastation"):
                voorbij.add(f"{pad.relative_to(WORTEL)}: {module}.{naam}")
            heel = heel or (module, naam) == ("datastation", deel)
        if heel:
            boom = ast.walk(ast.parse(pad.read_text(encoding="utf-8")))
            gebruikt |= {k.attr for k in boom if isinstance(k, ast.Attribute) and isinstance(k.value, ast.Name) and k.value.id == deel}
    return gebruikt, voorbij


def test_niemand_neemt_een_eigen_naam_van_een_ander() -> None:
    """A name with an underscore stays in its module, for the product, the tests and the tools alike."""
    fout = [f"{pad.relative_to(WORTEL)}: {module}.{naam}" for pad in BRONTEKST for module, naam in importen(pad) if _eigen(module, naam)]
    assert fout == []


def _eigen(module: str, naam: str) -> bool:
    return any(stuk.startswith("_") and not stuk.startswith("__") for stuk in (*module.split("."), naam))


def test_elke_toets_zegt_wat_zij_toont() -> None:
    """Each test module and each test has a docstring of more than two words."""
    fout = []
    for pad in sorted((WORTEL / "tests").rglob("test_*.py")):
        boom = ast.parse(pad.read_text(encoding="utf-8"))
        knopen = [boom, *(k for k in ast.walk(boom) if isinstance(k, ast.FunctionDef) and k.name.startswith("test_"))]
        fout += [f"{pad.relative_to(WORTEL)}:{getattr(k, 'name', 'module')}" for k in knopen if not _zin(ast.get_docstring(k))]
    assert fout == []


def _zin(tekst: str | None) -> bool:
    return len((tekst or "").split()) > 2
