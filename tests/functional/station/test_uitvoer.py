"""What goes to which stream: JSON alone on standard output, progress on a terminal only, silence when nobody reads, a word on Ctrl-C."""

from __future__ import annotations

import contextlib
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from hulp.opdracht import hier
from kleinstation import antwoord, huidige, maak, restanten

from datastation.cli import app

PERIODE = ("--param", "periode=2026-H1")
KLEUR = re.compile(r"\x1b\[(?:[0-9]+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9]+)*m")


@pytest.fixture(scope="module")
def klein(tmp_path_factory: pytest.TempPathFactory) -> Path:
    map = maak(tmp_path_factory.mktemp("uitvoer") / "s")
    assert hier("ververs", "--station", str(map)).code == 0
    return map


@pytest.fixture
def kopie(klein: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(klein, tmp_path / "kopie", symlinks=True))


# Command line without --json → exit codes that are right for this station.
MET_JSON: dict[str, tuple[tuple[str, ...], set[int]]] = {
    "ververs": ((), {0}),
    "controleer": (("--csv", "herstel.csv"), {0, 1}),
    "momentopnamen": ((), {0}),
    "vragen": ((), {0}),
    "dokter": ((), {0}),
    "beantwoord": (("igj-wzd-aantallen", *PERIODE), {0}),
    "verifieer": (("antwoorden/igj-wzd-aantallen_2026-H1.xml",), {0}),
    "opruimen": ((), {0}),
}
# These need more than a station; their JSON is proved where they are: tests/functional/uitvragen, test_wissen.py, test_zaken_opdrachten.py.
ELDERS = {"uitvragen", "wis-persoon", "zaken"}


def test_elke_opdracht_met_json_staat_in_deze_test() -> None:
    """A new command with --json is proved here too."""
    opdrachten = typer.main.get_command(app).commands
    assert {naam for naam, o in opdrachten.items() if any("--json" in p.opts for p in o.params)} == MET_JSON.keys() | ELDERS


def test_json_en_niets_anders(kopie: Path) -> None:
    """With --json standard output is one JSON document; what a person should know goes to standard error. On an error it stays empty."""
    for naam, (woorden, codes) in MET_JSON.items():
        klaar = hier(naam, *woorden, "--json", map=kopie)
        assert klaar.code in codes, (naam, klaar.fout)
        json.loads(klaar.uit)
        assert klaar.uit.endswith("\n")
        assert "\x1b" not in klaar.uit + klaar.fout
    shutil.rmtree(kopie / "momentopnamen")
    (kopie / "export" / "clienten.csv").unlink()
    for naam in ("ververs", "controleer", "beantwoord"):
        klaar = hier(naam, *MET_JSON[naam][0], "--json", map=kopie)
        assert (klaar.code in (2, 3), klaar.uit) == (True, ""), klaar


def op_terminal(map: Path, *woorden: str, stroom: str, **omgeving: str) -> tuple[int, str, str]:
    """Run with one of the streams a terminal: exit code, what the terminal showed, what went through the other stream."""
    meester, slaaf = pty.openpty()
    stromen = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, stroom: slaaf}
    env = {k: w for k, w in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")} | {"TERM": "xterm-256color", **omgeving}
    proces = subprocess.Popen([sys.executable, "-m", "datastation", *woorden], cwd=map, env=env, **stromen)
    os.close(slaaf)
    gezien: list[bytes] = []

    def lees() -> None:
        with contextlib.suppress(OSError):  # the terminal closes when the process ends
            while blok := os.read(meester, 65536):
                gezien.append(blok)

    lezer = threading.Thread(target=lees)
    lezer.start()
    uit, fout = proces.communicate(timeout=120)
    lezer.join(timeout=10)
    os.close(meester)
    return proces.returncode, b"".join(gezien).decode(), (uit or fout or b"").decode()


def test_voortgang_op_een_terminal(kopie: Path) -> None:
    """A person at a terminal sees the phases go by, in colour, on standard error; standard output holds the result and no control codes."""
    code, scherm, uit = op_terminal(kopie, "ververs", stroom="stderr")
    assert code == 0, scherm
    assert any(fase in scherm for fase in ("laden …", "optimaliseren …", "lezen en mappen …", "afleiden …"))
    assert KLEUR.search(scherm)
    assert "registraties" in uit
    assert "\x1b" not in uit
    assert "…" not in uit


def test_geen_kleur(kopie: Path) -> None:
    """NO_COLOR is honoured on both streams, also where they are terminals."""
    _, scherm, _ = op_terminal(kopie, "ververs", stroom="stderr", NO_COLOR="1")
    assert "…" in scherm
    assert not KLEUR.search(scherm)
    _, scherm, fout = op_terminal(kopie, "dokter", stroom="stdout", NO_COLOR="1")
    assert "motor" in scherm
    assert not KLEUR.search(scherm)
    assert fout == ""


def test_geen_voortgang_zonder_terminal(kopie: Path) -> None:
    """In a log no line of progress and no control code appears."""
    klaar = hier("ververs", "--station", str(kopie))
    assert klaar.code == 0
    assert "…" not in klaar.uit + klaar.fout
    assert "\x1b" not in klaar.uit + klaar.fout


@pytest.mark.parametrize(
    "woorden",
    [("vragen",), ("vragen", "--json"), ("sparql", "alles.rq", "--formaat", "csv")],
    ids=" ".join,
)
def test_niemand_leest_verder(kopie: Path, woorden: tuple[str, ...]) -> None:
    """`datastation … | head -1`: no word on standard error, exit code 0."""
    (kopie / "alles.rq").write_text("SELECT * { ?s ?p ?o }")
    lezen, schrijven = os.pipe()
    os.close(lezen)
    proces = subprocess.Popen(
        [sys.executable, "-m", "datastation", *woorden], cwd=kopie, stdout=schrijven, stderr=subprocess.PIPE, text=True
    )
    os.close(schrijven)
    _, fout = proces.communicate(timeout=60)
    assert (proces.returncode, fout) == (0, "")


def wacht_tot(waar: Callable[[], object], seconden: float = 60.0) -> None:
    einde = time.monotonic() + seconden
    while not waar():
        assert time.monotonic() < einde
        time.sleep(0.005)


def test_onderbroken_verversing(kopie: Path) -> None:
    """Ctrl-C while refreshing: a short message, exit code 130, the old snapshot answers, nothing is left behind."""
    voor, gelijk = huidige(kopie).id, antwoord(kopie)
    opnamen = kopie / "momentopnamen"
    for stap in (".bouw-*", ".bouw-*/delen/momentopname.nq"):
        proces = subprocess.Popen(
            [sys.executable, "-m", "datastation", "ververs"], cwd=kopie, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        wacht_tot(lambda stap=stap: list(opnamen.glob(stap)))
        proces.send_signal(signal.SIGINT)
        uit, fout = proces.communicate(timeout=60)
        assert (proces.returncode, uit, fout.strip()) == (130, "", "Afgebroken. Er is niets half blijven staan."), fout
        assert huidige(kopie).id == voor
        assert restanten(kopie) == []
    assert antwoord(kopie) == gelijk


def test_onderbroken_vraag(kopie: Path) -> None:
    """Ctrl-C while a question runs: exit code 130, and its worker goes too."""
    (kopie / "traag.rq").write_text("SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    proces = subprocess.Popen(
        [sys.executable, "-m", "datastation", "sparql", "traag.rq"], cwd=kopie, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    kinderen = Path(f"/proc/{proces.pid}/task/{proces.pid}/children")
    if not kinderen.exists():
        proces.kill()
        proces.communicate()
        pytest.skip("this kernel does not list the children of a process")
    wacht_tot(kinderen.read_text)
    werker = int(kinderen.read_text().split()[0])
    time.sleep(0.5)
    proces.send_signal(signal.SIGINT)
    _, fout = proces.communicate(timeout=60)
    assert (proces.returncode, "Traceback" in fout, "Afgebroken" in fout) == (130, False, True), fout
    wacht_tot(lambda: not Path(f"/proc/{werker}").exists(), 10)
