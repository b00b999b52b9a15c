"""The documentation as a reader has it: what it tells you to type runs, what it links to exists, what it names is there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
from typer.core import TyperGroup, TyperOption

from datastation.cli import app

WORTEL = Path(__file__).resolve().parents[3]
LOOPT = ("README.md", "docs/ict.md", "docs/netwerk.md", "docs/kwaliteit.md", "docs/bestuur.md", "docs/analist.md")
# What a shell block may hold that is not for a test: the set-up of a checkout, which the Makefile's own targets do.
NIET_HIER = re.compile(r"^\s*(make\b|\. \.venv/|git\b)")
BLOK = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)
# `controleer` ends with 1 where something blocks: in a made-up organisation with planted errors it always does.
VOORAF = """set -euo pipefail
datastation() { command datastation "$@" || { code=$?; [ "$1" = controleer ] && [ "$code" = 1 ]; }; }
"""


def paginas() -> list[Path]:
    """Every Markdown page that git knows or would know."""
    uit = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=WORTEL, capture_output=True, text=True, check=True)
    return [p for naam in uit.stdout.splitlines() if (p := WORTEL / naam).is_file()]


def opdrachten_van(tekst: str) -> str:
    """The shell blocks of a page as one script, in order."""
    regels = [regel for blok in BLOK.findall(tekst) for regel in blok.splitlines()]
    return "\n".join(regel for regel in regels if not NIET_HIER.match(regel)) + "\n"


@pytest.mark.parametrize("naam", LOOPT)
def test_wat_een_pagina_laat_typen_loopt(naam: str, tmp_path: Path) -> None:
    """All commands of a start page, typed in order in an empty folder, end well and never speak of a fault of ours."""
    script = opdrachten_van((WORTEL / naam).read_text(encoding="utf-8"))
    assert "datastation " in script
    omgeving = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "COLUMNS": "80"}
    omgeving.pop("DATASTATION_STATION", None)
    klaar = subprocess.run(
        ["bash", "-c", VOORAF + script], check=False, cwd=tmp_path, env=omgeving, capture_output=True, text=True, timeout=240
    )
    assert klaar.returncode == 0, klaar.stderr[-3000:]
    assert "Traceback" not in klaar.stderr
    assert "fout van het datastation zelf" not in klaar.stderr


def zonder_code(tekst: str) -> str:
    """A page without its code, in which brackets are no links."""
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^```.*?^```", "", tekst, flags=re.MULTILINE | re.DOTALL))


@pytest.mark.parametrize("pad", paginas(), ids=lambda p: str(p.relative_to(WORTEL)))
def test_verwijzingen_bestaan(pad: Path) -> None:
    """Each link to a file of the repository leads to a file or folder, and a link to a heading to a heading."""
    mis = []
    for doel in re.findall(r"\[[^\]]*\]\(([^)\s]+)\)", zonder_code(pad.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", doel):
            continue
        bestand, _, kop = doel.partition("#")
        waar = (pad.parent / bestand).resolve() if bestand else pad
        if not waar.exists() or (kop and kop not in set(_ankers(waar))):
            mis.append(doel)
    assert mis == []


def _ankers(pad: Path) -> Iterator[str]:
    for kop in re.findall(r"^#+ (.+)$", pad.read_text(encoding="utf-8"), re.MULTILINE):
        yield re.sub(r"[^\w\- ]", "", kop.lower()).strip().replace(" ", "-")


def opdrachten() -> dict[str, set[str]]:
    """Every command of the program, also the second word of a group, with its options."""
    hoofd = typer.main.get_command(app)
    assert isinstance(hoofd, TyperGroup)

    def van(groep: TyperGroup, voor: str) -> Iterator[tuple[str, set[str]]]:
        for naam, opdracht in groep.commands.items():
            yield (
                f"{voor}{naam}",
                {spelling for p in opdracht.params if isinstance(p, TyperOption) for spelling in p.opts} | {"--help", "-h"},
            )
            if isinstance(opdracht, TyperGroup):
                yield from van(opdracht, f"{voor}{naam} ")

    return {"": {"--versie", "--help", "-h"}, **dict(van(hoofd, ""))}


def aanroepen(tekst: str) -> Iterator[str]:
    """What stands behind the word datastation in code: in blocks, in indented lines, between backticks."""
    blokken = "\n".join(re.findall(r"^```(?:sh|text)?\n(.*?)^```", tekst, re.MULTILINE | re.DOTALL))
    ingesprongen = "\n".join(re.findall(r"^    +\S.*$", tekst, re.MULTILINE))
    tussen = "\n".join(stuk for stuk in re.findall(r"`([^`\n]+)`", tekst) if stuk.startswith("datastation "))
    for regel in f"{blokken}\n{ingesprongen}\n{tussen}".splitlines():
        yield from (deel.strip() for deel in re.findall(r"(?:^|[\s/|])datastation ([^|#>`\n]*)", regel))


def vreemd(aanroep: str, bekend: dict[str, set[str]]) -> list[str]:
    """Words of a call that the program does not have: its command, or an option of it."""
    woorden = re.findall(r"[^\s,()\[\]]+", aanroep)
    eerste, tweede = [*woorden, "", ""][:2]
    if eerste.startswith("-"):
        naam = ""
    elif f"{eerste} {tweede}" in bekend:
        naam = f"{eerste} {tweede}"
    elif eerste in bekend:
        naam = eerste
    else:
        return [eerste]
    return [w for w in woorden if w.startswith("--") and w not in bekend[naam]]


@pytest.mark.parametrize("pad", paginas(), ids=lambda p: str(p.relative_to(WORTEL)))
def test_wat_een_pagina_noemt_bestaat(pad: Path) -> None:
    """Each `datastation …` on a page is a command of the program, with options that it has."""
    bekend = opdrachten()
    mis = {a: woorden for a in aanroepen(pad.read_text(encoding="utf-8")) if (woorden := vreemd(a, bekend))}
    assert mis == {}


def test_de_toets_kan_falen() -> None:
    """The reader of pages sees a command, an option and a second word that do not exist, and lets what exists pass."""
    bekend = opdrachten()
    assert vreemd("verzend igj", bekend) == ["verzend"]
    assert vreemd("beantwoord igj --kleur rood", bekend) == ["--kleur"]
    assert vreemd("momentopnamen terug ID --station s", bekend) == []
    assert list(aanroepen("Zie `datastation dokter`.\n\n    datastation vragen --json\n")) == ["vragen --json", "dokter"]
