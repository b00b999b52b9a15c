"""The mapping csv-nl, end to end: its example against triples written by hand, and the synthetic organisation through it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from datastation.instellingen import Bron, middelen
from datastation.mapping import Context, lees_mapping, voer_uit
from datastation.verversen import open_tabellen
from datastation.voorbeeld import maak_organisatie, schrijf
from datastation.voorbeeld.vormen import csv_nl

MAP = middelen("mappings") / "csv-nl"
SLEUTEL = bytes(range(32))  # the fixed test key of every `verwacht.nq`


def _voer_uit(map, pad, uit, soort="csv"):
    mapping = lees_mapping("csv-nl", map)
    bron = Bron(naam="ecd", soort=soort, pad=pad, mapping="csv-nl")
    tabellen = open_tabellen(bron, map, mapping)
    return voer_uit(mapping, tabellen, Context("99990001", "ecd", "ecd", SLEUTEL), uit)


def _regels(uitslag):
    return [regel for deel in uitslag.delen for regel in deel.pad.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def voorbeeld(tmp_path_factory):
    return _voer_uit(MAP, "voorbeeld/", tmp_path_factory.mktemp("uit"))


def test_het_voorbeeld_geeft_de_triples_die_met_de_hand_zijn_geschreven(voorbeeld):
    """Every triple of `verwacht.nq`, no other, and none twice."""
    regels = _regels(voorbeeld)
    verwacht = (MAP / "verwacht.nq").read_text(encoding="utf-8").splitlines()
    assert sorted(regels) == sorted(verwacht)
    assert len(set(regels)) == len(regels)


def test_het_verlies_van_het_voorbeeld(voorbeeld):
    """Each cell and row of the example that cannot be used stands in the ledger, once, by file row and reason."""
    verlies = {(r.tabel, r.kolom, r.soort, r.reden, rij) for r in voorbeeld.regels for rij in r.voorbeelden}
    assert verlies == {
        ("locaties", "vestigingsnummer", "eigenschap", "vestigingsnummer_ongeldig", 6),
        ("clienten", "bsn", "eigenschap", "bsn_ongeldig", 4),
        ("clienten", "clientnummer", "rij", "dubbele_sleutel", 5),
        ("plaatsingen", "begindatum", "rij", "ongeldige_datum", 5),
        ("plaatsingen", "soort", "rij", "onbekende_code", 6),
        ("evaluaties", "datum", "rij", "ongeldige_datum", 3),
        ("maatregelen", "wet", "buiten_bereik", "andere_wet", 6),
        ("maatregelen", "status", "buiten_bereik", "concept", 7),
        ("maatregelen", "interventie", "eigenschap", "code_zonder_doel", 8),
        ("maatregelen", "frequentie_eenheid", "eigenschap", "code_zonder_doel", 8),
        ("maatregelen", "duur_minuten", "eigenschap", "geen_geheel_getal", 8),
        ("maatregelen", "ambulant", "eigenschap", "geen_ja_of_nee", 8),
        ("maatregelen", "interventie", "eigenschap", "onbekende_code", 9),
        ("maatregelen", "begindatum", "eigenschap", "ongeldige_datum", 9),
        ("maatregelen", "maatregelnummer", "rij", "ontbreekt", 10),
        ("registraties", "datum, begintijd", "eigenschap", "tijd_bestaat_niet", 4),
        ("registraties", "datum", "rij", "ongeldige_datum", 5),
        ("registraties", "maatregelnummer", "rij", "ontbreekt", 6),
        ("registraties", "wet", "buiten_bereik", "andere_wet", 7),
        ("registraties", "registratienummer", "rij", "dubbele_sleutel", 9),
        ("juridische_titels", "status", "eigenschap", "code_zonder_doel", 4),
        ("vertegenwoordigers", "soort", "eigenschap", "onbekende_code", 3),
    }
    assert all(balans.klopt for balans in voorbeeld.balansen)


# What graafmodel.md asks of a mapping (M) and this export has no column for; `gegevensTot` the station knows itself.
NIET_IN_CSV_NL = {"zib:initialen", "zib:huisnummerletter", "zib:huisnummertoevoeging", "wzd:gegevensTot"}


def test_het_voorbeeld_raakt_elke_eigenschap_van_het_graafmodel():
    """Every property that docs/graafmodel.md leaves to mappings occurs in the expected triples."""
    pagina = (Path(__file__).resolve().parents[3] / "docs" / "graafmodel.md").read_text(encoding="utf-8")
    rijen = [
        regel.split("|") for regel in pagina.splitlines() if regel.startswith("|") and regel.rstrip().endswith(("| M |", "| M or D |"))
    ]
    namen = {naam for rij in rijen for naam in re.findall(r"`((?:wzd|zib|onz-g|onz-org|rdfs):[A-Za-z]+)`", "|".join(rij[2:]))}
    mapping = lees_mapping("csv-nl", MAP)
    verwacht = (MAP / "verwacht.nq").read_text(encoding="utf-8")
    ontbreekt = {naam for naam in namen if f"<{mapping.prefixen[naam.split(':')[0]]}{naam.split(':')[1]}>" not in verwacht}
    assert len(namen) > 60
    assert ontbreekt == NIET_IN_CSV_NL


LIJSTEN = {
    "soort-interventie": csv_nl.INTERVENTIECODES, "soort-zorg": csv_nl.SOORTEN_ZORG, "frequentie-eenheid": csv_nl.EENHEDEN,
    "reden": csv_nl.REDENEN, "instemming": csv_nl.INSTEMMING, "juridische-status": csv_nl.TITELS,
    "vertegenwoordiging": csv_nl.VERTEGENWOORDIGERS,
}  # fmt: skip


@pytest.mark.parametrize("naam", sorted(LIJSTEN))
def test_de_codelijst_kent_de_woorden_die_de_generator_schrijft(naam):
    """Each local word leads back to the code that it was written for."""
    with (MAP / "codelijsten" / f"{naam}.csv").open(encoding="utf-8", newline="") as bestand:
        doelen = {rij["bron"]: rij["doel"] for rij in csv.DictReader(bestand, delimiter=";", strict=True)}
    assert {woord: doelen.get(woord) for woord in LIJSTEN[naam].values()} == {
        woord: f"cl:{naam}/{code}" for code, woord in LIJSTEN[naam].items()
    }


def test_een_schone_organisatie_verliest_niets(tmp_path):
    """Without planted errors no row is refused and no property lost; out of scope are only the other law and the drafts."""
    schrijf(maak_organisatie(60, fouten=0), tmp_path / "export", "csv-nl")
    uitslag = _voer_uit(tmp_path, "export/", tmp_path)
    assert {(r.soort, r.reden) for r in uitslag.regels} == {("buiten_bereik", "andere_wet"), ("buiten_bereik", "concept")}
    assert all(balans.klopt and balans.geweigerd == 0 for balans in uitslag.balansen)


def test_geplante_fouten_staan_in_het_verliesboek(tmp_path):
    """What the manifest says about unusable values is what the ledger counts."""
    organisatie = maak_organisatie(60)
    schrijf(organisatie, tmp_path / "export", "csv-nl")
    uitslag = _voer_uit(tmp_path, "export/", tmp_path)
    aantallen = {(r.tabel, r.soort, r.reden, r.kolom): r.aantal for r in uitslag.regels}
    geplant = organisatie.geplant
    assert aantallen["maatregelen", "eigenschap", "onbekende_code", "interventie"] == len(geplant["01:onbekende-code"])
    assert aantallen["maatregelen", "eigenschap", "code_zonder_doel", "interventie"] == len(geplant["01:code-zonder-doel"])
    assert aantallen["maatregelen", "buiten_bereik", "andere_wet", "wet"] == len(geplant["17:andere-wet"])
    assert aantallen["clienten", "eigenschap", "bsn_ongeldig", "bsn"] == len(geplant["06:bsn-elfproef"])
    assert aantallen["registraties", "rij", "ongeldige_datum", "datum"] == 1
    assert aantallen["registraties", "rij", "dubbele_sleutel", "registratienummer"] == 1
    zonder = len(geplant["00:registratie-zonder-maatregel"])
    assert zonder - 1 <= aantallen["registraties", "rij", "ontbreekt", "maatregelnummer"] <= zonder


def test_een_werkmap_geeft_dezelfde_feiten(tmp_path):
    """The workbook and the CSV files of one organisation are the same graph."""
    organisatie = maak_organisatie(30)
    graven = []
    for soort in ("csv", "excel"):
        schrijf(organisatie, tmp_path / soort, "csv-nl", excel=soort == "excel")
        (tmp_path / f"uit-{soort}").mkdir()
        graven.append(sorted(_regels(_voer_uit(tmp_path, f"{soort}/", tmp_path / f"uit-{soort}", soort))))
    assert graven[0] == graven[1]


def test_een_export_zonder_optionele_kolommen(tmp_path):
    """Columns that the README calls optional may be left out: the same rows, less is known of them."""
    mapping = lees_mapping("csv-nl", MAP)
    for pad in (MAP / "voorbeeld").glob("*.csv"):
        with pad.open(encoding="utf-8", newline="") as bestand:
            rijen = list(csv.DictReader(bestand, delimiter=";", strict=True))
        houd = [kolom for kolom in rijen[0] if kolom not in mapping.tabellen[pad.stem].optioneel]
        with (tmp_path / pad.name).open("w", encoding="utf-8", newline="") as bestand:
            schrijver = csv.DictWriter(bestand, houd, delimiter=";", extrasaction="ignore")
            schrijver.writeheader()
            schrijver.writerows(rijen)
    (tmp_path / "uit").mkdir()
    regels = _regels(_voer_uit(tmp_path, ".", tmp_path / "uit"))
    verwacht = (MAP / "verwacht.nq").read_text(encoding="utf-8").splitlines()
    extra = set(regels) - set(verwacht)
    assert {regel.split(" ")[1].rpartition("#")[2] for regel in extra} == {"aantal>"}, "without the column, a row stands for one time"
    assert len(regels) > 0.6 * len(verwacht)
