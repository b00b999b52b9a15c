"""Commands about who works with this station: gebruiker voeg-toe, lijst, rol, neem-af, uit."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from datastation import vrijgave, zaken
from datastation.cli.hulp import Groep, Opdracht
from datastation.cli.opties import HIER, Json, StationMap, systeemnaam
from datastation.cli.uitvoer import alinea, json_uit, meld, tabel, vandaag
from datastation.instellingen import lees_station
from datastation.staat import Staat
from datastation.vrijgave import Wie

Id = Annotated[str, typer.Argument(metavar="GEBRUIKER", help="De korte naam waarmee deze mens zich meldt, bijvoorbeeld k.jansen.")]
Rolnaam = Annotated[str, typer.Argument(metavar="ROL", help="beheerder, kwaliteitsfunctionaris, bestuurder, auditor of analist.")]
Als = Annotated[
    str | None,
    typer.Option(
        "--als",
        metavar="GEBRUIKER",
        help="Als welke beheerder u dit doet; anders als eigenaar van deze computer.",
        show_default="eigenaar van deze computer",
    ),
]
_EERLIJK = (
    "Wie in de map van het station mag schrijven, mag hier alles: zo komt de eerste beheerder er. Wie het deed, staat erbij zoals de computer "
    "hem kent."
)


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    groep = typer.Typer(
        cls=Groep,
        help="Wie werkt met dit station, en in welke rol.",
        epilog=_EERLIJK,
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    for naam, doe in (("voeg-toe", maak), ("lijst", lijst), ("rol", rol), ("neem-af", neem_af), ("uit", uit)):
        groep.command(naam, cls=Opdracht, epilog=_EERLIJK)(doe)
    app.add_typer(groep, name="gebruiker", rich_help_panel="Onderhoud")


@contextmanager
def _balie(map: Path, als: str | None) -> Iterator[tuple[Staat, Wie]]:
    with zaken.open_staat_van(lees_station(map), os.environ) as staat:
        yield staat, vrijgave.persoon(als) if als else zaken.beheer(systeemnaam())


def maak(
    id: Id,
    naam: Annotated[str, typer.Option("--naam", metavar="NAAM", help="De naam zoals collega's hem kennen; anders de korte naam.")] = "",
    rollen: Annotated[list[str] | None, typer.Option("--rol", metavar="ROL", help="Geef meteen deze rol; mag vaker.")] = None,
    als: Als = None,
    station: StationMap = HIER,
) -> None:
    """Voeg een gebruiker toe."""
    gekozen = [zaken.rol(r) for r in rollen or []]
    with _balie(station, als) as (staat, wie):
        vrijgave.voeg_gebruiker_toe(staat, id, naam or id, wie=wie, nu=vandaag())
        for r in gekozen:
            vrijgave.geef_rol(staat, id, r, wie=wie, nu=vandaag())
    alinea(f"{id} is toegevoegd" + (f" als {' en '.join(gekozen)}." if gekozen else ", nog zonder rol."))


def lijst(als: Als = None, station: StationMap = HIER, als_json: Json = False) -> None:
    """Toon alle gebruikers met hun rollen."""
    with _balie(station, als) as (staat, wie):
        alle = vrijgave.lijst_gebruikers(staat, wie=wie)
    if als_json:
        json_uit([asdict(g) for g in alle])
    elif not alle:
        meld("Er zijn nog geen gebruikers. Begin met: datastation gebruiker voeg-toe NAAM --rol beheerder")
    else:
        rijen = [(g.id, g.naam, ", ".join(g.rollen) or "-", "ja" if g.actief else "nee") for g in alle]
        tabel("", ("gebruiker", "naam", "rollen", "toegang"), rijen)


def rol(id: Id, rol: Rolnaam, als: Als = None, station: StationMap = HIER) -> None:
    """Geef een gebruiker een rol."""
    gekozen = zaken.rol(rol)
    with _balie(station, als) as (staat, wie):
        vrijgave.geef_rol(staat, id, gekozen, wie=wie, nu=vandaag())
    alinea(f"{id} is nu {gekozen}.")


def neem_af(id: Id, rol: Rolnaam, als: Als = None, station: StationMap = HIER) -> None:
    """Neem een gebruiker een rol af. Dat hij haar had, blijft staan."""
    gekozen = zaken.rol(rol)
    with _balie(station, als) as (staat, wie):
        vrijgave.neem_rol_af(staat, id, gekozen, wie=wie, nu=vandaag())
    alinea(f"{id} is geen {gekozen} meer.")


def uit(
    id: Id,
    weer_in: Annotated[bool, typer.Option("--weer-in", help="Juist weer toegang geven.")] = False,
    als: Als = None,
    station: StationMap = HIER,
) -> None:
    """Geef een gebruiker geen toegang meer. Wat hij deed, blijft in de geschiedenis."""
    with _balie(station, als) as (staat, wie):
        vrijgave.zet_gebruiker_actief(staat, id, actief=weer_in, wie=wie)
    alinea(f"{id} heeft {'weer' if weer_in else 'geen'} toegang{'' if weer_in else ' meer'}.")
