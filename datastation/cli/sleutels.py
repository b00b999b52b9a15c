"""Commands about the keys with which the station signs: sleutel nieuw, lijst, weg."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from datastation import sleutelbeheer
from datastation.cli.hulp import Groep, Opdracht
from datastation.cli.opties import HIER, Json, StationMap, systeemnaam
from datastation.cli.uitvoer import alinea, json_uit, meld, tabel, vandaag
from datastation.instellingen import lees_station


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    groep = typer.Typer(
        cls=Groep,
        help="De sleutels waarmee het station antwoorden en zijn logboek ondertekent.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    for naam, doe in (("nieuw", nieuw), ("lijst", lijst), ("weg", weg)):
        groep.command(naam, cls=Opdracht)(doe)
    app.add_typer(groep, name="sleutel", rich_help_panel="Onderhoud")


def nieuw(
    soort: Annotated[str, typer.Option("--soort", metavar="SOORT", help="EdDSA (Ed25519) of ES256 (P-256, zoals Nuts).")] = "EdDSA",
    station: StationMap = HIER,
) -> None:
    """Maak een sleutel. Vanaf nu ondertekent het station daarmee; oudere blijven te controleren tot u ze weghaalt."""
    gemaakt = sleutelbeheer.nieuwe_sleutel(lees_station(station), soort, door=systeemnaam(), nu=datetime.now(UTC))
    meld(f"Sleutel {gemaakt.vingerafdruk} ({gemaakt.alg}) is gemaakt. Maak een reservekopie van de map sleutels, en bewaar die apart.")
    meld("Draait het station, start het dan opnieuw: pas dan ondertekent het hiermee.")


def lijst(station: StationMap = HIER, als_json: Json = False) -> None:
    """Toon de sleutels; de bovenste ondertekent."""
    alle = sleutelbeheer.sleutels(lees_station(station))
    if als_json:
        json_uit([{"kid": s.vingerafdruk, "soort": s.alg, "sinds": s.sinds.isoformat(), "jwk": s.jwk} for s in alle])
        return
    if not alle:
        alinea("Er is nog geen sleutel. Maak er een met: datastation sleutel nieuw")
        return
    zone = vandaag().tzinfo
    rijen = [
        (s.vingerafdruk, s.alg, f"{s.sinds.astimezone(zone):%d-%m-%Y %H:%M}", "" if nr else "ondertekent") for nr, s in enumerate(alle)
    ]
    tabel("", ("sleutel", "soort", "sinds", ""), rijen)


def weg(
    kid: Annotated[str, typer.Argument(metavar="SLEUTEL", help="De sleutel, zoals `sleutel lijst` hem noemt.")],
    station: StationMap = HIER,
) -> None:
    """Haal een oudere sleutel weg. Wat ermee ondertekend is, is daarna niet meer te controleren met het DID-document."""
    sleutelbeheer.neem_weg(lees_station(station), kid, door=systeemnaam())
    meld(f"Sleutel {kid} is weggehaald.")
