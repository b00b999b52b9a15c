"""Commands that ask and deliver: vragen, beantwoord, sparql, verifieer."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from datastation import kwaliteit, leveren, verkennen
from datastation.cli.hulp import Opdracht
from datastation.cli.opties import HIER, Json, StationMap, paren
from datastation.cli.uitvoer import FOUT, UIT, VAST, alinea, json_uit, kort, meld, tabel, vandaag, voortgang
from datastation.fouten import BEVINDINGEN, GebruiksFout
from datastation.instellingen import BESTANDSNAAM, lees_station
from datastation.uitwisselprofiel import alle_profielen


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("vragen", cls=Opdracht, rich_help_panel="Vragen")(vragen)
    app.command("beantwoord", cls=Opdracht, rich_help_panel="Vragen")(beantwoord)
    app.command("verifieer", cls=Opdracht, rich_help_panel="Vragen")(verifieer)
    app.command("sparql", cls=Opdracht, rich_help_panel="Vragen")(sparql)


def vragen(als_json: Json = False) -> None:
    """Toon de uitwisselprofielen en hun vragen: wie vraagt wat, op welke grond."""
    profielen = alle_profielen()
    if als_json:
        json_uit([p.model_dump(mode="json") for p in profielen])
        return
    for profiel in profielen:
        alinea(profiel.titel, kop=profiel.naam)
        alinea(profiel.afnemer, kop="Vraagt:", inspring=2)
        alinea(profiel.grondslag, kop="Grond:", inspring=2)
        alinea(profiel.doel, kop="Doel:", inspring=2)
        for naam, p in profiel.parameters.items():
            alinea(p.titel, kop=f"--param {naam}=…", inspring=2, stijl="cyan")
        vormen = f"{'|'.join(profiel.aflevering.formaten)} (zonder keuze: {profiel.aflevering.standaard})"
        alinea(vormen, kop="--formaat", inspring=2, stijl="cyan")
        for vraag in profiel.vragen:
            alinea(vraag.titel, kop=f"--vraag {vraag.nr}", inspring=2, stijl="cyan")
        UIT.print()


def beantwoord(
    profiel: Annotated[
        str,
        typer.Argument(
            metavar="PROFIEL[@VERSIE]", help="Het uitwisselprofiel; zie datastation vragen. Zonder versie: de versie die nu geldt."
        ),
    ],
    vraag: Annotated[str | None, typer.Option("--vraag", metavar="NR", help="Alleen deze vraag van het profiel.")] = None,
    param: Annotated[list[str] | None, typer.Option("--param", metavar="NAAM=WAARDE", help="Parameter; mag vaker.")] = None,
    formaat: Annotated[
        str | None, typer.Option("--formaat", metavar="VORM", help="xml, csv, json, xlsx of html; zie datastation vragen.")
    ] = None,
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
        UIT.print(Text(kort(pad)), soft_wrap=True)
    toon_status(geleverd)


def toon_status(geleverd: leveren.Geleverd) -> None:
    """Below the files: is this ready to send, and what was left out."""
    antwoord, herkomst = geleverd.uitkomst.antwoord, geleverd.uitkomst.herkomst
    if herkomst.status == "concept":
        alinea("concept. Kijk eerst naar wat hieronder staat.", kop="Status:", stijl="yellow", naar=FOUT)
    else:
        alinea("definitief.", kop="Status:", stijl="green", naar=FOUT)
    if herkomst.onvolledig:
        meld(f"De gegevens lopen tot en met {antwoord.gegevens_tot:%d-%m-%Y}; de periode eindigt op {antwoord.einde:%d-%m-%Y}.")
    if antwoord.uitgesloten:
        meld("Niet meegeleverd, omdat er eerst iets te herstellen is:")
        toon_uitgesloten(antwoord.uitgesloten, naar=FOUT)
        meld("De rijen om te herstellen toont: datastation controleer")
    for regel in geleverd.verschil:
        alinea(regel, kop="Verschil:", naar=FOUT)


def toon_uitgesloten(uitgesloten: Mapping[str, int], *, hoogstens: int | None = None, naar: Console | None = None) -> None:
    """What a delivery leaves out: how often, and for which reason in words; the most frequent first."""
    titels = {r.id: r.titel for r in kwaliteit.regels()}
    op_volgorde = sorted(uitgesloten.items(), key=lambda paar: (-paar[1], paar[0]))
    for regel, aantal in op_volgorde[:hoogstens]:
        alinea(f"{aantal:4} × ".replace(" ", VAST) + titels.get(regel, regel), hang=7, naar=naar)
    if rest := op_volgorde[hoogstens:] if hoogstens is not None else []:
        redenen = "1 andere reden" if len(rest) == 1 else f"{len(rest)} andere redenen"
        alinea(f"{sum(n for _, n in rest):4} × ".replace(" ", VAST) + redenen, hang=7, naar=naar)


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
        woord = {True: "ja", False: "nee", None: "-"}
        UIT.print("onveranderd  nagerekend  bestand")
        for naam, ok in uitslag.hashes.items():
            stijl = "" if ok and uitslag.nagerekend.get(naam) is not False else "bold red"
            UIT.print(Text(f"{woord[ok]:11}  {woord[uitslag.nagerekend.get(naam)]:10}  {naam}", style=stijl), soft_wrap=True)
        if uitslag.reden:
            alinea(f"{uitslag.reden}.", kop="Niet nagerekend:")
        elif uitslag.goed:
            alinea("Het bestand is zoals het geleverd is, en de momentopname geeft weer precies hetzelfde.")
        else:
            alinea("Gebruik dit niet als de levering: er is iets veranderd.", stijl="bold red", kop="Let op:")
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
        tabel("", koppen, rijen, rechts=[n for n in range(len(koppen)) if rijen and all(_is_getal(rij[n]) for rij in rijen)])
    else:
        sys.stdout.buffer.write(verkennen.in_vorm(antwoord, formaat))


def _is_getal(cel: str) -> bool:
    return cel.removeprefix("-").replace(".", "", 1).isdecimal()
