"""Hostile questions on a real worker: what the gate lets through is stopped in time, the next question is answered, nobody is called."""

from __future__ import annotations

import contextlib
import socket
import threading
import time

import pytest
from hulp.poortvragen import GOED, VIJANDIG

from datastation.fouten import DatastationFout, Geweigerd, GrensBereikt
from datastation.poort import Lezersproces
from datastation.sparql.bind import plaats
from datastation.store.werker import Grenzen, Werker

WANDTIJD = 1.0
GRENZEN = Grenzen(wandtijd=WANDTIJD, cpu=2, geheugen=256 * 1024**2, rijen=50_000, bytes=8 * 1024**2)
ADRES = b"127.0.0.1:47811"  # as it stands in the files; replaced by where somebody really listens
GESTOPT = [v for v in VIJANDIG if v.verwacht == "gestopt"]
BUITENSHUIS = [v for v in VIJANDIG if ADRES in v.ruw]


@pytest.fixture(scope="module")
def luisteraar():
    """A port on which every connection is counted."""
    bezoek: list[tuple[str, int]] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def luister() -> None:
            while not stop.is_set():
                try:
                    verbinding, wie = server.accept()
                except TimeoutError:
                    continue
                bezoek.append(wie)
                verbinding.close()

        draad = threading.Thread(target=luister)
        draad.start()
        yield server.getsockname()[1], bezoek
        stop.set()
        draad.join()


@pytest.fixture(scope="module")
def lezers():
    with Lezersproces() as proces:
        yield proces


@pytest.fixture(scope="module")
def werker(winkel):
    with Werker(winkel, GRENZEN) as een:
        yield een


def eist_antwoord(werker: Werker) -> None:
    """The next request gets its answer within a second of the worker's own time."""
    begin = time.monotonic()
    assert werker.vraag("ASK { <urn:s1> <urn:p> 1 }").waar
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize("vraag", GESTOPT, ids=lambda v: v.naam)
def test_werker_stopt_wat_de_poort_doorlaat(vraag, werker, lezers):
    """A question that is correct and far too heavy is stopped within its limit and a second, and the next one is answered."""
    verslag = vraag.keur(lezers)
    tekst = plaats(verslag.registratie.tekst, {p.naam: p.proef for p in verslag.registratie.parameters})
    eist_antwoord(werker)
    begin = time.monotonic()
    with pytest.raises(GrensBereikt):
        werker.vraag(tekst)
    assert time.monotonic() - begin < WANDTIJD + 1
    eist_antwoord(werker)


def test_niemand_wordt_gebeld(luisteraar, werker, lezers):
    """No question that names an address makes a connection: not at the gate, and not when it is put to the worker past the gate."""
    poort, bezoek = luisteraar
    assert len(BUITENSHUIS) >= 25
    for vraag in BUITENSHUIS:
        ruw = vraag.ruw.replace(ADRES, f"127.0.0.1:{poort}".encode())
        assert not vraag.keur(lezers, ruw).aangenomen
        with contextlib.suppress(DatastationFout):
            werker.vraag(ruw.decode())
        eist_antwoord(werker)
    assert bezoek == []
    with socket.create_connection(("127.0.0.1", poort)):
        pass
    time.sleep(0.3)
    assert len(bezoek) == 1, "the listener does hear a connection"


def test_voorbij_de_poort_staat_de_wacht(werker):
    """Past the gate the worker still answers every hostile text with an answer, a refusal or a limit, and then the next question."""
    for vraag in VIJANDIG:
        if vraag.verwacht in ("gestopt", "geweigerd pad", "geweigerd patroon"):
            continue  # heavy ones; the first have a test of their own
        with contextlib.suppress(Geweigerd, GrensBereikt):
            werker.vraag(vraag.ruw.decode("utf-8", "replace"))
        eist_antwoord(werker)


@pytest.mark.parametrize("vraag", GOED, ids=lambda v: v.naam)
def test_goede_vraag_wordt_beantwoord(vraag, werker, lezers):
    """What the gate admits, with its trial values placed, is something that the worker answers, with the columns that were registered."""
    verslag = vraag.keur(lezers)
    tekst = plaats(verslag.registratie.tekst, {p.naam: p.proef for p in verslag.registratie.parameters})
    antwoord = werker.vraag(tekst, grenzen=Grenzen(wandtijd=30))
    assert set(antwoord.variabelen) == set(verslag.registratie.kolommen)
