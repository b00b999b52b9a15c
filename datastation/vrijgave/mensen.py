"""Who works with this station, and in which roles."""

from __future__ import annotations

import re
from datetime import datetime

from datastation.model.bsn import elfproef
from datastation.staat import Staat, Transactie, gebruikers
from datastation.staat.rijen import Gebruiker
from datastation.vrijgave.toestanden import MENSELIJK, Handeling, Rol
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie, eis

_NEGEN = re.compile(r"(?<!\d)\d{9}(?!\d)")


def lijst_gebruikers(staat: Staat, *, wie: Wie) -> tuple[Gebruiker, ...]:
    """Everybody, for whoever manages them and for an auditor. Raises Weigering."""
    with staat.lezen() as t:
        eis(t, wie, Handeling.GEBRUIKERS_LEZEN, lezend=True)
        return gebruikers.alle(t)


def voeg_gebruiker_toe(staat: Staat, id: str, naam: str, *, wie: Wie, nu: datetime) -> None:
    """Let somebody in, without a role yet.

    Raises:
        Weigering: no right to it, they are there already, or their name in the system can be a BSN: it stands in the log with all that they do.
    """
    if any(elfproef(nummer) for nummer in _NEGEN.findall(id)):
        raise Weigering(
            Reden.GEBRUIKERSBEHEER,
            "De naam van een gebruiker mag geen nummer bevatten dat een BSN kan zijn.",
            herstel="Kies een andere naam.",
        )
    with staat.schrijven() as t:
        alle = _beheert(t, wie)
        if any(g.id == id for g in alle):
            raise _nee("Deze gebruiker is er al.", id)
        gebruikers.voeg_toe(t, id, naam, nu)


def geef_rol(staat: Staat, id: str, rol: Rol, *, wie: Wie, nu: datetime) -> None:
    """Give somebody a role; one that they have already, they keep.

    Raises:
        Weigering: nobody gives themselves a role, and an auditor has no other one.
    """
    with staat.schrijven() as t:
        gebruiker = _vind(_beheert(t, wie), id)
        if rol not in MENSELIJK:
            raise _nee(f"Een mens kan geen {rol} zijn.", id)
        if wie == Wie("persoon", id):
            raise _nee("Niemand geeft zichzelf een rol.", id, "Laat een andere beheerder dit doen.")
        if rol in gebruiker.rollen:
            return
        if gebruiker.rollen and Rol.AUDITOR in (rol, *gebruiker.rollen):
            raise _nee("Een auditor wijzigt niets en heeft daarom geen andere rol.", id, "Neem eerst de andere rollen af.")
        gebruikers.geef_rol(t, id, rol, door=wie.id, nu=nu)


def neem_rol_af(staat: Staat, id: str, rol: Rol, *, wie: Wie, nu: datetime) -> None:
    """Take a role away, at once. Raises Weigering: the last active beheerder stays."""
    with staat.schrijven() as t:
        alle = _beheert(t, wie)
        gebruiker = _vind(alle, id)
        if rol == Rol.BEHEERDER and rol in gebruiker.rollen:
            _eis_andere_beheerder(alle, id)
        gebruikers.neem_rol(t, id, rol, door=wie.id, nu=nu)


def zet_gebruiker_actief(staat: Staat, id: str, *, actief: bool, wie: Wie) -> None:
    """Let somebody in again, or no longer; their history stays. Raises Weigering: the last active beheerder stays."""
    with staat.schrijven() as t:
        alle = _beheert(t, wie)
        gebruiker = _vind(alle, id)
        if not actief and Rol.BEHEERDER in gebruiker.rollen:
            _eis_andere_beheerder(alle, id)
        gebruikers.zet_actief(t, id, actief=actief)


def _beheert(t: Transactie, wie: Wie) -> tuple[Gebruiker, ...]:
    """Everybody, locked, for somebody who may manage them. Locked first: two who change each other would wait for one another."""
    alle = gebruikers.vergrendel_alle(t)
    eis(t, wie, Handeling.GEBRUIKERS)
    return alle


def _vind(alle: tuple[Gebruiker, ...], id: str) -> Gebruiker:
    for gebruiker in alle:
        if gebruiker.id == id:
            return gebruiker
    raise _nee("Deze gebruiker is er niet.", id, "Voeg de gebruiker eerst toe.")


def _eis_andere_beheerder(alle: tuple[Gebruiker, ...], id: str) -> None:
    if not any(g.actief and Rol.BEHEERDER in g.rollen for g in alle if g.id != id):
        raise _nee("Dit is de laatste beheerder.", id, "Geef eerst iemand anders deze rol.")


def _nee(wat: str, id: str, herstel: str = "") -> Weigering:
    return Weigering(Reden.GEBRUIKERSBEHEER, wat, waar=f"gebruiker {id}", herstel=herstel)
