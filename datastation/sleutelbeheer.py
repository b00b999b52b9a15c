"""The story *keys*: with which keys the station signs. Making one and taking one away each stand in the log."""

from __future__ import annotations

from datetime import datetime

from datastation import __version__
from datastation.fouten import GebruiksFout
from datastation.instellingen import Station
from datastation.logboek import Gebeurtenis, Gebruiker, Logboek, Logbron, Logregel
from datastation.vertrouwen import EDDSA, ES256, MAP, EigenSleutel, lees_sleutels, maak_sleutel, verwijder_sleutel

SOORTEN = (EDDSA, ES256)


def sleutels(station: Station) -> tuple[EigenSleutel, ...]:
    """The keys, the one that signs first; none where none was made yet. Raises InstellingenFout for a file that is not as it should be."""
    map = station.map / MAP
    return lees_sleutels(map).sleutels if any(map.glob("*")) else ()


def nieuwe_sleutel(station: Station, soort: str, *, door: str, nu: datetime) -> EigenSleutel:
    """Make a key; from now on the station signs with it. Those before it stay in the DID document until they are taken away.

    Args:
        soort: ``EdDSA`` or ``ES256``. door: account of who does it.

    Raises:
        GebruiksFout: another kind.
    """
    if soort not in SOORTEN:
        raise GebruiksFout("Deze soort sleutel is er niet.", waar=f"--soort {soort}", herstel="Kies uit: " + ", ".join(SOORTEN))
    gemaakt = maak_sleutel(station.map / MAP, soort, nu=nu)
    _leg_vast(station, f"ondertekensleutel {gemaakt.vingerafdruk} ({soort}) gemaakt", door)
    return gemaakt


def neem_weg(station: Station, kid: str, *, door: str) -> None:
    """Take an older key away: what it signed can no longer be verified with the DID document.

    Raises:
        InstellingenFout: there is no such key, or the station signs with it now.
    """
    verwijder_sleutel(station.map / MAP, kid)
    _leg_vast(station, f"ondertekensleutel {kid} weggehaald", door)


def _leg_vast(station: Station, wat: str, door: str) -> None:
    bron = Logbron(organisatie=station.kvk, id=f"datastation {__version__}")
    regel = Logregel(
        gebeurtenis=Gebeurtenis.INSTELLING_GEWIJZIGD,
        omschrijving=wat,
        gebruikers=(Gebruiker(id=door, rol="opdrachtregel", is_aanvrager=True),),
        bron=bron,
    )
    with Logboek(station.map / "logboek", bron) as boek:
        boek.schrijf(regel)
