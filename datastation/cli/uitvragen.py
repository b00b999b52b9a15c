"""The command of a network actor: uitvragen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from datastation import uitvragen as verhaal
from datastation.berichten import Generatie
from datastation.cli.hulp import Opdracht
from datastation.cli.opties import Json, paren
from datastation.cli.uitvoer import UIT, alinea, eigen_naam, json_uit, kort, meld, tabel, vandaag, voortgang
from datastation.fouten import BEVINDINGEN, GebruiksFout
from datastation.uitvragen import Status, Uitslag

_EPILOOG = "Wat er in de lijst staat, en hoe een uitvraag verloopt: docs/uitvragen.md. Proberen zonder netwerk: datastation demo --netwerk"

Profielnaam = Annotated[
    str | None, typer.Argument(metavar="[PROFIEL[@VERSIE]]", help="Het uitwisselprofiel; niet nodig bij --hervat.", show_default=False)
]
Stations = Annotated[
    Path | None, typer.Option("--stations", metavar="LIJST.TOML", help="Wie vraagt, en aan welke stations.", show_default=False)
]
Param = Annotated[list[str] | None, typer.Option("--param", metavar="NAAM=WAARDE", help="Parameter; mag vaker.")]
Vragen = Annotated[
    Path | None,
    typer.Option("--vragen", metavar="MAP", help="Map met de verklaringen van de beheerorganisatie, een per vraag.", show_default=False),
]
Naar = Annotated[Path | None, typer.Option("--naar", metavar="MAP", help="Map voor deze uitvraag.", show_default="uitvraag-… in deze map")]
Hervat = Annotated[Path | None, typer.Option("--hervat", metavar="MAP", help="Ga verder met een eerdere uitvraag.", show_default=False)]
Wacht = Annotated[float, typer.Option("--wacht", metavar="SECONDEN", min=0, help="Zo lang wachten op antwoorden.")]
Termijn = Annotated[int, typer.Option("--termijn", metavar="DAGEN", min=1, max=366, help="Zo lang mag een station over de vraag doen.")]
Vorm = Annotated[str, typer.Option("--generatie", metavar="NAAM", help="Vorm van de berichten: kikv-1, kikv-2021 of nuts-2022.")]
Formaat = Annotated[
    list[str] | None, typer.Option("--formaat", metavar="VORM", help="csv, json of parquet; mag vaker.", show_default="csv")
]


def voeg_toe(app: typer.Typer) -> None:
    """Hang the command of this file on the command line."""
    app.command("uitvragen", cls=Opdracht, rich_help_panel="Uitwisselen", epilog=_EPILOOG)(uitvragen)


def uitvragen(
    profiel: Profielnaam = None,
    stations: Stations = None,
    param: Param = None,
    vragen: Vragen = None,
    naar: Naar = None,
    hervat: Hervat = None,
    wacht: Wacht = verhaal.WACHT,
    termijn: Termijn = verhaal.TERMIJN.days,
    generatie: Vorm = Generatie.KIKV_1.value,
    formaat: Formaat = None,
    als_json: Json = False,
) -> None:
    """Stel gevalideerde vragen aan veel stations, en voeg hun antwoorden samen. Uitgang 1 als niet elk station heeft geantwoord."""
    vormen = tuple(dict.fromkeys(formaat or ["csv"]))
    lijst = verhaal.lees_lijst(stations) if stations is not None else None
    if hervat is not None:
        if profiel is not None or param or vragen or naar:
            raise GebruiksFout("Bij --hervat staat alles al vast.", herstel="Laat PROFIEL, --param, --vragen en --naar weg.")
        map = hervat
    else:
        if profiel is None or lijst is None or stations is None or vragen is None:
            raise GebruiksFout(
                "Noem het profiel, de stations en de map met vragen.",
                herstel="Bijvoorbeeld: datastation uitvragen igj-wzd-aantallen --stations lijst.toml --vragen vragen/ --param periode=2026-H1",
            )
        map = verhaal.begin(
            lijst,
            stations,
            profiel,
            paren(param or []),
            vragen,
            naar=naar,
            generatie=_generatie(generatie),
            termijn=timedelta(days=termijn),
            vandaag=vandaag().date(),
        )
        meld(f"De uitvraag staat in {kort(map)}. Onderbroken? Ga verder met: {eigen_naam()} uitvragen --hervat {kort(map)}")
    with voortgang(not als_json) as zeg:
        uitslag = verhaal.voer_uit(map, lijst=lijst, wacht=wacht, vormen=vormen, meld=zeg)
    if als_json:
        json_uit(
            {"map": str(uitslag.map), "bestanden": [str(p) for p in uitslag.bestanden], "stations": [asdict(r) for r in uitslag.regels]}
        )
    else:
        toon(uitslag)
    if any(r.status is not Status.BEANTWOORD for r in uitslag.regels):
        raise typer.Exit(BEVINDINGEN)


def toon(uitslag: Uitslag, *, hoogstens: int = 40) -> None:
    """What came of each station, the tables, and what to do next. Texts of stations are shown as they are, never as markup."""
    regels = uitslag.regels
    # With many stations the ones that need attention come first.
    getoond = regels if len(regels) <= hoogstens else sorted(regels, key=lambda r: r.status is Status.BEANTWOORD)[:hoogstens]
    rijen = [(escape(r.station), r.kvk, r.status.value, r.vragen) for r in getoond]
    tabel("", ("station", "KvK", "status", "vragen"), rijen)
    if len(getoond) < len(regels):
        alinea(f"En nog {len(regels) - len(getoond)}; alle stations staan in resultaat/stations.")
    for r in getoond:
        if r.reden:
            alinea(f"{r.reden} ({r.code})", kop=f"{r.station}:")
        if r.onvolledig:
            alinea("de gegevens dekken de periode nog niet helemaal.", kop=f"{r.station}:")
        if r.uitgesloten:
            alinea(f"{r.uitgesloten} registraties telden niet mee, omdat ze niet kloppen.", kop=f"{r.station}:")
        if r.correcties:
            alinea(f"{r.correcties} correcties van de organisatie; zie resultaat/correcties.", kop=f"{r.station}:")
    UIT.print()
    aantal = {s: sum(r.status is s for r in regels) for s in Status}
    alinea(", ".join(f"{n} {s.value}" for s, n in aantal.items() if n) + ".", kop=f"{len(regels)} stations:")
    alinea(f"{kort(uitslag.map / 'resultaat')}", kop="Tabellen:")
    if aantal[Status.WACHT] or aantal[Status.ONBEREIKBAAR] or aantal[Status.OPEN]:
        alinea(f"{eigen_naam()} uitvragen --hervat {kort(uitslag.map)}", kop="Verder:")


def _generatie(naam: str) -> Generatie:
    try:
        return Generatie(naam)
    except ValueError:
        raise GebruiksFout(f"De generatie {naam} bestaat niet.", waar="--generatie", herstel="Kies uit: " + ", ".join(Generatie)) from None
