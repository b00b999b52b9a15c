"""Parquet: read in batches, every column cast to text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from datastation.bronnen.bestanden import Bestand, bestand_van_tabel, leesbaar
from datastation.bronnen.blokken import RIJEN, maak_blokken
from datastation.bronnen.koppen import Kolomplan, Kolomvraag, zoek_kolommen
from datastation.bronnen.waarden import eis_geen_nul
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Blok, Tabel


def open_parquet(
    bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]], optioneel: Mapping[str, frozenset[str]]
) -> dict[str, Tabel]:
    """Tables of a Parquet source: one file is one table, or as many as its pattern finds. The first row is row 1."""
    per_tabel = bestand_van_tabel(bron, map, frozenset(gevraagd), frozenset(optioneel))
    return {
        naam: _tabel(naam, bestanden, Kolomvraag(gevraagd.get(naam, frozenset()), optioneel.get(naam, frozenset())))
        for naam, bestanden in per_tabel.items()
    }


def _tabel(naam: str, bestanden: tuple[Bestand, ...], vraag: Kolomvraag) -> Tabel:
    plannen = []
    for bestand in bestanden:
        with _open(bestand) as lezer:
            plannen.append(zoek_kolommen(lezer.schema_arrow.names, vraag, bestand.naam))
    if any(plan.namen != plannen[0].namen for plan in plannen):
        raise BronFout(
            f"De bestanden van tabel {naam} hebben niet dezelfde kolommen.",
            waar=", ".join(b.naam for b in bestanden),
            herstel="Geef alle bestanden van een tabel dezelfde kolommen in dezelfde volgorde.",
        )

    def lees() -> Iterator[Blok]:
        for bestand, plan in zip(bestanden, plannen, strict=True):
            yield from _lees(bestand, plan)

    return Tabel(naam, plannen[0].namen, lees)


def _open(bestand: Bestand) -> pq.ParquetFile:
    with leesbaar(bestand.naam):
        try:
            return pq.ParquetFile(bestand.pad)
        except (pa.ArrowException, OSError) as fout:
            raise _kapot_of_schijf(fout, bestand) from None


def _kapot_of_schijf(fout: Exception, bestand: Bestand, na: int = 0) -> Exception:
    if isinstance(fout, OSError) and fout.errno is not None:
        return fout  # from the operating system; what Arrow itself calls an OSError has no number
    waar = f"{bestand.naam}, na rij {na}" if na else bestand.naam
    return BronFout("Dit is geen (heel) Parquet-bestand.", waar=waar, herstel="Maak de export opnieuw, of kopieer het bestand opnieuw.")


def _lees(bestand: Bestand, plan: Kolomplan) -> Iterator[Blok]:
    rij = 1
    with _open(bestand) as lezer:
        namen = lezer.schema_arrow.names
        gekozen = [namen[plaats] for plaats in plan.plaatsen if plaats is not None]
        # Positions in the batch, which holds the asked columns only.
        eigen = Kolomplan(plan.namen, tuple(None if p is None else gekozen.index(namen[p]) for p in plan.plaatsen))
        batches = lezer.iter_batches(batch_size=RIJEN, columns=gekozen)
        while (batch := _volgende(batches, bestand, rij - 1)) is not None:
            kolommen = [_tekst(batch.column(naam), naam.strip(), bestand.naam, rij) for naam in gekozen]
            yield from maak_blokken(kolommen, eigen, bestand.naam, rij)
            rij += batch.num_rows


def _volgende(batches: Iterator[pa.RecordBatch], bestand: Bestand, na: int) -> pa.RecordBatch | None:
    with leesbaar(bestand.naam):
        try:
            return next(batches, None)
        except (pa.ArrowException, OSError) as fout:
            raise _kapot_of_schijf(fout, bestand, na) from None


def _tekst(kolom: pa.Array, naam: str, bestand: str, rij: int) -> pa.Array:
    """One column as text: ISO dates and times, whole floats without ``.0``, NaN as null."""
    soort = kolom.type
    if pa.types.is_nested(soort) or pa.types.is_duration(soort) or pa.types.is_interval(soort):
        raise BronFout(
            f"Kolom {naam} heeft type {soort}; dat is geen enkele waarde.",
            waar=f"{bestand}, kolom {naam}",
            herstel="Zet deze kolom in de export om naar tekst, getal of datum, of gebruik hem niet in de mapping.",
        )
    try:
        if pa.types.is_floating(soort):
            kolom = pc.if_else(pc.is_nan(kolom), pa.scalar(None, soort), kolom)
        tekst = kolom.cast(pa.string())
    except pa.ArrowException:
        raise BronFout(
            f"Kolom {naam} is geen tekst.",
            waar=f"{bestand}, kolom {naam}, vanaf rij {rij}",
            herstel="Zet deze kolom in de export om naar tekst.",
        ) from None
    if pa.types.is_timestamp(soort):
        tekst = pc.replace_substring_regex(_zonder_nullen(tekst), r"^(\S+) ", r"\1T")
        tekst = pc.replace_substring_regex(tekst, r"([+-]\d\d)(\d\d)$", r"\1:\2") if soort.tz else tekst
    elif pa.types.is_time(soort):
        tekst = _zonder_nullen(tekst)
    eis_geen_nul(tekst, lambda plaats: f"{bestand}, rij {rij + plaats}, kolom {naam}")
    return tekst


def _zonder_nullen(tekst: pa.Array) -> pa.Array:
    """``10:30:00.120000`` → ``10:30:00.12``, ``10:30:00.000`` → ``10:30:00``."""
    tekst = pc.replace_substring_regex(tekst, r"\.0+($|[+\-Z])", r"\1")
    return pc.replace_substring_regex(tekst, r"(\.\d*[1-9])0+($|[+\-Z])", r"\1\2")
