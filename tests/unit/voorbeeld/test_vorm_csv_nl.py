"""How the csv-nl shape is spelled, and the station folder around it."""

from __future__ import annotations

import csv
import re

import pytest
from python_calamine import CalamineWorkbook

from datastation.fouten import GebruiksFout
from datastation.instellingen import lees_station
from datastation.voorbeeld import maak_organisatie, schrijf, schrijf_station
from datastation.voorbeeld.vormen.csv_nl import BESTANDEN, WERKMAP, tekstfouten


@pytest.fixture(scope="module")
def organisatie():
    return maak_organisatie(40)


@pytest.fixture(scope="module")
def export(organisatie, tmp_path_factory):
    map = tmp_path_factory.mktemp("export")
    schrijf(organisatie, map, "csv-nl")
    return map


def _lees(pad):
    with pad.open(encoding="utf-8", newline="") as bestand:
        return list(csv.DictReader(bestand, delimiter=";", strict=True))


def test_negen_bestanden_met_alle_rijen(organisatie, export):
    """Nine files, every row of the tables in them, plus the rows that only text can hold."""
    assert sorted(pad.stem for pad in export.iterdir()) == sorted(bestand for bestand, _ in BESTANDEN.values())
    for naam, (bestand, _) in BESTANDEN.items():
        verwacht = (
            organisatie.aantal_registraties + len(tekstfouten(organisatie))
            if naam == "registraties"
            else getattr(organisatie, naam).num_rows
        )
        assert len(_lees(export / f"{bestand}.csv")) == verwacht, bestand


@pytest.mark.parametrize(
    ("bestand", "kolom", "patroon"),
    [
        ("clienten", "geboortedatum", r"(\d\d-\d\d-\d{4})?"),
        ("clienten", "geslacht", r"[MVO]"),
        ("locaties", "accommodatie", r"[JN]?"),
        ("maatregelen", "soort_zorg", r"(structureel planbaar|zo nodig|onvoorzien)?"),
        ("maatregelen", "interventie", r"[A-Z]+(-[A-Z]+)?"),
        ("maatregelen", "begintijd", r"(\d\d:\d\d)?"),
        ("maatregelen", "frequentie_eenheid", r"(dag|week|maand|jaar)?"),
        ("maatregelen", "besluit_op", r"(\d\d-\d\d-\d{4} \d\d:\d\d)?"),
        ("registraties", "begintijd", r"\d\d:\d\d"),
        ("registraties", "eindtijd", r"(\d\d-\d\d-\d{4} \d\d:\d\d)?"),
        ("juridische_titels", "status", r"[a-zW][a-zA-Z0-9 .]+"),
        ("vertegenwoordigers", "soort", r"[a-z]+"),
    ],
)
def test_zo_staat_het_er(export, bestand, kolom, patroon):
    """Dates dd-mm-jjjj, J and N, local codes and words, never a code of ours."""
    assert all(re.fullmatch(patroon, rij[kolom]) for rij in _lees(export / f"{bestand}.csv"))


def test_fouten_die_alleen_in_tekst_kunnen_staan(organisatie, export):
    """31-02, no day, a number that comes twice and no number: added to the registrations, and named."""
    rijen = _lees(export / "registraties.csv")
    nummers = [rij["registratienummer"] for rij in rijen]
    assert [rij["datum"] for rij in rijen if rij["registratienummer"] == "R90000001"] == ["31-02-2026"]
    (dubbel,) = tekstfouten(organisatie)["00:dubbele-sleutel"]
    assert nummers.count(dubbel) == 2
    assert "" in nummers
    assert tekstfouten(organisatie).keys() == {"00:datum-31-02", "00:datum-ontbreekt", "00:dubbele-sleutel", "00:zonder-sleutel"}
    assert tekstfouten(maak_organisatie(30, fouten=0)) == {}
    assert tekstfouten(maak_organisatie(30, 0)) == {}


def test_een_puntkomma_in_tekst_staat_tussen_aanhalingstekens(export):
    """Free text with separators and quotes comes back whole."""
    toelichtingen = {rij["toelichting"] for rij in _lees(export / "registraties.csv")}
    assert 'Riep "nee"; na uitleg rustig; arts gebeld.' in toelichtingen


def test_een_werkmap_heeft_dezelfde_cellen_als_tekst(organisatie, export, tmp_path):
    """The workbook has a sheet per file with the same text in each cell: no number lost its leading zeros."""
    schrijf(organisatie, tmp_path, "csv-nl", excel=True)
    werkmap = CalamineWorkbook.from_path(str(tmp_path / WERKMAP))
    for bestand, _ in BESTANDEN.values():
        kop, *rijen = werkmap.get_sheet_by_name(bestand).to_python()
        assert [dict(zip(kop, rij, strict=True)) for rij in rijen] == _lees(export / f"{bestand}.csv")


def test_een_onbekende_vorm_noemt_de_vormen(organisatie, tmp_path):
    """A shape that does not exist, and a workbook of a shape that has none, are the user's fault."""
    with pytest.raises(GebruiksFout, match="bestaat niet") as fout:
        schrijf(organisatie, tmp_path, "papier")
    assert "csv-nl" in fout.value.herstel
    with pytest.raises(GebruiksFout, match="Excel"):
        schrijf(organisatie, tmp_path, "ons", excel=True)


@pytest.mark.parametrize(
    ("vorm", "excel", "soort"),
    [("csv-nl", False, "csv"), ("csv-nl", True, "excel"), ("ons", False, "ndjson"), ("fhir-zib2020", False, "fhir")],
)
def test_een_stationsmap_is_leesbaar(organisatie, tmp_path, vorm, excel, soort):
    """A station folder has settings that hold, the same identity space in every shape, and files where they point."""
    schrijf_station(organisatie, tmp_path, vorm, excel=excel)
    station = lees_station(tmp_path)
    (bron,) = station.bronnen
    assert (bron.soort, bron.mapping, bron.ruimte) == (soort, vorm, "ecd")
    assert station.kvk == organisatie.kvk
    assert station.verversen.gegevens_tot == organisatie.peildatum
    assert any((tmp_path / bron.pad).iterdir())
