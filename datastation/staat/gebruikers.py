"""People of the organisation and the roles they have, or had."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update

from datastation.staat.openen import Transactie
from datastation.staat.rijen import Gebruiker
from datastation.staat.tabellen import gebruikers, rollen


def voeg_toe(t: Transactie, id: str, naam: str, nu: datetime) -> None:
    """Store somebody, active and without a role."""
    t.execute(insert(gebruikers).values(id=id, naam=naam, actief=True, aangemaakt=nu))


def zet_actief(t: Transactie, id: str, *, actief: bool) -> None:
    """Let somebody in, or no longer."""
    t.execute(update(gebruikers).where(gebruikers.c.id == id).values(actief=actief))


def geef_rol(t: Transactie, id: str, rol: str, *, door: str, nu: datetime) -> None:
    """From now on somebody has a role."""
    t.execute(insert(rollen).values(gebruiker=id, rol=rol, van=nu, gegeven_door=door))


def neem_rol(t: Transactie, id: str, rol: str, *, door: str, nu: datetime) -> None:
    """From now on somebody no longer has a role; that they had it stays."""
    heeft = (rollen.c.gebruiker == id) & (rollen.c.rol == rol) & rollen.c.tot.is_(None)
    t.execute(update(rollen).where(heeft).values(tot=nu, afgenomen_door=door))


def vergrendel_alle(t: Transactie) -> tuple[Gebruiker, ...]:
    """Everybody, sorted by id; nobody else can change them until this transaction ends."""
    t.execute(select(gebruikers.c.id).order_by(gebruikers.c.id).with_for_update()).all()
    return alle(t)


def vergrendel(t: Transactie, id: str) -> Gebruiker | None:
    """Somebody whose roles stay as they are until this transaction ends: a role that is taken away cannot be used meanwhile."""
    t.execute(select(gebruikers.c.id).where(gebruikers.c.id == id).with_for_update(read=True)).all()
    return gebruiker(t, id)


def gebruiker(t: Transactie, id: str) -> Gebruiker | None:
    """Somebody by id."""
    return next(iter(_gebruikers(t, id)), None)


def alle(t: Transactie) -> tuple[Gebruiker, ...]:
    """Everybody, sorted by id."""
    return _gebruikers(t, None)


def _gebruikers(t: Transactie, id: str | None) -> tuple[Gebruiker, ...]:
    wie = select(gebruikers).order_by(gebruikers.c.id)
    wat = select(rollen.c.gebruiker, rollen.c.rol).where(rollen.c.tot.is_(None)).order_by(rollen.c.rol)
    if id is not None:
        wie, wat = wie.where(gebruikers.c.id == id), wat.where(rollen.c.gebruiker == id)
    heeft: dict[str, list[str]] = {}
    for rij in t.execute(wat).mappings():
        heeft.setdefault(rij["gebruiker"], []).append(rij["rol"])
    return tuple(Gebruiker(**rij, rollen=tuple(heeft.get(rij["id"], ()))) for rij in t.execute(wie).mappings())
