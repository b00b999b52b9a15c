"""Commands for whoever handles questions: zaken, zaak toon, inzien, klaarzetten, corrigeer, vrijgeven, afwijzen, intrekken, opnieuw."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated, Any

import typer

from datastation import uitwisselen, vrijgave, zaken
from datastation.cli.hulp import Groep, Opdracht
from datastation.cli.opties import HIER, Json, StationMap, systeemnaam
from datastation.cli.uitvoer import UIT, alinea, json_uit, meld, tabel, vandaag
from datastation.instellingen import Station, lees_station
from datastation.model.antwoord import Antwoord, Resultaat
from datastation.staat import Staat
from datastation.staat.rijen import Zaak
from datastation.vrijgave import Dossier, Wie

Nummer = Annotated[str, typer.Argument(metavar="NUMMER", help="Het zaaknummer; zie datastation zaken.")]
Als = Annotated[
    str | None,
    typer.Option(
        "--als", metavar="GEBRUIKER", help="Als wie u dit doet; anders uw naam op deze computer. Het station gelooft u op uw woord.",
        show_default="uw naam op deze computer",
    ),
]  # fmt: skip
Reden = Annotated[str, typer.Option("--reden", metavar="TEKST", help="Waarom; komt in de geschiedenis van de zaak.")]
_EERLIJK = (
    "--als is zo eerlijk als wie het intikt: wie in de map van het station mag schrijven, kan zich hier voor elke gebruiker uitgeven. "
    "Geef daarom alleen beheerders die toegang."
)


@dataclass(frozen=True)
class _Balie:
    station: Station
    staat: Staat
    wie: Wie
    nu: datetime


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("zaken", cls=Opdracht, rich_help_panel="Vragen", epilog=_EERLIJK)(lijst)
    groep = typer.Typer(
        cls=Groep,
        help="Bekijk een binnengekomen vraag, of beslis over haar antwoord.",
        epilog=_EERLIJK,
        no_args_is_help=True,
        rich_markup_mode="rich",
    )
    for naam, doe in (
        ("toon", toon),
        ("inzien", inzien),
        ("klaarzetten", klaarzetten),
        ("corrigeer", corrigeer),
        ("vrijgeven", vrijgeven),
        ("afwijzen", afwijzen),
        ("intrekken", intrekken),
        ("opnieuw", opnieuw),
    ):
        groep.command(naam, cls=Opdracht, epilog=_EERLIJK)(doe)
    app.add_typer(groep, name="zaak", rich_help_panel="Vragen")


@contextmanager
def _balie(map: Any, als: str | None) -> Iterator[_Balie]:
    station = lees_station(map)
    with zaken.open_staat_van(station, os.environ) as staat:
        yield _Balie(station, staat, vrijgave.persoon(als or systeemnaam()), vandaag())


def lijst(
    toestand: Annotated[
        list[str] | None,
        typer.Option("--toestand", metavar="NAAM", help="Alleen zaken die zo ver zijn, bijvoorbeeld beantwoord; mag vaker."),
    ] = None,
    als: Als = None,
    station: StationMap = HIER,
    als_json: Json = False,
) -> None:
    """Toon de vragen die binnenkwamen, de oudste eerst."""
    with _balie(station, als) as b:
        gevonden = zaken.lijst(b.staat, toestand or [], wie=b.wie)
    if als_json:
        json_uit([_zaak(z) for z in gevonden])
        return
    if not gevonden:
        meld("Er zijn geen zaken om te tonen.")
        return
    rijen = [
        (z.zaaknummer, z.toestand, f"{z.profiel} {z.vraag_nr}", z.afnemer, _moment(z.aangemaakt), _moment(z.vervalt)) for z in gevonden
    ]
    tabel("", ("zaak", "toestand", "vraag", "afnemer", "binnengekomen", "vervalt"), rijen)


def toon(nummer: Nummer, als: Als = None, station: StationMap = HIER, als_json: Json = False) -> None:
    """Toon een zaak met haar geschiedenis. Dit telt niet als openen van het antwoord."""
    with _balie(station, als) as b:
        dossier = vrijgave.lees(b.staat, nummer, wie=b.wie)
    if als_json:
        json_uit(_dossier(dossier))
    else:
        _toon_dossier(dossier)


def inzien(nummer: Nummer, als: Als = None, station: StationMap = HIER, als_json: Json = False) -> None:
    """Open het antwoord zoals het nu is. Wie het zo zag, mag erover beslissen; dat u het zag, komt in de geschiedenis."""
    with _balie(station, als) as b:
        haal = _haal(b)
        gezien = zaken.zie_in(b.staat, nummer, wie=b.wie, nu=b.nu, haal=haal)
    scherm = {} if haal is None else haal.scherm
    if als_json:
        antwoord = None if gezien.antwoord is None else _antwoord(gezien.antwoord)
        json_uit({**_dossier(gezien.dossier), "antwoord": antwoord, **({"onderdrukt": scherm} if scherm else {})})
        return
    _toon_dossier(gezien.dossier)
    UIT.print()
    if gezien.antwoord is not None:
        _toon_antwoord(gezien.antwoord)
        _toon_scherm(scherm)
        return
    zaak = gezien.dossier.zaak
    alinea(f"{zaak.antwoord_pad}, vanaf de map van het station.", kop="Antwoord staat in:")
    alinea(str(zaak.antwoord_sha256), kop="sha256:")


def klaarzetten(nummer: Nummer, als: Als = None, station: StationMap = HIER) -> None:
    """Zeg dat u het antwoord hebt gecontroleerd: een ander mag het vrijgeven. Open het eerst."""
    with _balie(station, als) as b:
        vrijgave.zet_klaar(b.staat, nummer, wie=b.wie, nu=b.nu)
    alinea(f"Zaak {nummer} staat klaar. Een bestuurder opent het antwoord en beslist.")


def corrigeer(
    nummer: Nummer,
    cel: Annotated[str, typer.Option("--cel", metavar="RIJ/KOLOM", help="Welke waarde, bijvoorbeeld 3/aantal.")],
    waarde: Annotated[str, typer.Option("--waarde", metavar="TEKST", help="Wat er volgens u hoort te staan.")],
    reden: Reden,
    berekend: Annotated[
        str | None, typer.Option("--berekend", metavar="TEKST", help="Wat er nu staat; nodig waar het station dat niet zelf kan lezen.")
    ] = None,
    als: Als = None,
    station: StationMap = HIER,
) -> None:
    """Zet een ondertekende verklaring naast een berekende waarde. De berekende waarde blijft staan en gaat mee."""
    with _balie(station, als) as b:
        zaken.corrigeer(
            b.station,
            b.staat,
            nummer,
            cel=cel,
            waarde=waarde,
            reden=reden,
            wie=b.wie,
            nu=b.nu,
            haal=_haal(b),
            berekend=berekend,
        )
    alinea(f"De correctie staat bij zaak {nummer}. Wie al had geopend of klaargezet, moet dat opnieuw doen.")


def vrijgeven(
    nummer: Nummer,
    vervangt: Annotated[
        str | None, typer.Option("--vervangt", metavar="NUMMER", help="De zaak met het eerdere antwoord dat dit antwoord vervangt.")
    ] = None,
    reden: Reden = "",
    als: Als = None,
    station: StationMap = HIER,
) -> None:
    """Geef het antwoord van een zaak vrij: het gaat naar de afnemer. Eén zaak tegelijk; open het antwoord eerst."""
    with _balie(station, als) as b:
        zaak = vrijgave.geef_vrij(b.staat, nummer, wie=b.wie, nu=b.nu, vervangt=vervangt, reden=reden)
    hoe = "Het antwoord wordt verstuurd" if zaak.antwoordadres else "De afnemer kan het antwoord ophalen"
    alinea(f"Zaak {nummer} is vrijgegeven. {hoe}.")


def afwijzen(nummer: Nummer, reden: Reden, als: Als = None, station: StationMap = HIER) -> None:
    """Geef het antwoord niet; de afnemer hoort dat. Open het antwoord eerst."""
    with _balie(station, als) as b:
        vrijgave.wijs_af(b.staat, nummer, wie=b.wie, nu=b.nu, reden=reden)
    alinea(f"Zaak {nummer} is afgewezen.")


def intrekken(nummer: Nummer, reden: Reden, als: Als = None, station: StationMap = HIER) -> None:
    """Neem een vrijgave terug, zolang het antwoord nog niet verstuurd is."""
    with _balie(station, als) as b:
        vrijgave.trek_in(b.staat, nummer, wie=b.wie, nu=b.nu, reden=reden)
    alinea(f"Zaak {nummer} is ingetrokken. Er gaat niets naar de afnemer.")


def opnieuw(nummer: Nummer, reden: Reden, als: Als = None, station: StationMap = HIER) -> None:
    """Laat de vraag opnieuw beantwoorden, nadat de bron is hersteld en ververst."""
    with _balie(station, als) as b:
        vrijgave.herhaal(b.staat, nummer, wie=b.wie, nu=b.nu, reden=reden)
    alinea(f"Zaak {nummer} wordt opnieuw beantwoord.")


class _Lezer:
    """Reads the answer of a case from the vault.

    Attributes:
        scherm: what stood beside the answer that was read last, for whoever decides (`uitwisselen.vrijgavescherm`).
    """

    def __init__(self, station: Station) -> None:
        self._station = station
        self.scherm: Mapping[str, Any] = {}

    def __call__(self, zaaknummer: str) -> Antwoord:
        with uitwisselen.richt_in(self._station, omgeving=os.environ) as inr:
            self.scherm = uitwisselen.vrijgavescherm(inr, zaaknummer)
            return uitwisselen.antwoord_intern(inr, zaaknummer)


def _haal(b: _Balie) -> _Lezer | None:
    """How to read the answer of a case: the vault is opened where the station takes questions, and nowhere else."""
    return None if b.station.uitwisseling is None else _Lezer(b.station)


def _moment(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment.astimezone(vandaag().tzinfo):%d-%m-%Y %H:%M}"


def _zaak(zaak: Zaak) -> dict[str, Any]:
    ruw = asdict(zaak)
    return {**ruw, "parameters": json.loads(zaak.parameters), "verzoek": json.loads(zaak.verzoek) if zaak.verzoek else None}


def _dossier(dossier: Dossier) -> dict[str, Any]:
    return {
        "zaak": _zaak(dossier.zaak),
        "overgangen": [asdict(o) for o in dossier.overgangen],
        "merken": [asdict(m) for m in dossier.merken],
        "correcties": [{**asdict(c), "handtekening": c.handtekening.hex()} for c in dossier.correcties],
        "bericht": None if dossier.bericht is None else asdict(dossier.bericht),
    }


def _toon_dossier(dossier: Dossier) -> None:
    z = dossier.zaak
    alinea(f"{z.toestand}", kop=f"Zaak {z.zaaknummer}:")
    alinea(f"{z.profiel}@{z.profielversie}, vraag {z.vraag_nr}", kop="Vraag:", inspring=2)
    alinea(", ".join(f"{k}={v}" for k, v in json.loads(z.parameters).items()) or "geen", kop="Parameters:", inspring=2)
    alinea(z.afnemer, kop="Afnemer:", inspring=2)
    if z.beleid:
        wie = "het station zelf" if z.beleid == "automatisch" else "twee mensen" if z.vier_ogen else "een mens"
        alinea(wie, kop="Beslist:", inspring=2)
    if z.momentopname:
        alinea(z.momentopname, kop="Momentopname:", inspring=2)
    if z.vervangt:
        alinea(z.vervangt, kop="Vervangt:", inspring=2)
    alinea(_moment(z.vervalt), kop="Vervalt:", inspring=2)
    regels = [(o.op, o.naar, o.door_rol, o.door_id, o.reden) for o in dossier.overgangen]
    regels += [(m.op, m.soort, m.door_rol, m.door_id, "") for m in dossier.merken]
    regels += [(c.op, f"correctie {c.cel}: {c.berekend} → {c.waarde}", c.door_rol, c.door_id, c.reden) for c in dossier.correcties]
    UIT.print()
    rijen = [(_moment(op), *rest) for op, *rest in sorted(regels, key=lambda regel: regel[0])]
    tabel("", ("wanneer", "wat", "rol", "wie", "reden"), rijen)
    if (b := dossier.bericht) is not None:
        stand = {"wacht": "wacht op verzending", "bezorgd": f"bezorgd op {_moment(b.bezorgd)}", "vervallen": "wordt niet verstuurd"}[
            b.stand
        ]
        alinea(f"{stand} ({b.pogingen} pogingen{', laatste fout: ' + b.fout if b.fout else ''}).", kop="Bericht aan de afnemer:")


def _toon_antwoord(antwoord: Antwoord) -> None:
    for resultaat in antwoord.resultaten.values():
        koppen, rijen = _cellen(resultaat)
        alinea(resultaat.titel, kop=f"Vraag {resultaat.vraag}:")
        tabel("", ("rij", *koppen), [(n, *rij) for n, rij in enumerate(rijen, 1)], rechts=(0,))
    if antwoord.uitgesloten:
        alinea(
            f"{sum(antwoord.uitgesloten.values())} registraties, omdat er eerst iets te herstellen is.",
            kop="Niet meegeteld:",
            stijl="yellow",
        )


def _toon_scherm(scherm: Mapping[str, Any]) -> None:
    """What the requester does not get, and why: for whoever decides, and for nobody else."""
    for nr, deel in scherm.items():
        if deel["cellen"]:
            alinea("dit ziet de afnemer niet. Geef het ook niet op een andere manier door.", kop=f"Vraag {nr}, onderdrukt:", stijl="yellow")
            rijen = [
                (", ".join(c["rij"]), c["kolom"], c["berekend"], "\n".join(dict.fromkeys(r["zin"] for r in c["redenen"])))
                for c in deel["cellen"]
            ]
            tabel("", ("rij", "kolom", "berekend", "waarom"), rijen)
        if deel["al_bekend"]:
            plekken = "; ".join(f"{', '.join(p['rij'])}, {p['kolom']}" for p in deel["al_bekend"])
            alinea(f"{plekken}. Onderdrukken helpt hier niet meer.", kop="Al weg te rekenen uit eerdere antwoorden:", stijl="yellow")
        if deel["niet_nagerekend"]:
            alinea("er zijn te veel eerdere antwoorden om alles samen na te rekenen.", kop="Niet helemaal nagerekend:", stijl="yellow")
        if deel["uitgesloten"]:
            alinea(
                f"{sum(deel['uitgesloten'].values())} registraties; de afnemer ziet dit aantal niet.", kop="Niet meegeteld:", stijl="yellow"
            )


def _antwoord(antwoord: Antwoord) -> dict[str, Any]:
    return {nr: dict(zip(("kolommen", "rijen"), _cellen(r), strict=True)) for nr, r in antwoord.resultaten.items()}


def _cellen(resultaat: Resultaat) -> tuple[list[str], list[list[str]]]:
    plek = resultaat.geleverd
    return [resultaat.kolommen[i].naam for i in plek], [[zaken.als_tekst(rij[i]) for i in plek] for rij in resultaat.rijen]
