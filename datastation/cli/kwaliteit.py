"""Commands that check: controleer, momentopnamen, mapping, dokter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from datastation import kwaliteit, mapping, onderhoud, sleutel
from datastation.cli.hulp import Groep, Opdracht
from datastation.cli.opties import HIER, Json, StationMap
from datastation.cli.uitvoer import UIT, VAST, alinea, getal, json_uit, kort, meld, schrijf, tabel, vandaag
from datastation.fouten import BEVINDINGEN, GebruiksFout, MotorFout
from datastation.instellingen import Bron, Station, lees_station
from datastation.model.bevinding import Bevinding, Ernst, Regel
from datastation.model.verlies import Verliesregel
from datastation.store import momentopname
from datastation.verversen import lees_bevindingen, open_tabellen

_KLEUR = {Ernst.BLOKKEERT: "bold red", Ernst.WAARSCHUWT: "yellow", Ernst.INFORMEERT: "cyan"}
_TELWOORD = {Ernst.BLOKKEERT: "blokkerend", Ernst.WAARSCHUWT: "waarschuwing(en)", Ernst.INFORMEERT: "ter informatie"}
_VERLIES = {"rij": "rij geweigerd:", "eigenschap": "cel niet gebruikt:", "buiten_bereik": "rij buiten bereik:"}
_VOORBEELDEN = 5


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("controleer", cls=Opdracht, rich_help_panel="Gegevens")(controleer)
    opnamen = typer.Typer(
        cls=Groep, help="Bekijk de momentopnamen, of zet een eerdere terug.", invoke_without_command=True, rich_markup_mode="rich"
    )
    opnamen.callback()(toon_opnamen)
    opnamen.command("terug", cls=Opdracht)(terug)
    app.add_typer(opnamen, name="momentopnamen", rich_help_panel="Gegevens")
    kaart = typer.Typer(
        cls=Groep, help="Bekijk een mapping: als RML, of op de eerste rijen van uw bron.", no_args_is_help=True, rich_markup_mode="rich"
    )
    kaart.command("rml", cls=Opdracht)(rml)
    kaart.command("proef", cls=Opdracht)(proef)
    app.add_typer(kaart, name="mapping", rich_help_panel="Onderhoud")
    app.command("dokter", cls=Opdracht, rich_help_panel="Onderhoud")(dokter)


def controleer(
    station: StationMap = HIER,
    als_json: Json = False,
    naar_csv: Annotated[Path | None, typer.Option("--csv", metavar="PAD", help="Schrijf de herstellijst als CSV.")] = None,
) -> None:
    """Toon wat er aan de gegevens te herstellen is, met de rij in de bron. Uitgang 1 als er iets blokkeert."""
    opname = momentopname.huidige(lees_station(station).momentopnamen)
    regels = {r.id: r for r in kwaliteit.regels()}
    bevindingen = lees_bevindingen(opname)
    if als_json:
        json_uit(_als_dict(opname, regels, bevindingen))
    else:
        _toon(opname, regels, bevindingen)
    if naar_csv is not None:
        schrijf(naar_csv, _herstellijst(regels, bevindingen))
        meld(f"De herstellijst staat in {kort(naar_csv)}.")
    if any(regels[b.regel].ernst is Ernst.BLOKKEERT for b in bevindingen):
        raise typer.Exit(BEVINDINGEN)


def _toon(opname: momentopname.Momentopname, regels: dict[str, Regel], bevindingen: tuple[Bevinding, ...]) -> None:
    per_regel: dict[str, list[Bevinding]] = {}
    for bevinding in bevindingen:
        per_regel.setdefault(bevinding.regel, []).append(bevinding)
    rang = list(Ernst)
    for id in sorted(per_regel, key=lambda id: (rang.index(regels[id].ernst), -len(per_regel[id]), id)):
        regel, eigen = regels[id], per_regel[id]
        alinea(f"{getal(len(eigen))}{VAST}× {regel.titel}", kop=str(regel.ernst), stijl=_KLEUR[regel.ernst], hang=4)
        alinea(regel.id, kop="Regel:", inspring=4)
        alinea(regel.grond, kop="Grond:", inspring=4)
        alinea(regel.herstel, kop="Herstel:", inspring=4)
        alinea(_plekken(eigen), kop="Waar:", inspring=4)
        UIT.print()
    if opname.manifest.verlies:
        alinea("", kop="Wat niet gebruikt kon worden")
        for v in opname.manifest.verlies:
            alinea(f"{_VERLIES[v.soort]} {v.reden.replace('_', ' ')}", kop=f"{getal(v.aantal)}{VAST}×", inspring=2, hang=4)
            alinea(_verliesplek(v), kop="Waar:", inspring=6)
            alinea(v.herstel, kop="Herstel:", inspring=6)
        UIT.print()
    telling = Counter(regels[b.regel].ernst for b in bevindingen)
    alinea(
        f"Momentopname {opname.id}: "
        + (", ".join(f"{getal(telling[e])}{VAST}{_TELWOORD[e]}" for e in Ernst if telling[e]) or "geen bevindingen")
        + "."
    )


def _plekken(bevindingen: list[Bevinding]) -> str:
    """Where to repair: per file the first rows. A finding without a row is about something that a mapping made of several rows."""
    met_rij = [b for b in bevindingen if b.bestand]
    per_bestand: dict[str, list[int]] = {}
    for b in met_rij[:_VOORBEELDEN]:
        per_bestand.setdefault(b.bestand, []).append(b.rij)
    delen = [f"{bestand} rij{VAST}{_rijen(rijen)}" for bestand, rijen in per_bestand.items()]
    if meer := max(0, len(met_rij) - _VOORBEELDEN):
        delen.append(f"en nog{VAST}{meer}")
    if los := len(bevindingen) - len(met_rij):
        delen.append(f"{los} keer is er geen rij in een bron aan te wijzen")
    return "; ".join(delen)


def _rijen(nummers: Sequence[int]) -> str:
    return f",{VAST}".join(str(n) for n in nummers)


def _verliesplek(verlies: Verliesregel) -> str:
    delen = [verlies.bestand] if verlies.bestand else []
    if Path(verlies.bestand).name.partition(".")[0] != verlies.tabel:
        # A workbook, a database or a bundle holds several tables: a row number alone leads nowhere.
        delen.append(f"tabel {verlies.tabel}")
    if verlies.kolom:
        delen.append(f"kolom {verlies.kolom}")
    if verlies.voorbeelden:
        delen.append(f"rij{VAST}{_rijen(verlies.voorbeelden[:_VOORBEELDEN])}")
    return ", ".join(delen) + (" en verder" if verlies.aantal > _VOORBEELDEN else "")


def _als_dict(opname: momentopname.Momentopname, regels: dict[str, Regel], bevindingen: tuple[Bevinding, ...]) -> dict[str, object]:
    telling = Counter(b.regel for b in bevindingen)
    return {
        "momentopname": opname.id,
        "regels": [{**vars(regels[id]), "aantal": aantal} for id, aantal in sorted(telling.items())],
        "bevindingen": [vars(b) for b in bevindingen],
        "balansen": [vars(b) for b in opname.manifest.balansen],
        "verlies": [vars(v) for v in opname.manifest.verlies],
    }


def _herstellijst(regels: dict[str, Regel], bevindingen: tuple[Bevinding, ...]) -> bytes:
    """The fix list for whoever works in the ECD: one row per finding, no values from records."""
    uit = io.StringIO()
    lijst = csv.writer(uit)
    lijst.writerow(("ernst", "regel", "wat", "herstel", "bron", "bestand", "rij"))
    for b in sorted(bevindingen, key=lambda b: (list(Ernst).index(regels[b.regel].ernst), b.regel, b.bestand, b.rij)):
        regel = regels[b.regel]
        lijst.writerow((regel.ernst, regel.id, regel.titel, regel.herstel, b.bron, b.bestand, b.rij or ""))
    return uit.getvalue().encode("utf-8-sig")


def toon_opnamen(context: typer.Context, station: StationMap = HIER, als_json: Json = False) -> None:
    """Toon de momentopnamen; de pijl wijst naar die welke antwoordt."""
    if context.invoked_subcommand is not None:
        return
    map = lees_station(station).momentopnamen
    alle = momentopname.lijst(map)
    dient = momentopname.dienende(map)
    if als_json:
        json_uit(
            [{"id": m.id, "dient": m.id == dient, "gegevens_tot": m.manifest.gegevens_tot, "triples": m.manifest.triples} for m in alle]
        )
        return
    if not alle:
        meld("Er zijn nog geen momentopnamen. Maak er een met: datastation ververs")
        return
    rijen = [
        (
            "→" if m.id == dient else "",
            m.id,
            _lokaal(m.manifest.gemaakt_op),
            f"{m.manifest.gegevens_tot:%d-%m-%Y}",
            getal(m.manifest.triples),
        )
        for m in alle
    ]
    tabel("", ("", "id", "gemaakt", "gegevens tot en met", "triples"), rijen, rechts=(4,))


def _lokaal(tijd: str) -> str:
    return f"{datetime.fromisoformat(tijd).astimezone(vandaag().tzinfo):%d-%m-%Y %H:%M}"


def terug(
    id: Annotated[str, typer.Argument(metavar="ID", help="Id van de momentopname, of het begin ervan.")], station: StationMap = HIER
) -> None:
    """Laat een eerdere momentopname weer antwoorden."""
    gekozen = onderhoud.zet_terug(lees_station(station), id)
    alinea(f"Nu antwoordt momentopname {gekozen.id}, met gegevens tot en met {gekozen.manifest.gegevens_tot:%d-%m-%Y}.")


Bronnaam = Annotated[str | None, typer.Option("--bron", metavar="NAAM", help="Naam van de bron; nodig als er meer dan een is.")]


def _bron(instellingen: Station, naam: str | None) -> Bron:
    met_mapping = [b for b in instellingen.bronnen if b.mapping]
    passend = [b for b in met_mapping if naam in (None, b.naam)]
    if len(passend) == 1:
        return passend[0]
    raise GebruiksFout(
        "Welke bron bedoelt u?" if naam is None else f"Er is geen bron {naam} met een mapping.",
        herstel="Kies met --bron uit: " + (", ".join(b.naam for b in met_mapping) or "(er zijn geen bronnen met een mapping)"),
    )


def _context(instellingen: Station, bron: Bron) -> mapping.Context:
    geheim = sleutel.lees_sleutel(instellingen.sleutel)
    return mapping.Context(kvk=instellingen.kvk, ruimte=bron.ruimte, bron=bron.naam, sleutel=geheim, tijdzone=bron.tijdzone)


def rml(station: StationMap = HIER, bron: Bronnaam = None) -> None:
    """Schrijf de mapping van een bron als RML (Turtle), zodat elke RML-motor haar kan uitvoeren."""
    instellingen = lees_station(station)
    gekozen = _bron(instellingen, bron)
    assert gekozen.mapping is not None, "chosen on that"
    UIT.file.write(mapping.als_rml(mapping.lees_mapping(gekozen.mapping, instellingen.map), _context(instellingen, gekozen)))


def proef(
    station: StationMap = HIER,
    bron: Bronnaam = None,
    rijen: Annotated[int, typer.Option("--rijen", metavar="N", min=1, max=100, help="Aantal rijen per tabel (1 tot 100).")] = 3,
) -> None:
    """Toon de eerste rijen van een bron als triples. Let op: dit toont gegevens van cliënten op uw scherm."""
    instellingen = lees_station(station)
    gekozen = _bron(instellingen, bron)
    assert gekozen.mapping is not None, "chosen on that"
    kaart = mapping.lees_mapping(gekozen.mapping, instellingen.map)
    tabellen = open_tabellen(gekozen, instellingen.map, kaart)
    for rij in mapping.proef(kaart, tabellen, _context(instellingen, gekozen), rijen):
        alinea(f"{rij.bestand} rij {rij.rij}: {rij.lot}", kop=rij.tabel)
        UIT.file.write("".join(f"  {regel.rstrip()}\n" for regel in rij.quads))


def dokter(station: StationMap = HIER, als_json: Json = False) -> None:
    """Kijk alles na wat een helpdesk zou vragen. Uitgang 6 als er iets fout is."""
    gevonden = onderhoud.onderzoek(lees_station(station), vandaag().date())
    if als_json:
        json_uit([vars(o) for o in gevonden])
    else:
        kleur = {"goed": "green", "let op": "yellow", "fout": "bold red"}
        for o in gevonden:
            alinea(f"{o.naam}: {o.uitleg}", kop=f"{o.oordeel:6}".replace(" ", VAST), stijl=kleur[o.oordeel], hang=7)
            if o.herstel:
                alinea(o.herstel, inspring=7, hang=0)
    if any(o.oordeel == "fout" for o in gevonden):
        raise typer.Exit(MotorFout.code)
