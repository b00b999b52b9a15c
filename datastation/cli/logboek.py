"""Commands about the log: logboek toon, exporteer, verifieer."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Annotated

import orjson
import typer
from pydantic import ValidationError

from datastation import __version__, logboek
from datastation.cli.hulp import Groep, Opdracht
from datastation.cli.opties import HIER, Json, StationMap, paren, systeemnaam
from datastation.cli.uitvoer import UIT, alinea, getal, json_uit, kort, meld, schrijf, tabel, vandaag
from datastation.fouten import BEVINDINGEN, GebruiksFout
from datastation.instellingen import Station, lees_station
from datastation.logboek import Boomhoofd, Gebeurtenis, Gebruiker, Leesfilter, Logboek, Logbron, Vastgelegd

Zaak = Annotated[str | None, typer.Option("--zaak", metavar="NUMMER", help="Alleen deze zaak.")]
Wat = Annotated[str | None, typer.Option("--gebeurtenis", metavar="SOORT", help="Alleen deze gebeurtenis, bijvoorbeeld verzonden.")]
Wie = Annotated[str | None, typer.Option("--gebruiker", metavar="ID", help="Alleen waar deze gebruiker bij betrokken was.")]
Van = Annotated[str | None, typer.Option("--van", metavar="DATUM", help="Vanaf deze dag (jjjj-mm-dd).")]
TotEnMet = Annotated[str | None, typer.Option("--tot", metavar="DATUM", help="Tot en met deze dag (jjjj-mm-dd).")]


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    groep = typer.Typer(
        cls=Groep,
        help="Lees het logboek, geef het door, of kijk na of er niets aan veranderd is.",
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    groep.command("toon", cls=Opdracht)(toon)
    groep.command("exporteer", cls=Opdracht)(exporteer)
    groep.command("verifieer", cls=Opdracht)(verifieer)
    groep.command("snoei", cls=Opdracht)(snoei)
    app.add_typer(groep, name="logboek", rich_help_panel="Onderhoud")


def toon(
    zaak: Zaak = None,
    gebeurtenis: Wat = None,
    gebruiker: Wie = None,
    van: Van = None,
    tot: TotEnMet = None,
    aantal: Annotated[int, typer.Option("--aantal", metavar="N", min=1, help="Hoogstens zoveel regels, de laatste.")] = 50,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Toon regels uit het logboek. Dat u dit leest, komt zelf in het logboek."""
    regels = _lees(lees_station(station), _filter(zaak, gebeurtenis, gebruiker, van, tot, aantal))
    if als_json:
        json_uit([r.model_dump(mode="json", exclude_none=True) for r in regels])
        return
    rijen = [
        (
            r.volgnummer,
            f"{_moment(r.tijd):%d-%m-%Y %H:%M:%S}",
            r.regel.zaaknummer,
            r.regel.gebeurtenis.value.replace("_", " "),
            "gelukt" if r.regel.uitkomst == 0 else r.regel.reden or "mislukt",
            ", ".join(g.naam or g.id for g in r.regel.gebruikers),
        )
        for r in regels
    ]
    tabel("", ("regel", "tijd", "zaak", "gebeurtenis", "uitkomst", "wie"), rijen, rechts=(0,))


def exporteer(
    uit: Annotated[Path, typer.Option("--uit", metavar="PAD", help="Het bestand om te schrijven.")],
    vorm: Annotated[str, typer.Option("--vorm", metavar="VORM", help="ndjson, fhir (AuditEvent) of bewijs (van één zaak).")] = "ndjson",
    zaak: Zaak = None,
    gebeurtenis: Wat = None,
    gebruiker: Wie = None,
    van: Van = None,
    tot: TotEnMet = None,
    station: StationMap = HIER,
) -> None:
    """Schrijf regels van het logboek in een bestand, voor een auditor. Dat u dit doet, komt zelf in het logboek."""
    if vorm not in ("ndjson", "fhir", "bewijs"):
        raise GebruiksFout("Die vorm is er niet.", waar="--vorm", herstel="Kies ndjson, fhir of bewijs.")
    if vorm == "bewijs" and (zaak is None or any((gebeurtenis, gebruiker, van, tot))):
        raise GebruiksFout("Een bewijs gaat over één hele zaak.", herstel="Geef alleen --zaak NUMMER.")
    instellingen = lees_station(station)
    if vorm == "bewijs":
        assert zaak is not None, "checked above"
        with _open(instellingen) as boek:
            bewijs = boek.zaak(zaak, _lezer())
        schrijf(uit, bewijs.model_dump_json(indent=2).encode() + b"\n")
        meld(f"Het bewijs van {getal(len(bewijs.regels))} regels staat in {kort(uit)}.")
        return
    regels = _lees(instellingen, _filter(zaak, gebeurtenis, gebruiker, van, tot, None))
    if vorm == "fhir":
        inhoud = orjson.dumps(logboek.als_bundel(regels), option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    else:
        inhoud = b"".join(orjson.dumps(r.model_dump(mode="json", exclude_none=True), option=orjson.OPT_APPEND_NEWLINE) for r in regels)
    schrijf(uit, inhoud)
    meld(f"{getal(len(regels))} regels staan in {kort(uit)}.")


def verifieer(
    sleutel: Annotated[
        list[str] | None, typer.Option("--sleutel", metavar="NAAM=PAD", help="Publieke sleutel (PEM) onder de hoofden; mag vaker.")
    ] = None,
    hoofd: Annotated[
        list[Path] | None,
        typer.Option("--hoofd", metavar="PAD", help="Een hoofd dat u eerder kreeg (JSON), bijvoorbeeld bij een antwoord; mag vaker."),
    ] = None,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Speel het hele logboek na: is er een regel veranderd, weg, verplaatst of ingevoegd? Uitgang 1 als er iets niet klopt."""
    sleutels = {naam: logboek.lees_sleutel(Path(pad)) for naam, pad in paren(sleutel or []).items()}
    verslag = logboek.speel_na(_map(lees_station(station)), sleutels, [_hoofd(p) for p in hoofd or []])
    if als_json:
        json_uit(
            {
                "goed": verslag.goed,
                "regels": verslag.grootte,
                "wortel": verslag.wortel,
                "gesnoeid": verslag.gesnoeid,
                "hoofden": verslag.hoofden,
                "zonder_sleutel": list(verslag.onbekend),
                "gebreken": [vars(g) for g in verslag.gebreken],
            }
        )
    else:
        _toon_verslag(verslag)
    if not verslag.goed:
        raise typer.Exit(BEVINDINGEN)


def snoei(
    jaren: Annotated[
        int, typer.Option("--jaren", metavar="N", min=1, max=100, help="Alleen regels die ouder zijn; vijf jaar of meer.")
    ] = logboek.BEWAARTERMIJN,
    station: StationMap = HIER,
) -> None:
    """Laat de inhoud van de oudste regels los. Hun hashes blijven, en daarmee het bewijs van de rest; dat u dit deed, komt in het logboek."""
    with _open(lees_station(station)) as boek:
        regel = boek.snoei(_lezer(), jaren=jaren)
    if regel is None:
        alinea(f"Geen enkele regel is ouder dan {jaren} jaar. Er is niets gesnoeid.")
        return
    tot = int(regel.regel.betrokken[0].details["tot"])
    alinea(f"De inhoud van alle regels voor regel {getal(tot)} is weg. Regel {getal(regel.volgnummer)} van het logboek bewijst dat.")


def _toon_verslag(verslag: logboek.Verslag) -> None:
    alinea(f"{getal(verslag.grootte)}, waarvan {getal(verslag.gesnoeid)} gesnoeid.", kop="Regels:")
    alinea(verslag.wortel, kop="Wortel:")
    alinea(f"{getal(verslag.hoofden)} ondertekend.", kop="Hoofden:")
    if verslag.onbekend:
        alinea(
            f"{', '.join(verslag.onbekend)}. Geef hem met --sleutel.", kop="Handtekening niet nagekeken, sleutel onbekend:", stijl="yellow"
        )
    if verslag.goed:
        alinea("Elke regel is zoals zij geschreven is.")
        return
    for gebrek in verslag.gebreken:
        plek = "bestand" if gebrek.volgnummer is None else f"regel {gebrek.volgnummer}"
        alinea(f"{gebrek.wat}.", kop=f"{plek}:", stijl="bold red")
    UIT.print()
    alinea(
        "Bewaar dit bestand zoals het is, en zet er een reservekopie naast. Meld het aan de logbeheerder.", kop="Let op:", stijl="bold red"
    )


def _map(station: Station) -> Path:
    return station.map / "logboek"


def _open(station: Station) -> Logboek:
    bron = Logbron(organisatie=station.kvk, id=f"datastation {__version__}")
    return Logboek(_map(station), bron, maak=False)


def _lees(station: Station, filter: Leesfilter) -> tuple[Vastgelegd, ...]:
    with _open(station) as boek:
        return boek.lees(filter, _lezer())


def _lezer() -> Gebruiker:
    """Who asks, as the system knows it."""
    return Gebruiker(id=systeemnaam(), rol="opdrachtregel", is_aanvrager=True)


def _filter(zaak: str | None, wat: str | None, wie: str | None, van: str | None, tot: str | None, aantal: int | None) -> Leesfilter:
    if wat is not None and wat not in set(Gebeurtenis):
        raise GebruiksFout("Die gebeurtenis is er niet.", waar="--gebeurtenis", herstel="Kies uit: " + ", ".join(Gebeurtenis))
    try:
        return Leesfilter(
            zaaknummer=zaak,
            gebeurtenis=None if wat is None else Gebeurtenis(wat),
            gebruiker=wie,
            van=None if van is None else _dag(van, "--van"),
            tot=None if tot is None else _dag(tot, "--tot") + timedelta(days=1),
            hoogstens=aantal,
        )
    except ValidationError:
        raise GebruiksFout("Een zaak of gebruiker is leeg of te lang.", waar="--zaak of --gebruiker") from None


def _dag(tekst: str, optie: str) -> datetime:
    """Begin of a day in Dutch local time (decision 5)."""
    try:
        return datetime.combine(datetime.strptime(tekst, "%Y-%m-%d").date(), time(), vandaag().tzinfo)  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise GebruiksFout("Die datum is niet te lezen.", waar=optie, herstel="Schrijf jaar, maand en dag: 2026-06-30.") from None


def _moment(tijd: str) -> datetime:
    return datetime.fromisoformat(tijd).astimezone(vandaag().tzinfo)


def _hoofd(pad: Path) -> Boomhoofd:
    try:
        return Boomhoofd.model_validate_json(pad.read_bytes())
    except (OSError, ValidationError):
        raise GebruiksFout(
            "Dit is geen hoofd van een logboek.", waar=str(pad), herstel="Geef het JSON-bestand zoals u het kreeg."
        ) from None
