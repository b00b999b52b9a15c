"""morph-kgc, in an environment that pip makes for it, on the RML that we print: the same mapping, another engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.meten import Meting
from benchmarks.taken import GEHEIM
from datastation import mapping
from datastation.instellingen import lees_station
from datastation.mapping.functies import FUNCTIES

WORTEL = Path(__file__).resolve().parent.parent
# The functions of our mapping language for this engine, and its three shortcomings mended: shared with the test that compares graphs.
HULP = WORTEL / "tests" / "spec" / "mapping"


def meet_morph(station: Path, werk: Path) -> Meting:
    """Run it over the csv files of a station.

    Raises:
        RuntimeError: pip cannot install it here, or it fails.
    """
    python = _omgeving(werk)
    instelling = lees_station(station)
    bron = instelling.bronnen[0]
    assert bron.mapping is not None
    kaart = mapping.lees_mapping(bron.mapping, instelling.map)
    context = mapping.Context(kvk=instelling.kvk, ruimte=bron.ruimte, bron=bron.naam, sleutel=GEHEIM, tijdzone=bron.tijdzone)
    map = werk / "morph"
    map.mkdir()
    rijen = 0
    for csv in (station / "export").glob("*.csv"):
        # It reads comma-separated UTF-8 without a mark.
        rijen += _met_kommas(csv, map / csv.name)
    (map / "mapping.ttl").write_text(mapping.als_rml(kaart, context), encoding="utf-8")
    (map / "config.ini").write_text(
        f"[CONFIGURATION]\nna_values=__nooit__\noutput_format=N-QUADS\nnumber_of_processes=1\nudfs={HULP / 'morph_functies.py'}\n"
        "safe_percent_encoding=\n[bron]\nmappings=mapping.ttl\n",
        encoding="utf-8",
    )
    opdracht = {
        "functies": str(WORTEL / "tests" / "property" / "mapping"),
        "sleutel": GEHEIM.hex(),
        "doelen": {naam: lijst.doelen for naam, lijst in kaart.codelijsten.items()},
        "parameters": {naam: [p.naam for p in functie.parameters] for naam, functie in FUNCTIES.items()},
    }
    begin = time.perf_counter()
    proces = subprocess.Popen(
        [str(python), str(HULP / "morph_rijden.py"), "config.ini", "uit.nq"],
        cwd=map,
        env={**os.environ, "DATASTATION_MORPH": json.dumps(opdracht)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    # The peak of this child alone: RUSAGE_CHILDREN would be that of the largest so far.
    _, status, gebruik = os.wait4(proces.pid, 0)
    wand = time.perf_counter() - begin
    if status:
        raise RuntimeError("morph-kgc is mislukt")
    with (map / "uit.nq").open("rb") as uit:
        triples = sum(1 for _ in uit)
    return Meting(wand, gebruik.ru_utime + gebruik.ru_stime, gebruik.ru_maxrss / 1024, {"rijen": rijen, "triples": triples})


def _omgeving(werk: Path) -> Path:
    """A Python with morph-kgc: the one of DATASTATION_MORPH_PYTHON, else a new one."""
    if gegeven := os.environ.get("DATASTATION_MORPH_PYTHON"):
        return Path(gegeven)
    map = werk / "omgeving"
    _roep([sys.executable, "-m", "venv", str(map)], werk)
    _roep([str(map / "bin" / "pip"), "install", "--quiet", "morph-kgc==2.10.0"], werk)
    return map / "bin" / "python"


def _met_kommas(van: Path, naar: Path) -> int:
    import csv  # noqa: PLC0415 - the name is taken above

    rijen = 0
    with van.open(encoding="utf-8-sig", newline="") as invoer, naar.open("w", encoding="utf-8", newline="") as uitvoer:
        schrijver = csv.writer(uitvoer)
        for rij in csv.reader(invoer, delimiter=";"):
            schrijver.writerow(rij)
            rijen += 1
    return rijen - 1


def _roep(opdracht: list[str], map: Path) -> None:
    gelopen = subprocess.run(opdracht, cwd=map, capture_output=True, text=True, check=False)
    if gelopen.returncode:
        raise RuntimeError(f"{opdracht[0]} is mislukt:\n{gelopen.stderr[-2000:]}")
