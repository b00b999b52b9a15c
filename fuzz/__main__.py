"""``python -m fuzz DOEL``: run a target under atheris, guided by coverage. A finding is kept and counted, and the run goes on.

Options: ``--keer N`` executions (default: no end), ``--tijd S`` seconds (default 600), ``--zaad N`` of the random numbers.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import resource
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import atheris

from fuzz.gemeen import CORPUS, NAMEN, VONDSTEN, WERK, Doel, doel

TRAAG = 1.0  # seconds of processor time for one input
GROOT = 256 * 1024  # KiB that the peak may grow by one input
_PAKKETTEN = ["poort", "sparql", "vertrouwen", "berichten", "logboek", "model", "instellingen"]


class Loop:
    """Counts, watches the clock and memory, and keeps what was found."""

    def __init__(self, doel: Doel, keer: int) -> None:
        self.doel, self.keer = doel, keer
        self.begin = time.time()
        self.gedaan, self.traagste = 0, 0.0
        self.vondsten: Counter[str] = Counter()
        self.piek = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        self.basis = self.piek

    def een(self, data: bytes) -> None:
        """One execution."""
        begin = time.process_time()
        try:
            self.doel.proef(data)
        except KeyboardInterrupt:
            raise
        except BaseException as fout:  # noqa: BLE001 - whatever comes out is what we look for; a panic of Rust is no Exception
            self.bewaar(_naam(fout), data, traceback.format_exc())
        duur = time.process_time() - begin
        self.traagste = max(self.traagste, duur)
        if duur > TRAAG:
            self.bewaar("trager dan een seconde", data, f"{duur:.2f} s")
        piek = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if piek - self.piek > GROOT:
            self.bewaar("meer dan 256 MiB erbij", data, f"{(piek - self.piek) // 1024} MiB")
        self.piek = max(self.piek, piek)
        self.gedaan += 1
        if self.gedaan % 10_000 == 0 or self.gedaan == self.keer:
            self.schrijf()

    def bewaar(self, naam: str, data: bytes, spoor: str) -> None:
        """Keep an input, three of each kind."""
        self.vondsten[naam] += 1
        if self.vondsten[naam] <= 3:
            plek = VONDSTEN / self.doel.naam
            plek.mkdir(parents=True, exist_ok=True)
            kenmerk = hashlib.sha256(data).hexdigest()[:16]
            (plek / kenmerk).write_bytes(data)
            (plek / f"{kenmerk}.txt").write_text(f"{naam}\n\n{spoor}", encoding="utf-8")
            self.schrijf()

    def schrijf(self) -> None:
        """The figures so far, for whoever watches."""
        WERK.mkdir(exist_ok=True)
        cijfers = {
            "doel": self.doel.naam,
            "keer": self.gedaan,
            "seconden": round(time.time() - self.begin, 1),
            "traagste_s": round(self.traagste, 3),
            "geheugen_basis_mib": self.basis // 1024,
            "geheugen_piek_mib": self.piek // 1024,
            "vondsten": dict(self.vondsten),
        }
        (WERK / f"{self.doel.naam}.json").write_text(json.dumps(cijfers, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _naam(fout: BaseException) -> str:
    """Kind of a finding: the exception and the deepest place in our own code; of a broken invariant its name."""
    stappen = [s for s in traceback.extract_tb(fout.__traceback__) if "datastation" in s.filename]
    plek = f" {Path(stappen[-1].filename).name}:{stappen[-1].lineno}" if stappen else ""
    return f"{type(fout).__name__}: {fout}" if type(fout).__name__ == "Geschonden" else f"{type(fout).__name__}{plek}"


def hoofd() -> None:
    """Read the options, measure the target's packages, and go."""
    lezer = argparse.ArgumentParser(prog="python -m fuzz")
    lezer.add_argument("doel", choices=NAMEN)
    lezer.add_argument("--keer", type=int, default=0)
    lezer.add_argument("--tijd", type=int, default=600)
    lezer.add_argument("--zaad", type=int, default=1)
    opties = lezer.parse_args()
    with atheris.instrument_imports(include=[f"datastation.{p}" for p in _PAKKETTEN]):
        gekozen = doel(opties.doel)
    werk = WERK / gekozen.naam
    werk.mkdir(parents=True, exist_ok=True)
    for zaad in gekozen.zaden():
        (werk / hashlib.sha256(zaad).hexdigest()[:20]).write_bytes(zaad[: gekozen.hoogstens])
    mappen = [str(werk), *([str(CORPUS / gekozen.naam)] if (CORPUS / gekozen.naam).is_dir() else [])]
    loop = Loop(gekozen, opties.keer)

    def muteer(data: bytes, hoogstens: int, zaad: int) -> bytes:
        rng: Any = random.Random(zaad)
        if rng.random() < 0.1:
            return atheris.Mutate(data, hoogstens)
        try:
            return gekozen.muteer(data, rng)[:hoogstens]
        except (RecursionError, ValueError):  # too deep or too strange a tree to be changed as one
            return atheris.Mutate(data, hoogstens)

    vlaggen = [f"-runs={opties.keer}"] if opties.keer else []
    vlaggen += [f"-max_total_time={opties.tijd}"] if opties.tijd else []
    vlaggen += [
        f"-seed={opties.zaad}",
        f"-max_len={gekozen.hoogstens}",
        "-timeout=60",
        "-rss_limit_mb=3000",
        "-print_final_stats=1",
        "-len_control=20",
    ]
    vlaggen += ["-reload=0", f"-artifact_prefix={WERK}/"]
    atheris.Setup([sys.argv[0], *vlaggen, *mappen], loop.een, custom_mutator=muteer)
    atheris.Fuzz()


if __name__ == "__main__":
    hoofd()
