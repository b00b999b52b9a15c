"""The organisation that does not exist: a small synthetic snapshot on which a question that wants to be registered is tried."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from functools import lru_cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from datastation import besloten, sleutel, voorbeeld
from datastation.instellingen import lees_station, middelen
from datastation.store import momentopname
from datastation.verversen import ververs

CLIENTEN, SEED = 120, 7


@contextlib.contextmanager
def proefopname(kas: Path | None = None) -> Iterator[momentopname.Momentopname]:
    """A small synthetic snapshot. One that stands in `kas` is used again as long as the code and the terms that made it are the same.

    Raises:
        MotorFout: the engine fails its self-test.
    """
    map = None if kas is None else _in_kas(kas)
    if map is not None:
        yield momentopname.huidige(lees_station(map).momentopnamen)
        return
    with tempfile.TemporaryDirectory(prefix="datastation-proef-") as tijdelijk:
        yield _bouw(Path(tijdelijk) / "station")


def _in_kas(kas: Path) -> Path | None:
    """The folder of the synthetic station, made where it is not there; None where nothing can be kept."""
    map, werkmap = kas / f"proef-{maaksel()[:16]}", kas / f".proef-{os.getpid()}-{os.urandom(4).hex()}"
    if map.is_dir():
        return map
    try:
        besloten.maak_map(kas)
        besloten.maak_map(werkmap)
    except OSError:
        return None
    try:
        _bouw(werkmap)
        # Whoever is second finds the folder there, and throws its own away.
        with contextlib.suppress(OSError):
            werkmap.replace(map)
    finally:
        shutil.rmtree(werkmap, ignore_errors=True)
    for oud in kas.glob("proef-*"):
        if oud != map:
            shutil.rmtree(oud, ignore_errors=True)
    return map


def _bouw(map: Path) -> momentopname.Momentopname:
    organisatie = voorbeeld.maak_organisatie(clienten=CLIENTEN, seed=SEED)
    besloten.maak_map(map)
    voorbeeld.schrijf_station(organisatie, map, "csv-nl")
    station = lees_station(map)
    sleutel.maak_sleutel(station.sleutel)
    return ververs(station, vandaag=organisatie.peildatum)


@lru_cache(maxsize=1)
def maaksel() -> str:
    """Hash of everything that a verdict and the synthetic snapshot follow from besides the question: code, engines, terms, mappings."""
    hier = Path(str(resources.files("datastation")))
    hash = hashlib.sha256("\n".join(f"{naam} {version(naam)}" for naam in ("pyoxigraph", "rdflib", "pyarrow", "numpy")).encode())
    for wortel, patroon in (
        (hier, "**/*.py"),
        (middelen("ontology"), "**/*.ttl"),
        (middelen("mappings"), "**/*"),
        (middelen("queries"), "**/*.rq"),
    ):
        for pad in sorted(p for p in wortel.glob(patroon) if p.is_file()):
            hash.update(b"\0" + pad.relative_to(wortel).as_posix().encode() + b"\0" + pad.read_bytes())
    return hash.hexdigest()
