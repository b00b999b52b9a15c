"""Taking a person out of a snapshot: it is built again without them, beside the one that serves, and takes its place afterwards.

A store from which triples were removed still has them on disk, and backups of it too; so nothing is removed, all that stays is loaded anew. The
facts of everybody else come from the same parts, line by line: their bytes, order and hashes stay as they are, which is what the manifest
proves (`manifest.klopt`). Derivations, findings and blockades are not made again: they are those of that day, minus the person's.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyoxigraph as ox
import zstandard

from datastation.fouten import MotorFout
from datastation.store.bouwen import Bouwplaats, alleen_lezen
from datastation.store.manifest import Deel, Manifest, Wissing, bewijs_van, inhoudshash, klopt
from datastation.store.momentopname import Momentopname
from datastation.vocabulaire import ID, ONZ_G, RDF, WZD, ZIB

# docs/graafmodel.md: whoever has one of these belongs to what it points at ...
HOORT_BIJ = tuple(WZD + naam for naam in ("client", "vanPlan", "vanInterventie", "deelVan"))
# ... and what one of these points at belongs to whoever has it, where nobody else has it too.
HEEFT = tuple(ZIB + naam for naam in ("naamgegevens", "adresgegevens", "contactgegevens"))
MENSEN = (ONZ_G + "Human", ZIB + "Patient")
_BEREN_BIJ = frozenset(f"<{iri}>".encode() for iri in HOORT_BIJ)


@dataclass(frozen=True, repr=False)
class Spoor:
    """All that a snapshot holds of a person.

    Attributes:
        records: IRIs of the person and of every record that is theirs.
        triples: statements about, or that point at, one of these. verwijzingen: those of records that stay.
        rijen: rows of provenance and findings.
    """

    records: frozenset[str]
    triples: int
    verwijzingen: int
    rijen: int

    def __bool__(self) -> bool:
        return bool(self.triples or self.rijen)


def mensen(opname: Momentopname) -> Iterator[str]:
    """IRIs of all people that a snapshot knows, each once."""
    store = alleen_lezen(opname.store)
    gezien: set[str] = set()
    types = (quad.subject for soort in MENSEN for quad in store.quads_for_pattern(None, _iri(RDF + "type"), ox.NamedNode(soort)))
    genoemd = (quad.object for quad in store.quads_for_pattern(None, _iri(HOORT_BIJ[0]), None))
    for knoop in (*types, *genoemd):
        if isinstance(knoop, ox.NamedNode) and knoop.value not in gezien:
            gezien.add(knoop.value)
            yield knoop.value


def zoek_spoor(opname: Momentopname, begin: Iterable[str]) -> Spoor:
    """What a snapshot holds of the person whose own records have these IRIs.

    Raises:
        MotorFout: it is damaged.
    """
    try:
        return _zoek(opname, begin)
    except (OSError, pa.ArrowInvalid):
        raise _beschadigd(opname, "store of herkomst") from None


def _zoek(opname: Momentopname, begin: Iterable[str]) -> Spoor:
    store = alleen_lezen(opname.store)
    records = _records(store, frozenset(begin))
    onderwerp = sum(_aantal(store.quads_for_pattern(ox.NamedNode(iri), None, None)) for iri in records)
    verwijst = sum(
        1
        for iri in records
        for quad in store.quads_for_pattern(None, None, ox.NamedNode(iri))
        if not (isinstance(quad.subject, ox.NamedNode) and quad.subject.value in records)
    )
    gezocht = pa.array(sorted(records), pa.string())
    paden = [(pad, "onderwerp") for pad in sorted((opname.map / "herkomst").glob("*.parquet"))] + [(opname.bevindingen, "record")]
    rijen = sum(_treffers(pad, kolom, gezocht) for pad, kolom in paden if pad.exists())
    return Spoor(records, onderwerp + verwijst, verwijst, rijen)


def bouw_zonder(opname: Momentopname, spoor: Spoor, *, slot: IO[str], op: str) -> Momentopname:
    """Build the snapshot again without these records, beside it; the pointer stays where it is. `momentopname.vervang` does the rest.

    Built twice it has the same name, so that what a killed process had finished is used.

    Args:
        slot: the lock on the snapshots. op: this moment, for the manifest.

    Raises:
        MotorFout: the snapshot is not what its manifest says, or something of the person would stay; nothing was changed.
    """
    oud = opname.manifest
    if not klopt(oud):
        raise _beschadigd(opname, "manifest.json")
    with Bouwplaats(opname.map.parent, slot=slot) as plaats:
        for deel in oud.delen:
            doel = plaats.map / "delen" / f"{deel.naam}.nq"
            _schrijf_zonder(opname, deel, doel, spoor.records, met_knopen=_uit_rdf(oud, deel))
            plaats.laad(doel, naam=deel.naam, soort=deel.soort)
        plaats.optimaliseer()
        _eis_niets_over(plaats, oud, spoor)
        bevindingen = _kopieer_rijen(opname, plaats, spoor)
        nieuw = _manifest(oud, plaats.delen, plaats.triples, bevindingen, op)
        if (klaar := Momentopname(opname.map.parent / nieuw.id)).map.is_dir() and klopt(klaar.manifest):
            return klaar
        return plaats.publiceer(lambda _delen, _triples: nieuw, wijs_aan=False)


def _iri(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


def _aantal(rij: Iterable[object]) -> int:
    return sum(1 for _ in rij)


def _records(store: ox.Store, begin: frozenset[str]) -> frozenset[str]:
    """The records of a person: from their own on along what belongs to them, through all graphs."""
    eigen: set[str] = set()
    wacht = list(begin)
    while wacht:
        iri = wacht.pop()
        if iri in eigen:
            continue
        eigen.add(iri)
        van_hem = (quad.subject for p in HOORT_BIJ for quad in store.quads_for_pattern(None, _iri(p), _iri(iri)))
        wacht += [knoop.value for knoop in van_hem if isinstance(knoop, ox.NamedNode)]
        heeft = ((p, quad.object) for p in HEEFT for quad in store.quads_for_pattern(_iri(iri), _iri(p), None))
        wacht += [k.value for p, k in heeft if isinstance(k, ox.NamedNode) and k.value.startswith(ID) and _van_een(store, k, p)]
    return frozenset(eigen)


def _van_een(store: ox.Store, knoop: ox.NamedNode, predicaat: str) -> bool:
    return len({str(quad.subject) for quad in store.quads_for_pattern(None, _iri(predicaat), knoop)}) == 1


def _uit_rdf(manifest: Manifest, deel: Deel) -> bool:
    """Whether a part was copied from a source of RDF: the only ones that may have blank nodes."""
    return any(bron.soort == "rdf" and deel.naam.startswith(f"{bron.naam}-") for bron in manifest.bronnen)


def _schrijf_zonder(opname: Momentopname, deel: Deel, doel: Path, records: frozenset[str], *, met_knopen: bool) -> None:
    """Unpack a part and leave out every line about these records, or that points at one."""
    bron = opname.map / "delen" / f"{deel.naam}.nq.zst"
    weg = {f"<{iri}>".encode() for iri in records}
    if met_knopen:
        weg |= _eigen_knopen(bron, weg)
    som = hashlib.sha256()
    try:
        with doel.open("wb") as uit:
            for regel in _regels(bron):
                som.update(regel)
                onderwerp, _, rest = regel.partition(b" ")
                if onderwerp not in weg and _object(rest) not in weg:
                    uit.write(regel)
    except (FileNotFoundError, zstandard.ZstdError):  # a full disk is something else than a damaged part
        raise _beschadigd(opname, deel.naam) from None
    if som.hexdigest() != deel.sha256:
        raise _beschadigd(opname, deel.naam)


def _regels(pad: Path) -> Iterator[bytes]:
    with pad.open("rb") as stroom, zstandard.ZstdDecompressor().stream_reader(stroom, closefd=False) as uitgepakt:
        rest = b""
        while blok := uitgepakt.read(1 << 20):
            *heel, rest = (rest + blok).splitlines(keepends=True)
            if rest.endswith(b"\n"):
                heel.append(rest)
                rest = b""
            yield from heel
        if rest:
            yield rest


def _object(rest: bytes) -> bytes:
    """The object of a line without its subject, where it is an IRI or a blank node."""
    begin = rest.find(b" ") + 1
    if rest[begin : begin + 1] == b"<":
        return rest[begin : rest.find(b">", begin) + 1]
    return rest[begin : rest.find(b" ", begin)] if rest[begin : begin + 2] == b"_:" else b""


def _eigen_knopen(bron: Path, weg: set[bytes]) -> set[bytes]:
    """Blank nodes of one part that are the person's: their records point at them, or they say that they are about one."""
    eigen: set[bytes] = set()
    while True:
        erbij = set()
        for regel in _regels(bron):
            onderwerp, _, rest = regel.partition(b" ")
            predicaat, doel = rest[: rest.find(b" ")], _object(rest)
            if doel.startswith(b"_:") and (onderwerp in weg or onderwerp in eigen):
                erbij.add(doel)
            if onderwerp.startswith(b"_:") and predicaat in _BEREN_BIJ and (doel in weg or doel in eigen):
                erbij.add(onderwerp)
        if erbij <= eigen:
            return eigen
        eigen |= erbij


def _eis_niets_over(plaats: Bouwplaats, oud: Manifest, spoor: Spoor) -> None:
    """The engine itself says what went: all of the person, and nothing else."""
    for iri in spoor.records:
        knoop = ox.NamedNode(iri)
        if _aantal(plaats.store.quads_for_pattern(knoop, None, None)) or _aantal(plaats.store.quads_for_pattern(None, None, knoop)):
            raise MotorFout("Niet alles van deze persoon verdween.", waar=oud.id, herstel="Meld dit. Er is niets veranderd.")
    weg = oud.triples - plaats.triples
    if weg < spoor.triples or (weg > spoor.triples and not any(bron.soort == "rdf" for bron in oud.bronnen)):
        raise MotorFout("Er verdween iets anders dan deze persoon.", waar=oud.id, herstel="Meld dit. Er is niets veranderd.")


def _kopieer_rijen(opname: Momentopname, plaats: Bouwplaats, spoor: Spoor) -> pa.Table | None:
    """Provenance and findings without the person's rows; gives the findings."""
    gezocht = pa.array(sorted(spoor.records), pa.string())
    for pad in sorted((opname.map / "herkomst").glob("*.parquet")):
        doel = plaats.map / "herkomst" / pad.name
        if not _treffers(pad, "onderwerp", gezocht):
            shutil.copyfile(pad, doel)
            continue
        with (
            pq.ParquetFile(pad) as van,
            pq.ParquetWriter(
                doel,
                van.schema_arrow,
                compression="zstd",
                compression_level=1,
                use_dictionary=["tabel", "bestand"],
                column_encoding={"onderwerp": "DELTA_BYTE_ARRAY", "rij": "DELTA_BINARY_PACKED"},
                write_statistics=["rij"],
            ) as naar,
        ):
            for nummer in range(van.num_row_groups):
                groep = van.read_row_group(nummer)
                naar.write_table(groep.filter(pc.invert(pc.is_in(groep.column("onderwerp"), value_set=gezocht))).unify_dictionaries())
    if not opname.bevindingen.exists():
        return None
    tabel = pq.read_table(opname.bevindingen)
    over = tabel.filter(pc.invert(pc.is_in(tabel.column("record"), value_set=gezocht)))
    pq.write_table(over, plaats.map / opname.bevindingen.name, compression="zstd")
    return over


def _treffers(pad: Path, kolom: str, gezocht: pa.Array) -> int:
    with pq.ParquetFile(pad) as bestand:
        blokken = (blok.column(kolom) for blok in bestand.iter_batches(columns=[kolom]))
        return sum(int(pc.sum(pc.is_in(blok, value_set=gezocht)).as_py() or 0) for blok in blokken)


def _manifest(oud: Manifest, delen: tuple[Deel, ...], triples: int, bevindingen: pa.Table | None, op: str) -> Manifest:
    inhoud = inhoudshash(delen, oud.gegevens_tot)
    nu = {deel.naam: deel for deel in delen}
    wissing = Wissing(op, oud.id, oud.inhoud, oud.triples - triples, tuple(d for d in oud.delen if nu[d.naam] != d))
    per_regel: dict[str, set[str]] = {}
    telling: dict[str, int] = {}
    if bevindingen is not None:
        for regel, record in zip(bevindingen.column("regel").to_pylist(), bevindingen.column("record").to_pylist(), strict=True):
            telling[regel] = telling.get(regel, 0) + 1
            per_regel.setdefault(regel, set()).add(record)
    return replace(
        oud,
        # The time of the old name keeps its place among the others; the rest says what it holds now.
        id=f"{oud.id.partition('-')[0]}-{inhoud[:8]}",
        inhoud=inhoud,
        delen=delen,
        triples=triples,
        bevindingen=dict(sorted(telling.items())),
        geblokkeerd={regel: len(per_regel[regel]) for regel in sorted(oud.geblokkeerd) if regel in per_regel},
        gewist=(*oud.gewist, replace(wissing, bewijs=bewijs_van(wissing, inhoud))),
        versie=Manifest.versie,
    )


def _beschadigd(opname: Momentopname, deel: str) -> MotorFout:
    return MotorFout(
        "Een momentopname is beschadigd; daaruit kan niet bewijsbaar worden gewist.",
        waar=f"{opname.id}: {deel}",
        herstel="Haal deze momentopname weg, of zet haar terug uit een reservekopie, en wis opnieuw.",
    )
