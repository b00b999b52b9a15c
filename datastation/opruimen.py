"""The story *let go*: what is past its term leaves the station: answers that were never given, old cases, answers without a case, old snapshots.

What stays for good is what the log says of it, as long as the log itself keeps it (`datastation logboek snoei`).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from datastation import __version__, vrijgave
from datastation.fouten import GebruiksFout, Geweigerd
from datastation.instellingen import Station
from datastation.logboek import BEWAARTERMIJN, Betrokken, Gebeurtenis, Gebruiker, Logboek, Logbron, Logregel
from datastation.staat import Staat, uitgaand
from datastation.staat.rijen import Zaak
from datastation.store import momentopname
from datastation.uitwisselen.kluis import Kluis
from datastation.uitwisselen.verzenden import kluisnaam
from datastation.vrijgave import Wie

DAGEN = 30  # after which an answer that was not given goes
LOS = timedelta(days=1)  # an answer younger than this may belong to a case that is being stored


@dataclass(frozen=True)
class Opgeruimd:
    """What went.

    Attributes:
        antwoorden: case numbers whose answer went, the case itself stays. zaken: case numbers that went as a whole.
        los: how many answers went that no case knew of. momentopnamen: ids of the snapshots that went.
    """

    antwoorden: tuple[str, ...]
    zaken: tuple[str, ...]
    los: int
    momentopnamen: tuple[str, ...]


def ruim_op(
    station: Station, staat: Staat, *, wie: Wie, door: Gebruiker, nu: datetime, jaren: int = BEWAARTERMIJN, dagen: int = DAGEN
) -> Opgeruimd:
    """Let go of what is past its term. Killed half way, the next time does the rest.

    Args:
        wie: in whose right. door: who it was, for the log. jaren: cases that ended longer ago go. dagen: answers of cases that ended longer ago
            without a release go.

    Raises:
        Geweigerd: less than five years, or no right to it. GebruiksFout: this station is being refreshed.
    """
    if jaren < BEWAARTERMIJN:
        raise Geweigerd("Zaken worden vijf jaar bewaard.", waar=f"{jaren} jaar", herstel="Kies vijf jaar of meer.")
    if dagen < 0:
        raise GebruiksFout("Het aantal dagen is niet negatief.", herstel="Kies nul of meer.")
    kluis = _kluis(station)

    def wis(zaak: Zaak) -> None:
        if kluis is not None and zaak.antwoord_pad:
            kluis.wis(zaak.antwoord_pad)

    antwoorden = vrijgave.wis_antwoorden(staat, wis, grens=nu - timedelta(days=dagen), wie=wie)
    # 366: never a day too early, whatever the leap years.
    zaken = vrijgave.ruim_zaken_op(staat, wis, grens=nu - timedelta(days=366 * jaren), wie=wie, nu=nu)
    los = _wis_los(station, kluis, staat, nu) if kluis is not None else 0
    opnamen = _ruim_momentopnamen(station, nu)
    if zaken or antwoorden:
        _log(station, door, antwoorden, zaken)
    return Opgeruimd(antwoorden, zaken, los, opnamen)


def _kluis(station: Station) -> Kluis | None:
    """The vault where there is one; a station that never answered over the network has none, and gets none here."""
    map = station.map / "kluis"
    return Kluis(map, station.map / "sleutels" / "antwoorden") if map.is_dir() and any(map.iterdir()) else None


def _wis_los(station: Station, kluis: Kluis, staat: Staat, nu: datetime) -> int:
    """Answers that no case names: computed again since, or stored just before a crash."""
    bekend = {zaak.antwoord_pad for zaak in vrijgave.lijst(staat, wie=vrijgave.station("opruimen"))}
    with staat.lezen() as t:  # a reply that waits is sent again with the same bytes
        bekend |= {kluisnaam(bericht) for bericht in uitgaand.lijst(t, "wacht")}
    jong = (nu - LOS).timestamp()
    oud = [naam for naam in kluis.namen() if naam not in bekend and (station.map / "kluis" / naam).stat().st_mtime < jong]
    return sum(kluis.wis(naam) for naam in oud)


def _ruim_momentopnamen(station: Station, nu: datetime) -> tuple[str, ...]:
    if not momentopname.dienende(station.momentopnamen):
        return ()
    with momentopname.neem_slot(station.momentopnamen):
        return momentopname.ruim_op(station.momentopnamen, station.verversen.bewaar, nu.date())


def _log(station: Station, door: Gebruiker, antwoorden: tuple[str, ...], zaken: tuple[str, ...]) -> None:
    bron = Logbron(organisatie=station.kvk, id=f"datastation {__version__}")
    betrokken = tuple(
        Betrokken(
            soort="2",
            id=wat,
            levensloop="15",
            details={"aantal": str(len(nummers)), "sha256": hashlib.sha256("\n".join(sorted(nummers)).encode()).hexdigest()},
        )
        for wat, nummers in (("antwoorden", antwoorden), ("zaken", zaken))
        if nummers
    )
    regel = Logregel(
        gebeurtenis=Gebeurtenis.GEWIST, omschrijving="bewaartermijn voorbij", gebruikers=(door,), betrokken=betrokken, bron=bron
    )
    with Logboek(station.map / "logboek", bron) as boek:
        boek.schrijf(regel)
