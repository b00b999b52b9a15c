"""The process that runs one question at a time, for `werker.Werker`. Imports: stdlib and pyoxigraph only, so that it starts fast.

Frames in both directions: four bytes length (big-endian), then UTF-8 JSON. The first frame in says which store and which walls:
``{"pad", "geheugen", "in_geheugen"}``; the answer is ``{"klaar", "afscherming", ...}``. A question is
``{"vraag", "grafen", "cpu", "rijen", "bytes"}``, maybe with ``"verhul": [column, key in hex]``; the answer is one ``{"kop"}`` frame, any
number of ``{"rijen"}`` frames and an
``{"einde"}`` frame, or a ``{"fout", "tekst"}`` frame at any moment.

A cell: null, ``"<iri"``, ``"_bnode"``, ``'"text'``, or a list ``[lexical, datatype]`` or ``[lexical, "", language]``.
"""

from __future__ import annotations

import ctypes
import json
import os
import queue
import resource
import signal
import struct
import sys
import threading
from collections.abc import Iterable, Iterator
from typing import Any

# Numbers of <sched.h> and <sys/prctl.h>.
CLONE_NEWNET, CLONE_NEWUSER = 0x40000000, 0x10000000
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP = 4, 38, 22
GROOTSTE_VRAAG = 16 * 1024**2
RIJEN_PER_BLOK = 2000
BYTES_PER_BLOK = 256 * 1024
XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"

Cel = str | list[str] | None


class Grens(Exception):
    """Rows or bytes of the answer passed their limit."""


def schrijf(bericht: dict[str, Any]) -> int:
    """Send a frame; returns its size in bytes."""
    inhoud = json.dumps(bericht, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    uit = memoryview(struct.pack(">I", len(inhoud)) + inhoud)
    while uit:
        uit = uit[os.write(1, uit) :]
    return len(inhoud)


def _lees_precies(aantal: int) -> bytes:
    delen = []
    while aantal:
        deel = os.read(0, min(aantal, 1 << 20))
        if not deel:
            # The parent is gone: nobody waits for an answer any more.
            os._exit(0)
        delen.append(deel)
        aantal -= len(deel)
    return b"".join(delen)


def lees() -> dict[str, Any]:
    """Receive a frame; ends the process when the parent has closed the pipe."""
    (lengte,) = struct.unpack(">I", _lees_precies(4))
    if lengte > GROOTSTE_VRAAG:
        os._exit(3)
    bericht: dict[str, Any] = json.loads(_lees_precies(lengte))
    return bericht


def zonder_netwerk() -> list[str]:
    """Take the network away from this process; names of what succeeded. Before any thread starts: a user namespace asks for one thread."""
    libc = ctypes.CDLL(None, use_errno=True)
    gelukt = []
    if libc.unshare(CLONE_NEWNET) == 0 or libc.unshare(CLONE_NEWUSER | CLONE_NEWNET) == 0:
        gelukt.append("geen-netwerk")
    if _verbied_sockets(libc):
        gelukt.append("geen-sockets")
    return gelukt


def _verbied_sockets(libc: ctypes.CDLL) -> bool:
    """A seccomp filter under which socket(2) fails with EPERM. Needs no privilege; known machines only."""
    nummers = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
    if os.uname().machine not in nummers:
        return False
    arch, socket_nr = nummers[os.uname().machine]
    ld, jeq, ret = 0x20, 0x15, 0x06
    # Another architecture's calls (x32, i386) fail altogether: the worker makes none.
    programma = [
        (ld, 0, 0, 4), (jeq, 1, 0, arch), (ret, 0, 0, 0x00050001),
        (ld, 0, 0, 0), (jeq, 0, 1, socket_nr), (ret, 0, 0, 0x00050001), (ret, 0, 0, 0x7FFF0000),
    ]  # fmt: skip
    filter_ = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *regel) for regel in programma))

    class Programma(ctypes.Structure):
        _fields_ = (("lengte", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    beschrijving = Programma(len(programma), ctypes.cast(filter_, ctypes.c_void_p))
    if libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(beschrijving), 0, 0) == 0)


def _data_in_gebruik() -> int:
    """Bytes that count for RLIMIT_DATA now."""
    with open("/proc/self/status", encoding="ascii", errors="replace") as status:  # noqa: PTH123 - pathlib costs start-up time
        for regel in status:
            if regel.startswith("VmData:"):
                return int(regel.split()[1]) * 1024
    return 0


def _scherm_af() -> list[str]:
    libc = ctypes.CDLL(None, use_errno=True)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # /proc/self stays ours while dumpable is off only for the owner; a store directory is opened by path, so nothing else is needed.
    return ["geen-core", *zonder_netwerk()]


def _begrens(geheugen: int) -> list[str]:
    """Walls that stand from now on: no file may grow, and memory may grow by ``geheugen`` bytes beyond what the store needs."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    grens = _data_in_gebruik() + geheugen
    resource.setrlimit(resource.RLIMIT_DATA, (grens, grens))
    return ["geen-bestanden", "geheugen", "cpu"]


def _cpu_grens(seconden: float) -> None:
    """RLIMIT_CPU counts the whole life of a process: a new question starts from what is used already."""
    gebruikt = resource.getrusage(resource.RUSAGE_SELF)
    tot = int(gebruikt.ru_utime + gebruikt.ru_stime + seconden) + 1
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (tot, hard))


def _cel(term: Any) -> Cel:
    soort = type(term).__name__
    if soort == "Literal":
        if term.language:
            return [term.value, "", term.language]
        datatype = term.datatype.value
        return '"' + term.value if datatype == XSD_STRING else [term.value, datatype]
    if soort == "NamedNode":
        return "<" + str(term.value)
    if soort == "BlankNode":
        return "_" + str(term.value)
    raise TypeError(f"een term van soort {soort} kan niet in een antwoord staan")


def _stuur_rijen(rijen: Iterable[list[Cel]], rijen_max: int, bytes_max: int) -> int:
    """Send rows in blocks, counting; raises Grens with the name of the limit."""
    aantal = verstuurd = geschat = 0
    blok: list[list[Cel]] = []
    for rij in rijen:
        aantal += 1
        if aantal > rijen_max:
            raise Grens("rijen")
        blok.append(rij)
        geschat += sum(len(cel) if isinstance(cel, str) else 40 + len(cel[0]) if cel else 4 for cel in rij)
        if verstuurd + geschat > bytes_max:
            raise Grens("bytes")
        if len(blok) >= RIJEN_PER_BLOK or geschat >= BYTES_PER_BLOK:
            verstuurd += schrijf({"rijen": blok})
            blok, geschat = [], 0
            if verstuurd > bytes_max:
                raise Grens("bytes")
    if blok and verstuurd + schrijf({"rijen": blok}) > bytes_max:
        raise Grens("bytes")
    return aantal


def _beantwoord(store: Any, ox: Any, vraag: dict[str, Any]) -> None:
    _cpu_grens(vraag["cpu"])
    grafen = [ox.NamedNode(g) for g in vraag["grafen"]]
    antwoord = store.query(vraag["vraag"], default_graph=ox.DefaultGraph(), named_graphs=grafen)
    rijen: Iterator[list[Cel]]
    if isinstance(antwoord, ox.QueryBoolean):
        schrijf({"kop": {"soort": "ASK", "variabelen": ["antwoord"]}})
        rijen = iter([[["true" if antwoord else "false", "http://www.w3.org/2001/XMLSchema#boolean"]]])
    elif isinstance(antwoord, ox.QueryTriples):
        schrijf({"kop": {"soort": "CONSTRUCT", "variabelen": ["subject", "predicate", "object"]}})
        rijen = ([_cel(t.subject), _cel(t.predicate), _cel(t.object)] for t in antwoord)
    else:
        namen = [v.value for v in antwoord.variables]
        schrijf({"kop": {"soort": "SELECT", "variabelen": namen}})
        rijen = ([None if t is None else _cel(t) for t in oplossing] for oplossing in antwoord)
        if "verhul" in vraag:
            rijen = _verhuld(rijen, namen, *vraag["verhul"])
    schrijf({"einde": _stuur_rijen(rijen, vraag["rijen"], vraag["bytes"])})


def _verhuld(rijen: Iterator[list[Cel]], namen: list[str], kolom: str, sleutel: str) -> Iterator[list[Cel]]:
    """The same rows with the values of one column as keyed hashes: whoever reads the pipe cannot look anybody up."""
    import hmac  # noqa: PLC0415 - few questions ask for it

    plek, geheim = namen.index(kolom), bytes.fromhex(sleutel)
    for rij in rijen:
        cel = rij[plek]
        if cel is not None:
            tekst = cel[0] if isinstance(cel, list) else cel[1:]
            rij[plek] = '"' + hmac.digest(geheim, tekst.encode("utf-8", "surrogatepass"), "sha256")[:16].hex()
        yield rij


def _open(ox: Any, begin: dict[str, Any]) -> Any:
    if begin["pad"] is None:
        return ox.Store()
    store = ox.Store.read_only(begin["pad"])
    if not begin["in_geheugen"]:
        return store
    # Quads, not terms, go across: an in-memory copy answers 3-4 times faster (engine.md).
    kopie = ox.Store()
    kopie.bulk_extend(iter(store))
    return kopie


def _luister(vragen: queue.SimpleQueue[dict[str, Any]]) -> None:
    # Reading beside the question that runs: the end of the parent ends this process at once, also half-way.
    while True:
        vragen.put(lees())


def hoofd() -> None:
    """Serve questions until the pipe closes."""
    begin = lees()
    afscherming = _scherm_af()
    import pyoxigraph as ox  # noqa: PLC0415 - after the walls

    try:
        store = _open(ox, begin)
    except Exception as fout:  # noqa: BLE001 - whatever it is, the parent must hear it
        schrijf({"fout": "open", "tekst": f"{type(fout).__name__}: {fout}"})
        return
    vragen: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_luister, args=(vragen,), daemon=True).start()
    afscherming += _begrens(begin["geheugen"])
    schrijf({"klaar": True, "afscherming": sorted(afscherming), "motor": ox.__version__})
    while True:
        vraag = vragen.get()
        try:
            _beantwoord(store, ox, vraag)
        except Grens as grens:
            schrijf({"fout": "grens", "tekst": str(grens)})
        except SyntaxError as fout:
            schrijf({"fout": "syntaxis", "tekst": str(fout)})
        except MemoryError:
            schrijf({"fout": "grens", "tekst": "geheugen"})
        except Exception as fout:  # noqa: BLE001 - the parent tells what went wrong; this process goes on
            schrijf({"fout": "motor", "tekst": f"{type(fout).__name__}: {fout}"})


if __name__ == "__main__":
    hoofd()
    sys.stdout.flush()
