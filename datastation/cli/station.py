"""Commands that make a station and fill it: demo, nieuw, voorbeeld, ververs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from datastation import onderhoud, voorbeeld, wissen
from datastation.cli import demo as demo_verhaal
from datastation.cli.hulp import Opdracht
from datastation.cli.opties import HIER, Clienten, Json, Registraties, Seed, StationMap
from datastation.cli.uitvoer import FOUT, UIT, alinea, eigen_naam, getal, json_uit, kort, tabel, vandaag, voortgang
from datastation.fouten import GebruiksFout
from datastation.instellingen import lees_station
from datastation.store.momentopname import Momentopname
from datastation.verversen import ververs as ververs_station

Vorm = Annotated[str, typer.Option("--vorm", metavar="VORM", help="Vorm van de bron: ons, csv-nl of fhir-zib2020.")]
_DEMO = Path("demo-station")
Nieuwe_map = Annotated[Path, typer.Argument(metavar="MAP", help="De map die gemaakt wordt.")]


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("demo", cls=Opdracht, rich_help_panel="Beginnen")(demo)
    app.command("nieuw", cls=Opdracht, rich_help_panel="Beginnen")(nieuw)
    app.command("voorbeeld", cls=Opdracht, rich_help_panel="Beginnen")(maak_voorbeeld)
    app.command("ververs", cls=Opdracht, rich_help_panel="Gegevens")(ververs)


def demo(
    map: Annotated[
        Path, typer.Argument(metavar="[MAP]", help="De map voor het demostation; een eerder demostation daar wordt vervangen.")
    ] = _DEMO,
    clienten: Clienten = 180,
    registraties: Registraties = None,
    seed: Seed = 1,
    netwerk: Annotated[
        bool, typer.Option("--netwerk", help="Speel een uitvraag na: een inspectie vraagt het aan vijf adressen op deze computer.")
    ] = False,
) -> None:
    """Bouw een demostation met een verzonnen organisatie en maak het Wzd-overzicht. Duurt ongeveer een minuut."""
    if netwerk:
        from datastation.cli import demo_netwerk  # noqa: PLC0415 - this takes a second to load

        demo_netwerk.speel(map if map != _DEMO else Path("demo-netwerk"))
        return
    demo_verhaal.speel(map, clienten, registraties, seed)


def nieuw(map: Nieuwe_map) -> None:
    """Maak een leeg station: een map met station.toml en een sleutel voor pseudoniemen."""
    onderhoud.maak_station(map)
    alinea(f"Het station staat in {kort(map)}.")
    UIT.print("Wat u nu doet:")
    for nummer, zin in enumerate(
        (
            f"Vul in {kort(map / 'station.toml')} uw organisatie en uw bronnen in.",
            f"Zet de export van uw ECD in {kort(map / 'export')}.",
            f"Bewaar een kopie van {kort(map / 'sleutels')} op een veilige plek.",
            f"Draai: {eigen_naam()} ververs --station {kort(map)}",
        ),
        1,
    ):
        alinea(f"{nummer}. {zin}", inspring=2, hang=3)


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
    alinea(
        f"Verzonnen organisatie in {kort(map)}: {getal(clienten)} cliënten, {getal(organisatie.aantal_registraties)} registraties, vorm {vorm}."
    )
    alinea(f"Lees haar in met: {eigen_naam()} ververs --station {kort(map)}")


def ververs(station: StationMap = HIER, als_json: Json = False) -> None:
    """Lees alle bronnen en maak een nieuwe momentopname. Mislukt het, dan blijft de vorige antwoorden."""
    instellingen = lees_station(station)
    with voortgang(not als_json) as zeg:
        opname = ververs_station(instellingen, vandaag=vandaag().date(), meld=zeg)
    terug = wissen.teruggekomen(instellingen, opname)
    if als_json:
        json_uit({**_als_dict(opname), "teruggekomen": terug})
    else:
        toon_opname(opname)
    if terug:
        wie = "Een persoon die gewist is, staat" if terug == 1 else f"{getal(terug)} personen die gewist zijn, staan"
        alinea(
            f"{wie} weer in de bron. Haal dit daar weg en wis opnieuw (datastation wis-persoon).",
            kop="Let op:",
            stijl="bold red",
            naar=FOUT,
        )


def toon_opname(opname: Momentopname) -> None:
    """A refresh in a few lines: rows in, rows used, rows not used, findings."""
    manifest = opname.manifest
    alinea(f"Momentopname {opname.id} antwoordt nu. Gegevens tot en met {manifest.gegevens_tot:%d-%m-%Y}.")
    UIT.print()
    rijen = [(b.bron, b.tabel, *(getal(n) for n in (b.gelezen, b.gemapt, b.geweigerd, b.buiten_bereik))) for b in manifest.balansen]
    tabel("", ("bron", "tabel", "gelezen", "gebruikt", "geweigerd", "buiten bereik"), rijen, rechts=(2, 3, 4, 5))
    UIT.print()
    for leeg in [b for b in manifest.balansen if not b.gelezen]:
        alinea(f"tabel {leeg.tabel} van bron {leeg.bron} heeft geen enkele rij. Klopt dat?", kop="Let op:", stijl="yellow")
    geblokkeerd = sum(manifest.geblokkeerd.values())
    if geblokkeerd:
        alinea(
            f"Door {getal(geblokkeerd)} bevindingen gaat er iets niet mee in een levering. Wat u kunt herstellen, toont datastation controleer."
        )


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
