"""Commands that let go of what may not stay: wis-persoon, opruimen."""

from __future__ import annotations

import getpass
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from datastation import opruimen, vrijgave, wissen, zaken
from datastation.cli.hulp import Opdracht
from datastation.cli.opties import HIER, Json, StationMap, systeemnaam
from datastation.cli.uitvoer import FOUT, UIT, alinea, getal, json_uit, kort, meld, tabel, vandaag, voortgang
from datastation.fouten import BEVINDINGEN, GebruiksFout
from datastation.instellingen import Station, lees_station
from datastation.logboek import BEWAARTERMIJN, Gebruiker

_UITLEG = (
    "Wie er gewist wordt, leest deze opdracht van standaardinvoer of uit een bestand: een nummer op de opdrachtregel bleef in uw geschiedenis staan. "
    "Haal de persoon eerst uit de bron, anders komt hij bij de volgende verversing terug; ververs waarschuwt dan. Wissen is niet terug te draaien."
)


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("wis-persoon", cls=Opdracht, rich_help_panel="Onderhoud", epilog=_UITLEG)(wis_persoon)
    app.command("opruimen", cls=Opdracht, rich_help_panel="Onderhoud")(ruim_op)


def wis_persoon(
    van: Annotated[
        Path | None,
        typer.Option("--van", metavar="PAD", help="Bestand met één cliëntnummer of IRI; anders vraagt of leest het station het."),
    ] = None,
    ruimte: Annotated[
        str | None, typer.Option("--ruimte", metavar="NAAM", help="Identiteitsruimte van het cliëntnummer, als er meer dan een is.")
    ] = None,
    reden: Annotated[
        str, typer.Option("--reden", metavar="TEKST", help="Waarom, zonder gegevens van de persoon; komt in het logboek.")
    ] = "",
    ja: Annotated[bool, typer.Option("--ja", help="Niet vragen of u het zeker weet.")] = False,
    afmaken: Annotated[bool, typer.Option("--afmaken", help="Maak alleen af wat eerder is afgebroken; noem niemand.")] = False,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Wis één persoon uit alle momentopnamen (AVG), ook uit vastgezette. Uitgang 1 als hij nergens in staat."""
    instellingen = lees_station(station)
    door = Gebruiker(id=systeemnaam(), rol="opdrachtregel", is_aanvrager=True)
    if afmaken:
        namen = wissen.maak_af(instellingen, door=door)
        alinea(f"Afgemaakt voor {getal(len(namen))} momentopnamen." if namen else "Er was niets af te maken.")
        return
    if not reden.strip():
        raise GebruiksFout("Bij wissen hoort een reden.", waar="--reden", herstel="Bijvoorbeeld: --reden 'AVG-verzoek 2026-014'")
    persoon = _persoon(instellingen, van, ruimte, ja=ja)
    with voortgang(not als_json) as zeg:
        uitslag = wissen.wis(instellingen, persoon, door=door, reden=reden, nu=vandaag(), meld=zeg)
    nummers: tuple[str, ...] = ()
    if instellingen.uitwisseling is not None:
        with zaken.open_staat_van(instellingen, os.environ) as staat:
            nummers = wissen.zaken_uit(staat, uitslag)
    if als_json:
        json_uit({**asdict(uitslag), "leveringen": [str(p) for p in uitslag.leveringen], "zaken": list(nummers)})
    else:
        _toon(uitslag, nummers)
    if not uitslag.gewist:
        raise typer.Exit(BEVINDINGEN)


def ruim_op(
    jaren: Annotated[
        int, typer.Option("--jaren", metavar="N", min=1, max=100, help="Zaken die langer geleden eindigden, gaan weg; vijf jaar of meer.")
    ] = BEWAARTERMIJN,
    dagen: Annotated[
        int, typer.Option("--dagen", metavar="N", min=0, max=3660, help="Antwoorden die niet zijn vrijgegeven, gaan na zoveel dagen weg.")
    ] = opruimen.DAGEN,
    als: Annotated[
        str | None,
        typer.Option("--als", metavar="GEBRUIKER", help="Als welke beheerder.", show_default="eigenaar van deze computer"),
    ] = None,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Haal weg wat langer bewaard is dan mag: oude zaken, antwoorden die niet weggingen, oude momentopnamen."""
    instellingen = lees_station(station)
    door = Gebruiker(id=als or systeemnaam(), rol="beheerder" if als else "opdrachtregel", is_aanvrager=True)
    with zaken.open_staat_van(instellingen, os.environ) as staat:
        wie = vrijgave.persoon(als) if als else zaken.beheer(systeemnaam())
        weg = opruimen.ruim_op(instellingen, staat, wie=wie, door=door, nu=datetime.now(UTC), jaren=jaren, dagen=dagen)
    if als_json:
        json_uit(asdict(weg))
        return
    alinea(
        f"Weg: {getal(len(weg.zaken))} zaken, {getal(len(weg.antwoorden) + weg.los)} antwoorden, {getal(len(weg.momentopnamen))} momentopnamen."
    )


def _persoon(station: Station, van: Path | None, ruimte: str | None, *, ja: bool) -> wissen.Persoon:
    if van is not None:
        try:
            tekst = van.read_text(encoding="utf-8-sig") if van.stat().st_size <= 4 * wissen.GROOTST else ""
        except (OSError, UnicodeDecodeError):
            raise GebruiksFout("Het bestand is niet te lezen.", waar=str(van), herstel="Geef een tekstbestand met één regel.") from None
    elif sys.stdin.isatty():
        tekst = getpass.getpass("Cliëntnummer of IRI (u ziet niet wat u typt): ")
    else:
        tekst = sys.stdin.read(4 * wissen.GROOTST)
    persoon = wissen.lees_persoon(station, tekst, ruimte)
    if ja:
        return persoon
    if not sys.stdin.isatty():
        raise GebruiksFout("Wissen is niet terug te draaien.", herstel="Weet u het zeker, geef dan --ja.")
    meld("Deze persoon verdwijnt uit alle momentopnamen. Dat is niet terug te draaien.")
    FOUT.print("Typ ja om te wissen: ", end="")
    if sys.stdin.readline().strip().lower() != "ja":
        raise GebruiksFout("Er is niets gewist.", herstel="Typ ja, of geef --ja.")
    return persoon


def _toon(uitslag: wissen.Uitslag, nummers: tuple[str, ...]) -> None:
    if not uitslag.gewist:
        alinea(f"Deze persoon staat in geen van de {getal(uitslag.nagekeken)} momentopnamen. Klopt het nummer, en de bron?")
        return
    alinea(f"Gewist uit {getal(len(uitslag.gewist))} van de {getal(uitslag.nagekeken)} momentopnamen.")
    rijen = [(g.wissing.was, g.nieuw, getal(g.wissing.triples), getal(g.verwijzingen)) for g in uitslag.gewist]
    tabel("", ("momentopname", "is nu", "triples weg", "waarvan verwijzingen"), rijen, rechts=(2, 3))
    UIT.print()
    alinea("Wat u nog doet:")
    stappen = [
        "Haal de persoon uit de bron en uit de export, vóór de volgende verversing.",
        "Laat reservekopieën verlopen; deze opdracht komt daar niet.",
        "Neemt dit station vragen aan, start het dan opnieuw: anders houdt het de oude momentopname open tot de volgende vraag.",
    ]
    if uitslag.leveringen:
        namen = ", ".join(kort(p) for p in uitslag.leveringen)
        stappen.append(f"Beoordeel de leveringen uit deze momentopnamen; die zijn niet veranderd: {namen}")
    if nummers:
        stappen.append(f"Beoordeel de bewaarde antwoorden van deze zaken; die zijn niet veranderd: {', '.join(nummers)}")
    for nummer, zin in enumerate(stappen, 1):
        alinea(f"{nummer}. {zin}", inspring=2, hang=3)
