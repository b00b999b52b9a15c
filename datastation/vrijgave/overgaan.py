"""The one place where a case goes from state to state: case, history and outbox change in one transaction, or none of them."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from datastation.fouten import AfleveringFout
from datastation.staat import Transactie, uitgaand, zaken
from datastation.staat.rijen import Bericht, Overgang, Zaak
from datastation.vrijgave.toestanden import Regel, Rol, Toestand, regels
from datastation.vrijgave.voorwaarden import OORDEEL, Stap, onbekend
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie, rollen

# What goes to the requester when a case reaches this state, where a reply address is known.
_BERICHT = {Toestand.VRIJGEGEVEN: "antwoord", Toestand.AFGEWEZEN: "afwijzing"}


def vergrendeld(t: Transactie, zaaknummer: str) -> Zaak:
    """A case, locked for the rest of the transaction.

    Raises:
        Weigering: no such case.
    """
    zaak = zaken.vergrendel(t, zaaknummer)
    if zaak is None:
        raise onbekend()
    return zaak


def ga_over(
    t: Transactie, zaak: Zaak, naar: Toestand, wie: Wie, nu: datetime, reden: str = "", *, notitie: str = "", **velden: Any
) -> Zaak:
    """Bring a locked case to another state.

    Args:
        notitie: JSON that the log keeps with this step. velden: fields of the case that change along with it.

    Raises:
        Weigering: the state, the role or a condition does not allow it; nothing is changed.
    """
    stap = Stap(t, zaak, wie, nu, reden)
    regel = _regel(stap, naar)
    _eis_voorwaarden(stap, regel)
    if naar in _BERICHT:
        velden["uitslag"] = naar
    volg = zaak.volg + 1
    if not zaken.zet(t, zaak, toestand=naar, volg=volg, gewijzigd=nu, bezet_tot=None, pogingen=0, **velden):
        # The case is locked, so this cannot be; if it is, nothing may be stored.
        raise AfleveringFout("Een zaak veranderde terwijl zij vergrendeld was.", waar=zaak.zaaknummer)
    zaken.schrijf_overgang(t, Overgang(zaak.zaaknummer, volg, zaak.toestand, naar, regel.rol, wie.id, nu, reden, notitie))
    nieuw = zaken.zaak(t, zaak.zaaknummer)
    assert nieuw is not None
    _werk_uitgaand_bij(t, nieuw, nu)
    return nieuw


def _regel(stap: Stap, naar: Toestand) -> Regel:
    """The rule that this step follows. Whoever may never do it hears so, whatever the state; a requester sees only their own cases."""
    eigen = rollen(stap.t, stap.wie)
    if eigen == {Rol.AFNEMER} and stap.zaak.afnemer != stap.wie.id:
        raise onbekend()
    mogelijk = sorted((r for r in regels(Toestand(stap.zaak.toestand), naar) if r.rol in eigen), key=lambda r: r.rol)
    if mogelijk:
        return mogelijk[0]
    if not any(r.rol in eigen for van in Toestand for r in regels(van, naar)):
        raise Weigering(Reden.ROL, f"Uw rol geeft geen recht om een zaak op '{naar}' te zetten.", waar=stap.zaak.zaaknummer)
    raise Weigering(
        Reden.TOESTAND,
        f"Deze zaak staat op '{stap.zaak.toestand}' en kan nu niet naar '{naar}'.",
        waar=stap.zaak.zaaknummer,
        herstel="Bekijk de zaak opnieuw: een ander was u misschien voor.",
    )


def _eis_voorwaarden(stap: Stap, regel: Regel) -> None:
    for voorwaarde in regel.mits:
        if weigering := OORDEEL[voorwaarde](stap):
            weigering.waar = stap.zaak.zaaknummer if weigering.reden is not Reden.ONBEKEND else ""
            raise weigering


def _werk_uitgaand_bij(t: Transactie, zaak: Zaak, nu: datetime) -> None:
    soort = _BERICHT.get(Toestand(zaak.toestand))
    if soort and zaak.antwoordadres:
        uitgaand.voeg_toe(t, nieuw_bericht(zaak, soort, nu))
    elif zaak.toestand == Toestand.INGETROKKEN and (bericht := uitgaand.bericht_van(t, zaak.zaaknummer)):
        uitgaand.zet(t, bericht.bericht, stand="vervallen")


def nieuw_bericht(zaak: Zaak, soort: str, nu: datetime) -> Bericht:
    """A reply for the outbox, with the message id that it keeps however often it is sent."""
    return Bericht(
        bericht=str(uuid.uuid4()),
        zaaknummer=zaak.zaaknummer,
        soort=soort,
        adres=zaak.antwoordadres,
        antwoord_sha256=zaak.antwoord_sha256 if soort == "antwoord" else None,
        stand="wacht",
        pogingen=0,
        aangemaakt=nu,
        volgende=nu,
        bezet_tot=None,
        bezorgd=None,
        fout="",
    )
