"""Which files belong to a source, and which table each of them is."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from datastation.fouten import BronFout
from datastation.instellingen import Bron

# A file is taken for its extension; `.gz` may stand behind it where the reader streams bytes.
EXTENSIES: Mapping[str, tuple[str, ...]] = {
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "excel": (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"),
    "parquet": (".parquet", ".pq"),
    "json": (".json",),
    "ndjson": (".ndjson", ".jsonl"),
    "fhir": (".json", ".xml", ".ndjson", ".jsonl"),
    "rdf": (".ttl", ".nt", ".nq", ".trig", ".rdf", ".owl", ".jsonld", ".n3"),
    "sqlite": (".sqlite", ".sqlite3", ".db"),
}
MET_GZIP = frozenset({"csv", "json", "ndjson", "fhir"})


@dataclass(frozen=True)
class Bronbestand:
    """Fingerprint of one file: ``pad`` relative to the station folder (absolute where it lies outside), sha256 in hex, size."""

    pad: str
    sha256: str
    bytes: int


@dataclass(frozen=True)
class Bestand:
    """One readable file of a source; ``naam`` is what messages and row provenance call it."""

    pad: Path
    naam: str

    @property
    def stam(self) -> str:
        """File name without its extension and without ``.gz``."""
        naam = self.pad.name
        if naam.lower().endswith(".gz"):
            naam = naam[:-3]
        return naam.rsplit(".", 1)[0] if "." in naam[1:] else naam

    @property
    def extensie(self) -> str:
        """Extension in lower case with its dot, without ``.gz``."""
        naam = self.pad.name.lower().removesuffix(".gz")
        return naam[naam.rindex(".") :] if "." in naam[1:] else ""


def bestanden_van(bron: Bron, map: Path) -> tuple[Bestand, ...]:
    """All files of a source, sorted by name; every one can be opened.

    Raises:
        BronFout: the path is missing, holds no usable file, or a file cannot be read.
    """
    if not bron.bestanden:
        return _zonder_patroon(bron, map)
    gevonden = {b.pad: b for _, bestanden in bestanden_per_patroon(bron, map).items() for b in bestanden}
    return tuple(gevonden[pad] for pad in sorted(gevonden))


def _zonder_patroon(bron: Bron, map: Path) -> tuple[Bestand, ...]:
    pad = _wortel(bron, map)
    if pad.is_file():
        return (_open_baar(pad, map),)
    paden = sorted(kind for kind in _kinderen(pad, bron) if _van_soort(kind, bron.soort))
    if not paden:
        extensies = ", ".join(EXTENSIES[bron.soort])
        raise BronFout(
            f"In de map van bron {bron.naam} staat geen bestand van soort {bron.soort}.",
            waar=str(pad),
            herstel=f"Zet er bestanden neer die eindigen op {extensies}, of verander `pad` of `soort` in station.toml.",
        )
    return tuple(_open_baar(kind, map, binnen=pad) for kind in paden)


def bestanden_per_patroon(bron: Bron, map: Path) -> dict[str, tuple[Bestand, ...]]:
    """Table → its files, for a source with ``[bronnen.bestanden]``; several files of one table stand in name order."""
    wortel = _wortel(bron, map)
    folder = wortel.parent if wortel.is_file() else wortel
    uit = {}
    for tabel, patroon in bron.bestanden.items():
        if Path(patroon).is_absolute() or ".." in Path(patroon).parts:
            raise BronFout(
                f"Het bestandspatroon van tabel {tabel} wijst buiten de map van de bron.",
                waar=f"bron {bron.naam}, bestanden.{tabel}",
                herstel="Gebruik een patroon binnen `pad`, bijvoorbeeld registraties-*.csv.",
            )
        paden = sorted(pad for pad in folder.glob(patroon) if pad.is_file() and not _verborgen(pad))
        if not paden:
            raise BronFout(
                f"Geen bestand past bij het patroon van tabel {tabel}.",
                waar=f"{folder}, patroon {patroon}",
                herstel="Zet het bestand neer, of verbeter het patroon onder [bronnen.bestanden] in station.toml.",
            )
        uit[tabel] = tuple(_open_baar(pad, map, binnen=folder) for pad in paden)
    return uit


def bestand_van_tabel(bron: Bron, map: Path, gevraagd: frozenset[str], optioneel: frozenset[str]) -> dict[str, tuple[Bestand, ...]]:
    """Table → its files, where one file is one table (csv, parquet, ndjson).

    Raises:
        BronFout: a table in ``gevraagd`` has no file, or a table has two files that were not named by a pattern.
    """
    if bron.bestanden:
        per_tabel = bestanden_per_patroon(bron, map)
    else:
        bestanden = bestanden_van(bron, map)
        if len(gevraagd) == 1 and _wortel(bron, map).is_file():
            return {next(iter(gevraagd)): bestanden}
        per_tabel = {}
        for bestand in bestanden:
            if bestand.stam in per_tabel and bestand.stam in gevraagd | optioneel:
                raise twee_bestanden(bestand.stam, per_tabel[bestand.stam][0].naam, bestand.naam)
            per_tabel[bestand.stam] = (bestand,)
    for tabel in sorted(gevraagd):
        if tabel not in per_tabel:
            raise tabel_ontbreekt(tabel, per_tabel, bron, map)
    return {tabel: per_tabel[tabel] for tabel in per_tabel if tabel in gevraagd | optioneel}


def twee_bestanden(tabel: str, eerste: str, tweede: str) -> BronFout:
    """The error for one table that is found twice."""
    return BronFout(
        f"Tabel {tabel} staat er twee keer.",
        waar=f"{eerste} en {tweede}",
        herstel="Haal er een weg, of noem onder [bronnen.bestanden] in station.toml welk bestand het is.",
    )


def tabel_ontbreekt(tabel: str, gevonden: Mapping[str, object], bron: Bron, map: Path) -> BronFout:
    """The error for a table that the mapping asks and the source does not have."""
    namen = ", ".join(sorted(gevonden)[:20]) or "geen"
    return BronFout(
        f"De mapping van bron {bron.naam} vraagt tabel {tabel}, en die is er niet.",
        waar=f"{map / bron.pad}; gevonden tabellen: {namen}",
        herstel="Zet het bestand erbij onder deze naam, of koppel het onder [bronnen.bestanden] in station.toml.",
    )


def vingerafdrukken(bron: Bron, map: Path) -> tuple[Bronbestand, ...]:
    """Sha256 and size of every file of a source, for the manifest; sorted by path.

    Raises:
        BronFout: a file is missing or unreadable.
    """
    paden = [bestand.pad for bestand in bestanden_van(bron, map)]
    if bron.soort == "sqlite":  # what a program wrote last stands beside the database
        paden += [wal for pad in paden if (wal := pad.with_name(pad.name + "-wal")).is_file()]
    return tuple(sorted((_vingerafdruk(pad, _naam(pad, map)) for pad in paden), key=lambda b: b.pad))


def _vingerafdruk(pad: Path, naam: str) -> Bronbestand:
    with leesbaar(naam), pad.open("rb") as stroom:
        som = hashlib.file_digest(stroom, "sha256").hexdigest()
        return Bronbestand(naam, som, stroom.tell())


@contextmanager
def leesbaar(naam: str) -> Iterator[None]:
    """Turn what the operating system and gzip say about a file into one BronFout."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise BronFout(
            "Het gzip-bestand is beschadigd of niet af.", waar=naam, herstel="Maak de export opnieuw, of kopieer het bestand opnieuw."
        ) from None
    except FileNotFoundError:
        raise BronFout("Het bestand is weg.", waar=naam, herstel="Zet het bestand terug en ververs opnieuw.") from None
    except PermissionError:
        raise BronFout(
            "Het bestand mag niet gelezen worden.", waar=naam, herstel="Geef de gebruiker van het datastation leesrecht op dit bestand."
        ) from None
    except OSError as fout:
        raise BronFout(
            f"Het bestand kan niet gelezen worden ({fout.strerror or type(fout).__name__}).",
            waar=naam,
            herstel="Kijk of de schijf of de netwerkmap bereikbaar is.",
        ) from None


def open_bytes(bestand: Bestand) -> BinaryIO:
    """The bytes of a file, unpacked where its name ends in ``.gz``. Wrap reading in :func:`leesbaar`."""
    if bestand.pad.name.lower().endswith(".gz"):
        return cast("BinaryIO", gzip.open(bestand.pad, "rb"))
    return bestand.pad.open("rb")


def _wortel(bron: Bron, map: Path) -> Path:
    pad = map / bron.pad
    with leesbaar(bron.pad):
        if pad.exists():
            return pad
    wat = f"Het pad van bron {bron.naam} bestaat niet."
    if pad.is_symlink():
        wat = f"Het pad van bron {bron.naam} is een verwijzing naar iets dat niet bestaat."
    raise BronFout(wat, waar=str(pad), herstel="Zet de export daar neer, of verander `pad` in station.toml.")


def _kinderen(folder: Path, bron: Bron) -> list[Path]:
    with leesbaar(bron.pad):
        return [pad for pad in folder.iterdir() if not pad.is_dir() and not _verborgen(pad)]
    raise AssertionError  # leesbaar always raises on an error


def _verborgen(pad: Path) -> bool:
    # `~$x.xlsx` and `.~lock.x#` are the traces of a spreadsheet that somebody has open.
    return pad.name.startswith((".", "~$"))


def _van_soort(pad: Path, soort: str) -> bool:
    naam = pad.name.lower()
    if soort in MET_GZIP:
        naam = naam.removesuffix(".gz")
    return naam.endswith(EXTENSIES[soort])


def _open_baar(pad: Path, map: Path, binnen: Path | None = None) -> Bestand:
    """The file, once it is certain that it can be opened and does not lead out of the folder of its source."""
    naam = _naam(pad, map)
    if binnen is not None and pad.is_symlink() and not pad.resolve().is_relative_to(binnen.resolve()):
        raise BronFout(
            "Dit bestand is een verwijzing naar een plek buiten de map van de bron.",
            waar=naam,
            herstel="Zet het bestand zelf in de map, of laat `pad` in station.toml naar die plek wijzen.",
        )
    with leesbaar(naam):
        pad.open("rb").close()
    return Bestand(pad, naam)


def _naam(pad: Path, map: Path) -> str:
    try:
        return pad.relative_to(map).as_posix()
    except ValueError:
        return pad.as_posix()
