"""Help and usage errors: Dutch, within the screen, and with the exit code of a wrong request."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup

from datastation.cli import app, hoofd
from datastation.cli.uitvoer import alinea

ENGELS = re.compile(
    r"\b(Usage|Options|Arguments|Commands|Error|Try|default|required|env var|Show this|Missing|No such|Invalid|Input should|unexpected)\b"
)


def namen(groep: TyperGroup, voor: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command and group of the program as words."""
    gevonden = [voor]
    for naam, opdracht in groep.commands.items():
        gevonden += namen(opdracht, (*voor, naam)) if isinstance(opdracht, TyperGroup) else [(*voor, naam)]
    return gevonden


HOOFD = typer.main.get_command(app)
assert isinstance(HOOFD, TyperGroup)


def draai(woorden: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    monkeypatch.setattr(sys, "argv", ["datastation", *woorden])
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")
    with pytest.raises(SystemExit) as einde:
        hoofd()
    uit = capsys.readouterr()
    return int(einde.value.code or 0), uit.out, uit.err


@pytest.mark.parametrize("woorden", namen(HOOFD), ids=lambda w: " ".join(w) or "(hoofd)")
def test_uitleg_is_nederlands_en_past(
    woorden: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command explains itself in Dutch, names each of its options, and keeps within 80 columns."""
    code, uit, fout = draai((*woorden, "--help"), monkeypatch, capsys)
    assert (code, fout) == (0, "")
    assert uit.lstrip().startswith(f"Gebruik: datastation {' '.join(woorden)}".rstrip())
    assert ENGELS.search(uit) is None
    assert max(len(regel.rstrip()) for regel in uit.splitlines()) <= 80


VERKEERD = [
    (("beantwoord",), "PROFIEL[@VERSIE] ontbreekt"),
    (("nieuw",), "MAP ontbreekt"),
    (("beantwoord", "x", "--fomaat", "xml"), "Bedoelt u --formaat?"),
    (("vragen", "--kleur"), "De optie --kleur bestaat niet"),
    (("vragen", "--json=ja"), "hoort geen waarde"),
    (("demo", "x", "--seed"), "hoort een waarde"),
    (("demo", "x", "--clienten", "veel"), "Geef een heel getal"),
    (("mapping", "proef", "--rijen", "1000"), "van 1 tot en met 100"),
    (("vragen", "te", "veel"), "staat er te veel: te veel"),
    (("beantwoor",), "Bedoelt u beantwoord?"),
    (("mapping", "rlm"), "Bedoelt u rml?"),
    (("zomaar",), "De opdracht zomaar bestaat niet"),
]


@pytest.mark.parametrize(("woorden", "zin"), VERKEERD, ids=[" ".join(w) for w, _ in VERKEERD])
def test_verkeerd_gebruik(woorden: tuple[str, ...], zin: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A wrong request ends with code 2 and says in Dutch what is wrong and what to do."""
    code, uit, fout = draai(woorden, monkeypatch, capsys)
    assert (code, uit) == (2, "")
    assert zin in re.sub(r"\s+", " ", fout)
    assert "Wat u kunt doen:" in fout
    assert ENGELS.search(fout) is None


def test_zonder_opdracht_komt_de_uitleg(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """The bare program shows its commands."""
    code, uit, _ = draai((), monkeypatch, capsys)
    assert (code, "Begin met: datastation demo" in uit) == (2, True)


def test_alinea_breekt_geen_paden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A long text goes on further in, at whole words; a path that is longer than the screen stays in one piece."""
    monkeypatch.setenv("COLUMNS", "80")
    pad = "/" + "map/" * 30 + "station.toml"
    alinea(f"Zet de sleutel terug in {pad} en draai daarna opnieuw; " + "woord " * 30, kop="Wat u kunt doen:")
    regels = capsys.readouterr().out.splitlines()
    assert any(pad in regel for regel in regels)
    assert all(len(regel) <= 80 for regel in regels if pad not in regel)
    assert all(regel.startswith("  ") for regel in regels[1:])
