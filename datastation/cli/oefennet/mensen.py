"""The people of a station of the practice network: who they are, and how they decide, with the same functions as `datastation zaak`."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime

from datastation import uitwisselen, vrijgave, zaken
from datastation.cli.oefennet.stations import Oefenstation
from datastation.fouten import MotorFout
from datastation.instellingen import lees_station
from datastation.logboek import Gebruiker, Leesfilter, Vastgelegd
from datastation.staat.rijen import Zaak
from datastation.vrijgave import Rol, Toestand, Weigering

KWALITEIT, BESTUUR = "k.kwaliteit", "b.bestuurder"
WACHT = 60.0  # seconds for a station to answer


@dataclass(frozen=True)
class Vrijgegeven:
    """What the people of a station did.

    Attributes:
        zaken: numbers of the cases that they released. geweigerd: what the station said to whoever wanted to release alone; "" where one may.
        mens_omdat: why the station asked a person.
    """

    zaken: tuple[str, ...]
    geweigerd: str
    mens_omdat: str


def geef_vrij(station: Oefenstation, aantal: int) -> Vrijgegeven:
    """Open each answer and release it, one by one; with four eyes where the policy asks for them.

    Args:
        aantal: how many answers are expected; they are waited for.

    Raises:
        MotorFout: they do not come.
    """
    instellingen = lees_station(station.map)
    gedaan: list[str] = []
    geweigerd = ""
    with uitwisselen.richt_in(instellingen, omgeving=os.environ) as inr:
        _stel_aan(inr)
        for zaak in _wacht_op(inr, aantal, station):
            if zaak.vier_ogen:
                geweigerd = geweigerd or _probeer_alleen(inr, zaak.zaaknummer)
                _zie_in(inr, zaak.zaaknummer, KWALITEIT)
                vrijgave.zet_klaar(inr.staat, zaak.zaaknummer, wie=vrijgave.persoon(KWALITEIT), nu=_nu())
            _zie_in(inr, zaak.zaaknummer, BESTUUR)
            vrijgave.geef_vrij(inr.staat, zaak.zaaknummer, wie=vrijgave.persoon(BESTUUR), nu=_nu())
            gedaan.append(zaak.zaaknummer)
    return Vrijgegeven(tuple(gedaan), geweigerd, _mens_omdat(station, gedaan))


def logregels(station: Oefenstation, zaaknummer: str) -> tuple[Vastgelegd, ...]:
    """What the log has about a case; that somebody looked stands in the log from now on."""
    with uitwisselen.richt_in(lees_station(station.map), omgeving=os.environ) as inr:
        return inr.logboek.lees(Leesfilter(zaaknummer=zaaknummer), Gebruiker(id="a.auditor", rol="auditor"))


def _stel_aan(inr: uitwisselen.Inrichting) -> None:
    beheerder = zaken.beheer("oefennet")
    if any(g.id == BESTUUR for g in vrijgave.lijst_gebruikers(inr.staat, wie=beheerder)):
        return
    for id, naam, rol in ((KWALITEIT, "Kwaliteitsfunctionaris", Rol.KWALITEITSFUNCTIONARIS), (BESTUUR, "Bestuurder", Rol.BESTUURDER)):
        vrijgave.voeg_gebruiker_toe(inr.staat, id, naam, wie=beheerder, nu=_nu())
        vrijgave.geef_rol(inr.staat, id, rol, wie=beheerder, nu=_nu())


def _wacht_op(inr: uitwisselen.Inrichting, aantal: int, station: Oefenstation) -> tuple[Zaak, ...]:
    einde = time.monotonic() + WACHT
    while len(gevonden := vrijgave.lijst(inr.staat, wie=vrijgave.persoon(BESTUUR), toestanden=(Toestand.BEANTWOORD,))) < aantal:
        if time.monotonic() > einde:
            raise MotorFout(f"Het station {station.ontwerp.naam} heeft niet geantwoord.", waar=str(station.map / "start.log"))
        time.sleep(0.2)
    return gevonden


def _zie_in(inr: uitwisselen.Inrichting, zaaknummer: str, wie: str) -> None:
    zaken.zie_in(inr.staat, zaaknummer, wie=vrijgave.persoon(wie), nu=_nu(), haal=lambda nummer: uitwisselen.antwoord_intern(inr, nummer))


def _probeer_alleen(inr: uitwisselen.Inrichting, zaaknummer: str) -> str:
    """A bestuurder opens the answer and wants to release it alone."""
    _zie_in(inr, zaaknummer, BESTUUR)
    try:
        vrijgave.geef_vrij(inr.staat, zaaknummer, wie=vrijgave.persoon(BESTUUR), nu=_nu())
    except Weigering as fout:
        return fout.wat
    return ""


def _mens_omdat(station: Oefenstation, nummers: list[str]) -> str:
    for regel in logregels(station, nummers[0]) if nummers else ():
        if regel.regel.gebeurtenis.value == Toestand.TOEGELATEN and regel.regel.omschrijving:
            return regel.regel.omschrijving.partition(": ")[2]
    return ""


def _nu() -> datetime:
    return datetime.now(UTC)
