"""The order of derivations: side by side where none reads what the other makes."""

from __future__ import annotations

import pytest

from datastation.fouten import MotorFout
from datastation.instellingen import middelen
from datastation.verversen import rondes


def _namen(afleidingen: dict[str, str]) -> list[list[str]]:
    return [[naam for naam, _ in ronde] for ronde in rondes(afleidingen)]


def test_without_a_head_line_one_after_the_other() -> None:
    """A derivation that names nothing waits for all lower numbers."""
    assert _namen({"20-b": "", "10-a": "", "30-c": ""}) == [["10-a"], ["20-b"], ["30-c"]]


def test_named_predecessors_only() -> None:
    """A derivation that names its predecessors waits for those and no others."""
    afleidingen = {"10-a": "", "20-b": "", "30-c": "# Na: 10\n", "40-d": "# Na:\n", "50-e": "# Na: 20 30\n"}
    assert _namen(afleidingen) == [["10-a", "40-d"], ["20-b", "30-c"], ["50-e"]]


def test_circle_is_an_error() -> None:
    """Derivations that wait for each other are refused, not skipped."""
    with pytest.raises(MotorFout):
        _namen({"10-a": "# Na: 20\n", "20-b": "# Na: 10\n"})


def test_own_derivations_all_run_after_what_they_name() -> None:
    """Our own derivations all run, each once, and each after those of the numbers that it names."""
    teksten = {pad.stem: pad.read_text(encoding="utf-8") for pad in (middelen("queries") / "afleidingen").glob("*.rq")}
    volgorde = [naam for ronde in _namen(teksten) for naam in ronde]
    assert sorted(volgorde) == sorted(teksten)
    plek = {naam[:2]: nummer for nummer, naam in enumerate(volgorde)}
    assert plek["30"] < plek["41"] < plek["42"]
    assert plek["30"] < min(plek["50"], plek["51"])
