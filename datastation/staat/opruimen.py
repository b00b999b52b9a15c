"""Cases past their term: found, and removed with all that hangs on them. The database itself refuses to let go of any other history."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, exists, insert, select

from datastation.staat.openen import Transactie
from datastation.staat.rijen import Zaak
from datastation.staat.tabellen import correcties, gelogd, merken, opruimingen, overgangen, uitgaand, zaken


def leg_vast(t: Transactie, grens: datetime, *, door_rol: str, door_id: str, nu: datetime) -> None:
    """From now on what nobody touched since before `grens` may go."""
    t.execute(insert(opruimingen).values(grens=grens, door_rol=door_rol, door_id=door_id, op=nu))


def oude(t: Transactie, grens: datetime, toestanden: Collection[str]) -> tuple[str, ...]:
    """Numbers of the cases in these states that nobody touched since before `grens` and that the log has whole; the youngest first."""
    onverteld = select(overgangen.c.id).where(
        overgangen.c.zaaknummer == zaken.c.zaaknummer, ~exists().where(gelogd.c.overgang == overgangen.c.id)
    )
    keuze = select(zaken.c.zaaknummer).where(zaken.c.toestand.in_(toestanden), zaken.c.gewijzigd < grens, ~onverteld.exists())
    return tuple(t.execute(keuze.order_by(zaken.c.aangemaakt.desc(), zaken.c.zaaknummer.desc())).scalars())


def met_antwoord(t: Transactie, grens: datetime, toestanden: Collection[str]) -> tuple[Zaak, ...]:
    """Cases in these states, without a release, that still have an answer and that nobody touched since before `grens`."""
    keuze = select(zaken).where(zaken.c.toestand.in_(toestanden), zaken.c.gewijzigd < grens, zaken.c.antwoord_pad.is_not(None))
    keuze = keuze.where(zaken.c.uitslag.is_distinct_from("vrijgegeven")).order_by(zaken.c.zaaknummer)
    return tuple(Zaak(**rij) for rij in t.execute(keuze).mappings())


def wordt_vervangen(t: Transactie, zaaknummer: str) -> bool:
    """Whether a case that is still there names this one as the answer that it replaces."""
    return t.execute(select(zaken.c.zaaknummer).where(zaken.c.vervangt == zaaknummer).limit(1)).first() is not None


def verwijder(t: Transactie, zaaknummer: str) -> None:
    """Remove a case, locked, with its history. The database refuses where it is not past a moment that was written down."""
    stappen = select(overgangen.c.id).where(overgangen.c.zaaknummer == zaaknummer)
    t.execute(delete(gelogd).where(gelogd.c.overgang.in_(stappen)))
    for tabel in (merken, correcties, uitgaand, overgangen, zaken):
        t.execute(delete(tabel).where(tabel.c.zaaknummer == zaaknummer))
