"""Hostile questions on a real worker: what the gate lets through is stopped in time, the next question is answered, nobody is called."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from hulp.poortloper import NUMMERS
from hulp.poortvragen import GOED, VIJANDIG

from datastation.fouten import DatastationFout, Geweigerd, GrensBereikt
from datastation.poort import Lezersproces
from datastation.sparql.bind import plaats
from datastation.store.werker import Grenzen, Werker, Werkpool

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


def eist_antwoord(werker: Werker | Werkpool) -> None:
    """The next request gets its answer within a second of the worker's own time."""
    begin = time.monotonic()
    assert werker.vraag("ASK { <urn:s1> <urn:p> 1 }").waar
    assert time.monotonic() - begin < 1


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


@pytest.fixture(scope="module")
def pool(winkel):
    with Werkpool(winkel, 2, GRENZEN) as twee:
        yield twee


@pytest.mark.parametrize("vraag", VIJANDIG, ids=lambda v: v.naam)
def test_van_poort_tot_pool(vraag, pool, lezers):
    """Each hostile question, from the gate to the pool. Refused at registration as its head says, and put to the pool past the gate all the same: an
    answer, a refusal or a limit in time. Or correct and far too heavy: stopped by a limit. Then the pool answers the next two within a second each.
    """
    verslag = vraag.keur(lezers)
    assert (f"geweigerd {verslag.redenen[0]}" if verslag.redenen else "gestopt") == vraag.verwacht
    begin = time.monotonic()
    if verslag.registratie is None:
        with contextlib.suppress(Geweigerd, GrensBereikt):
            pool.vraag(vraag.ruw.decode("utf-8", "replace"))
    else:
        with pytest.raises(GrensBereikt):
            pool.vraag(plaats(verslag.registratie.tekst, {p.naam: p.proef for p in verslag.registratie.parameters}))
    # Reading a text of 64 KiB comes before the clock of the worker starts.
    assert time.monotonic() - begin < WANDTIJD + 2
    for _ in range(2):
        eist_antwoord(pool)


def test_zware_vraag_houdt_de_anderen_niet_op(pool):
    """While a question that never ends has one worker, the other one answers everybody else."""
    zwaar = next(v for v in GESTOPT if v.naam == "product-telling").ruw.decode()
    uitkomst: list[str] = []

    def stel() -> None:
        with pytest.raises(GrensBereikt) as fout:
            pool.vraag(zwaar)
        uitkomst.append(fout.value.grens)

    draad = threading.Thread(target=stel)
    draad.start()
    beantwoord = 0
    while draad.is_alive():
        eist_antwoord(pool)
        beantwoord += 1
    draad.join()
    assert uitkomst[0] in ("wandtijd", "cpu")
    assert beantwoord > 5


@pytest.mark.lang
@pytest.mark.skipif(os.uname().machine not in NUMMERS, reason="the filter is written for x86_64 and aarch64")
def test_geen_enkel_proces_vraagt_om_een_verbinding(winkel):
    """The whole corpus, at the gate and past it, where socket(2) kills whoever calls it: the gate, the parsers of others and the worker all live."""
    klaar = subprocess.run(
        [sys.executable, "-m", "hulp.poortloper", str(winkel)],
        cwd=Path(__file__).resolve().parents[2],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert klaar.returncode == 0, klaar.stderr
    verslag = json.loads(klaar.stdout)
    assert verslag["dodelijk"], "the filter does kill"
    assert len(verslag["vragen"]) == len(VIJANDIG) >= 60
    for rij in verslag["vragen"]:
        assert rij["poort"] == rij["verwacht"], rij
        assert rij["lezers_leven"], rij
        assert rij["volgende"], rij
        assert rij["wacht"] < 1, rij
        assert not rij["werker"].startswith("MotorFout"), rij
    # A worker that dies of the filter would look like one that ran out of memory.
    assert -signal.SIGSYS not in verslag["codes"]


@pytest.mark.parametrize("vraag", GOED, ids=lambda v: v.naam)
def test_goede_vraag_wordt_beantwoord(vraag, werker, lezers):
    """What the gate admits, with its trial values placed, is something that the worker answers, with the columns that were registered."""
    verslag = vraag.keur(lezers)
    tekst = plaats(verslag.registratie.tekst, {p.naam: p.proef for p in verslag.registratie.parameters})
    antwoord = werker.vraag(tekst, grenzen=Grenzen(wandtijd=30))
    assert set(antwoord.variabelen) == set(verslag.registratie.kolommen)
