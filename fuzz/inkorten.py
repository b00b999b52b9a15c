"""Makes the corpus that is kept: of all inputs that a run has found, few and small ones that together reach every step that all of them reach.

``python -m fuzz.inkorten DOEL``. A step is a pair of lines that follow each other (Python's own tracing, so that it does not depend on atheris). Inputs
with nine digits that could be a BSN are left out; what was found once (`fuzz/corpus/DOEL/vondst-*`) always stays.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from fuzz.gemeen import CORPUS, NAMEN, WERK, Doel, doel, lijkt_op_bsn


class Stappen:
    """What one input reaches: numbers of pairs (line before, line), per function."""

    def __init__(self, pakketten: tuple[str, ...]) -> None:
        self._paden = tuple(p.replace(".", "/") for p in pakketten)
        self._nummers: dict[tuple[int, int, int], int] = {}
        self._telt: dict[Any, int] = {}
        self.gezien: set[int] = set()

    def _eigen(self, frame: FrameType) -> int:
        code = frame.f_code
        if code not in self._telt:
            self._telt[code] = len(self._telt) if any(p in code.co_filename for p in self._paden) else -1
        return self._telt[code]

    def spoor(self, frame: FrameType, _: str, __: object) -> Callable[..., Any] | None:
        """For `sys.settrace`."""
        nummer = self._eigen(frame)
        if nummer < 0:
            return None
        vorige = 0

        def binnen(frame: FrameType, gebeurtenis: str, _: object) -> Callable[..., Any]:
            nonlocal vorige
            if gebeurtenis == "line":
                stap = (nummer, vorige, frame.f_lineno)
                self.gezien.add(self._nummers.setdefault(stap, len(self._nummers)))
                vorige = frame.f_lineno
            return binnen

        return binnen

    def van(self, doel: Doel, data: bytes) -> set[int]:
        """Steps of one input."""
        self.gezien = set()
        sys.settrace(self.spoor)
        try:
            doel.proef(data)
        except Exception:  # noqa: BLE001 - a finding: it is kept by name, not here
            return set()
        finally:
            sys.settrace(None)
        return self.gezien


def kort_in(gekozen: Doel, *, seconden: float = 240.0) -> None:
    """Write ``corpus/<doel>/``."""
    stappen, gehad = Stappen(gekozen.pakketten), set()
    map = CORPUS / gekozen.naam
    map.mkdir(parents=True, exist_ok=True)
    inputs = {p.read_bytes() for m in (WERK / gekozen.naam, map) if m.is_dir() for p in m.iterdir() if not p.name.startswith("vondst-")}
    for pad in map.iterdir():
        if pad.name.startswith("vondst-"):
            gehad |= stappen.van(gekozen, pad.read_bytes())
        else:
            pad.unlink()
    begin, blijft = time.time(), 0
    for data in sorted(inputs, key=lambda d: (len(d), d)):
        if time.time() - begin > seconden or lijkt_op_bsn(data):
            continue
        nieuw = stappen.van(gekozen, data)
        if nieuw - gehad:
            gehad |= nieuw
            blijft += 1
            (map / hashlib.sha256(data).hexdigest()[:16]).write_bytes(data)
    sys.stdout.write(f"{gekozen.naam}: {blijft} van {len(inputs)} inputs, {len(gehad)} stappen\n")


if __name__ == "__main__":
    for naam in sys.argv[1:] or NAMEN:
        kort_in(doel(naam))
