"""Commands that check: controleer, momentopnamen, mapping, dokter."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from datastation import kwaliteit, mapping, onderhoud, sleutel
from datastation.cli.opties import HIER, Json, StationMap
from datastation.cli.uitvoer import UIT, json_uit, schrijf, tabel, vandaag
from datastation.fouten import BEVINDINGEN, GebruiksFout, MotorFout
from datastation.instellingen import Bron, Station, lees_station
from datastation.model.bevinding import Bevinding, Ernst, Regel
from datastation.store import momentopname
from datastation.verversen import lees_bevindingen, open_tabellen

_KLEUR = {Ernst.BLOKKEERT: "bold red", Ernst.WAARSCHUWT: "yellow", Ernst.INFORMEERT: "cyan"}
_VOORBEELDEN = 5


def voeg_toe(app: typer.Typer) -> None:
    """Hang the commands of this file on the command line."""
    app.command("controleer", rich_help_panel="Gegevens")(controleer)
    opnamen = typer.Typer(help="Bekijk de momentopnamen, of zet een eerdere terug.", invoke_without_command=True, rich_markup_mode="rich")
    opnamen.callback()(toon_opnamen)
    opnamen.command("terug")(terug)
    app.add_typer(opnamen, name="momentopnamen", rich_help_panel="Gegevens")
    kaart = typer.Typer(
        help="Bekijk een mapping: als RML, of op de eerste rijen van uw bron.", no_args_is_help=True, rich_markup_mode="rich"
    )
    kaart.command("rml")(rml)
    kaart.command("proef")(proef)
    app.add_typer(kaart, name="mapping", rich_help_panel="Onderhoud")
    app.command("dokter", rich_help_panel="Onderhoud")(dokter)


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
        UIT.print(f"De herstellijst staat in [bold]{naar_csv}[/].")
    if any(regels[b.regel].ernst is Ernst.BLOKKEERT for b in bevindingen):
        raise typer.Exit(BEVINDINGEN)


def _toon(opname: momentopname.Momentopname, regels: dict[str, Regel], bevindingen: tuple[Bevinding, ...]) -> None:
    per_regel: dict[str, list[Bevinding]] = {}
    for bevinding in bevindingen:
        per_regel.setdefault(bevinding.regel, []).append(bevinding)
    rang = list(Ernst)
    for id in sorted(per_regel, key=lambda id: (rang.index(regels[id].ernst), -len(per_regel[id]), id)):
        regel, eigen = regels[id], per_regel[id]
        UIT.print(f"[{_KLEUR[regel.ernst]}]{regel.ernst}[/] [bold]{regel.titel}[/]  ({len(eigen)} ×, regel {regel.id})")
        UIT.print(f"    Grond: {regel.grond}")
        UIT.print(f"    Herstel: {regel.herstel}")
        UIT.print(f"    Waar: {_plekken(eigen)}")
    verlies = [(v.bestand or v.tabel, v.kolom, v.soort, v.reden, v.aantal, v.herstel) for v in opname.manifest.verlies]
    if verlies:
        tabel("\nWat niet gebruikt kon worden", ("bestand", "kolom", "wat", "reden", "aantal", "herstel"), verlies, rechts=(4,))
    telling = Counter(regels[b.regel].ernst for b in bevindingen)
    UIT.print(f"\nMomentopname {opname.id}: " + (", ".join(f"{telling[e]} {e}" for e in Ernst if telling[e]) or "geen bevindingen") + ".")


def _plekken(bevindingen: list[Bevinding]) -> str:
    plekken = [f"{b.bestand} rij {b.rij}" for b in bevindingen if b.bestand]
    meer = len(bevindingen) - min(len(plekken), _VOORBEELDEN)
    return "; ".join(plekken[:_VOORBEELDEN]) + (f"; en nog {meer}" if meer else "")


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
    dient = momentopname.huidige(map).id if alle else ""
    if als_json:
        json_uit(
            [{"id": m.id, "dient": m.id == dient, "gegevens_tot": m.manifest.gegevens_tot, "triples": m.manifest.triples} for m in alle]
        )
        return
    rijen = [
        ("→" if m.id == dient else "", m.id, _lokaal(m.manifest.gemaakt_op), f"{m.manifest.gegevens_tot:%d-%m-%Y}", m.manifest.triples)
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
    UIT.print(f"Nu antwoordt momentopname [bold]{gekozen.id}[/], met gegevens tot en met {gekozen.manifest.gegevens_tot:%d-%m-%Y}.")


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
    rijen: Annotated[int, typer.Option("--rijen", min=1, max=100, help="Aantal rijen per tabel.")] = 3,
) -> None:
    """Toon de eerste rijen van een bron als triples. Let op: dit toont gegevens van cliënten op uw scherm."""
    instellingen = lees_station(station)
    gekozen = _bron(instellingen, bron)
    assert gekozen.mapping is not None, "chosen on that"
    kaart = mapping.lees_mapping(gekozen.mapping, instellingen.map)
    tabellen = open_tabellen(gekozen, instellingen.map, kaart)
    for rij in mapping.proef(kaart, tabellen, _context(instellingen, gekozen), rijen):
        UIT.print(f"[bold]{rij.tabel}[/] {rij.bestand} rij {rij.rij}: {rij.lot}")
        UIT.file.write("".join(f"  {regel.rstrip()}\n" for regel in rij.quads))


def dokter(station: StationMap = HIER, als_json: Json = False) -> None:
    """Kijk alles na wat een helpdesk zou vragen. Uitgang 6 als er iets fout is."""
    gevonden = onderhoud.onderzoek(lees_station(station), vandaag().date())
    if als_json:
        json_uit([vars(o) for o in gevonden])
    else:
        kleur = {"goed": "green", "let op": "yellow", "fout": "bold red"}
        for o in gevonden:
            UIT.print(f"[{kleur[o.oordeel]}]{o.oordeel:6}[/] [bold]{o.naam}[/]: {o.uitleg}", soft_wrap=True)
            if o.herstel:
                UIT.print(f"       {o.herstel}", soft_wrap=True)
    if any(o.oordeel == "fout" for o in gevonden):
        raise typer.Exit(MotorFout.code)
