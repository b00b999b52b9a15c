"""The practice network as a whole: its parties made and started together, stopped together."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import rfc8785

from datastation import besloten, uitvragen
from datastation.cli.oefennet.beheer import Beheerorganisatie
from datastation.cli.oefennet.gezag import Gezag
from datastation.cli.oefennet.stations import Oefenstation, Ontwerp, vrije_poort
from datastation.cli.oefennet.website import ADRES, Website
from datastation.instellingen import lees_station
from datastation.register import kas_van
from datastation.uitwisselprofiel import Profiel, zoek
from datastation.vertrouwen import MAP, EigenSleutel, did_document, maak_sleutel

PROFIEL, PERIODE, DAG = "igj-wzd-aantallen", {"periode": "2026-H1"}, date(2026, 8, 1)
AFNEMER = "Inspectie (verzonnen)"
DOOD = "De Stille Wijk"  # an address where nothing listens
ONTWERPEN = (
    Ontwerp("Stichting Kleinhof", "99990001", "csv-nl", 40, "automatisch"),
    Ontwerp("Zorggroep De Linde", "99990002", "ons", 60, "mens", vier_ogen=True),
    Ontwerp("Huize Voorbeeld", "99990003", "fhir-zib2020", 30, "mens"),
    Ontwerp("De Gesloten Deur", "99990004", "csv-nl", 30, "weigeren"),
)
_LIJST = """# De uitvraag van de verzonnen inspectie: wie zij is, waar antwoorden binnenkomen, en aan wie zij vraagt.
[afnemer]
did = "{did}"
sleutels = "{sleutels}"

[postbus]
basis = "https://{adres}:{poort}"
adres = "{adres}"
poort = {poort}
certificaat = "tls/inspectie.pem"

[verbinding]
ca = "tls/gezag.pem"
certificaat = "tls/inspectie.pem"
lokaal = true

[grenzen]
pogingen = 2
rust = 1.0
"""
_STATION = """
[[stations]]
naam = "{naam}"
url = "https://{adres}:{poort}"
kvk = "{kvk}"
"""


@dataclass
class Oefennet:
    """The running network.

    Attributes:
        postbus, doof: ports of the mailbox and of the address where nothing listens.
        ingetrokken: a credential that was taken back before any station looked: a status list counts as fresh for five minutes.
    """

    map: Path
    gezag: Gezag
    beheer: Beheerorganisatie
    inspectie: EigenSleutel
    stations: tuple[Oefenstation, ...]
    profiel: Profiel
    ingetrokken: bytes
    postbus: int
    doof: int
    websites: tuple[int, ...]

    @property
    def lijst(self) -> Path:
        """The requester's list of stations."""
        return self.map / "inspectie" / "lijst.toml"

    @property
    def poorten(self) -> tuple[int, ...]:
        """Every port that the network uses."""
        return (*(s.poort for s in self.stations), self.postbus, self.doof, *self.websites)

    def sleutel_van(self, naam: str) -> EigenSleutel:
        """A key of somebody whom nobody knows, as a did:jwk."""
        return maak_sleutel(self.map / naam, nu=datetime.now(UTC)).als_did_jwk()


@contextmanager
def oefennet(
    map: Path, ontwerpen: Sequence[Ontwerp] = ONTWERPEN, meld: Callable[[str], None] = lambda _: None, keuringen: Path | None = None
) -> Iterator[Oefennet]:
    """Make the parties in a folder and start them; at the end everything that was started is stopped.

    Args:
        meld: told what is being made. keuringen: file that remembers which questions passed the gate; without it the first station finds out.
    """
    with ExitStack() as stapel:
        gezag = Gezag()
        for wie in ("beheer", "inspectie"):
            gezag.geef(map / wie / "tls" / f"{wie}.pem", wie)
            besloten.schrijf(map / wie / "tls" / "gezag.pem", gezag.pem)
        sites = {wie: stapel.enter_context(Website(map / wie / "tls" / f"{wie}.pem")) for wie in ("beheer", "inspectie")}
        beheer = Beheerorganisatie(map / "beheer", sites["beheer"])
        inspectie = maak_sleutel(map / "inspectie" / MAP, nu=datetime.now(UTC)).van(sites["inspectie"].did)
        sites["inspectie"].paden["/.well-known/did.json"] = rfc8785.dumps(did_document(inspectie.did, [inspectie]))
        profiel = zoek(PROFIEL, DAG)
        poorten = _poorten(len(ontwerpen) + 2)
        stations = tuple(
            Oefenstation(map / f"station-{nr}", o, poort) for nr, (o, poort) in enumerate(zip(ontwerpen, poorten[2:], strict=True), 1)
        )
        weg = beheer.valideer(inspectie.did, profiel, profiel.vraag("4"), ingetrokken=True)
        net = Oefennet(
            map, gezag, beheer, inspectie, stations, profiel, weg, poorten[0], poorten[1], tuple(s.poort for s in sites.values())
        )
        _schrijf_lijst(net)
        stapel.enter_context(_lopend(net, meld, keuringen))
        yield net


@contextmanager
def _lopend(net: Oefennet, meld: Callable[[str], None], keuringen: Path | None) -> Iterator[None]:
    """The stations, each made and then started; the first one tries every question, the others take over what it found."""
    try:
        for station in net.stations:
            meld(f"station {station.ontwerp.naam} maken, uit {station.ontwerp.vorm}")
            _maak(net, station)
            if station is net.stations[0] and keuringen is None:
                station.start()
        if keuringen is None:
            meld("elke vraag een keer proberen op verzonnen gegevens")
            net.stations[0].wacht()
            keuringen = kas_van(lees_station(net.stations[0].map)) / "keuringen.json"
        meld("stations starten")
        for station in net.stations:
            if station.pid is None:
                kas = kas_van(lees_station(station.map))
                besloten.maak_map(kas)
                shutil.copy(keuringen, kas / keuringen.name)
                station.start()
        for station in net.stations:
            station.wacht()
        yield
    finally:
        with ThreadPoolExecutor(max(1, len(net.stations))) as samen:
            list(samen.map(lambda s: s.stop(), net.stations))


def _maak(net: Oefennet, station: Oefenstation) -> None:
    station.maak(beheer=net.beheer.did)
    besloten.maak_map(station.map / "tls")
    net.gezag.geef(station.map / "tls" / "station.pem", station.ontwerp.naam)
    besloten.schrijf(station.map / "tls" / "gezag.pem", net.gezag.pem)
    station.laat_toe(net.inspectie.did, AFNEMER, net.profiel.id, net.profiel.versie)


def stel_vragen(net: Oefennet) -> Path:
    """The management organisation validates every question of the profile for the inspectorate; gives the folder with the credentials."""
    map = net.map / "inspectie" / "vragen"
    besloten.maak_map(map)
    for vraag in net.profiel.vragen:
        besloten.schrijf(map / f"{vraag.nr}.json", net.beheer.valideer(net.inspectie.did, net.profiel, vraag))
    return map


def begin(net: Oefennet, vragen: Path, *, naam: str = "uitvraag", lijst: Path | None = None, **anders: Any) -> Path:
    """Begin an enquiry of the inspectorate; gives its folder.

    Args:
        naam: of that folder. lijst: another list of stations than `Oefennet.lijst`. anders: as `uitvragen.begin`.
    """
    pad = lijst or net.lijst
    naar = net.map / "inspectie" / naam
    return uitvragen.begin(uitvragen.lees_lijst(pad), pad, net.profiel.naam, PERIODE, vragen, naar=naar, vandaag=DAG, **anders)


def _schrijf_lijst(net: Oefennet) -> None:
    tekst = _LIJST.format(did=net.inspectie.did, sleutels=MAP, adres=ADRES, poort=net.postbus)
    for station in net.stations:
        tekst += _STATION.format(naam=station.ontwerp.naam, adres=ADRES, poort=station.poort, kvk=station.ontwerp.kvk)
    tekst += _STATION.format(naam=DOOD, adres=ADRES, poort=net.doof, kvk="99990009")
    besloten.schrijf(net.lijst, tekst.encode())


def _poorten(aantal: int) -> list[int]:
    """Ports that are free now, each another one."""
    uit: list[int] = []
    while len(uit) < aantal:
        if (poort := vrije_poort()) not in uit:
            uit.append(poort)
    return uit
