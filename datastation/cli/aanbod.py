"""The command that tells the outside what this station can answer: catalogus."""

from __future__ import annotations

from typing import Annotated

import typer

from datastation.cli.hulp import Opdracht
from datastation.cli.opties import HIER, StationMap
from datastation.cli.uitvoer import UIT
from datastation.fouten import GebruiksFout
from datastation.instellingen import lees_station


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("catalogus", cls=Opdracht, rich_help_panel="Vragen")(catalogus)


def catalogus(
    station: StationMap = HIER,
    formaat: Annotated[str, typer.Option("--formaat", metavar="FORMAAT", help="ttl (Turtle) of jsonld.")] = "ttl",
    dienst: Annotated[str, typer.Option("--dienst", metavar="URL", help="Het adres waar dit station vragen aanneemt, als dat er is.")] = "",
) -> None:
    """Beschrijf welke gegevens dit station heeft, hoe vers ze zijn en welke vragen het kent (DCAT en PROF)."""
    from datastation import catalogus as verhaal  # noqa: PLC0415 - rdflib takes half a second to load

    if formaat not in verhaal.FORMATEN:
        raise GebruiksFout(
            f"De catalogus bestaat niet als {formaat}.", waar="--formaat", herstel="Kies uit: " + ", ".join(verhaal.FORMATEN)
        )
    if dienst and not dienst.startswith("https://"):
        raise GebruiksFout(
            "Het adres van de dienst begint met https://.", waar="--dienst", herstel="Bijvoorbeeld: https://station.example/api"
        )
    UIT.file.write(verhaal.schrijf(verhaal.catalogus(lees_station(station), basis=dienst), formaat))
