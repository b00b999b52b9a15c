"""Building a snapshot beside the ones that serve: it appears by one rename, or not at all.

Phases, in the order in which a refresh calls them::

    with Bouwplaats(momentopnamen) as plaats:
        plaats.map / "delen"          <- the mapping writes N-Quads here
        plaats.laad(...)              bulk load; no reader sees it
        plaats.optimaliseer()         without it reads are 7-12 times slower (measured)
        plaats.bereken(...)           CONSTRUCT -> a part; several at a time where a plan says so
        plaats.laad_afleiding(...)    the part -> the store
        plaats.vraag(...)             the quality rules read the new store
        plaats.publiceer(manifest)    parts compressed, manifest, fsync, rename, pointer
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import sys
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import pyoxigraph as ox
import zstandard

from datastation import besloten
from datastation.fouten import BronFout
from datastation.sparql import wacht
from datastation.store import momentopname
from datastation.store.manifest import BESTANDSNAAM, Deel, Manifest

RESTANT = re.compile(r"\.(bouw|weg|wijzer)-[0-9a-f]+|\.zelftest\.\d+\.nieuw")
BLOK = 1 << 20


@dataclass(frozen=True)
class _Pak:
    """A part, and what its packing will give: number of quads and sha256."""

    naam: str
    soort: str
    pad: Path
    inhoud: Future[tuple[int, str]]


class Bouwplaats:
    """A folder in which one new snapshot is built; one at a time per station.

    Leaving the context without `publiceer` removes everything that was built. What a killed process left behind is
    removed by the next one.

    Args:
        momentopnamen: folder of the snapshots. slot: the lock on it, where the caller holds it already and keeps it.

    Raises:
        GebruiksFout: another process is refreshing this station.
    """

    def __init__(self, momentopnamen: Path, *, slot: IO[str] | None = None) -> None:
        self.momentopnamen = momentopnamen
        self.map = momentopnamen / f".bouw-{uuid.uuid4().hex}"
        self._geleend, self._slot = slot is not None, slot
        self._store: ox.Store | None = None
        self._delen: list[_Pak] = []
        self._pakker = achtergrond()

    def __enter__(self) -> Self:
        besloten.maak_map(self.momentopnamen)
        self._slot = self._slot or momentopname.neem_slot(self.momentopnamen)
        try:
            ruim_restanten(self.momentopnamen)
            besloten.maak_map(self.map / "delen")
            (self.map / "herkomst").mkdir()
            self._store = ox.Store(str(self.map / "store"))
        except BaseException:
            self._sluit()
            raise
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self._sluit()

    def _sluit(self) -> None:
        self._pakker.shutdown(wait=True, cancel_futures=True)
        self._store = None
        assert self._slot is not None
        try:
            if self.map.exists():
                shutil.rmtree(self.map)
        finally:
            if not self._geleend:
                self._slot.close()

    @property
    def store(self) -> ox.Store:
        """The open store, until the building site closes."""
        assert self._store is not None, "the building site is closed"
        return self._store

    @property
    def namen(self) -> frozenset[str]:
        """Names of the parts kept so far."""
        return frozenset(pak.naam for pak in self._delen)

    @property
    def delen(self) -> tuple[Deel, ...]:
        """The parts kept so far, by name; waits until each is counted, hashed and compressed."""
        return tuple(Deel(pak.naam, pak.soort, *pak.inhoud.result()) for pak in sorted(self._delen, key=lambda pak: pak.naam))

    def laad(self, pad: Path, *, naam: str, soort: str) -> None:
        """Bulk-load one file of N-Quads that stands in ``delen/``, and keep it as a part.

        The part is hashed and compressed while the rest goes on.

        Raises:
            BronFout: the file is not N-Quads; names the line.
        """
        try:
            self.store.bulk_load(path=str(pad), format=ox.RdfFormat.N_QUADS, lenient=True)
        except SyntaxError as fout:
            raise BronFout(
                "Een deel van de nieuwe momentopname is geen geldige N-Quads.",
                waar=f"{naam}, regel {fout.lineno}",
                herstel="Meld dit: de mapping hoort dit te voorkomen.",
            ) from None
        self._delen.append(_Pak(naam, soort, pad, self._pakker.submit(_pak_in, pad)))

    def laad_rdf(self, bestand: Path, formaat: str, *, naam: str, soort: str) -> None:
        """Copy any RDF file into a part of N-Quads and load it."""
        pad = self.map / "delen" / f"{naam}.nq"
        with pad.open("wb") as uit:
            kwads = ox.parse(path=str(bestand), format=_formaat(formaat))
            ox.serialize(kwads, uit, ox.RdfFormat.N_QUADS)
        self.laad(pad, naam=naam, soort=soort)

    def bereken(self, naam: str, construct: str) -> None:
        """Run one derivation over what is loaded; what it makes waits in a file for `laad_afleiding`."""
        pad = self.map / "delen" / f"{naam}.nq"
        tekst = wacht.keur(construct).tekst
        drietallen = self.store.query(tekst)
        assert isinstance(drietallen, ox.QueryTriples)
        try:
            drietallen.serialize(str(pad), ox.RdfFormat.N_TRIPLES)
        finally:
            # An engine object may only be let go in its own thread, and a traceback would carry it out.
            del drietallen
        geef_geheugen_terug()

    def laad_afleiding(self, naam: str) -> None:
        """Load what `bereken` made, as a part of its own."""
        self.laad(self.map / "delen" / f"{naam}.nq", naam=naam, soort="afleiding")

    def laad_regels(self, naam: str, soort: str, regels: Iterator[str]) -> None:
        """Write lines of N-Quads into a part and load it."""
        pad = self.map / "delen" / f"{naam}.nq"
        with pad.open("w", encoding="utf-8") as uit:
            uit.writelines(regels)
        self.laad(pad, naam=naam, soort=soort)

    def optimaliseer(self) -> None:
        """Compact the store. Reads before this are many times slower."""
        self.store.optimize()

    def vraag(self, tekst: str, grafen: Sequence[str] = ()) -> Iterator[Mapping[str, str]]:
        """Run a SELECT of the quality rules over the new store; IRIs and literals come back as plain text."""
        antwoord = self.store.query(
            wacht.keur(tekst).tekst, default_graph=ox.DefaultGraph(), named_graphs=[ox.NamedNode(g) for g in grafen]
        )
        assert isinstance(antwoord, ox.QuerySolutions)
        namen = [v.value for v in antwoord.variables]
        for oplossing in antwoord:
            yield {naam: term.value for naam in namen if (term := oplossing[naam]) is not None}

    @property
    def triples(self) -> int:
        """Triples in the store now, over all graphs."""
        return len(self.store)

    def publiceer(self, manifest: Callable[[tuple[Deel, ...], int], Manifest], *, wijs_aan: bool = True) -> momentopname.Momentopname:
        """Finish: write the manifest, make all of it durable, rename, and move the pointer.

        Args:
            manifest: makes the manifest from the parts and the number of triples. wijs_aan: let it serve.
        """
        klaar = manifest(self.delen, self.triples)
        self.store.flush()
        self._store = None
        for pak in self._delen:
            pak.pad.unlink()
        (self.map / BESTANDSNAAM).write_bytes(klaar.als_json())
        _maak_duurzaam(self.map)
        doel = self.momentopnamen / klaar.id
        self.map.rename(doel)
        momentopname.leg_vast(self.momentopnamen)
        if wijs_aan:
            momentopname.zet_wijzer(self.momentopnamen, klaar.id)
        return momentopname.Momentopname(doel)


def restanten(momentopnamen: Path) -> tuple[Path, ...]:
    """What a killed refresh or removal left; what one that goes on is working on, too."""
    return tuple(sorted(pad for pad in momentopnamen.iterdir() if RESTANT.fullmatch(pad.name))) if momentopnamen.is_dir() else ()


def ruim_restanten(momentopnamen: Path) -> None:
    """Remove what a killed process left: for the holder of the lock, since only that one builds."""
    for pad in restanten(momentopnamen):
        if pad.is_dir() and not pad.is_symlink():
            shutil.rmtree(pad)
        else:
            pad.unlink(missing_ok=True)


def achtergrond() -> ThreadPoolExecutor:
    """One thread for work that may wait: it takes the time that a core has left, and none from the load or the derivations.

    Where the system gives threads no priority of their own (all but Linux), it runs as any other.
    """

    def wijk() -> None:
        if sys.platform == "linux":
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 19)

    return ThreadPoolExecutor(max_workers=1, initializer=wijk)


def geef_geheugen_terug() -> None:
    """Hand what was freed back to the system: after each large load or join the C library keeps it, per thread, for as long as it likes.

    Makes a third less of the peak of a refresh. Does nothing where the C library has no such call.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def alleen_lezen(map: Path) -> ox.Store:
    """Open a finished snapshot read-only, in this process: for the build and the tests. Questions go through a worker."""
    return ox.Store.read_only(str(map))


def _formaat(naam: str) -> ox.RdfFormat:
    formaat = ox.RdfFormat.from_extension(naam) or ox.RdfFormat.from_media_type(naam)
    assert formaat is not None, f"unknown RDF format {naam}"
    return formaat


def _pak_in(pad: Path) -> tuple[int, str]:
    """Write ``pad`` compressed beside it, in one reading; gives its number of lines and its sha256."""
    hash, regels = hashlib.sha256(), 0
    omvang = pad.stat().st_size
    pers = zstandard.ZstdCompressor(level=1, write_checksum=True)
    with pad.open("rb") as van, pad.with_name(pad.name + ".zst").open("wb") as naar, pers.stream_writer(naar, size=omvang) as geperst:
        while blok := van.read(BLOK):
            hash.update(blok)
            regels += blok.count(b"\n")
            geperst.write(blok)
    return regels, hash.hexdigest()


def _maak_duurzaam(map: Path) -> None:
    """fsync every file and folder: after the rename a power cut may not leave an empty manifest behind."""
    for wortel, mappen, bestanden in os.walk(map):
        for naam in [*bestanden, *mappen, "."]:
            greep = os.open(Path(wortel) / naam, os.O_RDONLY)
            try:
                with suppress(OSError):  # some file systems refuse fsync on a folder; the rename is still atomic
                    os.fsync(greep)
            finally:
                os.close(greep)
