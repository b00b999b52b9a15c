"""Replies leave at least once: a reply goes out of the outbox only after somebody said that it arrived.

The message id was fixed when the reply was put in the outbox. Whoever gets it twice sees that it is the same one.
"""

from __future__ import annotations

from datetime import datetime

from datastation.fouten import GebruiksFout
from datastation.staat import Staat, Transactie, uitgaand
from datastation.staat.rijen import Bericht, Zaak
from datastation.vrijgave.overgaan import ga_over, vergrendeld
from datastation.vrijgave.toestanden import Toestand
from datastation.vrijgave.wie import station


def neem_bericht(staat: Staat, *, nu: datetime, tot: datetime) -> Bericht | None:
    """Take the reply whose turn it is; other processes leave it alone until `tot`. None where nothing waits.

    Args:
        tot: later than the moment at which the attempt is broken off. After a crash the reply is taken again from then on.
    """
    with staat.schrijven() as t:
        bericht = uitgaand.eerste_vrije(t, nu)
        if bericht is None:
            return None
        uitgaand.zet(t, bericht.bericht, bezet_tot=tot, pogingen=bericht.pogingen + 1)
        return uitgaand.bericht(t, bericht.bericht)


def bezorgd(staat: Staat, bericht: str, *, nu: datetime) -> Zaak:
    """A reply arrived: its case is sent. Saying so twice changes nothing the second time.

    Raises:
        GebruiksFout: no such reply.
    """
    with staat.schrijven() as t:
        zaak, gevonden = _met_zaak(t, bericht)
        if gevonden.stand == "bezorgd":
            return zaak
        uitgaand.zet(t, bericht, stand="bezorgd", bezorgd=nu, bezet_tot=None)
        if zaak.toestand == Toestand.VERZONDEN:  # it was fetched as well
            return zaak
        return ga_over(t, zaak, Toestand.VERZONDEN, station("bezorgen"), nu)


def mislukt(staat: Staat, bericht: str, *, fout: str, opnieuw: datetime | None) -> None:
    """An attempt failed.

    Args:
        fout: a code, no text that came from outside. opnieuw: not before this moment; None to give up: the case keeps its outcome, which
            can still be fetched.

    Raises:
        GebruiksFout: no such reply.
    """
    with staat.schrijven() as t:
        _, gevonden = _met_zaak(t, bericht)
        if gevonden.stand != "wacht":
            return
        if opnieuw is None:
            uitgaand.zet(t, bericht, stand="vervallen", bezet_tot=None, fout=fout)
        else:
            uitgaand.zet(t, bericht, volgende=opnieuw, bezet_tot=None, fout=fout)


def _met_zaak(t: Transactie, bericht: str) -> tuple[Zaak, Bericht]:
    """A reply and its case, the case locked first: everybody locks in that order."""
    gevonden = uitgaand.bericht(t, bericht)
    if gevonden is None:
        raise GebruiksFout("Dit bericht staat niet bij de uitgaande berichten.", herstel="Controleer het kenmerk van het bericht.")
    zaak = vergrendeld(t, gevonden.zaaknummer)
    opnieuw = uitgaand.bericht(t, bericht)
    assert opnieuw is not None
    return zaak, opnieuw
