"""What every target has: a name, a test of one input, a way to change an input, and inputs to begin with."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

MAP = Path(__file__).resolve().parent
CORPUS, ZADEN, WERK, VONDSTEN = MAP / "corpus", MAP / "zaden", MAP / "werk", MAP / "vondsten"
NAMEN = ("poort", "vertrouwen", "berichten", "beleid", "logboek")
_NEGEN = re.compile(rb"(?<!\d)\d{9}(?!\d)")


class Geschonden(AssertionError):
    """Something came out that may not: an invariant of the target does not hold for this input."""


def eis(voorwaarde: object, wat: str) -> None:
    """An invariant. ``wat``: its name; findings of one name count as one."""
    if not voorwaarde:
        raise Geschonden(wat)


@dataclass(frozen=True)
class Doel:
    """A target.

    Attributes:
        proef: runs one input; every exception out of it is a finding. muteer: another input, from this one and two others of the seeds.
        zaden: inputs to begin with. pakketten: what is measured. hoogstens: bytes of an input.
    """

    naam: str
    proef: Callable[[bytes], None]
    muteer: Callable[[bytes, random.Random], bytes]
    zaden: Callable[[], list[bytes]]
    pakketten: tuple[str, ...]
    hoogstens: int = 4096


def doel(naam: str) -> Doel:
    """The target of a name; its module is imported now, so that its imports can be measured."""
    gevonden: Doel = import_module(f"fuzz.doel_{naam}").DOEL
    return gevonden


def lijkt_op_bsn(inhoud: bytes) -> bool:
    """Whether nine digits in a row pass the test of eleven; such an input is not kept, however it came about."""
    for treffer in _NEGEN.finditer(inhoud):
        cijfers = [c - 48 for c in treffer[0]]
        if any(cijfers) and sum(w * c for w, c in zip((9, 8, 7, 6, 5, 4, 3, 2, -1), cijfers, strict=True)) % 11 == 0:
            return True
    return False
