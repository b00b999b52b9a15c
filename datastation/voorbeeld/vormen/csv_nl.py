"""Writes the organisation as the export of a Dutch ECD: semicolon CSV (or one workbook), dd-mm-jjjj, J/N, words and local codes.

Whole columns become text, a block at a time: a million registrations pass in bounded memory. When the organisation has planted errors,
a few rows are added that only text can hold (31-02, a doubled row); the mapping refuses every one of them, so the facts stay the same
as in the other shapes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

import pyarrow as pa
import pyarrow.compute as pc
import xlsxwriter

from datastation.voorbeeld.keuzes import MEDICATIE, WVGGZ_OPNAME
from datastation.voorbeeld.organisatie import Organisatie

WERKMAP = "ecd-export.xlsx"
DATUM, TIJD, DATUMTIJD = "%d-%m-%Y", "%H:%M", "%d-%m-%Y %H:%M"

# The local words of this export; mappings/csv-nl/codelijsten gives them their meaning.
INTERVENTIECODES = {
    "37041007": "VOCHT-VOED", MEDICATIE: "MED-DWANG", "123881000146109": "MED-HAND", "225212001": "FIX-FYS", "68894007": "FIX-MECH",
    "225210009": "AFD-GESL",  # snomed
    "130201000146105": "BEW-OVERIG", "124061000146109": "INSL-SEP", "124071000146103": "INSL-AFZ", "124051000146106": "INSL-KAMER",
    "90278001": "INSL-OVERIG", "121411000146104": "TOEZ-CAM", "121451000146100": "TOEZ-TRACE",
    "225309002": "TOEZ-ELEK",  # snomed
    "121631000146108": "OND-LIJF", "62407006": "OND-KAMER", "121621000146106": "CTRL-MIDDEL", "121471000146108": "COMM",
    "121461000146102": "LEVEN-OVERIG", "121601000146103": "BEZOEK",
    WVGGZ_OPNAME: "OPN-ACC", "121511000146100": "MED-IM", "124041000146108": "INSL-EBK", "23835007": "ECT",
}  # fmt: skip
SOORTEN_ZORG = {"1": "structureel planbaar", "2": "zo nodig", "3": "onvoorzien"}
EENHEDEN = {"1": "dag", "2": "week", "3": "maand", "4": "jaar"}
REDENEN = {
    "121491000146107": "crisis afwenden", "121481000146105": "schade afwenden", "121651000146102": "geestelijke gezondheid stabiliseren",
    "385891009": "geestelijke gezondheid herstellen", "121581000146106": "lichamelijke gezondheid",
}  # fmt: skip
NADELEN = {
    "mortal_danger_self_others": "levensgevaar", "bodily_harm": "ernstig lichamelijk letsel", "damage_self_others": "schade",
    "severe_neglect": "ernstige verwaarlozing", "disturbed_development": "verstoorde ontwikkeling", "safety_client": "veiligheid cliënt",
    "aggression_others": "roept agressie op", "general_safety": "algemene veiligheid",
}  # fmt: skip
INSTEMMING = {"1": "cliënt nee", "2": "cliënt ja", "3": "vertegenwoordiger nee", "4": "vertegenwoordiger ja"}
TITELS = {
    "OPM": "besluit opname en verblijf", "RM": "rechterlijke machtiging", "VM": "voortgezette machtiging", "IBS": "inbewaringstelling",
    "IBS-V": "voortzetting inbewaringstelling", "VMM": "voorwaardelijke machtiging", "WFZ": "machtiging Wfz 2.3", "VRIJWILLIG": "vrijwillig",
}  # fmt: skip
VERTEGENWOORDIGERS = {"6": "voogd", "7": "bewindvoerder", "8": "mentor", "9": "curator", "10": "zaakwaarnemer"}

Kolom: TypeAlias = Any  # pyarrow carries no types: an Array or a ChunkedArray
Vertaler = Callable[[Kolom], Kolom]


def _woorden(lijst: dict[str, str]) -> Vertaler:
    """Code to local word; a code that is not in the list stays as it is."""
    codes, woorden = pa.array(list(lijst)), pa.array(list(lijst.values()))

    def vertaal(kolom: Kolom) -> Kolom:
        tekst = pc.cast(kolom, pa.string())
        return pc.coalesce(pc.take(woorden, pc.index_in(tekst, value_set=codes)), tekst)

    return vertaal


def _als(formaat: str) -> Vertaler:
    return lambda kolom: pc.strftime(pc.cast(kolom, pa.timestamp("s")), format=formaat)


def _ja_nee(kolom: Kolom) -> Kolom:
    return pc.if_else(kolom, "J", "N")


def _tekst(kolom: Kolom) -> Kolom:
    """The plain spelling of a column, by its type."""
    if pa.types.is_date32(kolom.type):
        return _als(DATUM)(kolom)
    if pa.types.is_boolean(kolom.type):
        return _ja_nee(kolom)
    return pc.cast(kolom, pa.string())


# Per file: header, column of the organisation, and how it is spelled where that does not follow from its type.
_Kolommen = tuple[tuple[str, str, Vertaler], ...]


def _gewoon(*namen: str) -> _Kolommen:
    return tuple((naam, naam, _tekst) for naam in namen)


BESTANDEN: dict[str, tuple[str, _Kolommen]] = {
    "locaties": (
        "locaties",
        _gewoon(
            "locatiecode", "naam", "bovenliggend", "vestigingsnummer", "vestiging_naam", "accommodatie", "intramuraal", "begindatum", "einddatum"
        ),
    ),
    "clienten": (
        "clienten",
        _gewoon(
            "clientnummer", "bsn", "geboortedatum", "overlijdensdatum", "geslacht", "voornamen", "voorvoegsel", "achternaam", "straat",
            "huisnummer", "postcode", "woonplaats", "land", "geboorteland", "in_zorg_vanaf", "uit_zorg_per",
        ),
    ),
    "plaatsingen": ("plaatsingen", _gewoon("plaatsingnummer", "clientnummer", "locatiecode", "soort", "begindatum", "einddatum")),
    "zorgplannen": (
        "zorgplannen",
        _gewoon("plannummer", "clientnummer", "begindatum", "einddatum", "stap", "oordeel_functionaris", "arts_akkoord"),
    ),
    "evaluaties": ("evaluaties", _gewoon("evaluatienummer", "plannummer", "datum")),
    "maatregelen": (
        "maatregelen",
        (
            *_gewoon("maatregelnummer", "plannummer", "clientnummer", "wet", "status"),
            ("soort_zorg", "soort_zorg", _woorden(SOORTEN_ZORG)),
            ("interventie", "interventie", _woorden(INTERVENTIECODES)),
            *_gewoon("begindatum"),
            ("begintijd", "begin", _als(TIJD)),
            *_gewoon("einddatum"),
            ("eindtijd", "einde", _als(TIJD)),
            *_gewoon("frequentie_aantal"),
            ("frequentie_eenheid", "frequentie_eenheid", _woorden(EENHEDEN)),
            *_gewoon("duur_minuten", "ambulant", "locatiecode", "wilsbekwaam"),
            ("instemming", "instemming", _woorden(INSTEMMING)),
            *_gewoon("verzet_client", "verzet_vertegenwoordiger"),
            ("ernstig_nadeel", "ernstig_nadeel", _woorden(NADELEN)),
            ("reden", "reden", _woorden(REDENEN)),
            ("besluit_op", "besluit_op", _als(DATUMTIJD)),
            *_gewoon("vervangt", "reden_einde"),
        ),
    ),
    "registraties": (
        "registraties",
        (
            *_gewoon("registratienummer", "clientnummer", "maatregelnummer", "datum"),
            ("begintijd", "begintijd", _als(TIJD)),
            ("eindtijd", "eindtijd", _als(DATUMTIJD)),  # with its day: a moment may pass midnight
            *_gewoon("duur_minuten", "aantal", "locatiecode", "ambulant", "wet", "toelichting"),
        ),
    ),
    "titels": (
        "juridische_titels",
        (*_gewoon("titelnummer", "clientnummer"), ("status", "status", _woorden(TITELS)), *_gewoon("begindatum", "einddatum", "geldig_tot")),
    ),
    "vertegenwoordigers": (
        "vertegenwoordigers",
        (*_gewoon("nummer", "clientnummer"), ("soort", "soort", _woorden(VERTEGENWOORDIGERS)), *_gewoon("begindatum", "einddatum")),
    ),
}  # fmt: skip


def schrijf_csv_nl(organisatie: Organisatie, map: Path, *, excel: bool = False) -> None:
    """Write nine files ``<tabel>.csv`` in ``map``, or one workbook ``ecd-export.xlsx`` with nine sheets of text cells.

    The same organisation gives the same bytes.
    """
    map.mkdir(parents=True, exist_ok=True)
    if excel:
        _schrijf_werkmap(organisatie, map / WERKMAP)
        return
    for naam, (bestand, kolommen) in BESTANDEN.items():
        with (map / f"{bestand}.csv").open("wb") as uit:
            uit.write((";".join(kop for kop, _, _ in kolommen) + "\r\n").encode())
            for blok in _teksten(organisatie, naam):
                uit.write(_regels(blok))


def tekstfouten(organisatie: Organisatie) -> dict[str, tuple[str, ...]]:
    """The errors that stand in this shape only, by kind: numbers of the added registrations ("" = a row without a number)."""
    eerste = next(organisatie.registraties(), None)
    if eerste is None or not any(naam[:2] == "00" for naam in organisatie.geplant):
        return {}
    dubbel = eerste.column("registratienummer")[0].as_py()
    return {
        "00:datum-31-02": ("R90000001",),
        "00:datum-ontbreekt": ("R90000002",),
        "00:dubbele-sleutel": (dubbel,),
        "00:zonder-sleutel": ("",),
    }


def _teksten(organisatie: Organisatie, naam: str) -> Iterator[pa.Table]:
    """Blocks of one file, every column a string."""
    _, kolommen = BESTANDEN[naam]
    stroom = organisatie.registraties() if naam == "registraties" else iter(getattr(organisatie, naam).to_batches())
    eerste: pa.Table | None = None
    for blok in stroom:
        tekst = pa.table({kop: vertaal(blok.column(bron)) for kop, bron, vertaal in kolommen})
        eerste = tekst.slice(0, 1) if eerste is None else eerste
        yield tekst
    if naam == "registraties" and eerste is not None and tekstfouten(organisatie):
        yield _foute_rijen(eerste, organisatie.peildatum.year)


def _foute_rijen(rij: pa.Table, jaar: int) -> pa.Table:
    """Rows that only text can hold, each made of one good row: a day that does not exist, no day, a doubled number, no number."""

    def met(**waarden: str | None) -> pa.Table:
        return pa.table({kop: pa.array([waarden[kop]], pa.string()) if kop in waarden else rij.column(kop) for kop in rij.column_names})

    return pa.concat_tables(
        [
            met(registratienummer="R90000001", datum=f"31-02-{jaar}"),
            met(registratienummer="R90000002", datum=None),
            rij,
            met(registratienummer=None),
        ]
    )


def _regels(blok: pa.Table) -> bytes:
    """RFC 4180 lines: quotes only where a value holds a separator, a quote or a line end."""
    cellen = []
    for kolom in blok.columns:
        gevuld = pc.fill_null(kolom, "")
        if pc.any(pc.match_substring_regex(gevuld, '[;"\r\n]')).as_py():
            tussen = pc.binary_join_element_wise('"', pc.replace_substring(gevuld, '"', '""'), '"', "")
            gevuld = pc.if_else(pc.match_substring_regex(gevuld, '[;"\r\n]'), tussen, gevuld)
        cellen.append(gevuld)
    regels = pc.binary_join_element_wise(*cellen, ";").to_pylist()
    return "".join(f"{regel}\r\n" for regel in regels).encode()


def _schrijf_werkmap(organisatie: Organisatie, pad: Path) -> None:
    """One sheet per file. All cells are text, so that no number loses its leading zeros; a fixed creation date keeps the bytes equal."""
    with xlsxwriter.Workbook(pad, {"constant_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}) as werkmap:
        werkmap.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - a mark in the file, no moment in time
        for naam, (bestand, kolommen) in BESTANDEN.items():
            blad = werkmap.add_worksheet(bestand)
            blad.write_row(0, 0, [kop for kop, _, _ in kolommen])
            nummer = 1
            for blok in _teksten(organisatie, naam):
                for rij in zip(*(kolom.to_pylist() for kolom in blok.columns), strict=True):
                    for plek, cel in enumerate(rij):
                        if cel is not None:
                            blad.write_string(nummer, plek, cel)
                    nummer += 1
