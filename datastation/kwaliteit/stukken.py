"""N-Quads files as pieces that hold all triples of each of their subjects, with bounded memory.

Most lines are moments, and all triples of a moment come from one row of one table: these files are cut as they stand, between two
subjects. The facts of a client, a plan or a location may come from several tables (the BSN of an Ons client stands in a table of
its own), so the other lines are first dealt out over bins by the hash of their subject.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path

from datastation.vocabulaire import GRAAF_IDENTIFICATIE

# About 25,000 lines: large enough to make the set-up of a validation vanish, and small enough that its memory is used again for the next
# (32 MiB took a fifth longer and three times the memory).
STUK = 4 * 1024**2
_GRAAF = f" <{GRAAF_IDENTIFICATIE}> .\n".encode()
_MOMENT = b"/moment/"


def stukken(bestanden: Iterable[Path], omvang: int = STUK) -> Iterator[bytes]:
    """Pieces of N-Triples (graph names left out) of about ``omvang`` bytes, each subject in one piece only.

    Args:
        bestanden: N-Quads, a statement a line; the lines of a moment stand together.
    """
    paden = list(bestanden)
    bakken = max(1, -(-sum(pad.stat().st_size for pad in paden) // omvang))
    if not paden:
        return
    with ExitStack() as open_bakken:
        # The bins hold names and BSNs. Files without a name, beside the parts: a killed refresh leaves nothing, and nothing stands in /tmp.
        bak = [open_bakken.enter_context(tempfile.TemporaryFile(dir=paden[0].parent)) for _ in range(min(bakken, 256))]
        for pad in paden:
            for blok in _blokken(pad, omvang):
                if _alleen_momenten(blok):
                    yield blok.replace(_GRAAF, b" .\n")
                else:
                    for nummer, regels in _verdeel(blok, len(bak)).items():
                        bak[nummer].writelines(regels)
        for stroom in bak:
            stroom.seek(0)
            if inhoud := stroom.read():
                yield inhoud.replace(_GRAAF, b" .\n")


def _blokken(pad: Path, omvang: int) -> Iterator[bytes]:
    """Blocks of whole lines, cut between two subjects."""
    rest = b""
    with pad.open("rb") as stroom:
        while gelezen := stroom.read(omvang):
            rest += gelezen
            snede = _grens(rest)
            if snede:
                yield rest[:snede]
                rest = rest[snede:]
    if rest:
        yield rest if rest.endswith(b"\n") else rest + b"\n"


def _grens(blok: bytes) -> int:
    """Where the last subject of a block begins; 0 where the block holds one subject only."""
    einde = blok.rfind(b"\n") + 1
    begin = blok.rfind(b"\n", 0, max(einde - 1, 0)) + 1
    onderwerp = blok[begin : blok.find(b" ", begin) + 1]
    while begin:
        vorige = blok.rfind(b"\n", 0, begin - 1) + 1
        if not blok.startswith(onderwerp, vorige):
            break
        begin = vorige
    return begin


def _alleen_momenten(blok: bytes) -> bool:
    """Whether each line of a block has a moment as its subject, counted without cutting it into lines."""
    onderwerp = blok[: blok.find(b" ")]
    plek = onderwerp.find(_MOMENT)
    if plek < 0:
        return False
    begin = onderwerp[: plek + len(_MOMENT)]
    return blok.count(b"\n" + begin) + 1 == blok.count(b"\n")


def _verdeel(blok: bytes, bakken: int) -> dict[int, list[bytes]]:
    verdeeld: dict[int, list[bytes]] = {}
    vorig, bak = b"", 0
    for regel in blok.splitlines(keepends=True):
        onderwerp = regel[: regel.find(b" ")]
        if onderwerp != vorig:
            vorig, bak = onderwerp, zlib.crc32(onderwerp) % bakken
        verdeeld.setdefault(bak, []).append(regel)
    return verdeeld
