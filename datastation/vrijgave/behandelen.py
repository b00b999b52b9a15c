"""What the station itself does with a case: take it up, verify, admit, answer, refuse, let it lapse."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Literal

from datastation.staat import Staat, uitgaand, zaken
from datastation.staat.rijen import Overgang, Zaak
from datastation.vrijgave.overgaan import ga_over, vergrendeld
from datastation.vrijgave.toestanden import ZONDER_UITSLAG, Toestand
from datastation.vrijgave.voorwaarden import onbekend
from datastation.vrijgave.weigering import Reden, Weigering
from datastation.vrijgave.wie import Wie, station

Beleid = Literal["mens", "automatisch"]


def neem_op(staat: Staat, toestand: Toestand, *, nu: datetime, tot: datetime) -> Zaak | None:
    """Take up the case that waits longest in a state; other processes leave it alone until `tot`. None where nothing waits.

    After a crash the case is taken up again once that moment has passed. `Zaak.pogingen` counts how often, so that whoever calls this can
    refuse a case on which the station keeps dying.
    """
    with staat.schrijven() as t:
        zaak = zaken.eerste_vrije(t, toestand, nu)
        if zaak is None:
            return None
        zaken.zet(t, zaak, bezet_tot=tot, pogingen=zaak.pogingen + 1)
        return zaken.zaak(t, zaak.zaaknummer)


def leg_neer(staat: Staat, zaaknummer: str, *, opnieuw: datetime, telt: bool) -> None:
    """Put a case down that was taken up and not finished: not before `opnieuw` is it taken up again.

    Args:
        telt: whether this try counts; not where the station could not work at all, which is no fault of the case.
    """
    with staat.schrijven() as t:
        zaak = vergrendeld(t, zaaknummer)
        if zaak.bezet_tot is not None:  # else somebody decided about it meanwhile
            zaken.zet(t, zaak, bezet_tot=opnieuw, pogingen=zaak.pogingen if telt else max(zaak.pogingen - 1, 0))


def hervat(staat: Staat) -> int:
    """Let go of all work that was taken up and not finished; gives how much. Only for the one process that may be at work on this state."""
    with staat.schrijven() as t:
        return zaken.geef_terug(t) + uitgaand.geef_terug(t)


def verifieer(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime, notitie: str = "") -> Zaak:
    """Requester and question were verified. `notitie`, here and below: JSON that the log keeps with the step. Raises Weigering."""
    with staat.schrijven() as t:
        return ga_over(t, vergrendeld(t, zaaknummer), Toestand.GEVERIFIEERD, wie, nu, notitie=notitie)


def laat_toe(staat: Staat, zaaknummer: str, *, beleid: Beleid, vier_ogen: bool, wie: Wie, nu: datetime, notitie: str = "") -> Zaak:
    """The gate admits the question; `beleid` says who decides about the answer, `vier_ogen` whether two persons must be at it.

    Raises:
        Weigering: also where automatic release and two persons are both asked for (``beleid``): then nobody knows which is meant.
    """
    if beleid == "automatisch" and vier_ogen:
        raise Weigering(
            Reden.BELEID,
            "Automatisch vrijgeven en vier ogen gaan niet samen.",
            waar=zaaknummer,
            herstel="Kies in het beleid van deze afnemer een van beide.",
        )
    with staat.schrijven() as t:
        return ga_over(t, vergrendeld(t, zaaknummer), Toestand.TOEGELATEN, wie, nu, notitie=notitie, beleid=beleid, vier_ogen=vier_ogen)


def leg_antwoord_vast(
    staat: Staat, zaaknummer: str, *, momentopname: str, antwoord_sha256: str, antwoord_pad: str, wie: Wie, nu: datetime, notitie: str = ""
) -> Zaak:
    """The answer is on disk, under `antwoord_pad`. Raises Weigering."""
    antwoord = {"momentopname": momentopname, "antwoord_sha256": antwoord_sha256, "antwoord_pad": antwoord_pad}
    with staat.schrijven() as t:
        return ga_over(t, vergrendeld(t, zaaknummer), Toestand.BEANTWOORD, wie, nu, notitie=notitie, **antwoord)


def wijs_af(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime, reden: str, notitie: str = "") -> Zaak:
    """Refuse a question, or to give its answer; the requester gets to hear it. Raises Weigering."""
    with staat.schrijven() as t:
        return ga_over(t, vergrendeld(t, zaaknummer), Toestand.AFGEWEZEN, wie, nu, reden, notitie=notitie)


def trek_in(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime, reden: str = "") -> Zaak:
    """Withdraw a case: the requester their own, a bestuurder an answer that has not left yet. Raises Weigering."""
    with staat.schrijven() as t:
        return ga_over(t, vergrendeld(t, zaaknummer), Toestand.INGETROKKEN, wie, nu, reden)


def verloop(staat: Staat, *, nu: datetime) -> tuple[str, ...]:
    """Let every case lapse whose term has passed before it had an outcome; gives their numbers. Each is a transaction of its own."""
    with staat.lezen() as t:
        nummers = zaken.vervallend(t, ZONDER_UITSLAG, nu)
    gedaan = []
    for nummer in nummers:
        with staat.schrijven() as t:
            zaak = vergrendeld(t, nummer)
            if zaak.toestand in ZONDER_UITSLAG:  # it may have got its outcome since
                ga_over(t, zaak, Toestand.VERLOPEN, station("klok"), nu)
                gedaan.append(nummer)
    return tuple(gedaan)


def haal_op(staat: Staat, zaaknummer: str, *, wie: Wie, nu: datetime) -> Zaak:
    """The requester fetches the outcome: from the first time on it counts as sent.

    Raises:
        Weigering: not a case of this requester (``onbekend``), or it has no outcome yet (``toestand``).
    """
    with staat.schrijven() as t:
        zaak = vergrendeld(t, zaaknummer)
        if wie.soort != "afnemer" or zaak.afnemer != wie.id:
            raise onbekend()
        if zaak.toestand == Toestand.VERZONDEN:
            return zaak
        return ga_over(t, zaak, Toestand.VERZONDEN, station("ophalen"), nu)


def werk_logboek_bij(staat: Staat, schrijf: Callable[[Overgang], None], *, hoogstens: int = 1000) -> int:
    """Hand every transition that the log does not have yet to `schrijf`, in order, and remember that it has it; gives how many.

    A crash in between hands some of them over again: case number and ``volg`` tell the log that it has them.
    """
    with staat.lezen() as t:
        wacht = zaken.te_loggen(t, hoogstens)
    for nummer, overgang in wacht:
        schrijf(overgang)
        with staat.schrijven() as t:
            zaken.is_gelogd(t, (nummer,))
    return len(wacht)
