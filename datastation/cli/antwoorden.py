"""Commands that ask and deliver: vragen, beantwoord, sparql, verifieer."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from datastation import leveren, verkennen
from datastation.cli.opties import HIER, Json, StationMap, paren
from datastation.cli.uitvoer import UIT, json_uit, meld, tabel, vandaag, voortgang
from datastation.fouten import BEVINDINGEN, GebruiksFout
from datastation.instellingen import BESTANDSNAAM, lees_station
from datastation.uitwisselprofiel import alle_profielen


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("vragen", rich_help_panel="Vragen")(vragen)
    app.command("beantwoord", rich_help_panel="Vragen")(beantwoord)
    app.command("verifieer", rich_help_panel="Vragen")(verifieer)
    app.command("sparql", rich_help_panel="Vragen")(sparql)


def vragen(als_json: Json = False) -> None:
    """Toon de uitwisselprofielen en hun vragen: wie vraagt wat, op welke grond."""
    profielen = alle_profielen()
    if als_json:
        json_uit([p.model_dump(mode="json") for p in profielen])
        return
    for profiel in profielen:
        UIT.print(f"[bold]{profiel.naam}[/]  {profiel.titel}", soft_wrap=True)
        UIT.print(f"  Vraagt: {profiel.afnemer}", soft_wrap=True)
        UIT.print(f"  Grond: {profiel.grondslag}", soft_wrap=True)
        UIT.print(f"  Doel: {profiel.doel}", soft_wrap=True)
        for naam, p in profiel.parameters.items():
            UIT.print(f"  --param {naam}=…  {p.titel}", soft_wrap=True)
        UIT.print(f"  --formaat {'|'.join(profiel.aflevering.formaten)}  (zonder keuze: {profiel.aflevering.standaard})", soft_wrap=True)
        for vraag in profiel.vragen:
            UIT.print(f"  --vraag {vraag.nr}  {vraag.titel}", soft_wrap=True)
        UIT.print()


def beantwoord(
    profiel: Annotated[
        str, typer.Argument(metavar="PROFIEL[@VERSIE]", help="Zie `datastation vragen`. Zonder versie: de versie die nu geldt.")
    ],
    vraag: Annotated[str | None, typer.Option("--vraag", metavar="NR", help="Alleen deze vraag van het profiel.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAAM=WAARDE", help="Parameter; mag vaker.")] = None,
    formaat: Annotated[str | None, typer.Option("--formaat", metavar="VORM", help="xml, csv, json, xlsx of html.")] = None,
    uit: Annotated[
        Path | None, typer.Option("--uit", metavar="PAD", help="Map of bestandsnaam; anders antwoorden/ in het station.")
    ] = None,
    vervangt: Annotated[Path | None, typer.Option("--vervangt", metavar="PAD", help="De eerdere levering die u hiermee verbetert.")] = None,
    onvolledig: Annotated[bool, typer.Option("--onvolledig", help="Antwoord ook als de periode nog loopt; het antwoord zegt dat.")] = False,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Beantwoord een uitwisselprofiel en schrijf de levering, met een bestand dat de herkomst bewijst."""
    instellingen = lees_station(station)
    with voortgang(not als_json) as zeg:
        zeg("vragen beantwoorden")
        geleverd = leveren.lever(
            instellingen,
            profiel,
            paren(param or []),
            vandaag=vandaag().date(),
            formaat=formaat,
            vraag=vraag,
            uit=uit,
            vervangt=vervangt,
            onvolledig_mag=onvolledig,
        )
    herkomst = geleverd.uitkomst.herkomst
    if als_json:
        json_uit(
            {
                "bestanden": [str(p) for p in geleverd.bestanden],
                "status": herkomst.status,
                "onvolledig": herkomst.onvolledig,
                "uitgesloten": dict(geleverd.uitkomst.antwoord.uitgesloten),
                "verschil": list(geleverd.verschil),
                "seconden": dict(geleverd.uitkomst.seconden),
            }
        )
        return
    for pad in geleverd.bestanden:
        UIT.print(str(pad), soft_wrap=True)
    toon_status(geleverd)


def toon_status(geleverd: leveren.Geleverd) -> None:
    """Below the files: is this ready to send, and what was left out."""
    antwoord, herkomst = geleverd.uitkomst.antwoord, geleverd.uitkomst.herkomst
    if herkomst.status == "concept":
        meld("Status: [yellow]concept[/]. Iemand moet hier eerst naar kijken:")
    else:
        meld("Status: [green]definitief[/].")
    if herkomst.onvolledig:
        meld(f"  De gegevens lopen tot en met {antwoord.gegevens_tot:%d-%m-%Y}; de periode eindigt op {antwoord.einde:%d-%m-%Y}.")
    for regel, aantal in antwoord.uitgesloten.items():
        meld(f"  {aantal} keer niet meegeleverd door regel {regel} (zie `datastation controleer`).")
    for regel in geleverd.verschil:
        meld(f"  Verschil: {regel}")


def verifieer(
    pad: Annotated[Path, typer.Argument(metavar="PAD", help="Een geleverd bestand, of het bestand .herkomst.json ernaast.")],
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Kijk een levering na: zijn de bestanden onveranderd, en geeft de momentopname weer dezelfde bytes?"""
    instellingen = lees_station(station) if (station / BESTANDSNAAM).exists() else None
    uitslag = leveren.verifieer(instellingen, pad, vandaag=vandaag().date())
    if als_json:
        json_uit({"goed": uitslag.goed, "hashes": dict(uitslag.hashes), "nagerekend": dict(uitslag.nagerekend), "reden": uitslag.reden})
    else:
        woord = {True: "[green]ja[/]", False: "[bold red]nee[/]", None: "-"}
        rijen = [(naam, woord[ok], woord[uitslag.nagerekend.get(naam)]) for naam, ok in uitslag.hashes.items()]
        tabel("", ("bestand", "onveranderd", "nagerekend en gelijk"), rijen)
        if uitslag.reden:
            UIT.print(f"Niet nagerekend: {uitslag.reden}.")
    if not uitslag.goed:
        raise typer.Exit(BEVINDINGEN)


def sparql(
    bestand: Annotated[
        str, typer.Argument(metavar="[BESTAND|-]", help="Bestand met de vraag; - of weglaten leest van standaardinvoer.")
    ] = "-",
    formaat: Annotated[str, typer.Option("--formaat", metavar="VORM", help="table, json, xml, csv, tsv, turtle of nquads.")] = "table",
    met_identiteit: Annotated[bool, typer.Option("--met-identiteit", help="Ook de graaf met BSN en namen; dit wordt vastgelegd.")] = False,
    toon_herschreven: Annotated[
        bool, typer.Option("--toon-herschreven", help="Toon de vraag zoals de motor haar krijgt, en stop.")
    ] = False,
    station: StationMap = HIER,
) -> None:
    """Stel zelf een SPARQL-vraag aan de momentopname. Lezen alleen, met de grenzen van de werker."""
    try:
        tekst = sys.stdin.read() if bestand == "-" else Path(bestand).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise GebruiksFout("Het bestand met de vraag is niet te lezen.", waar=bestand, herstel="Geef een tekstbestand in UTF-8.") from None
    if toon_herschreven:
        UIT.file.write(verkennen.herschreven(tekst) + "\n")
        return
    antwoord = verkennen.stel(lees_station(station), tekst, met_identiteit=met_identiteit, nu=vandaag())
    for regel in (*antwoord.herschrijvingen, *antwoord.waarschuwingen):
        meld(f"Let op: {regel}")
    if formaat == "table":
        koppen, rijen = verkennen.als_tabel(antwoord)
        tabel("", koppen, rijen)
    else:
        sys.stdout.buffer.write(verkennen.in_vorm(antwoord, formaat))
