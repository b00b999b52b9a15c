"""The command that lets a station take questions over the network: start."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from datastation.cli.hulp import Opdracht
from datastation.cli.opties import HIER, StationMap
from datastation.cli.uitvoer import alinea
from datastation.instellingen import lees_station


def voeg_toe(app: typer.Typer) -> None:
    """Hang the command of this file on the command line."""
    app.command("start", cls=Opdracht, rich_help_panel="Uitwisselen")(start)


def start(
    station: StationMap = HIER,
    controleer: Annotated[bool, typer.Option("--controleer", help="Kijk alleen of alles klaarstaat om te starten, en stop.")] = False,
) -> None:
    """Neem vragen aan via het netwerk, tot Ctrl-C of SIGTERM. Wat loopt, wordt eerst afgemaakt."""
    from datastation.uitwisselen import richt_in  # noqa: PLC0415 - these take a second to load
    from datastation.web import server, tls  # noqa: PLC0415

    with richt_in(lees_station(station), omgeving=os.environ) as inrichting:
        if controleer:
            tls.context(inrichting.instelling.tls, inrichting.station.map)
            alinea(f"Alles staat klaar om te starten op {inrichting.instelling.adres}, poort {inrichting.instelling.poort}.")
            return
        server.draai(inrichting, sys.stderr)
