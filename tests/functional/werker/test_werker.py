"""Questions in a process of their own: answers, what a question may see, limits, and the question after."""

from __future__ import annotations

import os
import signal
import threading
import time
from decimal import Decimal
from pathlib import Path

import pytest

from datastation.fouten import Geweigerd, GrensBereikt, MotorFout
from datastation.instellingen import Werker as Instelling
from datastation.model.term import Iri, Literaal, term_van
from datastation.store.werker import Grenzen, Werker, Werkpool
from datastation.vocabulaire import GRAAF_IDENTIFICATIE

TELLEN = "SELECT (COUNT(*) AS ?n) { ?s <urn:p> ?o }"
NAMEN = "SELECT ?g ?n { GRAPH ?g { ?s <urn:naam> ?n } }"
CARTESISCH = "SELECT (COUNT(*) AS ?n) { ?a <urn:p> ?b . ?c <urn:p> ?d . ?e <urn:p> ?f }"
GROEI = "SELECT (STRLEN(?z) AS ?n) { BIND('" + "a" * 1000 + "' AS ?x) BIND(REPLACE(?x, 'a', ?x) AS ?y) BIND(REPLACE(?y, 'a', ?x) AS ?z) }"
RUIM = Grenzen(wandtijd=60, cpu=120, rijen=10_000_000, bytes=1024**3)


def eist_antwoord(werker: Werker) -> None:
    """The worker answers a plain question."""
    assert werker.vraag(TELLEN).rijen == [(term_van(600),)]


@pytest.fixture(scope="module")
def werker(winkel):
    with Werker(winkel) as werker:
        yield werker


def test_select_geeft_termen_in_volgorde(werker):
    """Cells are typed terms, unbound is None, rows come in the order of the question."""
    antwoord = werker.vraag("SELECT ?s ?o ?x ?d { ?s <urn:p> ?o OPTIONAL { ?s <urn:r> ?x } BIND(?o / 4 AS ?d) } ORDER BY DESC(?o) LIMIT 2")
    assert antwoord.variabelen == ("s", "o", "x", "d")
    assert [rij[:3] for rij in antwoord.rijen] == [(Iri("urn:s599"), term_van(599), None), (Iri("urn:s598"), term_van(598), None)]
    assert antwoord.rijen[0][3].python == Decimal("149.75")


@pytest.mark.moet("K5")
def test_ask_en_construct(werker):
    """ASK gives one cell, CONSTRUCT its triples, also as sorted N-Triples."""
    assert werker.vraag("ASK { <urn:s1> <urn:p> 1 }").waar
    assert not werker.vraag("ASK { <urn:s1> <urn:p> 2 }").waar
    antwoord = werker.vraag('CONSTRUCT { ?s <urn:z> "a\\"b"@nl } WHERE { ?s <urn:p> ?o FILTER(?o < 2) }')
    assert antwoord.ntriples() == '<urn:s0> <urn:z> "a\\"b"@nl .\n<urn:s1> <urn:z> "a\\"b"@nl .\n'


def test_antwoord_noemt_wat_de_wacht_deed(werker):
    """Rewrites and warnings of the guard travel with the answer."""
    antwoord = werker.vraag(
        'SELECT ?e { BIND("2026-01-31"^^<http://www.w3.org/2001/XMLSchema#date> + "P1M"^^<http://www.w3.org/2001/XMLSchema#duration> AS ?e) }'
    )
    assert antwoord.rijen == [(Literaal("2026-02-28", "http://www.w3.org/2001/XMLSchema#date"),)]
    assert len(antwoord.herschrijvingen) == 1
    assert antwoord.waarschuwingen == ()


@pytest.mark.parametrize("in_geheugen", [False, True])
def test_een_vraag_ziet_alleen_de_grafen_die_mogen(winkel, in_geheugen):
    """Without leave GRAPH sees nothing, by name nor by variable; with leave exactly the named one; facts never mix with it."""
    with Werker(winkel, in_geheugen=in_geheugen) as werker:
        assert werker.vraag(NAMEN).rijen == []
        assert werker.vraag(f"SELECT ?n {{ GRAPH <{GRAAF_IDENTIFICATIE}> {{ ?s <urn:naam> ?n }} }}").rijen == []
        assert werker.vraag("SELECT ?n { ?s <urn:naam> ?n }", [GRAAF_IDENTIFICATIE]).rijen == []
        assert werker.vraag(NAMEN, [GRAAF_IDENTIFICATIE]).rijen == [(Iri(GRAAF_IDENTIFICATIE), Literaal("Proef"))]
        assert werker.vraag(NAMEN).rijen == []
        eist_antwoord(werker)


@pytest.mark.parametrize(
    ("grens", "vraag", "grenzen", "binnen"),
    [
        ("wandtijd", CARTESISCH, Grenzen(wandtijd=1), 2.0),
        ("wandtijd", "SELECT (COUNT(*) AS ?n) { ?a (<urn:q>/<urn:q>*)* ?b . ?b <urn:q>+ ?c . ?c <urn:q>* ?d }", Grenzen(wandtijd=1), 2.0),
        (
            "wandtijd",
            "ASK { ?a <urn:p> ?b . ?c <urn:p> ?d . ?e <urn:p> ?f FILTER(REGEX(CONCAT(STR(?b), STR(?d), STR(?f)), '^(a+)+b$')) }",
            Grenzen(wandtijd=1),
            2.0,
        ),
        ("rijen", "SELECT * { ?a <urn:p> ?b . ?c <urn:p> ?d }", Grenzen(rijen=1000), 5.0),
        ("bytes", "SELECT * { ?a <urn:p> ?b . ?c <urn:p> ?d }", Grenzen(bytes=50_000), 5.0),
        ("bytes", "CONSTRUCT { ?a <urn:z> ?c } WHERE { ?a <urn:p> ?b . ?c <urn:p> ?d }", Grenzen(bytes=50_000), 5.0),
        ("cpu", CARTESISCH, Grenzen(cpu=1, wandtijd=20), 15.0),
    ],
)
def test_grens_stopt_de_vraag_en_de_volgende_wordt_beantwoord(winkel, grens, vraag, grenzen, binnen):
    """A question past a limit ends within that limit + 1 s, names the limit, and costs the next question nothing."""
    with Werker(winkel, RUIM) as werker:
        begin = time.monotonic()
        with pytest.raises(GrensBereikt) as fout:
            werker.vraag(vraag, grenzen=grenzen)
        assert time.monotonic() - begin < binnen
        assert fout.value.grens == grens
        assert fout.value.herstel
        eist_antwoord(werker)


@pytest.mark.parametrize(
    "vraag",
    [
        "SELECT * { ?a <urn:p> ?b . ?c <urn:p> ?d . ?e <urn:p> ?f } ORDER BY ?b ?f",
        "SELECT DISTINCT ?a ?c ?e { ?a <urn:p> ?b . ?c <urn:p> ?d . ?e <urn:p> ?f }",
        GROEI,
    ],
)
def test_geheugengrens(winkel, vraag):
    """A question that takes too much memory ends its process, not the station; the message names memory."""
    with Werker(winkel, Grenzen(wandtijd=30, geheugen=64 * 1024**2, rijen=10**9, bytes=1024**3)) as werker:
        with pytest.raises(GrensBereikt) as fout:
            werker.vraag(vraag)
        assert fout.value.grens == "geheugen"
        eist_antwoord(werker)


def test_gedood_van_buiten(winkel):
    """A worker that the kernel kills between two questions is replaced unseen."""
    with Werker(winkel) as werker:
        eist_antwoord(werker)
        eerste = werker.pid
        os.kill(eerste, signal.SIGKILL)
        time.sleep(0.05)
        eist_antwoord(werker)
        assert werker.pid != eerste


def test_gedood_tijdens_een_vraag(winkel):
    """Killed half-way, the caller hears of a limit and the next question is answered."""
    with Werker(winkel, Grenzen(wandtijd=30)) as werker:
        doder = threading.Timer(0.5, lambda: os.kill(werker.pid, signal.SIGKILL))
        doder.start()
        with pytest.raises(GrensBereikt):
            werker.vraag(CARTESISCH)
        doder.join()
        eist_antwoord(werker)


def test_geen_netwerk_geen_bestanden_geen_omgeving(werker):
    """The process stands behind its walls: no network, no files, no core dumps, no environment, no inherited files."""
    assert {"geen-core", "geen-bestanden", "geheugen", "cpu"} <= set(werker.afscherming)
    assert {"geen-netwerk", "geen-sockets"} & set(werker.afscherming)
    pid = werker.pid
    proc = Path(f"/proc/{pid}")
    regels = {r[:25].strip(): r[25:].split() for r in (proc / "limits").read_text().splitlines()}
    assert regels["Max file size"][0] == "0"
    assert regels["Max core file size"][0] == "0"
    if os.geteuid() == 0:
        # A process without core dumps hides these from all but root.
        if "geen-netwerk" in werker.afscherming:
            assert (proc / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()
        assert (proc / "environ").read_bytes().rstrip(b"\0").split(b"\0") == [b"LANG=C.UTF-8"]


def test_weigering_bereikt_het_proces_niet(werker):
    """What the guard refuses is not sent."""
    pid = werker.pid
    with pytest.raises(Geweigerd):
        werker.vraag("SELECT ?x { SERVICE <http://127.0.0.1/> { ?x ?y ?z } }")
    assert werker.pid == pid


def test_geen_momentopname(tmp_path):
    """A folder that holds no store is reported as damage, with a repair."""
    with pytest.raises(MotorFout) as fout:
        Werker(tmp_path / "niets").vraag(TELLEN)
    assert fout.value.herstel


def test_na_een_onderbreking_is_het_proces_nieuw(winkel):
    """An interrupt in the middle of an answer does not leave half an answer for the next question."""
    with Werker(winkel, RUIM) as werker:
        eist_antwoord(werker)
        wekker = signal.signal(signal.SIGALRM, _onderbreek)
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        try:
            with pytest.raises(KeyboardInterrupt):
                werker.vraag(CARTESISCH)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, wekker)
        eist_antwoord(werker)


def _onderbreek(nummer, kader):
    raise KeyboardInterrupt


def test_pool_beantwoordt_naast_elkaar(winkel):
    """Threads share a pool; a runaway question holds up its own worker only."""
    uitkomsten: list[object] = []

    def stel(pool: Werkpool, vraag: str, grenzen: Grenzen | None) -> None:
        try:
            uitkomsten.append(pool.vraag(vraag, grenzen=grenzen).rijen[0][0].python)
        except GrensBereikt as fout:
            uitkomsten.append(fout.grens)

    with Werkpool(winkel, 2, RUIM) as pool:
        draden = [threading.Thread(target=stel, args=(pool, CARTESISCH, Grenzen(wandtijd=1)))]
        draden += [threading.Thread(target=stel, args=(pool, TELLEN, None)) for _ in range(12)]
        for draad in draden:
            draad.start()
        for draad in draden:
            draad.join()
    assert sorted(map(str, uitkomsten)) == ["600"] * 12 + ["wandtijd"]


def test_kinderen_eindigen_met_de_werker(winkel):
    """A closed worker leaves no process behind."""
    werker = Werker(winkel)
    eist_antwoord(werker)
    pid = werker.pid
    werker.sluit()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_grenzen_komen_uit_station_toml():
    """The limits of station.toml are those of the worker; a profile may lower them and not raise them."""
    grenzen = Grenzen.uit(Instelling(wandtijd=5, rijen=10))
    assert (grenzen.wandtijd, grenzen.rijen) == (5, 10)
    assert Grenzen(wandtijd=60, rijen=5).hooguit(grenzen) == Grenzen(wandtijd=5, rijen=5)
