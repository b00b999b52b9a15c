"""``python -m benchmarks``: measure, print, and with --schrijf put the tables into docs/metingen.md."""

from __future__ import annotations

import argparse
import os
import platform
import re
import shutil
import sys
import tempfile
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyoxigraph

from benchmarks import inlezen, vragen
from benchmarks.tabellen import Tabel

PAGINA = Path(__file__).resolve().parent.parent / "docs" / "metingen.md"
BEGIN, EINDE = "<!-- tables: written by `python -m benchmarks --schrijf` -->", "<!-- end of tables -->"


def main() -> None:
    """Run the parts that were asked for."""
    lezer = argparse.ArgumentParser(
        prog="python -m benchmarks", description="Measure in one run; prints ratios. Run nothing else meanwhile."
    )
    lezer.add_argument("--klein", action="store_true", help="25,000 registrations: does it still run? Its ratios say little")
    lezer.add_argument("--delen", default="abcd", help="parts: ab = reading in, c = questions, d = other means (default: all)")
    lezer.add_argument("--morph", action="store_true", help="part d also with morph-kgc, which pip installs in an environment of its own")
    lezer.add_argument("--schrijf", action="store_true", help="write the tables into docs/metingen.md")
    lezer.add_argument("--map", type=Path, help="work folder (some 8 GB for the full sizes); default: a temporary one")
    keuze = lezer.parse_args()
    groot, vraag, ander = (25_000, 25_000, 5_000) if keuze.klein else (1_000_000, 100_000, 100_000)
    tabellen: list[Tabel] = []

    def klaar(*nieuw: Tabel) -> None:
        for tabel in nieuw:
            sys.stdout.write("\n" + tabel.markdown())
            sys.stdout.flush()
        tabellen.extend(nieuw)

    if keuze.map:
        keuze.map.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="datastation-bench-", dir=keuze.map) as map:
        wortel = Path(map)
        feiten = machine()
        sys.stdout.write(feiten + "\n")
        if set("ab") & set(keuze.delen):
            kwart, heel = inlezen.meet(wortel / "kwart", groot // 4), inlezen.meet(wortel / "heel", groot)
            klaar(*inlezen.tabel_inlezen(heel, kwart))
        if "c" in keuze.delen:
            klaar(*vragen.meet(wortel / "vragen", vraag))
            shutil.rmtree(wortel / "vragen")
        if "d" in keuze.delen:
            klaar(inlezen.tabel_anderen(wortel / "ander", ander, morph=keuze.morph))
    if keuze.schrijf:
        schrijf(feiten, tabellen)


def machine() -> str:
    """What the figures were measured on, one line per fact."""
    geheugen = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    drukte = " ".join(f"{d:.1f}" for d in os.getloadavg())
    return "\n".join(
        (
            f"- command: `{' '.join(['python -m benchmarks', *sys.argv[1:]])}`, {date.today().isoformat()}",
            f"- machine: {os.cpu_count()} cores, {geheugen:.0f} GiB, {platform.machine()}, {platform.system()}; load at the start: {drukte}",
            f"- Python {platform.python_version()}, pyoxigraph {pyoxigraph.__version__}, pyarrow {pa.__version__}",
        )
    )


def schrijf(feiten: str, tabellen: list[Tabel]) -> None:
    """Put facts and tables between the marks of docs/metingen.md."""
    inhoud = feiten + "\n\n" + "\n".join(tabel.markdown() for tabel in tabellen)
    pagina = PAGINA.read_text(encoding="utf-8")
    nieuw = re.sub(f"{re.escape(BEGIN)}.*{re.escape(EINDE)}", lambda _: f"{BEGIN}\n\n{inhoud}\n{EINDE}", pagina, flags=re.DOTALL)
    PAGINA.write_text(nieuw, encoding="utf-8")


if __name__ == "__main__":
    main()
