"""Options that several commands share, written once."""

from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Annotated

import typer

from datastation.fouten import GebruiksFout

StationMap = Annotated[
    Path,
    typer.Option("--station", envvar="DATASTATION_STATION", show_default="deze map", help="De map van het station.", metavar="MAP"),
]
Json = Annotated[bool, typer.Option("--json", help="Uitvoer als JSON, voor een script.")]
Clienten = Annotated[int, typer.Option("--clienten", metavar="N", help="Aantal verzonnen cliënten (30 tot 20.000).")]
Registraties = Annotated[int | None, typer.Option("--registraties", metavar="N", help="Aantal verzonnen registraties (tot 1.000.000).")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="Zelfde getal, zelfde organisatie.")]
HIER = Path()


def systeemnaam() -> str:
    """Who asks, as the system knows it: a variable of the environment can be set by anyone."""
    nummer = os.getuid()
    try:
        return pwd.getpwuid(nummer).pw_name
    except KeyError:
        return f"uid {nummer}"


def paren(teksten: list[str]) -> dict[str, str]:
    """``["periode=2026-H1"]`` to ``{"periode": "2026-H1"}``.

    Raises:
        GebruiksFout: no ``=``, or a name given twice.
    """
    uit: dict[str, str] = {}
    for tekst in teksten:
        naam, teken, waarde = tekst.partition("=")
        if not teken or not naam:
            raise GebruiksFout(
                "Een parameter schrijft u als NAAM=WAARDE.", waar=f"--param {tekst}", herstel="Bijvoorbeeld: --param periode=2026-H1"
            )
        if naam in uit:
            raise GebruiksFout(f"De parameter {naam} staat er twee keer.", herstel="Laat er een weg.")
        uit[naam] = waarde
    return uit
