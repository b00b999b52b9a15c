"""The requester against a real station: a process of its own, mutual TLS, real records, real people; with a mailbox and without, in each generation."""

from __future__ import annotations

import csv
import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hulp.opdracht import hier

from datastation import uitvragen
from datastation.berichten import Generatie
from datastation.cli.oefennet import boosdoeners, mensen
from datastation.cli.oefennet.net import DOOD, Oefennet, begin, oefennet, stel_vragen
from datastation.cli.oefennet.stations import Ontwerp
from datastation.logboek import speel_na
from datastation.register import registreer_profielen
from datastation.uitvragen import Status
from datastation.uitwisselprofiel import alle_profielen

ONTWERPEN = (Ontwerp("Kleinhof", "99990001", "csv-nl", 30, "mens", vier_ogen=True), Ontwerp("Nee", "99990004", "csv-nl", 30, "weigeren"))


@pytest.fixture(scope="module")
def net(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oefennet]:
    """A network of two stations and an address where nothing listens; one station answers, the other refuses."""
    map = tmp_path_factory.mktemp("net")
    registreer_profielen(alle_profielen(), kas=map / "kas")
    with oefennet(map / "net", ONTWERPEN, keuringen=map / "kas" / "keuringen.json") as gemaakt:
        yield gemaakt
        pids = [s.pid for s in gemaakt.stations]
    for pid in pids:
        assert pid is not None
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


@pytest.fixture(scope="module")
def vragen(net: Oefennet) -> Path:
    """The credentials of the inspectorate."""
    return stel_vragen(net)


def zonder_postbus(net: Oefennet) -> Path:
    """The same list, for a requester whom nobody can reach."""
    tekst = net.lijst.read_text(encoding="utf-8")
    a, b = tekst.index("[postbus]"), tekst.index("[verbinding]")
    pad = net.lijst.with_name("zonder.toml")
    pad.write_text((tekst[:a] + tekst[b:]).replace("rust = 1.0", "rust = 1.0\npeiling = 0.5"), encoding="utf-8")
    return pad


@pytest.mark.parametrize("generatie", list(Generatie))
@pytest.mark.parametrize("postbus", [True, False], ids=["postbus", "ophalen"])
def test_vraag_vrijgave_antwoord(net: Oefennet, vragen: Path, generatie: Generatie, postbus: bool) -> None:
    """Asked, waited for, released by two people, received or fetched, verified, merged; the other two addresses are reported as what they are."""
    naam = f"uitvraag-{generatie.value}-{postbus}"
    map = begin(net, vragen, naam=naam, lijst=None if postbus else zonder_postbus(net), generatie=generatie)
    eerste = uitvragen.voer_uit(map, wacht=2)
    assert [r.status for r in eerste.regels][::2] == [Status.WACHT, Status.ONBEREIKBAAR]
    werk = mensen.geef_vrij(net.stations[0], 4)
    assert len(werk.zaken) == 4
    assert "klaargezet" in werk.geweigerd
    uitslag = uitvragen.voer_uit(map, wacht=30)
    assert [r.status for r in uitslag.regels] == [Status.BEANTWOORD, Status.GEWEIGERD, Status.ONBEREIKBAAR], uitslag.regels
    assert [r.station for r in uitslag.regels] == ["Kleinhof", "Nee", DOOD]
    assert "beleid" in uitslag.regels[1].reden
    for nr in ("1", "2", "3", "4"):
        with (map / "resultaat" / f"vraag-{nr}.csv").open(encoding="utf-8", newline="") as bestand:
            rijen = list(csv.DictReader(bestand))
        assert rijen
        assert {(r["station"], r["kvk"]) for r in rijen} == {("Kleinhof", "99990001")}
    (hoofden,) = [h for h in uitvragen.hoofden(map).values() if h]
    assert len(hoofden) == 4
    assert speel_na(net.stations[0].map / "logboek", {}, hoofden).goed


def test_wat_een_station_weigert(net: Oefennet, vragen: Path) -> None:
    """Used twice, withdrawn, another text, an unknown requester: each is refused with its own code, and each is a case in the log."""
    pogingen = boosdoeners.probeer(net, net.stations[0])
    assert [p.code for p in pogingen] == ["herhaling", "ingetrokken", "vraag-onbekend", "aanvrager-onbekend"]


def test_de_opdracht(net: Oefennet, vragen: Path, tmp_path: Path) -> None:
    """The command asks and says what came of it; exit code 1 as long as not every station answered; JSON for a script; then it goes on."""
    woorden = ["uitvragen", "igj-wzd-aantallen", "--stations", str(net.lijst), "--vragen", str(vragen), "--param", "periode=2026-H1"]
    uit = hier(*woorden, "--naar", str(tmp_path / "u"), "--wacht", "2", COLUMNS="80")
    assert uit.code == 1
    assert "wacht op vrijgave" in uit.uit
    assert "--hervat" in uit.uit
    assert max(len(r) for r in uit.uit.splitlines()) <= 80
    verder = hier("uitvragen", "--hervat", str(tmp_path / "u"), "--wacht", "1", "--json")
    stations = json.loads(verder.uit)["stations"]
    assert [s["status"] for s in stations] == ["wacht op vrijgave", "geweigerd", "niet bereikbaar"]
    fout = hier("uitvragen", "igj-wzd-aantallen", "--hervat", str(tmp_path / "u"))
    assert (fout.code, "staat alles al vast" in fout.fout) == (2, True)
    assert hier("uitvragen", "igj-wzd-aantallen").code == 2
    assert hier(*woorden, "--generatie", "oud").code == 2
    assert hier(*woorden, "--naar", str(tmp_path / "v"), "--formaat", "xml", "--wacht", "0").code == 2


@pytest.mark.lang
def test_een_station_dat_opnieuw_start(net: Oefennet, vragen: Path) -> None:
    """A station that stops after it took the message, and comes back, still answers; it is the same case."""
    map = begin(net, vragen, naam="herstart")
    uitvragen.voer_uit(map, wacht=1)
    station = net.stations[0]
    station.stop()
    (station.map / "start.log").unlink()
    station.start()
    station.wacht()
    einde = time.monotonic() + 30
    while time.monotonic() < einde and uitvragen.voer_uit(map, wacht=0.5).regels[0].zaken == "":
        pass
    werk = mensen.geef_vrij(station, 4)
    uitslag = uitvragen.voer_uit(map, wacht=30)
    assert uitslag.regels[0].status is Status.BEANTWOORD
    assert set(werk.zaken) >= set(uitslag.regels[0].zaken.split())
