"""XLSX for people: a sheet per question and one with the explanation; the same answer gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import BytesIO
from itertools import islice

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from datastation.aflevering.taal import dagen, keer
from datastation.fouten import Geweigerd
from datastation.model.antwoord import Antwoord, Bestand, Kolom, Resultaat, Waarde

TOELICHTING = "Toelichting"
_CEL_MAX, _RIJEN_MAX, _BREED = 32_767, 1_048_575, 48
# Excel counts days from 1900 and believes that 1900 was a leap year.
_EERSTE_DAG = date(1900, 3, 1)
_VERBODEN = re.compile(r"[][:*?/\\]+")
_JANEE = {True: "ja", False: "nee"}


def als_xlsx(antwoord: Antwoord, basis: str) -> tuple[Bestand, ...]:
    """One file of a deliverable answer: ``<basis>.xlsx``.

    Raises:
        Geweigerd: a text or a table is larger than the format can hold.
    """
    buffer = BytesIO()
    boek = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    # The file's own date would be a clock; the last day of the facts is part of the answer.
    boek.set_properties(
        {"title": antwoord.titel, "author": antwoord.organisatie, "created": datetime.combine(antwoord.gegevens_tot, time(), UTC)}
    )
    opmaak = _Opmaak(boek)
    _toelichting(boek.add_worksheet(TOELICHTING), antwoord, opmaak)
    for naam, resultaat in zip(_bladnamen(antwoord), antwoord.resultaten.values(), strict=True):
        _blad(boek.add_worksheet(naam), resultaat, opmaak)
    boek.close()
    return (Bestand(f"{basis}.xlsx", buffer.getvalue()),)


class _Opmaak:
    """The formats of one workbook."""

    def __init__(self, boek: xlsxwriter.Workbook) -> None:
        rand = {"bottom": 1, "bottom_color": "#14525A"}
        self.kop: Format = boek.add_format(
            {"bold": True, "bg_color": "#E3EFEF", "font_color": "#12363B", "text_wrap": True, "valign": "top", **rand}
        )
        self.titel: Format = boek.add_format({"bold": True, "font_size": 16, "font_color": "#14525A"})
        self.vet: Format = boek.add_format({"bold": True, "valign": "top"})
        self.tekst: Format = boek.add_format({"valign": "top", "text_wrap": True, "align": "left"})
        self.datum: Format = boek.add_format({"num_format": "dd-mm-yyyy", "align": "left"})
        self.geheel: Format = boek.add_format({"num_format": "#,##0", "align": "right"})
        self.decimaal: Format = boek.add_format({"num_format": "#,##0.0##", "align": "right"})


def _bladnamen(antwoord: Antwoord) -> list[str]:
    """At most 31 characters, none that Excel forbids, all different because the question number comes first."""
    return [f"{nr} {_VERBODEN.sub(' ', r.titel)}"[:31].strip(" '") for nr, r in antwoord.resultaten.items()]


def _blad(blad: Worksheet, resultaat: Resultaat, opmaak: _Opmaak) -> None:
    if len(resultaat.rijen) > _RIJEN_MAX:
        raise Geweigerd(
            f"Vraag {resultaat.vraag} heeft meer rijen dan een Excelblad kan dragen.",
            waar=f"vraag {resultaat.vraag}, {len(resultaat.rijen)} rijen",
            herstel="Kies csv, json of xml.",
        )
    for kolomnr, kolom in enumerate(resultaat.kolommen):
        _schrijf_tekst(blad, 0, kolomnr, kolom.titel or kolom.naam, opmaak.kop)
        blad.set_column(kolomnr, kolomnr, _breedte(kolom, kolomnr, resultaat))
    for rijnr, rij in enumerate(resultaat.rijen, start=1):
        for kolomnr, waarde in enumerate(rij):
            _schrijf(blad, rijnr, kolomnr, waarde, opmaak)
    blad.freeze_panes(1, 0)
    if resultaat.rijen:
        blad.autofilter(0, 0, len(resultaat.rijen), len(resultaat.kolommen) - 1)


def _breedte(kolom: Kolom, kolomnr: int, resultaat: Resultaat) -> float:
    kop = max((len(woord) for woord in (kolom.titel or kolom.naam).split()), default=0)
    cellen = (len(_kort(rij[kolomnr])) for rij in islice(resultaat.rijen, 500))
    return min(max(kop + 3, *cellen, 8) + 2, _BREED) if resultaat.rijen else max(kop + 3, 10)


def _kort(waarde: Waarde) -> str:
    return "dd-mm-jjjj" if isinstance(waarde, date) else str("" if waarde is None else waarde)


def _schrijf(blad: Worksheet, rij: int, kolom: int, waarde: Waarde, opmaak: _Opmaak) -> None:
    if isinstance(waarde, bool):
        blad.write_string(rij, kolom, _JANEE[waarde])
    elif isinstance(waarde, int):
        blad.write_number(rij, kolom, waarde, opmaak.geheel)
    elif isinstance(waarde, Decimal):
        blad.write_number(rij, kolom, float(waarde), opmaak.decimaal)
    elif isinstance(waarde, date) and waarde >= _EERSTE_DAG:
        blad.write_datetime(rij, kolom, datetime.combine(waarde, time()), opmaak.datum)
    elif waarde is not None:
        _schrijf_tekst(blad, rij, kolom, str(waarde), opmaak.tekst if isinstance(waarde, str) and len(waarde) > _BREED else None)


def _schrijf_tekst(blad: Worksheet, rij: int, kolom: int, tekst: str, opmaak: Format | None = None) -> None:
    if len(tekst) > _CEL_MAX:
        raise Geweigerd(
            "Een tekst is langer dan een Excelcel kan dragen.", waar=f"rij {rij + 1}, kolom {kolom + 1}", herstel="Kies csv, json of xml."
        )
    blad.write_string(rij, kolom, tekst, opmaak)


def _toelichting(blad: Worksheet, antwoord: Antwoord, opmaak: _Opmaak) -> None:
    blad.set_column(0, 0, 26)
    blad.set_column(1, 1, 90)
    blad.hide_gridlines(2)
    _schrijf_tekst(blad, 0, 0, antwoord.titel, opmaak.titel)
    regels: Sequence[tuple[str, str]] = (
        ("Organisatie", f"{antwoord.organisatie} (KvK {antwoord.kvk})"),
        ("Voor", antwoord.afnemer),
        ("Uitwisselprofiel", f"{antwoord.profiel}, versie {antwoord.versie}"),
        ("Periode", dagen(antwoord.begin, antwoord.einde)),
        ("Gegevens tot en met", dagen(antwoord.gegevens_tot)),
        *((f"Gevraagd: {naam}", waarde) for naam, waarde in antwoord.parameters.items()),
        *((f"Blad {nr}", f"{r.titel}: {keer(len(r.rijen), 'rij', 'rijen')}") for nr, r in antwoord.resultaten.items()),
        (
            "Volgnummers",
            "Een kolom met een volgnummer verbindt de bladen van dit ene bestand. In een volgende levering kan het nummer anders zijn.",
        ),
        ("Verbeteren", "Verbeter fouten in het bronsysteem en maak het antwoord opnieuw. Verander dit bestand niet met de hand."),
        ("Herkomst", "Waaruit dit bestand is gemaakt, staat in het bestand ernaast dat eindigt op .herkomst.json."),
    )
    for rij, (kop, tekst) in enumerate(regels, start=2):
        _schrijf_tekst(blad, rij, 0, kop, opmaak.vet)
        _schrijf_tekst(blad, rij, 1, tekst, opmaak.tekst)
