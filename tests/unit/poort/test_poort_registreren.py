"""Registration of a question, around the corpus: its report, its parameters, and parsers that disagree, hang or fall over."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
from datetime import date
from pathlib import Path

import pytest

from datastation.fouten import MotorFout
from datastation.model.term import Literaal
from datastation.poort import Bezwaar, Keurreden, Lezersproces, Parameter, Profielversie, registreer
from datastation.poort import lezersproces as proces_module
from datastation.poort.aftasten import MAX_BYTES, lees_bytes
from datastation.poort.lezers import beoordeel, hoofd
from datastation.poort.register import sha256_van

PROFIEL = Profielversie("proef", "1.0.0", date(2026, 1, 1))
JAAR = Parameter("jaar", Literaal("2024"), (Literaal("2024"), Literaal("2025")))
TELLING = "# Parameters: ?jaar\nSELECT (SUM(?x) AS ?t) (?t / 2 AS ?n) { ?a <urn:jaar> ?jaar ; a <urn:K> ; <urn:x> ?x }"


def keur(tekst, *, parameters=(), kolommen=("n",), lezers=None, profiel=PROFIEL):
    return registreer(
        tekst,
        profiel=profiel,
        nr="1",
        parameters=parameters,
        kolommen=dict.fromkeys(kolommen, "telling"),
        parametervorm=b"shacl",
        lezers=lezers,
    )


@pytest.fixture(scope="module")
def lezers():
    with Lezersproces() as proces:
        yield proces


def test_verslag_voor_mens_en_machine(lezers):
    """What was registered, as it stands in the report: hashes, what it reads, what is rewritten, in Dutch."""
    verslag = keur(TELLING, parameters=[JAAR], kolommen=("t", "n"), lezers=lezers)
    registratie = verslag.registratie
    assert registratie is not None
    assert registratie.sha256 == sha256_van(TELLING.encode())
    assert registratie.parameters_sha256 == sha256_van(b"shacl")
    assert (verslag.vorm, verslag.kolommen, verslag.parameters) == ("SELECT", ("t", "n"), ("?jaar",))
    assert verslag.eigenschappen == ("http://www.w3.org/1999/02/22-rdf-syntax-ns#type", "urn:K", "urn:jaar", "urn:x")
    assert len(verslag.herschrijvingen) == 1
    tekst = verslag.tekst()
    for deel in ("De poort laat de vraag door.", "- ?jaar", "- urn:x", "vervangen door zijn berekening", registratie.sha256):
        assert deel in tekst


def test_verslag_van_een_weigering(lezers):
    """A refusal names every objection once, with its place, its code and a repair."""
    verslag = keur("SELECT * { ?a <urn:q>+ ?b . SERVICE <urn:x> {} }", lezers=lezers)
    assert verslag.redenen == (Keurreden.SERVICE,)
    assert "De vraag is geweigerd." in verslag.tekst()
    assert "(regel 1, kolom 29, service)" in verslag.tekst()
    verslag = keur("SELECT * { ?a <urn:q>+ ?b . GRAPH ?g { ?a ?b ?c } }", lezers=lezers)
    assert verslag.redenen == (Keurreden.STER, Keurreden.GRAAF, Keurreden.PAD, Keurreden.KOLOMMEN)


def test_eigen_proces_gaat_weer_weg():
    """Without a warm process the gate starts one, and ends it."""
    assert keur("SELECT ?n { ?a <urn:p> ?n }").aangenomen


def test_grenzen_van_de_bytes():
    """Exactly 64 KiB passes, one byte more does not; a character counts for its bytes."""
    assert lees_bytes("x" * MAX_BYTES) == "x" * MAX_BYTES
    for te_veel in ("x" * (MAX_BYTES + 1), b"x" * (MAX_BYTES + 1), "é" * (MAX_BYTES // 2 + 1)):
        bezwaar = lees_bytes(te_veel)
        assert isinstance(bezwaar, Bezwaar)
        assert bezwaar.reden == Keurreden.TE_GROOT


def test_half_surrogaat_als_tekst(lezers):
    """A text that is no Unicode has a hash and a refusal, no crash."""
    assert keur("SELECT ?n { ?a ?b '\ud800' }", lezers=lezers).redenen == (Keurreden.STUURTEKEN,)


def test_alle_bezwaren_tegen_de_tekens(lezers):
    """Characters, escapes and depth are judged together, one objection of each kind."""
    verslag = keur("# \u202e \\u000a \u202e\n?\u0430\x00 \\u0041 " + "(" * 41, lezers=lezers)
    assert set(verslag.redenen) == {
        Keurreden.VERBORGEN_TEKEN,
        Keurreden.STUURTEKEN,
        Keurreden.UNICODE_ONTSNAPPING,
        Keurreden.VREEMDE_LETTER,
        Keurreden.TE_DIEP,
    }


@pytest.mark.parametrize(
    ("tekst", "reden"),
    [
        ("SELECT ?n { ?a <urn:p> ?n FILTER(?n > ?m) BIND(1 AS ?m) }", None),
        ("SELECT ?n { ?a <urn:p> ?n BIND(?k + 1 AS ?m) ?a <urn:q> ?k }", Keurreden.BETEKENIS),
        ("SELECT ?n { ?a <urn:p> ?n FILTER(<urn:f>(?n)) }", Keurreden.FUNCTIE),
        ("SELECT ?n { ?a <urn:p> ?n } \\ ", Keurreden.ONLEESBAAR),
        ("SELECT ?n { ?a <urn:p> ?n LATERAL { ?a <urn:q> ?b } }", Keurreden.LEZERS_ONEENS),
        ("SELECT ?n { 'x' <urn:p> ?n }", Keurreden.ONLEESBAAR),
        ("SELECT (SUM(?x) AS ?n) { ?a <urn:p> ?x FILTER(COALESCE(?x, ?geen) > 1) }", None),
        ("SELECT ?n { ?a <urn:p>?/!<urn:q> ?n }", None),
        ("SELECT ?n { ?a <urn:p> ?n FILTER(REPLACE(?n, 'a', 'b', 'i') = 'b') }", None),
        ("SELECT ?n { ?a <urn:p> ?n FILTER(REGEX(?n, ?n)) }", Keurreden.PATROON),
        ("SELECT ?n { VALUES ?n { 01 } }", Keurreden.ONLEESBAAR),
    ],
)
def test_oordeel_over_de_boom(lezers, tekst, reden):
    """Cases at the edge of a rule."""
    assert keur(tekst, lezers=lezers).redenen == (() if reden is None else (reden,))


def test_parameters_bij_de_vraag(lezers):
    """An objection to parameters comes with what else is wrong, but not with noise about a text that cannot be read."""
    assert keur("SELECT ?n { ?a <urn:q>* ?n . ?n <urn:q> ?b }", parameters=[JAAR], lezers=lezers).redenen == (
        Keurreden.PARAMETER,
        Keurreden.PAD,
    )
    assert keur("SELECT ?n {", parameters=[JAAR], lezers=lezers).redenen == (Keurreden.ONLEESBAAR,)
    zonder_kop = keur("SELECT ?n { ?n <urn:p> ?jaar }", parameters=[JAAR], lezers=lezers)
    assert zonder_kop.aangenomen


def test_lezer_die_te_traag_is():
    """A parser that is not done in time is killed; the next question gets a new one."""
    with Lezersproces(wandtijd=30) as lezers:
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen
        lezers.wandtijd = 0.05
        eerste = lezers.pid
        assert eerste
        os.kill(eerste, signal.SIGSTOP)  # however busy the machine: it does not answer
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).redenen == (Keurreden.LEZER_TE_TRAAG,)
        assert lezers.pid is None
        lezers.wandtijd = 30
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen
        assert lezers.pid != eerste


def test_lezer_die_omvalt():
    """A parser that dies, before it was asked or while it reads, costs the question its registration and nothing else."""
    with Lezersproces() as lezers:
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen
        assert lezers.pid
        os.kill(lezers.pid, signal.SIGKILL)
        os.waitid(os.P_PID, lezers.pid, os.WEXITED | os.WNOWAIT)
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).redenen == (Keurreden.LEZER_GEVALLEN,)
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen
    with Lezersproces(geheugen=1024**2) as krap:
        assert not keur("SELECT ?n { " + "?a <urn:p> ?n . " * 300 + "}", lezers=krap).aangenomen


def test_lezer_die_omvalt_terwijl_hij_leest():
    """The pipe ends in the middle of an answer: the same verdict."""
    with Lezersproces() as lezers:
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen
        assert lezers.pid
        os.kill(lezers.pid, signal.SIGSTOP)
        dader = threading.Timer(0.3, os.kill, (lezers.pid, signal.SIGKILL))
        dader.start()
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).redenen == (Keurreden.LEZER_GEVALLEN,)
        dader.join()


def test_lezer_die_niet_start(monkeypatch):
    """Where the process cannot start, that is the engine's fault and not the question's."""
    monkeypatch.setattr(proces_module, "OPENTIJD", 0.0)
    with pytest.raises(MotorFout, match="starten niet"):
        keur("SELECT ?n { ?a <urn:p> ?n }")


def test_onderbreken_laat_geen_half_antwoord_achter():
    """An interrupt while a parser reads ends that process: half an answer is never taken for the next one."""
    with Lezersproces() as lezers:
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen
        vorige = signal.signal(signal.SIGALRM, _onderbreek)
        signal.setitimer(signal.ITIMER_REAL, 0.05)
        with pytest.raises(KeyboardInterrupt):
            lezers.lees("SELECT ?n { " + "?a <urn:p> ?n . " * 3000 + "}", [])
        signal.signal(signal.SIGALRM, vorige)
        assert lezers.pid is None
        assert keur("SELECT ?n { ?a <urn:p> ?n }", lezers=lezers).aangenomen


def _onderbreek(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("tekst", "verboden", "vorm"),
    [
        ("SELECT ?n { SERVICE <urn:x> { ?a ?b ?n } }", ["ServiceGraphPattern"], "SELECT"),
        ("ASK { BIND(NOW() AS ?t) FILTER(RAND() > 0) }", ["Builtin_NOW", "Builtin_RAND"], "ASK"),
        ("SELECT ?n FROM <urn:g> { ?a ?b ?n }", ["DatasetClause"], "SELECT"),
        ("DESCRIBE <urn:x>", [], "DESCRIBE"),
        ("CONSTRUCT WHERE { ?a ?b ?c }", [], "CONSTRUCT"),
    ],
)
def test_tweede_lezer_ziet_wat_niet_mag(tekst, verboden, vorm):
    """rdflib finds by itself what the gate's own reader should have found: if that one ever misses it, they disagree."""
    oordeel = beoordeel(tekst, [])
    assert (oordeel["verboden"], oordeel["vorm"]) == (verboden, vorm)


def test_lezers_zeggen_wie_er_niet_leest():
    """Each reader that refuses is named, without the text of the question."""
    goed = "SELECT ?n { ?a ?b ?n }"
    assert "rdflib leest dit niet" in beoordeel("SELECT", [])["fout"]
    assert "de motor leest dit niet" in beoordeel(goed, ["SELECT ?n { GRAPH ?g { ?a ?b ?n MINUS { ?a ?b 1 } } }"])["fout"]
    assert "rdflib leest de ingevulde vraag niet" in beoordeel(goed, ["SELECT ?n { ?a ?b ?n LATERAL { ?a ?c ?d } }"])["fout"]
    assert beoordeel(goed, [goed])["variabelen"] == ["a", "b", "n"]


def test_gesprek_van_de_lezers():
    """One line in, one line out, after a first line that says that the imports are done."""
    uit = io.StringIO()
    hoofd(io.StringIO(json.dumps({"tekst": "ASK {}", "gevuld": []}) + "\n"), uit)
    klaar, oordeel = map(json.loads, uit.getvalue().splitlines())
    assert klaar == {"klaar": True, "afscherming": []}
    assert oordeel["vorm"] == "ASK"


def test_lezers_hebben_geen_netwerk(lezers):
    """The parsers of others read without a network: the kernel refuses their process every socket."""
    assert {"geen-netwerk", "geen-sockets"} & set(lezers.afscherming)
    if "geen-sockets" in lezers.afscherming:
        assert "Seccomp:\t2" in Path(f"/proc/{lezers.pid}/status").read_text()


class AndereLezers(Lezersproces):
    """Parsers that see something else than is written: the real process, asked about another text."""

    def lees(self, tekst, gevuld):
        return super().lees("SELECT ?n { ?anders ?b ?n }", gevuld)


def test_lezers_die_iets_anders_zien():
    """Two readers that see two questions is a refusal."""
    with AndereLezers() as lezers:
        assert keur("SELECT ?n { ?a ?b ?n }", lezers=lezers).redenen == (Keurreden.LEZERS_ONEENS,)
