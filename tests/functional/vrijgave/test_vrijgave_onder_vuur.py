"""Real second processes that are killed at random moments, and that race one another; on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hulp.zaakloper import maak_af, open_plaats
from hulp.zaakwerk import BAS, BO, IGJ, NU, POORT, VERVALT, breng, eis_heel, inzending, met_mensen

from datastation import vrijgave
from datastation.staat import Staat, uitgaand

TESTS = Path(__file__).resolve().parents[2]


def loper(*woorden: str) -> subprocess.Popen[str]:
    """Start hulp.zaakloper."""
    return subprocess.Popen(
        [sys.executable, "-m", "hulp.zaakloper", *woorden],
        env={**os.environ, "PYTHONPATH": str(TESTS)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def laat_lopen(plaats: str, zaden: list[str], kans: random.Random) -> list[list[str]]:
    """Let processes work at the same time, kill each at a random moment, and give the lines they wrote."""
    processen = [loper("lopen", plaats, zaad) for zaad in zaden]
    eerste = [p.stdout.readline() for p in processen]  # they work: from here on any moment may be the last
    for p in processen:
        time.sleep(kans.uniform(0, 0.5))
        p.send_signal(signal.SIGKILL)
    regels = []
    for begin, p in zip(eerste, processen, strict=True):
        uit, fout = p.stdout.read(), p.stderr.read()  # not communicate: it passes over what readline took along
        p.stdout.close()
        p.stderr.close()
        p.stdin.close()
        assert (p.wait(), fout) == (-signal.SIGKILL, "")
        # The last line may be half a line: then it does not count.
        regels += [r.split() for r in (begin + uit).splitlines(keepends=True) if r.endswith("\n")]
    return regels


def eis_niets_kwijt(staat: Staat, regels: list[list[str]]) -> None:
    """Everything that a process said it had stored is there, and whoever sends it again gets the same case."""
    nu = {z.zaaknummer: z for z in vrijgave.lijst(staat, wie=POORT)}
    for r in regels:
        if r[0] == "ingediend":
            weer = vrijgave.dien_in(staat, inzending(r[1], parameters={"nr": r[1]}), door=POORT, nu=NU)
            assert (weer.zaak.zaaknummer, weer.nieuw) == (r[2], False)
        elif r[0] == "stap":
            assert nu[r[1]].volg >= int(r[2])
            if nu[r[1]].volg == int(r[2]):
                assert nu[r[1]].toestand == r[3]


def eis_een_kenmerk(regels: list[list[str]]) -> set[str]:
    """However often an answer was sent, it was the same message with the same answer; gives the cases that were sent."""
    gestuurd = defaultdict(set)
    for r in regels:
        if r[0] == "verstuurd":
            gestuurd[r[2]].add((r[1], r[3]))
    assert [nummer for nummer, keren in gestuurd.items() if len(keren) > 1] == []
    return set(gestuurd)


def val_om(plaats: str, keren: int, tegelijk: int, capfd: pytest.CaptureFixture[str]) -> None:
    """Kill again and again; then a restarted station ends everything."""
    kans = random.Random(keren)
    staat = met_mensen(open_plaats(plaats))
    regels: list[list[str]] = []
    for n in range(keren):
        erbij = laat_lopen(plaats, [f"{n}.{i}" for i in range(tegelijk)], kans)
        eis_niets_kwijt(staat, erbij)
        eis_heel(staat)
        regels += erbij
    capfd.readouterr()
    maak_af(staat)
    regels += [r.split() for r in capfd.readouterr().out.splitlines()]
    aantal = eis_heel(staat)
    verstuurd = eis_een_kenmerk(regels)
    for zaak in vrijgave.lijst(staat, wie=POORT):
        assert zaak.toestand in vrijgave.EIND
        assert (zaak.toestand == "verzonden") == (zaak.uitslag is not None and zaak.zaaknummer in verstuurd)
    assert aantal > keren
    staat.sluit()


def test_kill_op_willekeurige_momenten(plaats: str, capfd: pytest.CaptureFixture[str]) -> None:
    """After every kill each case is in one valid state with one valid history, nothing is lost or double, and all of them can be ended."""
    val_om(plaats, 4, 2, capfd)


@pytest.mark.lang
@pytest.mark.timeout(1800)
def test_kill_op_heel_veel_momenten(plaats: str, capfd: pytest.CaptureFixture[str]) -> None:
    """The same, with a hundred kills of two processes that work at the same time."""
    val_om(plaats, 50, 2, capfd)


@contextmanager
def twee_lopers(wat: str, plaats: str, een: str, ander: str) -> Iterator[tuple[subprocess.Popen[str], subprocess.Popen[str]]]:
    """Two processes that wait for the same starting shot."""
    a, b = loper(wat, plaats, een), loper(wat, plaats, ander)
    try:
        for p in (a, b):
            assert p.stdout.readline() == "klaar\n", p.stderr.read()
        yield a, b
    finally:
        for p in (a, b):
            p.kill()
            p.communicate()


def zeg(processen: tuple[subprocess.Popen[str], subprocess.Popen[str]], woord: str) -> list[str]:
    """The same line to both at once; what each answers."""
    for p in processen:
        p.stdin.write(f"{woord}\n")
        p.stdin.flush()
    return [p.stdout.readline().strip() for p in processen]


def test_twee_bestuurders_een_besluit(plaats: str) -> None:
    """Of two people who release the same answer at the same moment one does, and the other hears that it has been done."""
    staat = met_mensen(open_plaats(plaats))
    nummers = [breng(staat, "beantwoord", sleutel=f"s{n}", parameters={"n": n}, vier_ogen=False) for n in range(25)]
    for nummer in nummers:
        for wie in (BO, BAS):
            vrijgave.zie_in(staat, nummer, wie=wie, nu=NU)
    with twee_lopers("vrijgeven", plaats, "bo", "bas") as processen:
        for nummer in nummers:
            assert sorted(zeg(processen, nummer)) == ["fout toestand", "vrijgegeven"]
    assert eis_heel(staat) == 25
    staat.sluit()


def test_twee_antwoorden_op_een_vraag(plaats: str) -> None:
    """Of two different answers to the same question, released at the same moment, the second hears that it replaces the first."""
    staat = met_mensen(open_plaats(plaats))
    with twee_lopers("vrijgeven", plaats, "bo", "bo") as (a, b):
        for n in range(10):
            paar = [breng(staat, "beantwoord", sleutel=f"s{n}{a}", antwoord=f"{n}{a}", parameters={"n": n}, vier_ogen=False) for a in "ab"]
            for nummer in paar:
                vrijgave.zie_in(staat, nummer, wie=BO, nu=NU)
            for p, nummer in zip((a, b), paar, strict=True):
                p.stdin.write(f"{nummer}\n")
                p.stdin.flush()
            assert sorted(p.stdout.readline().strip() for p in (a, b)) == ["fout vervangt", "vrijgegeven"]
    staat.sluit()


def test_twee_keer_tegelijk_ingediend(plaats: str) -> None:
    """The same submission at the same moment in two processes is one case."""
    staat = met_mensen(open_plaats(plaats))
    with twee_lopers("indienen", plaats, "een", "twee") as processen:
        for n in range(25):
            (nummer, nieuw), (ander, ook) = (regel.split() for regel in zeg(processen, f"s{n}"))
            assert nummer == ander
            assert {nieuw, ook} == {"True", "False"}
    assert eis_heel(staat) == 25
    staat.sluit()


def test_intrekken_of_versturen(plaats: str) -> None:
    """Of a requester who withdraws and a station that begins to send at the same moment, one is in time; never both, never neither."""
    staat = met_mensen(open_plaats(plaats))
    with twee_lopers("beslissen", plaats, "stuur", "intrekken") as processen:
        for n in range(40):
            nummer = breng(staat, "vrijgegeven", sleutel=f"s{n}", parameters={"n": n}, beleid="automatisch", vier_ogen=False)
            assert zeg(processen, nummer) in (["gestuurd", "fout onderweg"], ["niets", "ingetrokken"])
    eis_heel(staat)
    staat.sluit()


def test_wie_begint_te_versturen_is_in_tijd(plaats: str) -> None:
    """A withdrawal waits for a sender that is just beginning, and is then too late."""
    staat, ander = met_mensen(open_plaats(plaats)), open_plaats(plaats)
    nummer = breng(staat, "vrijgegeven")
    with ThreadPoolExecutor(1) as pool, ander.schrijven() as t:
        bericht = uitgaand.eerste_vrije(t, NU)
        uitgaand.zet(t, bericht.bericht, pogingen=1, bezet_tot=VERVALT)
        intrekken = pool.submit(vrijgave.trek_in, staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU)
        with pytest.raises(TimeoutError):
            intrekken.result(0.3)
        t.commit()
        with pytest.raises(vrijgave.Weigering) as fout:
            intrekken.result(10)
    assert fout.value.reden == "onderweg"
    staat.sluit()
    ander.sluit()


def test_elke_toestand_op_beide_databases(plaats: str) -> None:
    """Every state is reached, with people, corrections, fetching and lapsing, on either database."""
    staat = met_mensen(open_plaats(plaats))
    for n, toestand in enumerate(vrijgave.Toestand):
        nummer = breng(staat, toestand, sleutel=f"s{n}", parameters={"n": n})
        assert vrijgave.lees(staat, nummer, wie=BO).zaak.toestand in (toestand, "verlopen")
    assert eis_heel(staat) == len(vrijgave.Toestand)
    logboek: list[object] = []
    aantal = vrijgave.werk_logboek_bij(staat, logboek.append)
    assert aantal == len(logboek) == sum(z.volg for z in vrijgave.lijst(staat, wie=POORT))
    staat.sluit()
