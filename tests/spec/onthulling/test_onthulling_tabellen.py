"""Drawn tables with what may leave of them: the rules as a person would check them."""

from __future__ import annotations

import pytest
from getekend import teken, tekening, verwacht

from datastation.onthulling import Regel, Regels, bescherm

VRIJ = Regels(nul="vrij", vol="vrij")

GEVALLEN = {
    "everything large enough leaves": (
        Regels(),
        """
              | a  | b
        noord | 30 | 20
        zuid  | 15 | 25
        """,
        """
               | a  | b  | totaal
        noord  | 30 | 20 | 50
        zuid   | 15 | 25 | 40
        totaal | 45 | 45 | 90
        """,
    ),
    "exactly k leaves, one fewer does not; a rectangle hides it in its row and column": (
        Regels(),
        """
              | a  | b  | c
        noord | 9  | 20 | 30
        zuid  | 15 | 25 | 12
        west  | 40 | 11 | 10
        """,
        """
               | a  | b  | c  | totaal
        noord  | x  | 20 | x  | 59
        zuid   | x  | 25 | x  | 52
        west   | 40 | 11 | 10 | 61
        totaal | 64 | 56 | 52 | 172
        """,
    ),
    "a zero is hidden like a small number where zeros are protected": (
        Regels(),
        """
              | a  | b
        noord | 0  | 20
        zuid  | 15 | 25
        """,
        """
               | a  | b  | totaal
        noord  | x  | x  | 20
        zuid   | x  | x  | 40
        totaal | 15 | 45 | 60
        """,
    ),
    "a zero leaves as nul where the profile says so, and never serves to hide another cell": (
        VRIJ,
        """
              | a  | b  | c
        noord | 0  | 3  | 20
        zuid  | 15 | 25 | 12
        """,
        """
               | a  | b  | c  | totaal
        noord  | 0  | x  | x  | 23
        zuid   | 15 | x  | x  | 52
        totaal | 15 | 28 | 32 | 75
        """,
    ),
    "what is missing and what was not asked keep codes of their own": (
        VRIJ,
        """
              | a  | b
        noord | 30 | 20
        zuid  | ?  | .12
        """,
        """
               | a  | b  | totaal
        noord  | 30 | 20 | 50
        zuid   | ?  | .  | 12
        totaal | 30 | 32 | 62
        """,
    ),
    "a small cell that nobody asked is not given away by a total either": (
        VRIJ,
        """
              | a  | b
        noord | 30 | .4
        zuid  | 15 | 25
        """,
        """
               | a  | b  | totaal
        noord  | x  | .  | 34
        zuid   | x  | x  | 40
        totaal | 45 | 29 | 74
        """,
    ),
    "a table of small numbers only gives nothing": (
        Regels(),
        """
              | a | b
        noord | 3 | 2
        zuid  | 1 | 2
        """,
        """
               | a | b | totaal
        noord  | x | x | x
        zuid   | x | x | x
        totaal | x | x | x
        """,
    ),
}


@pytest.mark.parametrize("naam", GEVALLEN)
def test_getekende_tabel(naam: str) -> None:
    """A drawn table gives exactly the drawn outcomes."""
    regels, tabel, uit = GEVALLEN[naam]
    assert tekening(bescherm(teken(tabel), regels)) == verwacht(uit)


def test_volle_cel() -> None:
    """A cell that holds its whole group is held back where full cells are protected, also when it is large."""
    tabel = teken("| a | b\nnoord | 40 | 0\nzuid | 20 | 30")
    beslissing = bescherm(tabel, Regels())
    assert tekening(beslissing)[0] == ["noord", "x", "x", "40"]
    assert Regel.VOL in {r.regel for r in beslissing.redenen if r.rij == ("noord", "a")}


def test_genest_totaal() -> None:
    """A small cell is hidden from its own sub-total and from the totals above it."""
    tabel = teken(
        "| a | b\nnoord-1 | 4 | 20\nnoord-2 | 16 | 30\nzuid-1 | 18 | 22\nzuid-2 | 40 | 50",
        rijouders={"noord-1": "noord", "noord-2": "noord", "zuid-1": "zuid", "zuid-2": "zuid"},
    )
    uit = {r[0]: r[1:] for r in tekening(bescherm(tabel, VRIJ))}
    assert uit["noord"] == ["20", "50", "70"]
    assert uit["noord-1"] == ["x", "x", "24"]
    assert uit["noord-2"] == ["x", "x", "46"]
    assert uit["zuid-1"] == ["18", "22", "40"]
