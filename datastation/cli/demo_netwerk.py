"""The demo of the exchange: a whole enquiry on one machine, with KIK-V's nine steps, and with what is refused along the way."""

from __future__ import annotations

import csv
import shutil
import socket
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from rich.text import Text

from datastation import uitvragen
from datastation.cli.demo import MERK
from datastation.cli.oefennet import boosdoeners, mensen
from datastation.cli.oefennet.net import DOOD, ONTWERPEN, PERIODE, Oefennet, begin, oefennet, stel_vragen
from datastation.cli.oefennet.stations import Oefenstation, Ontwerp
from datastation.cli.oefennet.website import ADRES
from datastation.cli.uitvoer import UIT, alinea, eigen_naam, getal, kort, meld, tabel, vandaag, voortgang
from datastation.fouten import GebruiksFout, MotorFout
from datastation.logboek import PubliekeSleutel, Vastgelegd, speel_na
from datastation.uitvragen import Status, Uitslag
from datastation.vertrouwen import MAP, Sleutel, lees_sleutels

EERST = 6.0  # seconds in which the stations answer, until people have to decide
DAARNA = 60.0
_VORMEN = {"csv-nl": "CSV", "ons": "NDJSON van een ECD", "fhir-zib2020": "FHIR"}


def speel(map: Path, ontwerpen: Sequence[Ontwerp] = ONTWERPEN) -> None:
    """Play the scenario in a folder, and tell it.

    Raises:
        GebruiksFout: the folder holds something that is not of this demo; it is left alone. MotorFout: something did not end as it should.
    """
    begonnen = time.perf_counter()
    _maak_plaats(map)
    with voortgang() as zeg:
        zeg("partijen maken")
        with oefennet(map, ontwerpen, meld=zeg) as net:
            zeg("vragen stellen")
            vragen = stel_vragen(net)
            uitvraag = begin(net, vragen)
            eerste = uitvragen.voer_uit(uitvraag, wacht=EERST)
            zeg("vrijgeven")
            antwoorders = [s for s in net.stations if s.ontwerp.besluit != "weigeren"]
            gedaan = [mensen.geef_vrij(s, len(net.profiel.vragen)) for s in antwoorders]
            zeg("antwoorden ophalen")
            laatste = uitvragen.voer_uit(uitvraag, wacht=DAARNA, vormen=("csv", "json", "parquet"))
            zeg("proberen wat niet mag")
            pogingen = boosdoeners.probeer(net, net.stations[0])
            regels = mensen.logregels(net.stations[0], gedaan[0].zaken[-1])
            zeg("stoppen")
        logboeken = [_kijk_na(s, uitvraag) for s in net.stations]
        _eis_stil(net)
    _vertel_partijen(net)
    _vertel_vraag(net, eerste)
    _vertel_vrijgave(antwoorders, gedaan)
    _vertel_antwoord(laatste)
    _vertel_stappen(net.stations[0], regels)
    _vertel_weigeringen(pogingen)
    _vertel_logboeken(net, logboeken)
    _eis_goed(laatste, pogingen, logboeken, len(antwoorders))
    UIT.print()
    alinea(f"{eigen_naam()} logboek toon --station {kort(net.stations[0].map)}", kop="Verder kijken:")
    meld(f"Klaar in {time.perf_counter() - begonnen:.0f} seconden. Alles wat gestart is, is weer gestopt.")


def _maak_plaats(map: Path) -> None:
    if map.exists() and any(map.iterdir()):
        if not (map / MERK).exists() or (map / "station.toml").exists():
            raise GebruiksFout(
                "Deze map is niet leeg en geen demonetwerk.", waar=str(map), herstel="Kies een andere map: datastation demo --netwerk MAP."
            )
        shutil.rmtree(map)
    map.mkdir(parents=True, exist_ok=True, mode=0o700)
    (map / MERK).write_text("Dit netwerk is gemaakt door `datastation demo --netwerk` en mag worden overschreven.\n", encoding="utf-8")


def _kijk_na(station: Oefenstation, uitvraag: Path) -> tuple[bool, int, int]:
    """Replay the log of a station: whether it is good, its entries, and how many receipts of the requester it was held against."""
    bewijzen = uitvragen.hoofden(uitvraag)[station.did]
    verslag = speel_na(station.map / "logboek", _publiek(station), bewijzen)
    return verslag.goed and not verslag.onbekend, verslag.grootte, len(bewijzen)


def _publiek(station: Oefenstation) -> dict[str, PubliekeSleutel]:
    uit = {}
    for sleutel in lees_sleutels(station.map / MAP).van(station.did).sleutels:
        gevonden = uitvragen.publiek(Sleutel(sleutel.kid, station.did, sleutel.jwk, frozenset()))
        if gevonden is not None:
            uit[sleutel.kid] = gevonden
    return uit


def _eis_stil(net: Oefennet) -> None:
    """Nothing listens any more, and no process is left."""
    for poort in net.poorten:
        with socket.socket() as contact:
            contact.settimeout(1.0)
            if contact.connect_ex((ADRES, poort)) == 0:
                raise MotorFout("Er luistert nog iets van de demo.", waar=f"poort {poort}")
    if lopend := [s.ontwerp.naam for s in net.stations if s.pid is not None]:
        raise MotorFout("Een station van de demo draait nog.", waar=lopend[0])


def _kop(tekst: str) -> None:
    UIT.print()
    UIT.print(Text(tekst, style="bold"))


def _vertel_partijen(net: Oefennet) -> None:
    _kop("Wie doen er mee? Alles is verzonnen, en draait op deze computer.")
    rijen = [
        ("beheerorganisatie", "keurt vragen goed, en trekt goedkeuring in"),
        ("inspectie", f"vraagt {net.profiel.naam}, {PERIODE['periode']}"),
    ]
    rijen += [
        (s.ontwerp.naam, f"{s.ontwerp.clienten} cliënten, bron: {_VORMEN[s.ontwerp.vorm]}; beleid: {s.ontwerp.besluit}")
        for s in net.stations
    ]
    rijen.append((DOOD, "op dit adres luistert niemand"))
    tabel("", ("partij", "wat"), rijen)


def _vertel_vraag(net: Oefennet, eerste: Uitslag) -> None:
    _kop("De inspectie stelt haar vragen")
    alinea(
        f"{len(net.profiel.vragen)} vragen, elk goedgekeurd door de beheerorganisatie, naar {len(eerste.regels)} adressen. Na enkele seconden:"
    )
    tabel("", ("station", "status"), [(r.station, r.status.value) for r in eerste.regels])


def _vertel_vrijgave(stations: Sequence[Oefenstation], gedaan: Sequence[mensen.Vrijgegeven]) -> None:
    _kop("Mensen beslissen, per vraag, na openen")
    for station, werk in zip(stations, gedaan, strict=True):
        wie = "kwaliteitsfunctionaris en bestuurder" if station.ontwerp.vier_ogen else "bestuurder"
        alinea(f"{len(werk.zaken)} antwoorden vrijgegeven door {wie}.", kop=f"{station.ontwerp.naam}:")
        if werk.geweigerd:
            alinea(f"De bestuurder wilde het eerst alleen doen. Het station zei: {werk.geweigerd}", inspring=2, hang=0)
        if station.ontwerp.besluit == "automatisch" and werk.mens_omdat:
            alinea(f"Het beleid zegt automatisch, en toch moest een mens het doen: {werk.mens_omdat}.", inspring=2, hang=0)


def _vertel_antwoord(uitslag: Uitslag) -> None:
    _kop("Wat de inspectie nu heeft")
    tabel("", ("station", "KvK", "status", "vragen"), [(r.station, r.kvk, r.status.value, r.vragen) for r in uitslag.regels])
    for r in uitslag.regels:
        if r.reden:
            alinea(f"{r.reden} ({r.code})", kop=f"{r.station}:")
    UIT.print()
    alinea("Totaal per station; handtekening, herkomst en ontvangstbewijs van elk antwoord zijn gecontroleerd.", kop="Vraag 4.")
    with (uitslag.map / "resultaat" / "vraag-4.csv").open(encoding="utf-8", newline="") as bestand:
        koppen, *rijen = csv.reader(bestand)
    tabel("", koppen, [(*rij[:2], *(getal(int(cel)) for cel in rij[2:])) for rij in rijen], rechts=range(2, len(koppen)))
    alinea(f"{kort(uitslag.map / 'resultaat')}", kop="Alle tabellen:")


def _vertel_stappen(station: Oefenstation, regels: Sequence[Vastgelegd]) -> None:
    """KIK-V's nine steps, as the log of a station has them for one case."""
    per = {r.regel.gebeurtenis.value: r for r in regels}
    ontvangen, getoetst, antwoord = per["ontvangen"], per["toegelaten"], per["beantwoord"]
    verzoek, resultaat = ontvangen.regel.verzoek, antwoord.regel.resultaat
    _kop(f"De negen stappen van KIK-V, uit het logboek van {station.ontwerp.naam}")
    stappen = (
        ("ontvangen", f"bericht van {ontvangen.regel.gebruikers[-1].id}"),
        ("loggen", f"regel {ontvangen.volgnummer}, zaak {ontvangen.regel.zaaknummer}"),
        ("autorisatie", f"toegangstoken van {verzoek.houder if verzoek else ''}"),
        ("presentatie verifiëren", f"verklaring van {', '.join(verzoek.uitgevers) if verzoek else ''}"),
        ("vraag verifiëren", f"{sum(c.geslaagd for c in getoetst.regel.controles)} controles geslaagd"),
        (
            "antwoord samenstellen",
            f"rijen: {resultaat.rijen if resultaat else 0}, uit momentopname {antwoord.regel.vraag.momentopname if antwoord.regel.vraag else ''}",
        ),
        ("vrijgave", f"door {per['vrijgegeven'].regel.goedkeurder or 'het beleid'}"),
        ("verzenden", f"ondertekend, aangekomen om {_tijd(per['verzonden'])}"),
        ("loggen", f"regel {per['verzonden'].volgnummer}; het ontvangstbewijs ging mee"),
    )
    for nummer, (stap, wat) in enumerate(stappen, 1):
        alinea(wat, kop=f"{nummer}. {stap}:", hang=3)


def _tijd(regel: Vastgelegd) -> str:
    moment = datetime.fromisoformat(regel.tijd[:19]).replace(tzinfo=UTC)
    return f"{moment.astimezone(vandaag().tzinfo):%H:%M:%S}"


def _vertel_weigeringen(pogingen: Sequence[boosdoeners.Poging]) -> None:
    _kop("Wat het station weigert")
    for poging in pogingen:
        alinea(f"{poging.zin} ({poging.code})", kop=f"{poging.wat}:".capitalize())


def _vertel_logboeken(net: Oefennet, logboeken: Sequence[tuple[bool, int, int]]) -> None:
    _kop("De logboeken, helemaal nagespeeld")
    rijen = [
        (s.ontwerp.naam, "klopt" if goed else "KLOPT NIET", getal(grootte), getal(bewijzen))
        for s, (goed, grootte, bewijzen) in zip(net.stations, logboeken, strict=True)
    ]
    tabel("", ("station", "logboek", "regels", "ontvangstbewijzen"), rijen, rechts=(2, 3))


def _eis_goed(uitslag: Uitslag, pogingen: Sequence[boosdoeners.Poging], logboeken: Sequence[tuple[bool, int, int]], aantal: int) -> None:
    """The demo says so itself where it did not end as it tells."""
    goed = sum(r.status is Status.BEANTWOORD for r in uitslag.regels) == aantal
    if not goed or not all(p.code for p in pogingen) or not all(klopt for klopt, _, _ in logboeken):
        raise MotorFout("De demo is niet geëindigd zoals bedoeld.", waar=str(uitslag.map), herstel="Meld dit, met wat er hierboven staat.")
