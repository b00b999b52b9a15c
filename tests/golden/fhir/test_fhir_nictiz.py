"""The published Nictiz examples, through the FHIR mappings, beside what a person read in their XML."""

from __future__ import annotations

import hmac
import re
import shutil
import tomllib
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from datastation.instellingen import lees_station
from datastation.onderhoud import maak_station
from datastation.verversen import lees_bevindingen, ververs

PROEFSLEUTEL = bytes(range(32))
HIER = Path(__file__).resolve().parent / "verwacht"
GEDEELD = Path(__file__).resolve().parents[4] / "shared" / "zib"
VERWACHT = tomllib.loads((HIER / "verwacht.toml").read_text(encoding="utf-8"))
ID = "https://w3id.org/datastation/id/99990001/"
BRONNEN = {"zib2020": ("zib2020-r4/examples/*.xml", "fhir-zib2020"), "zib2017": ("zib2017-stu3/example-*.xml", "fhir-zib2017")}

pytestmark = [
    pytest.mark.gedeeld,
    pytest.mark.skipif(not GEDEELD.is_dir(), reason="../shared/zib is er niet: de voorbeelden van Nictiz staan niet in deze repository"),
    pytest.mark.parametrize("jaar", ["zib2020", "zib2017"]),
]


@pytest.fixture
def voorbeelden(jaar, tmp_path):
    """A folder with the examples of one year."""
    map = tmp_path / jaar
    map.mkdir()
    for pad in GEDEELD.glob(BRONNEN[jaar][0]):
        shutil.copy(pad, map)
    return map


def verwachte_quads(jaar):
    """The golden file, with pseudonyms in the place of `client:…`, `naam:…`, `adres:…` and `titel:…`."""

    def pseudoniem(treffer):
        soort, sleutel = treffer.groups()
        return f"<{ID}{soort}/{hmac.digest(PROEFSLEUTEL, f'{soort}|ecd|{sleutel}'.encode(), 'sha256').hex()[:32]}>"

    tekst = re.sub(r"<(client|naam|adres|titel):([^>]+)>", pseudoniem, (HIER / f"{jaar}.trig").read_text(encoding="utf-8"))
    return set(ox.parse(tekst, format=ox.RdfFormat.TRIG))


def zonder_bsn(regels):
    """The quads, with BSN in the place of every number that identifies somebody."""
    tekst = "\n".join(re.sub(r'(#identificatienummer> )"\d{9}"', r'\1"BSN"', regel) for regel in regels)
    return set(ox.parse(tekst, format=ox.RdfFormat.N_QUADS))


def test_de_voorbeelden_geven_de_verwachte_feiten(jaar, voorbeelden, voer):
    """Every fact that a person reads in the XML, and no other."""
    regels, _ = voer(BRONNEN[jaar][1], "fhir", voorbeelden)
    quads, verwacht = zonder_bsn(regels), verwachte_quads(jaar)
    assert sorted(map(str, verwacht - quads)) == []
    assert sorted(map(str, quads - verwacht)) == []


def test_de_voorbeelden_geven_de_verwachte_verliezen(jaar, voorbeelden, voer):
    """The ledger names what was lost, and each table's balance holds."""
    _, uitslag = voer(BRONNEN[jaar][1], "fhir", voorbeelden)
    assert [[v.tabel, v.kolom, v.soort, v.reden, list(v.voorbeelden)] for v in uitslag.regels] == VERWACHT[jaar]["verliezen"]
    assert all(balans.klopt for balans in uitslag.balansen)
    assert {b.tabel: b.gelezen for b in uitslag.balansen if b.gelezen} == VERWACHT[jaar]["gelezen"]


def test_zwevende_verwijzingen_zijn_bekend(jaar, voorbeelden, voer):
    """References to what is not there are listed, in the files and in the graph."""
    teksten = [pad.read_text(encoding="utf-8") for pad in voorbeelden.iterdir()]
    aanwezig = {
        f"{soort}/{id}" for tekst in teksten for soort, id in re.findall(r'<(\w+) xmlns="http://hl7[^>]*>\s*<id value="([^"]+)"', tekst)
    }
    genoemd = {verwijzing for tekst in teksten for verwijzing in re.findall(r'<reference value="([^"]+)"', tekst)}
    assert sorted(genoemd - aanwezig) == VERWACHT[jaar]["zwevend_in_bron"]
    regels, _ = voer(BRONNEN[jaar][1], "fhir", voorbeelden)
    quads = set(ox.parse("\n".join(regels), format=ox.RdfFormat.N_QUADS))
    onderwerpen = {quad.subject for quad in quads}
    zwevend = {q.object.value for q in quads if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(ID)} - {
        s.value for s in onderwerpen
    }
    verwacht = {
        ID + "client/" + hmac.digest(PROEFSLEUTEL, f"client|ecd|{naam.removeprefix('client:')}".encode(), "sha256").hex()[:32]
        for naam in VERWACHT[jaar]["zwevend_in_graaf"]
    }
    assert zwevend == verwacht


def test_de_voorbeelden_geven_de_verwachte_bevindingen(jaar, voorbeelden, tmp_path):
    """A whole refresh over the examples: the rules that speak, each for the reason that stands in the golden file."""
    station = tmp_path / "station"
    toml = f"""[organisatie]
naam = "Voorbeelden van Nictiz"
kvk = "99990001"

[[bronnen]]
naam = "ecd"
soort = "fhir"
pad = "{voorbeelden}"
mapping = "{BRONNEN[jaar][1]}"
"""
    maak_station(station, toml)
    opname = ververs(lees_station(station), vandaag=date(2026, 7, 5))
    gevonden = [[Path(b.bestand).name, re.split("[#/]", b.eigenschap)[-1], b.regel] for b in lees_bevindingen(opname)]
    assert sorted(gevonden) == VERWACHT[jaar]["bevindingen"]
