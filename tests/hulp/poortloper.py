"""The whole corpus through gate and worker in a process in which asking the kernel for a socket is death: run by a test, as a program of its own.

Prints one JSON line: per hostile question what the gate said and what the worker did with its text past the gate, and which processes died of it.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import struct
import sys
import time
from pathlib import Path

NUMMERS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def sockets_zijn_dodelijk() -> None:
    """A seccomp filter, inherited by every child: socket(2) for a network kills the process that calls it (SIGSYS). Nothing can take it off again."""
    arch, socket_nr = NUMMERS[os.uname().machine]
    ld, jeq, ret, dood, mag, af_unix = 0x20, 0x15, 0x06, 0x80000000, 0x7FFF0000, 1
    # The C library asks for a socket of the machine itself when the store looks up who it runs as: that one leads nowhere else.
    programma = [
        (ld, 0, 0, 4), (jeq, 0, 5, arch), (ld, 0, 0, 0), (jeq, 0, 2, socket_nr), (ld, 0, 0, 16), (jeq, 0, 1, af_unix), (ret, 0, 0, mag),
        (ret, 0, 0, dood),
    ]  # fmt: skip
    filter_ = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *regel) for regel in programma))

    class Programma(ctypes.Structure):
        _fields_ = (("lengte", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    libc = ctypes.CDLL(None, use_errno=True)
    beschrijving = Programma(len(programma), ctypes.cast(filter_, ctypes.c_void_p))
    assert libc.prctl(38, 1, 0, 0, 0) == 0
    assert libc.prctl(22, 2, ctypes.byref(beschrijving), 0, 0) == 0


def _is_dodelijk() -> bool:
    """A child that asks for a socket dies of it."""
    kind = os.fork()
    if kind == 0:
        ctypes.CDLL(None).socket(2, 1, 0)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(kind, 0)[1]) == signal.SIGSYS


def hoofd(winkel: Path) -> None:
    """Everything under the filter."""
    sockets_zijn_dodelijk()
    uit: dict[str, object] = {"dodelijk": _is_dodelijk()}

    from datastation.fouten import DatastationFout
    from datastation.poort import Lezersproces
    from datastation.store import werker as werker_module
    from datastation.store.werker import Grenzen, Werker
    from hulp.poortvragen import VIJANDIG

    grenzen = Grenzen(wandtijd=0.5, cpu=2, geheugen=256 * 1024**2, rijen=50_000, bytes=8 * 1024**2)
    rijen = []
    codes: list[int] = []
    grens_van = werker_module._grens_van

    def onthoud(code: int) -> str:
        codes.append(code)
        return grens_van(code)

    werker_module._grens_van = onthoud
    with Lezersproces() as lezers, Werker(winkel, grenzen) as werker:
        for vraag in VIJANDIG:
            vorige = lezers.pid
            verslag = vraag.keur(lezers)
            try:
                werker.vraag(vraag.ruw.decode("utf-8", "replace"))
                gevolg = "antwoord"
            except DatastationFout as fout:
                gevolg = f"{type(fout).__name__} {getattr(fout, 'grens', '')}".strip()
            begin = time.monotonic()
            volgende = werker.vraag("ASK { <urn:s1> <urn:p> 1 }").waar
            rijen.append(
                {
                    "naam": vraag.naam,
                    "verwacht": vraag.verwacht,
                    "poort": f"geweigerd {verslag.redenen[0]}" if verslag.redenen else "gestopt",
                    "werker": gevolg,
                    "volgende": volgende,
                    "wacht": time.monotonic() - begin,
                    "lezers_leven": vorige is None or lezers.pid == vorige,
                }
            )
    print(json.dumps({**uit, "vragen": rijen, "codes": codes}))


if __name__ == "__main__":
    hoofd(Path(sys.argv[1]))
