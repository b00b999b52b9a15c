"""An answer is a pure function of question, parameters, facts and `gegevens_tot` (decision 1; acceptance 2).

The same organisation comes in by ten roads; what is delivered may not tell which one it was.
"""

from __future__ import annotations

import csv
import random
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from datastation import aflevering, onderhoud
from datastation.beantwoorden import beantwoord, grenzen_van
from datastation.instellingen import lees_station
from datastation.store.werker import Werker
from datastation.verversen import ververs
from datastation.voorbeeld import VORMEN, Organisatie, Vorm, maak_organisatie, schrijf, splits, station_toml, station_toml_gesplitst

VRAGEN = (
    ("igj-wzd-aantallen", {"periode": "2026-H1"}, ("json", "xml", "csv")),
    ("igj-wzd-registraties", {"periode": "2026-H1"}, ("json", "xml", "csv")),
    ("igj-wzd-analyse", {"jaar": "2025"}, ("json", "csv")),
)
ORGANISATIE = maak_organisatie(40, seed=11)
Leveringen = dict[str, bytes]


def lever(map: Path) -> Leveringen:
    """Refresh, and every delivered file of the three profiles; the sidecar names station and clock, and stays out."""
    station = lees_station(map)
    opname = ververs(station, vandaag=ORGANISATIE.peildatum)
    uit: Leveringen = {}
    with Werker(opname.store, grenzen_van(station)) as werker:
        for profiel, teksten, formaten in VRAGEN:
            gegeven = beantwoord(station, profiel, teksten, vandaag=ORGANISATIE.peildatum, opname=opname, werker=werker)
            for formaat in formaten:
                uit |= {b.naam: b.inhoud for b in aflevering.maak(gegeven.antwoord, gegeven.herkomst, formaat)}
    return uit


def begin(
    map: Path, vorm: Vorm = "csv-nl", *, toml: str | None = None, excel: bool = False, organisatie: Organisatie = ORGANISATIE
) -> None:
    onderhoud.maak_station(map, toml or station_toml(organisatie, vorm, excel=excel))
    schrijf(organisatie, map / "export", vorm, excel=excel)


def tabellen(map: Path) -> dict[str, list[list[str]]]:
    """The csv files of a station as rows, header first."""
    uit = {}
    for pad in sorted((map / "export").glob("*.csv")):
        with pad.open(encoding="utf-8", newline="") as stroom:
            uit[pad.stem] = list(csv.reader(stroom, delimiter=";"))
        pad.unlink()
    return uit


def andere_vorm(vorm: Vorm) -> Callable[[Path], None]:
    return lambda map: begin(map, vorm)


def als_excel(map: Path) -> None:
    begin(map, excel=True)


def als_parquet(map: Path) -> None:
    begin(map, toml=station_toml(ORGANISATIE, "csv-nl").replace('soort = "csv"', 'soort = "parquet"'))
    for naam, (kop, *rijen) in tabellen(map).items():
        kolommen = [pa.array([rij[i] or None for rij in rijen], pa.string()) for i in range(len(kop))]
        pq.write_table(pa.table(kolommen, names=kop), map / "export" / f"{naam}.parquet")


def als_sqlite(map: Path) -> None:
    toml = station_toml(ORGANISATIE, "csv-nl").replace('soort = "csv"', 'soort = "sqlite"').replace('"export/"', '"export/ecd.sqlite"')
    begin(map, toml=toml)
    inhoud = tabellen(map)
    with sqlite3.connect(map / "export" / "ecd.sqlite") as bank:
        for naam, (kop, *rijen) in inhoud.items():
            bank.execute(f"CREATE TABLE {naam} ({', '.join(f'{k} TEXT' for k in kop)})")
            bank.executemany(f"INSERT INTO {naam} VALUES ({', '.join('?' * len(kop))})", [[cel or None for cel in rij] for rij in rijen])
    bank.close()


def andere_volgorde(map: Path) -> None:
    begin(map)
    kans = random.Random(3)
    for naam, (kop, *rijen) in tabellen(map).items():
        kans.shuffle(rijen)
        kolommen = list(range(len(kop)))
        kans.shuffle(kolommen)
        with (map / "export" / f"{naam}.csv").open("w", encoding="utf-8", newline="") as stroom:
            csv.writer(stroom, delimiter=";").writerows([[rij[i] for i in kolommen] for rij in (kop, *rijen)])


def andere_bronnaam(map: Path) -> None:
    begin(map, toml=station_toml(ORGANISATIE, "csv-nl").replace('naam = "ecd"', 'naam = "zz-ander_systeem"'))


def andere_kvk_volgorde_en_mapnaam(map: Path) -> None:
    toml = station_toml(ORGANISATIE, "csv-nl").replace(f'kvk = "{ORGANISATIE.kvk}"', f'kvk = ["{ORGANISATIE.kvk}", "99990077"]')
    begin(map, toml=toml.replace('"export/"', '"uitvoer van het ecd/"'))
    (map / "export").rename(map / "uitvoer van het ecd")


def over_drie_systemen(map: Path) -> None:
    onderhoud.maak_station(map, station_toml_gesplitst(ORGANISATIE))
    for deel, vorm in zip(splits(ORGANISATIE, len(VORMEN)), VORMEN, strict=True):
        schrijf(deel, map / "export" / vorm, vorm)


WEGEN: dict[str, Callable[[Path], None]] = {
    "andere-sleutel": begin,
    "andere-volgorde": andere_volgorde,
    "andere-bronnaam": andere_bronnaam,
    "tweede-kvk-en-map": andere_kvk_volgorde_en_mapnaam,
    "excel": als_excel,
    "parquet": als_parquet,
    "sqlite": als_sqlite,
    "ons": andere_vorm("ons"),
    "fhir": andere_vorm("fhir-zib2020"),
    "drie-systemen": over_drie_systemen,
}


@pytest.fixture(scope="module")
def verwacht(tmp_path_factory: pytest.TempPathFactory) -> Leveringen:
    map = tmp_path_factory.mktemp("zuiver") / "s"
    begin(map)
    gegeven = lever(map)
    assert len(gegeven) > 10
    assert gegeven["igj-wzd-registraties_2026-H1.xml"].count(b"<OnvrijwilligeZorg>") > 10
    return gegeven


@pytest.mark.parametrize("weg", WEGEN)
def test_zelfde_antwoord(weg: str, tmp_path: Path, verwacht: Leveringen) -> None:
    """Another key, order, source name, file format, source system or number of systems: the same bytes in every form of every profile."""
    map = tmp_path / weg
    WEGEN[weg](map)
    gegeven = lever(map)
    assert set(gegeven) == set(verwacht)
    assert [naam for naam in verwacht if gegeven[naam] != verwacht[naam]] == []
