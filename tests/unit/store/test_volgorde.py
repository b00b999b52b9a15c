"""The order of derivations: each waits for those that its head names."""

from __future__ import annotations

import pytest

from datastation.fouten import MotorFout
from datastation.instellingen import middelen
from datastation.store.volgorde import wacht_op


def _nummers(afleidingen: dict[str, str]) -> dict[str, set[str]]:
    return {naam[:2]: {ander[:2] for ander in na} for naam, na in wacht_op(afleidingen).items()}


def test_without_a_head_line_one_after_the_other() -> None:
    """A derivation that names nothing waits for all lower numbers."""
    assert _nummers({"20-b": "", "10-a": "", "30-c": ""}) == {"10": set(), "20": {"10"}, "30": {"10", "20"}}


def test_named_predecessors_only() -> None:
    """A derivation that names its predecessors waits for those and no others."""
    afleidingen = {"10-a": "", "20-b": "# Na:\n", "30-c": "# Na: 10 20\n"}
    assert _nummers(afleidingen) == {"10": set(), "20": set(), "30": {"10", "20"}}


def test_unknown_predecessor_is_an_error() -> None:
    """A number that no derivation has is refused: waiting for nothing would hide a slip of the pen."""
    with pytest.raises(MotorFout, match="99"):
        wacht_op({"10-a": "# Na: 99\n"})


def test_own_derivations_wait_for_those_they_read() -> None:
    """Our own derivations: the stays before what is cut along them, and the vestiging of a part after the parts."""
    na = _nummers({pad.stem: pad.read_text(encoding="utf-8") for pad in (middelen("queries") / "afleidingen").glob("*.rq")})
    assert "30" in na["41"] & na["50"] & na["51"]
    assert na["42"] == {"40", "41"}
