"""Who acts: a person of the organisation, a part of the station itself, or the requester."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from datastation.staat import Transactie, gebruikers
from datastation.vrijgave.toestanden import MAG, Handeling, Rol
from datastation.vrijgave.weigering import Reden, Weigering


@dataclass(frozen=True)
class Wie:
    """Somebody who acts; made with `persoon`, `station` or `afnemer` by code that knows for sure who it is."""

    soort: Literal["persoon", "station", "afnemer"]
    id: str


def persoon(id: str) -> Wie:
    """Somebody who logged in. Which roles they have is looked up at every act."""
    return Wie("persoon", id)


def station(deel: str) -> Wie:
    """A part of the station, by its name. Never made from what came in over the network."""
    return Wie("station", deel)


def afnemer(id: str) -> Wie:
    """A requester whose identity was verified."""
    return Wie("afnemer", id)


def rollen(t: Transactie, wie: Wie, *, lezend: bool = False) -> frozenset[Rol]:
    """In what capacities somebody may act now; of a person these stay as they are until the transaction ends.

    Args:
        lezend: the transaction only reads, and then nothing is locked.

    Raises:
        Weigering: this person is not known here, or not active any more.
    """
    if wie.soort != "persoon":
        return frozenset({Rol(wie.soort)})
    gebruiker = (gebruikers.gebruiker if lezend else gebruikers.vergrendel)(t, wie.id)
    if gebruiker is None or not gebruiker.actief:
        raise Weigering(Reden.ONBEKENDE_GEBRUIKER, "Deze gebruiker heeft hier geen toegang.", herstel="Vraag de beheerder om toegang.")
    return frozenset(Rol(rol) for rol in gebruiker.rollen)


def eis(t: Transactie, wie: Wie, handeling: Handeling, *, lezend: bool = False) -> Rol:
    """The role in which somebody may do something; `lezend` as in `rollen`.

    Raises:
        Weigering: in none of their roles.
    """
    mag = sorted(rollen(t, wie, lezend=lezend) & MAG[handeling])
    if not mag:
        raise Weigering(
            Reden.ROL,
            f"Uw rol geeft geen recht op: {handeling}.",
            herstel=f"Dit mag wie een van deze rollen heeft: {', '.join(sorted(MAG[handeling] - {Rol.STATION}))}.",
        )
    return mag[0]
