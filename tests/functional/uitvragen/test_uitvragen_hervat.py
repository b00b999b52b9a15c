"""An enquiry that is interrupted goes on where it was: the same messages, nothing asked twice that was taken, nothing counted twice."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hulp.nepgedrag import Reacties, Stil, Weigert
from hulp.nepstation import Bezoek, Gedrag, Nep, Nepnet
from hulp.web import vrije_poort, wacht_tot

from datastation import uitvragen
from datastation.berichten import Verzoek
from datastation.fouten import GebruiksFout, InstellingenFout, MotorFout
from datastation.uitvragen import Status

Maak = Callable[..., Nepnet]


class Wacht(Gedrag):
    """Answers when it is told to."""

    def __init__(self) -> None:
        self.nu = threading.Event()

    def reacties(self, net: Nepnet, s: Nep, verzoek: Verzoek) -> Reacties:
        self.nu.wait(60)
        yield from super().reacties(net, s, verzoek)


class Hapert(Gedrag):
    """Takes every message, and hangs up before it said so, the first times."""

    def __init__(self, keer: int) -> None:
        self.keer = keer

    def bericht(self, plek: Bezoek, net: Nepnet, s: Nep, verzoek: Verzoek) -> None:
        if len(s.gevraagd) <= self.keer:
            plek.connection.close()
            return
        super().bericht(plek, net, s, verzoek)


def opdracht(net: Nepnet, map: Path, *, wacht: float = 30) -> subprocess.Popen[bytes]:
    """`datastation uitvragen --hervat` as a process of its own."""
    woorden = ["uitvragen", "--hervat", str(map), "--wacht", str(wacht), "--json"]
    return subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "datastation", *woorden],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "NO_COLOR": "1"},
    )


def test_gedood_en_verder(nep: Maak) -> None:
    """Killed while one station had answered, one had taken the message and one had not: each is asked under one id, and each counts once."""
    net, later = nep(), Wacht()
    for naam, gedrag in (("goed", Gedrag()), ("later", later), ("hapert", Hapert(2))):
        net.voeg_toe(naam, gedrag)
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    proces = opdracht(net, map)
    try:
        wacht_tot(
            lambda: net.stations["later"].gevraagd and net.stations["goed"].antwoorden == [202] and net.stations["hapert"].gevraagd, 40
        )
    finally:
        proces.send_signal(signal.SIGKILL)
        proces.communicate()
    tussen = uitvragen.voer_uit(map, wacht=0)
    assert [r.status for r in tussen.regels][:2] == [Status.BEANTWOORD, Status.WACHT]
    net.schrijf_lijst(postbus=uitvragen.lees_lijst(net.lijst).postbus.poort, pogingen=3)
    threading.Timer(1.0, later.nu.set).start()
    uitslag = uitvragen.voer_uit(map, wacht=20)
    assert {r.status for r in uitslag.regels} == {Status.BEANTWOORD}
    assert uitslag.klaar
    assert {len({v.id for v in s.gevraagd}) for s in net.stations.values()} == {1}
    assert len(net.stations["goed"].gevraagd) == len(net.stations["later"].gevraagd) == 1
    regels = (map / "resultaat" / "vraag-4.csv").read_text(encoding="utf-8").splitlines()
    assert [r.split(",")[0] for r in regels[1:]] == ["goed", "later", "hapert"]


@pytest.mark.lang
def test_op_willekeurige_momenten_gedood(nep: Maak) -> None:
    """Killed again and again while thirty stations answer: in the end each of them counts exactly once, under one message id."""
    net, toeval = nep(), random.Random(7)
    for nr in range(30):
        net.voeg_toe(f"s{nr}", Hapert(nr % 3) if nr % 2 else Gedrag())
    net.schrijf_lijst(postbus=vrije_poort(), pogingen=5)
    map, gedood = net.begin(), 0
    for _ in range(60):
        proces = opdracht(net, map)
        try:
            proces.communicate(timeout=1.6 + toeval.random() * 2)
        except subprocess.TimeoutExpired:
            proces.send_signal(signal.SIGKILL)
            proces.communicate()
            gedood += 1
        if uitvragen.voer_uit(map, wacht=0).klaar:
            break
    # A reply that went to a mailbox that was just killed comes again later, as with a real station.
    uitslag = uitvragen.voer_uit(map, wacht=0)
    for s in net.stations.values():
        if uitslag.regels[list(net.stations).index(s.naam)].status is not Status.BEANTWOORD:
            threading.Thread(target=lambda s=s: (time.sleep(1), Gedrag._stuur(s.gedrag, net, s, s.gevraagd[-1])), daemon=True).start()
    uitslag = uitvragen.voer_uit(map, wacht=20)
    assert gedood > 0
    assert {r.status for r in uitslag.regels} == {Status.BEANTWOORD}
    assert {len({v.id for v in s.gevraagd}) for s in net.stations.values()} == {1}
    regels = (map / "resultaat" / "vraag-4.csv").read_text(encoding="utf-8").splitlines()
    assert [r.split(",")[0] for r in regels[1:]] == list(net.stations)


def test_een_halve_regel_telt_niet(nep: Maak) -> None:
    """A crash in the middle of a line of the journal: the line is dropped, and what it would have said is done again."""
    net = nep()
    net.voeg_toe("goed", Gedrag())
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    with (map / "dagboek.ndjson").open("ab") as bestand:
        bestand.write(b'{"soort":"aangenomen","station":0,"zak')
    assert uitvragen.voer_uit(map, wacht=10).klaar
    regels = (map / "dagboek.ndjson").read_bytes().splitlines()
    assert [json.loads(r)["soort"] for r in regels] == ["begin", "aangenomen", "post", "antwoord"]


def test_antwoord_op_schijf_maar_nog_niet_beoordeeld(nep: Maak) -> None:
    """A reply that was acknowledged and not yet judged when the process died, is judged at the next run, without any network."""
    net = nep()
    net.voeg_toe("goed", Gedrag())
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    uitvragen.voer_uit(map, wacht=10)
    pad = map / "dagboek.ndjson"
    pad.write_bytes(b"".join(pad.read_bytes().splitlines(keepends=True)[:-1]))
    assert [r.status for r in uitvragen.voer_uit(map, wacht=0).regels] == [Status.BEANTWOORD]
    assert len(net.stations["goed"].gevraagd) == 1


@pytest.mark.parametrize(
    ("doe", "soort"),
    [
        (lambda map: (map / "dagboek.ndjson").write_bytes(b"geen json\n"), MotorFout),
        (lambda map: (map / "dagboek.ndjson").write_bytes(b""), MotorFout),
        (lambda map: (map / "dagboek.ndjson").unlink(), GebruiksFout),
        (lambda map: next((map / "post").iterdir()).write_bytes(b"iets anders"), MotorFout),
        (lambda map: next((map / "post").iterdir()).unlink(), MotorFout),
    ],
    ids=["rommel", "leeg", "weg", "veranderd antwoord", "antwoord weg"],
)
def test_een_beschadigde_uitvraag(nep: Maak, doe: Callable[[Path], object], soort: type[Exception]) -> None:
    """What was changed or is gone is said; no table is made of something else than what came in."""
    net = nep()
    net.voeg_toe("goed", Gedrag())
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    uitvragen.voer_uit(map, wacht=10)
    doe(map)
    with pytest.raises(soort):
        uitvragen.voer_uit(map, wacht=0)


def test_een_tegelijk(nep: Maak) -> None:
    """Two processes never work on one enquiry."""
    net = nep()
    net.voeg_toe("stil", Stil())
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    draad = threading.Thread(target=uitvragen.voer_uit, args=(map,), kwargs={"wacht": 2})
    draad.start()
    wacht_tot(lambda: net.stations["stil"].gevraagd)
    with pytest.raises(GebruiksFout, match="werkt al iemand"):
        uitvragen.voer_uit(map, wacht=0)
    draad.join()


def test_geweigerd_wordt_niet_nog_eens_gevraagd(nep: Maak) -> None:
    """A station that refused is left alone by a later run; a map that exists is not written over."""
    net = nep()
    net.voeg_toe("weigert", Weigert())
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    for _ in range(2):
        assert [r.status for r in uitvragen.voer_uit(map, wacht=5).regels] == [Status.GEWEIGERD]
    assert len(net.stations["weigert"].gevraagd) == 1
    with pytest.raises(GebruiksFout, match="bestaat al"):
        net.begin()


def test_een_postbus_die_niet_open_kan(nep: Maak) -> None:
    """Where something else listens on its port, nobody is asked: the answers could not come in."""
    net = nep()
    net.voeg_toe("goed", Gedrag())
    net.schrijf_lijst(postbus=net.poort)
    map = net.begin()
    with pytest.raises(InstellingenFout, match="postbus"):
        uitvragen.voer_uit(map, wacht=5)
    assert net.stations["goed"].gevraagd == []


def test_na_de_termijn_is_te_laat(nep: Maak) -> None:
    """A station that has not answered when the term is over is too late, and nobody is asked any more."""
    net, later = nep(), Wacht()
    net.voeg_toe("later", later)
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin(termijn=timedelta(seconds=4))
    assert [r.status for r in uitvragen.voer_uit(map, wacht=2).regels] == [Status.WACHT]
    morgen = datetime.now(UTC) + timedelta(days=1)
    (regel,) = uitvragen.voer_uit(map, wacht=1, klok=lambda: morgen).regels
    assert (regel.status, regel.code) == (Status.TE_LAAT, "termijn")
