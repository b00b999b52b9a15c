"""The rules find what was planted, and nothing where nothing was planted: a whole refresh over the csv-nl shape."""

from __future__ import annotations

import hmac
from collections import defaultdict
from datetime import date

import pytest

from datastation.instellingen import lees_station
from datastation.kwaliteit import regels
from datastation.sleutel import lees_sleutel, maak_sleutel
from datastation.verversen import lees_bevindingen, ververs
from datastation.voorbeeld import maak_organisatie, schrijf_station

VANDAAG = date(2026, 7, 10)
NUMMERS = {regel.id: regel.nummer for regel in regels()}
# Refused by the mapping or out of scope: in the ledger, not among the findings.
IN_HET_VERLIESBOEK = {"00:registratie-zonder-maatregel", "17:andere-wet"}


def _ververs(map, organisatie):
    """Rules found, per key of a record (a client: its pseudonym)."""
    schrijf_station(organisatie, map, "csv-nl")
    station = lees_station(map)
    maak_sleutel(station.sleutel)
    gevonden = defaultdict(set)
    for bevinding in lees_bevindingen(ververs(station, vandaag=VANDAAG)):
        gevonden[bevinding.record.rpartition("/")[2].removeprefix("ecd.")].add(bevinding.regel)
    return station, gevonden


@pytest.fixture(
    scope="module",
    params=[(60, 1), (30, 5), *(pytest.param(maat, marks=pytest.mark.lang) for maat in ((45, 7), (250, 9), (1_000, 10)))],
    ids=lambda maat: f"{maat[0]}-{maat[1]}",
)
def vies(request, tmp_path_factory):
    clienten, seed = request.param
    organisatie = maak_organisatie(clienten, seed=seed)
    station, gevonden = _ververs(tmp_path_factory.mktemp("vies"), organisatie)
    locaties = {rij["locatiecode"]: rij["vestigingsnummer"] for rij in organisatie.locaties.to_pylist()}
    sleutel = lees_sleutel(station.sleutel)

    def record(bron):
        """Key of the record that a finding on this source key names."""
        if bron[0] == "C":
            return hmac.digest(sleutel, f"client|ecd|{bron}".encode(), "sha256").hex()[:32]
        return locaties[bron] if bron[0] == "L" else bron

    return {soort: {record(bron) for bron in bronnen} for soort, bronnen in organisatie.geplant.items()}, gevonden


def test_elke_geplante_fout_wordt_gevonden(vies):
    """Each planted record gets a finding of the rule number under which it was planted (0: a rule of our own)."""
    geplant, gevonden = vies
    gemist = {
        soort: sorted(record for record in records if not {NUMMERS[regel] for regel in gevonden[record]} & {int(soort[:2]), 0})
        for soort, records in geplant.items()
        if soort not in IN_HET_VERLIESBOEK
    }
    assert {soort: records for soort, records in gemist.items() if records} == {}


def test_er_wordt_niets_anders_gevonden(vies):
    """Records without a planted error get no finding (but for completeness of a half-year, which is of a vestiging)."""
    geplant, gevonden = vies
    bekend = set().union(*geplant.values())
    assert {
        record: regels for record, regels in gevonden.items() if regels and record not in bekend and regels != {"alleen-planbare-zorg"}
    } == {}


def test_een_schone_organisatie_heeft_geen_bevindingen(tmp_path):
    """Without planted errors only information is found: art. 2 lid 2, and vestigingen without unplanned care in the half-year that just began."""
    _, gevonden = _ververs(tmp_path, maak_organisatie(60, fouten=0))
    assert set().union(*gevonden.values()) <= {"artikel-2-lid-2", "alleen-planbare-zorg"}
