"""A workbook that a person saved: real dates and times in the cells, where the CSV has text."""

from __future__ import annotations

import csv
from datetime import datetime
from pathlib import Path

import xlsxwriter
from hulp.opdracht import VANDAAG

from datastation import leveren
from datastation.instellingen import lees_station
from datastation.store import momentopname
from datastation.verversen import ververs

VORMEN = (("%d-%m-%Y %H:%M", "dd-mm-yyyy hh:mm"), ("%d-%m-%Y", "dd-mm-yyyy"), ("%H:%M", "hh:mm"))


def _cel(blad: xlsxwriter.worksheet.Worksheet, boek: xlsxwriter.Workbook, rij: int, kolom: int, tekst: str) -> None:
    for vorm, weergave in VORMEN:
        try:
            tijd = datetime.strptime(tekst, vorm)  # noqa: DTZ007 - a sheet knows no zones
        except ValueError:
            continue
        waarde = tijd.time() if vorm == "%H:%M" else tijd
        blad.write_datetime(rij, kolom, waarde, boek.add_format({"num_format": weergave}))
        return
    blad.write_string(rij, kolom, tekst)


def test_werkboek_met_echte_datums(station: Path) -> None:
    """The export opened in a spreadsheet and saved there gives the same facts as the CSV files, and so the same answer."""
    pad = station / "export.xlsx"
    with xlsxwriter.Workbook(pad) as boek:
        for bestand in sorted((station / "export").glob("*.csv")):
            blad = boek.add_worksheet(bestand.stem)
            with bestand.open(encoding="utf-8", newline="") as stroom:
                for nummer, rij in enumerate(csv.reader(stroom, delimiter=";")):
                    for kolom, tekst in enumerate(rij):
                        if tekst:
                            _cel(blad, boek, nummer, kolom, tekst)
    voor = _levering(station)
    toml = station / "station.toml"
    toml.write_text(toml.read_text().replace('soort = "csv"', 'soort = "excel"').replace('pad = "export/"', 'pad = "export.xlsx"'))
    eerder = momentopname.huidige(station / "momentopnamen").manifest
    later = ververs(lees_station(station), vandaag=VANDAAG).manifest
    assert [(b.tabel, b.gemapt) for b in later.balansen] == [(b.tabel, b.gemapt) for b in eerder.balansen]
    assert _levering(station) == voor


def _levering(station: Path) -> bytes:
    geleverd = leveren.lever(
        lees_station(station), "igj-wzd-registraties", {"periode": "2026-H1"}, vandaag=VANDAAG, uit=station / "uit", formaat="json"
    )
    return geleverd.bestanden[0].read_bytes()
