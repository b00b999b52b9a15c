"""Building a snapshot beside the ones that serve: it appears by one rename, or not at all.

Phases, in the order in which a refresh calls them::

    with Bouwplaats(momentopnamen) as plaats:
        plaats.map / "delen"          <- the mapping writes N-Quads here
        plaats.laad(...)              bulk load; no reader sees it
        plaats.optimaliseer()         without it reads are 7-12 times slower (measured)
        plaats.leid_af(...)           CONSTRUCT -> a part -> loaded
        plaats.vraag(...)             the quality rules read the new store
        plaats.publiceer(manifest)    parts compressed, manifest, fsync, rename, pointer
"""

from __future__ import annotations

import ctypes
import hashlib
import os
import re
import shutil
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self, TypeVar

import pyoxigraph as ox
import zstandard

from datastation import besloten
from datastation.fouten import BronFout
from datastation.sparql import wacht
from datastation.store import momentopname
from datastation.store.manifest import BESTANDSNAAM, Deel, Manifest

RESTANT = re.compile(r"\.(bouw|weg|wijzer)-[0-9a-f]+|\.zelftest\.\d+\.nieuw")
BLOK = 1 << 20
T = TypeVar("T")
U = TypeVar("U")


class Bouwplaats:
    """A folder in which one new snapshot is built; one at a time per station.

    Leaving the context without `publiceer` removes everything that was built. What a killed process left behind is
    removed by the next one.

    Raises:
        GebruiksFout: another process is refreshing this station.
    """

    def __init__(self, momentopnamen: Path) -> None:
        self.momentopnamen = momentopnamen
        self.map = momentopnamen / f".bouw-{uuid.uuid4().hex}"
        self._slot: IO[str] | None = None
        self._store: ox.Store | None = None
        self._delen: list[tuple[Deel, Path]] = []

    def __enter__(self) -> Self:
        besloten.maak_map(self.momentopnamen)
        self._slot = momentopname.neem_slot(self.momentopnamen)
        try:
            self._ruim_restanten()
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
        self._store = None
        assert self._slot is not None
        with self._slot:
            if self.map.exists():
                shutil.rmtree(self.map)

    def _ruim_restanten(self) -> None:
        """What a killed refresh left: safe to remove, since only the holder of the lock builds."""
        for pad in self.momentopnamen.iterdir():
            if not RESTANT.fullmatch(pad.name):
                continue
            if pad.is_dir() and not pad.is_symlink():
                shutil.rmtree(pad)
            else:
                pad.unlink(missing_ok=True)

    @property
    def store(self) -> ox.Store:
        """The open store, until the building site closes."""
        assert self._store is not None, "the building site is closed"
        return self._store

    @property
    def delen(self) -> tuple[Deel, ...]:
        """The parts kept so far, in order."""
        return tuple(deel for deel, _ in self._delen)

    def laad(self, pad: Path, *, naam: str, soort: str) -> Deel:
        """Bulk-load one file of N-Quads that stands in ``delen/``, and keep it as a part.

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
        return self._bewaar(pad, naam, soort)

    def laad_rdf(self, bestand: Path, formaat: str, *, naam: str, soort: str) -> Deel:
        """Copy any RDF file into a part of N-Quads and load it."""
        pad = self.map / "delen" / f"{naam}.nq"
        with pad.open("wb") as uit:
            kwads = ox.parse(path=str(bestand), format=_formaat(formaat))
            ox.serialize(kwads, uit, ox.RdfFormat.N_QUADS)
        return self.laad(pad, naam=naam, soort=soort)

    def leid_af(self, naam: str, construct: str) -> Deel:
        """Run one derivation over what is loaded, and load what it makes as a part of its own."""
        pad = self.map / "delen" / f"{naam}.nq"
        self._construct(construct, pad)
        return self.laad(pad, naam=naam, soort="afleiding")

    def leid_af_naast_elkaar(self, afleidingen: Sequence[tuple[str, str]]) -> None:
        """Run derivations (name, CONSTRUCT) that do not read each other's outcome, on all cores, and then load them in this order."""
        paden = [(naam, construct, self.map / "delen" / f"{naam}.nq") for naam, construct in afleidingen]
        naast_elkaar(lambda a: self._construct(a[1], a[2]), paden)
        for naam, _, pad in paden:
            self.laad(pad, naam=naam, soort="afleiding")

    def _construct(self, construct: str, pad: Path) -> None:
        tekst = wacht.keur(construct).tekst
        drietallen = self.store.query(tekst)
        assert isinstance(drietallen, ox.QueryTriples)
        try:
            drietallen.serialize(str(pad), ox.RdfFormat.N_TRIPLES)
        finally:
            # An engine object may only be let go in its own thread, and a traceback would carry it out.
            del drietallen
        geef_geheugen_terug()

    def laad_regels(self, naam: str, soort: str, regels: Iterator[str]) -> Deel:
        """Write lines of N-Quads into a part and load it."""
        pad = self.map / "delen" / f"{naam}.nq"
        with pad.open("w", encoding="utf-8") as uit:
            uit.writelines(regels)
        return self.laad(pad, naam=naam, soort=soort)

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

    def publiceer(self, manifest: Callable[[tuple[Deel, ...], int], Manifest]) -> momentopname.Momentopname:
        """Finish: compress the parts, write the manifest, make all of it durable, rename, and move the pointer.

        Args:
            manifest: makes the manifest from the parts and the number of triples.
        """
        klaar = manifest(self.delen, self.triples)
        self.store.flush()
        self._store = None
        for _, pad in self._delen:
            _comprimeer(pad)
        (self.map / BESTANDSNAAM).write_bytes(klaar.als_json())
        _maak_duurzaam(self.map)
        doel = self.momentopnamen / klaar.id
        self.map.rename(doel)
        momentopname.zet_wijzer(self.momentopnamen, klaar.id)
        return momentopname.Momentopname(doel)

    def _bewaar(self, pad: Path, naam: str, soort: str) -> Deel:
        quads, hash = _tel_en_hash(pad)
        deel = Deel(naam, soort, quads, hash)
        self._delen.append((deel, pad))
        return deel


def naast_elkaar(werk: Callable[[T], U], dingen: Sequence[T]) -> list[U]:
    """Do the same for each, on all cores; outcomes in the order of the input. The engine lets go of the interpreter while it works.

    The first error ends it, after the work that already runs.
    """
    with ThreadPoolExecutor(max_workers=max(1, min(len(dingen), os.cpu_count() or 1))) as ploeg:
        try:
            return list(ploeg.map(werk, dingen))
        except BaseException:
            ploeg.shutdown(wait=True, cancel_futures=True)
            raise


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


def _tel_en_hash(pad: Path) -> tuple[int, str]:
    hash, regels = hashlib.sha256(), 0
    with pad.open("rb") as stroom:
        while blok := stroom.read(BLOK):
            hash.update(blok)
            regels += blok.count(b"\n")
    return regels, hash.hexdigest()


def _comprimeer(pad: Path) -> None:
    doel = pad.with_name(pad.name + ".zst")
    with pad.open("rb") as van, doel.open("wb") as naar:
        zstandard.ZstdCompressor(level=1, threads=2, write_checksum=True).copy_stream(van, naar, size=pad.stat().st_size)
    pad.unlink()


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
