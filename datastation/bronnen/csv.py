"""CSV: streamed by Arrow, every column text; what Arrow does not tell is found by a second, slower reading."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as pacsv

from datastation.bronnen.bestanden import Bestand, bestand_van_tabel
from datastation.bronnen.blokken import RIJEN, lege_rijen, maak_blokken
from datastation.bronnen.csvfout import Csvbestand, eis_welgevormd, verkeerde_codering
from datastation.bronnen.koppen import Kolomplan, Kolomvraag, zoek_kolommen
from datastation.bronnen.tekst import Tekststroom, eis_codering
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Blok, Tabel

_SCHEIDINGSTEKENS = ";,\t|"
_KOP_MAX = 1024**2
_BLOK_BYTES = 4 * 1024**2  # of text: some 64 k rows; also the largest row


@dataclass(frozen=True)
class _Kop:
    kolommen: tuple[str, ...]
    scheiding: str
    einde: int  # bytes up to and including the header, in UTF-8


def open_csv(bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]], optioneel: Mapping[str, frozenset[str]]) -> dict[str, Tabel]:
    """Tables of a CSV source: one file is one table, or as many as its pattern in ``[bronnen.bestanden]`` finds.

    Raises:
        BronFout: a file, table or column is missing; a header cannot be read.
    """
    per_tabel = bestand_van_tabel(bron, map, frozenset(gevraagd), frozenset(optioneel))
    return {
        naam: _tabel(naam, bestanden, bron, Kolomvraag(gevraagd.get(naam, frozenset()), optioneel.get(naam, frozenset())))
        for naam, bestanden in per_tabel.items()
    }


def _tabel(naam: str, bestanden: tuple[Bestand, ...], bron: Bron, vraag: Kolomvraag) -> Tabel:
    codering = eis_codering(bron.codering, f"bron {bron.naam}, codering")
    delen: list[Csvbestand] = []
    for bestand in bestanden:
        with Tekststroom(bestand, codering, fouten="surrogateescape") as stroom:
            kop = _lees_kop(stroom, bron, vraag, bestand.naam)
        delen.append(Csvbestand(bestand, codering, kop.scheiding, bron.koprij, kop.kolommen, kop.einde))
    eerste = delen[0]
    for deel in delen[1:]:
        if [k.strip() for k in deel.kolommen] != [k.strip() for k in eerste.kolommen]:
            raise BronFout(
                f"Twee bestanden van tabel {naam} hebben niet dezelfde kolommen.",
                waar=f"{eerste.bestand.naam} en {deel.bestand.naam}, rij {bron.koprij}",
                herstel="Geef alle bestanden van een tabel dezelfde kolommen in dezelfde volgorde.",
            )
    plan = zoek_kolommen(eerste.kolommen, vraag, f"{eerste.bestand.naam}, rij {bron.koprij}")

    def lees() -> Iterator[Blok]:
        for deel in delen:
            yield from _lees(deel, plan)

    return Tabel(naam, plan.namen, lees)


def _lees_kop(stroom: Tekststroom, bron: Bron, vraag: Kolomvraag, naam: str) -> _Kop:
    """Read up to and including the header; lines above ``koprij`` are counted as lines, whatever stands in them."""
    waar = f"{naam}, rij {bron.koprij}"
    begin = b""
    while len(begin) < _KOP_MAX and (stuk := stroom.read(_KOP_MAX)):
        begin += stuk
    if not begin.strip():
        raise BronFout("Het bestand is leeg.", waar=naam, herstel="Maak de export opnieuw.")
    positie = 0
    for _ in range(bron.koprij - 1):
        positie = _regeleinde(begin, positie, buiten_aanhaal=False)
    einde = _regeleinde(begin, positie, buiten_aanhaal=True)
    kopbytes = begin[positie:einde]
    if not kopbytes.strip():
        raise BronFout(
            "De rij met kolomnamen is leeg.", waar=waar, herstel="Zet de kolomnamen op deze rij, of verander `koprij` in station.toml."
        )
    try:
        tekst = kopbytes.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError:
        raise verkeerde_codering(bron.codering or "utf-8", waar) from None
    if "\0" in tekst:
        raise BronFout("Dit lijkt geen tekstbestand.", waar=waar, herstel='Is het utf-16? Zet dan codering = "utf-16" bij deze bron.')
    scheiding = _scheiding(tekst, bron, vraag)
    try:
        kolommen = next(csv.reader(io.StringIO(tekst, newline=""), delimiter=scheiding, strict=True))
    except csv.Error:
        raise BronFout("De kolomnamen zijn niet te lezen.", waar=waar, herstel="Kijk naar de aanhalingstekens in deze rij.") from None
    return _Kop(tuple(kolommen), scheiding, einde)


_REGEL = re.compile(rb"\r\n|\n|\r")
_REGEL_BUITEN = re.compile(rb'(?:[^"\r\n]|"[^"]*")*(?:\r\n|\n|\r|\Z)')


def _regeleinde(begin: bytes, positie: int, *, buiten_aanhaal: bool) -> int:
    gevonden = (_REGEL_BUITEN.match if buiten_aanhaal else _REGEL.search)(begin, positie) or _REGEL.search(begin, positie)
    return gevonden.end() if gevonden else len(begin)


def _scheiding(kop: str, bron: Bron, vraag: Kolomvraag) -> str:
    """The separator that is set, else the one that finds the most asked columns, else the one that gives the most columns."""
    if bron.scheidingsteken is not None:
        teken = bron.scheidingsteken
        if not teken.isascii() or teken in '"\r\n\0':
            raise BronFout(
                "Dit scheidingsteken kan niet.", waar=f"bron {bron.naam}, scheidingsteken", herstel='Gebruik bijvoorbeeld ";" of "\\t".'
            )
        return teken

    def waarde(teken: str) -> tuple[int, int]:
        cellen = {cel.strip() for cel in next(csv.reader([kop], delimiter=teken), [])}
        return len(cellen & vraag.alle), len(cellen)

    return max(_SCHEIDINGSTEKENS, key=waarde)


def _lees(deel: Csvbestand, plan: Kolomplan) -> Iterator[Blok]:
    """The blocks of one file.

    Raises:
        BronFout: the file is not well-formed; names the row.
    """
    gezien: list[int] = []  # number of records, once the slow reading was needed

    def bij_twijfel() -> None:
        gezien.append(eis_welgevormd(deel))

    naam = deel.bestand.naam
    rij = deel.koprij + 1
    with deel.open(bij_twijfel) as stroom:
        try:
            for batch in _batches(stroom, deel):
                kolommen = batch.columns
                yield from maak_blokken(kolommen, plan, naam, rij, leeg=lege_rijen(kolommen))
                rij += batch.num_rows
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError, pa.ArrowCapacityError):
            eis_welgevormd(deel)
            raise BronFout(
                "Het bestand is niet te lezen als CSV.",
                waar=f"{naam}, na rij {max(rij - 1, deel.koprij)}",
                herstel="Kijk naar de aanhalingstekens en de lengte van de rijen hierna.",
            ) from None
    if gezien and gezien[0] != rij - deel.koprij - 1:
        raise BronFout(
            "De aanhalingstekens in dit bestand zijn op meer dan een manier te lezen.",
            waar=naam,
            herstel="Exporteer met aanhalingstekens om tekst, en verdubbel een aanhalingsteken in een waarde.",
        )


def _batches(stroom: Tekststroom, deel: Csvbestand) -> Iterator[pa.RecordBatch]:
    """Arrow batches of all columns as text; none where only the header is there."""
    begin = stroom.read(1)
    if not begin:
        return
    stroom.zet_terug(codecs.BOM_UTF8 + begin)  # Arrow takes one BOM off what it reads first, and the first cell may be one
    namen = [str(i) for i in range(len(deel.kolommen))]
    lezer = pacsv.open_csv(
        stroom,
        read_options=pacsv.ReadOptions(column_names=namen, block_size=_BLOK_BYTES),
        parse_options=pacsv.ParseOptions(delimiter=deel.scheiding, newlines_in_values=True, ignore_empty_lines=False),
        convert_options=pacsv.ConvertOptions(column_types=dict.fromkeys(namen, pa.string()), strings_can_be_null=False, check_utf8=True),
    )
    for batch in lezer:
        for begin_rij in range(0, batch.num_rows, RIJEN):
            yield batch.slice(begin_rij, RIJEN)
