"""Tasks that wait for each other, on all cores."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datastation.fouten import MotorFout
from datastation.store.werkplan import Taak, voer_uit


@st.composite
def plannen(draw: st.DrawFn) -> list[frozenset[int]]:
    """For each task the tasks with a lower number that it waits for."""
    aantal = draw(st.integers(0, 12))
    return [frozenset(draw(st.sets(st.integers(0, n - 1)))) if n else frozenset() for n in range(aantal)]


@given(plan=plannen(), banen=st.integers(1, 4), omgekeerd=st.booleans())
def test_each_once_and_after_what_it_waits_for(plan: list[frozenset[int]], banen: int, omgekeerd: bool) -> None:
    """Whatever the plan and the order in which it is written: every task runs once, after those it waits for."""
    gedaan: list[int] = []

    def doe(nummer: int) -> Callable[[], None]:
        def werk() -> None:
            assert plan[nummer] <= set(gedaan)
            gedaan.append(nummer)

        return werk

    taken = [Taak(str(n), doe(n), frozenset(map(str, na))) for n, na in enumerate(plan)]
    voer_uit(taken[::-1] if omgekeerd else taken, banen)
    assert sorted(gedaan) == list(range(len(plan)))


def test_two_run_side_by_side() -> None:
    """Two tasks that need not wait run at the same time: each waits here for the other to have begun."""
    samen = threading.Barrier(2, timeout=10)
    voer_uit([Taak("a", lambda: void(samen.wait())), Taak("b", lambda: void(samen.wait()))], banen=2)


def test_by_turns() -> None:
    """Tasks of one turn never run at the same time, also where there is room."""
    bezig, samen = [0], [0]

    def werk() -> None:
        bezig[0] += 1
        samen[0] = max(samen[0], bezig[0])
        threading.Event().wait(0.01)
        bezig[0] -= 1

    voer_uit([Taak(str(n), werk, om_beurten="zwaar") for n in range(5)], banen=4)
    assert samen == [1]


def test_first_error_ends_it() -> None:
    """The error of a task comes out; what waits for it does not begin."""
    gedaan: list[str] = []

    def fout() -> None:
        raise MotorFout("stuk", waar="hier", herstel="geen")

    with pytest.raises(MotorFout, match="stuk"):
        voer_uit([Taak("a", fout), Taak("b", lambda: gedaan.append("b"), frozenset({"a"}))], banen=2)
    assert gedaan == []


@pytest.mark.parametrize("na", [{"a": "b", "b": "a"}, {"a": "weg", "b": "a"}], ids=["circle", "unknown"])
def test_waiting_for_ever_is_an_error(na: dict[str, str]) -> None:
    """Tasks that wait for each other, or for one that is not there, are refused and not skipped."""
    with pytest.raises(MotorFout):
        voer_uit([Taak(naam, lambda: None, frozenset({ander})) for naam, ander in na.items()])


def void(_: object) -> None:
    """Drop what a call gives."""
