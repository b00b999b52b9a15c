"""Commands that make a station and fill it: demo, nieuw, voorbeeld, ververs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from datastation import onderhoud, voorbeeld
from datastation.cli import demo as demo_verhaal
from datastation.cli.opties import HIER, Clienten, Json, Registraties, Seed, StationMap
from datastation.cli.uitvoer import UIT, json_uit, meld, tabel, vandaag, voortgang
from datastation.fouten import GebruiksFout
from datastation.instellingen import lees_station
from datastation.store.momentopname import Momentopname
from datastation.verversen import ververs as ververs_station

Vorm = Annotated[str, typer.Option("--vorm", metavar="VORM", help="Vorm van de bron: ons, csv-nl, fhir-zib2020 of fhir-zib2017.")]
Nieuwe_map = Annotated[Path, typer.Argument(metavar="MAP", help="De map die gemaakt wordt.")]


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("demo", rich_help_panel="Beginnen")(demo)
    app.command("nieuw", rich_help_panel="Beginnen")(nieuw)
    app.command("voorbeeld", rich_help_panel="Beginnen")(maak_voorbeeld)
    app.command("ververs", rich_help_panel="Gegevens")(ververs)


def demo(
    map: Annotated[
        Path, typer.Argument(metavar="[MAP]", help="De map voor het demostation; een eerder demostation daar wordt vervangen.")
    ] = Path("demo-station"),
    clienten: Clienten = 180,
    registraties: Registraties = None,
    seed: Seed = 1,
) -> None:
    """Bouw een demostation met een verzonnen organisatie en maak het Wzd-overzicht. Duurt ongeveer een minuut."""
    demo_verhaal.speel(map, clienten, registraties, seed)


def nieuw(map: Nieuwe_map) -> None:
    """Maak een leeg station: een map met station.toml en een sleutel voor pseudoniemen."""
    onderhoud.maak_station(map)
    UIT.print(f"Het station staat in [bold]{map}[/].")
    UIT.print("Wat u nu doet:")
    UIT.print(f"  1. Vul in [bold]{map / 'station.toml'}[/] uw organisatie en uw bronnen in.")
    UIT.print(f"  2. Zet de export van uw ECD in [bold]{map / 'export'}[/].")
    UIT.print(f"  3. Bewaar een kopie van [bold]{map / 'sleutels'}[/] op een veilige plek.")
    UIT.print(f"  4. Draai [bold]datastation ververs --station {map}[/].")


def maak_voorbeeld(
    map: Nieuwe_map,
    vorm: Vorm = "csv-nl",
    clienten: Clienten = 60,
    registraties: Registraties = None,
    seed: Seed = 1,
) -> None:
    """Maak een station met bronbestanden van een verzonnen organisatie."""
    if vorm not in voorbeeld.VORMEN:
        raise GebruiksFout(f"De vorm {vorm} bestaat niet.", herstel="Kies uit: " + ", ".join(voorbeeld.VORMEN))
    organisatie = voorbeeld.maak_organisatie(clienten=clienten, registraties=registraties, seed=seed)
    onderhoud.maak_station(map, voorbeeld.station_toml(organisatie, vorm))
    with voortgang() as zeg:
        zeg("bronbestanden schrijven")
        voorbeeld.schrijf(organisatie, map / "export", vorm)
    UIT.print(f"Verzonnen organisatie in [bold]{map}[/]: {clienten} cliënten, {organisatie.aantal_registraties} registraties, vorm {vorm}.")
    UIT.print(f"Lees haar in met: [bold]datastation ververs --station {map}[/]")


def ververs(station: StationMap = HIER, als_json: Json = False) -> None:
    """Lees alle bronnen en maak een nieuwe momentopname. Mislukt het, dan blijft de vorige antwoorden."""
    instellingen = lees_station(station)
    with voortgang(not als_json) as zeg:
        opname = ververs_station(instellingen, vandaag=vandaag().date(), meld=zeg)
    if als_json:
        json_uit(_als_dict(opname))
    else:
        toon_opname(opname)


def toon_opname(opname: Momentopname) -> None:
    """A refresh in a few lines: rows in, rows used, rows not used, findings."""
    manifest = opname.manifest
    meld(f"Momentopname {opname.id}: {manifest.triples} triples, gegevens tot en met {manifest.gegevens_tot:%d-%m-%Y}.")
    rijen = [(b.bron, b.tabel, b.gelezen, b.gemapt, b.geweigerd, b.buiten_bereik) for b in manifest.balansen]
    tabel("Rijen", ("bron", "tabel", "gelezen", "gebruikt", "geweigerd", "buiten bereik"), rijen, rechts=(2, 3, 4, 5))
    geblokkeerd = sum(manifest.geblokkeerd.values())
    if geblokkeerd:
        UIT.print(f"{geblokkeerd} keer houdt een regel een registratie uit de levering. Zie [bold]datastation controleer[/].")


def _als_dict(opname: Momentopname) -> dict[str, object]:
    manifest = opname.manifest
    return {
        "momentopname": opname.id,
        "gegevens_tot": manifest.gegevens_tot,
        "triples": manifest.triples,
        "balansen": [vars(b) for b in manifest.balansen],
        "bevindingen": dict(manifest.bevindingen),
        "geblokkeerd": dict(manifest.geblokkeerd),
        "tijden": dict(manifest.tijden),
    }
