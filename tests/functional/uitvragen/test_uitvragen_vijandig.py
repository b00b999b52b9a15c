"""One enquiry to forty stations at once, most of which do something that they should not: each gets its own status, and none harms another."""

from __future__ import annotations

import csv
import io
import json
import stat
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow.parquet as pq
import pytest
from hulp.nepgedrag import GEVALLEN, Geval
from hulp.nepstation import Nepnet, nepnet
from hulp.web import vrije_poort

from datastation import uitvragen
from datastation.cli import uitvoer
from datastation.cli.uitvragen import toon
from datastation.uitvragen import Stationregel, Status, Uitslag

WACHT = 8.0


@dataclass
class Afloop:
    """The enquiry when it was over."""

    net: Nepnet
    uitslag: Uitslag
    seconden: float
    draden: int

    def regel(self, naam: str) -> Stationregel:
        return next(r for r in self.uitslag.regels if r.station == naam)

    def tabel(self, naam: str) -> list[dict[str, str]]:
        with (self.uitslag.map / "resultaat" / f"{naam}.csv").open(encoding="utf-8", newline="") as bestand:
            return list(csv.DictReader(bestand))


@pytest.fixture(scope="module")
def afloop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Afloop]:
    """All cases in one run, and an address where nothing listens."""
    with nepnet(tmp_path_factory.mktemp("vijandig")) as net:
        for geval in GEVALLEN:
            net.voeg_toe(geval.naam, geval.gedrag)
        net.los += ["[[stations]]", 'naam = "dood"', f'url = "https://127.0.0.1:{vrije_poort()}"']
        net.schrijf_lijst(postbus=vrije_poort())
        voor = threading.active_count()
        begonnen = time.monotonic()
        uitslag = uitvragen.voer_uit(net.begin(), wacht=WACHT, vormen=("csv", "json", "parquet"))
        yield Afloop(net, uitslag, time.monotonic() - begonnen, threading.active_count() - voor)


@pytest.mark.parametrize("geval", GEVALLEN)
def test_elk_station_zijn_eigen_status(afloop: Afloop, geval: Geval) -> None:
    """The status is that of what this station did, whatever forty others do at the same time."""
    regel = afloop.regel(geval.naam)
    assert (regel.status, regel.code) == (geval.status, geval.code), regel.reden
    assert bool(regel.reden) == (geval.status not in (Status.BEANTWOORD, Status.WACHT))


def test_een_adres_waar_niemand_luistert(afloop: Afloop) -> None:
    """A station that is down is reported as such."""
    assert (afloop.regel("dood").status, afloop.regel("dood").code) == (Status.ONBEREIKBAAR, "geen-antwoord")


def test_de_tabel_heeft_alleen_goede_antwoorden(afloop: Afloop) -> None:
    """One row per valid answer, in the order of the list, with station and number; also where it came twice or after nonsense."""
    goed = [g.naam for g in GEVALLEN if g.status is Status.BEANTWOORD]
    rijen = afloop.tabel("vraag-4")
    assert [r["station"] for r in rijen] == goed
    assert {(r["clienten"], r["maatregelen"], r["momenten"]) for r in rijen} == {("12", "34", "56")}
    assert [r["kvk"] for r in rijen] == [afloop.net.stations[naam].kvk for naam in goed]


def test_dezelfde_tabel_in_elke_vorm(afloop: Afloop) -> None:
    """JSON and Parquet say what the CSV says, with types."""
    map = afloop.uitslag.map / "resultaat"
    uit_json = json.loads((map / "vraag-4.json").read_text(encoding="utf-8"))
    uit_parquet = pq.read_table(map / "vraag-4.parquet")
    assert uit_json == uit_parquet.to_pylist()
    assert uit_json[0]["clienten"] == 12
    assert str(uit_parquet.schema.field("clienten").type) == "int64"


def test_hoe_de_postbus_zich_verweert(afloop: Afloop) -> None:
    """Too large is refused before it is read, a full box is full, what comes twice is taken and counts once."""
    antwoorden = {naam: s.antwoorden for naam, s in afloop.net.stations.items()}
    assert antwoorden["goed"] == [202]
    assert antwoorden["reus"] in ([413], [0])
    assert antwoorden["volschrijver"] == [202] * 6 + [429] * 14
    assert antwoorden["dubbel"][0] == 202
    assert set(antwoorden["dubbel"]) <= {200, 202}


def test_het_duurt_niet_langer_dan_mag(afloop: Afloop) -> None:
    """Slow and silent stations cost the time that was given, no more; no thread, file or connection is left over."""
    assert afloop.seconden < WACHT + 5
    assert afloop.draden <= 0
    assert not list((afloop.uitslag.map / "post").glob(".deel-*"))


def test_geen_tekst_doet_iets_elders(afloop: Afloop) -> None:
    """What a station wrote is text: no formula for a spreadsheet, no turned line, and on the screen no markup."""
    (correctie,) = afloop.tabel("correcties")
    assert correctie["waarde"] == "'=1+1"
    assert correctie["reden"] == "[red]x"
    scherm = io.StringIO()
    with pytest.MonkeyPatch.context() as plek:
        plek.setattr(uitvoer.UIT, "_file", scherm)  # through the property, undoing would tie it to the stream of this test
        toon(afloop.uitslag)
    assert "Geen [red]toegang[/x] (toegang-geweigerd)" in scherm.getvalue()


def test_alles_is_besloten(afloop: Afloop) -> None:
    """Answers can hold personal data: folders and files are for their owner alone."""
    paden = [afloop.uitslag.map, *afloop.uitslag.map.rglob("*")]
    assert {stat.S_IMODE(p.stat().st_mode) for p in paden if p.is_dir()} == {0o700}
    assert {stat.S_IMODE(p.stat().st_mode) for p in paden if p.is_file()} == {0o600}


def test_nog_eens_kijken_verandert_niets(afloop: Afloop) -> None:
    """The journal read again gives the same statuses, and the tables come out byte for byte the same, without any network."""
    map = afloop.uitslag.map / "resultaat"
    eerder = {p.name: p.read_bytes() for p in map.iterdir()}
    opnieuw = uitvragen.voer_uit(afloop.uitslag.map, wacht=0, vormen=("csv", "json", "parquet"))
    assert opnieuw.regels == afloop.uitslag.regels
    assert {p.name: p.read_bytes() for p in map.iterdir()} == eerder
