"""Terms of retention: answers that never left go soon, cases go when their term is over; what the log has of them stays there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from datastation.staat import Staat, opruimen, zaken
from datastation.staat.rijen import Zaak
from datastation.vrijgave.toestanden import ZONDER_UITSLAG, Handeling, Toestand
from datastation.vrijgave.wie import Wie, eis

GEEINDIGD = tuple(t for t in Toestand if t not in ZONDER_UITSLAG)


def wis_antwoorden(staat: Staat, wis: Callable[[Zaak], None], *, grens: datetime, wie: Wie) -> tuple[str, ...]:
    """Let go of the answers of cases that ended before `grens` without a release; gives their numbers. Their hash stays.

    Args:
        wis: removes the answer of a case; called before it is noted, and again after a crash in between.

    Raises:
        Weigering: the role gives no right to it.
    """
    with staat.lezen() as t:
        eis(t, wie, Handeling.OPRUIMEN, lezend=True)
        oud = opruimen.met_antwoord(t, grens, GEEINDIGD)
    for zaak in oud:
        wis(zaak)
        with staat.schrijven() as t:
            zaken.zet(t, zaak, antwoord_pad=None)
    return tuple(zaak.zaaknummer for zaak in oud)


def ruim_zaken_op(staat: Staat, wis: Callable[[Zaak], None], *, grens: datetime, wie: Wie, nu: datetime) -> tuple[str, ...]:
    """Remove cases that ended before `grens`, with their history and answers; gives their numbers. Each is a transaction of its own.

    A case that the log does not have whole stays, and one that a case which stays names as replaced.

    Args:
        wis: as in `wis_antwoorden`.

    Raises:
        Weigering: the role gives no right to it.
    """
    with staat.lezen() as t:
        rol = eis(t, wie, Handeling.OPRUIMEN, lezend=True)
        nummers = opruimen.oude(t, grens, GEEINDIGD)
    if nummers:
        with staat.schrijven() as t:
            opruimen.leg_vast(t, grens, door_rol=rol, door_id=wie.id, nu=nu)
    weg: list[str] = []
    wacht = nummers
    while ronde := [nummer for nummer in wacht if _ruim_op(staat, nummer, wis, grens)]:
        weg += ronde
        wacht = tuple(n for n in wacht if n not in ronde)  # what one of these replaced may go now
    return tuple(weg)


def _ruim_op(staat: Staat, nummer: str, wis: Callable[[Zaak], None], grens: datetime) -> bool:
    with staat.schrijven() as t:
        zaak = zaken.vergrendel(t, nummer)
        if zaak is None or zaak.gewijzigd >= grens or opruimen.wordt_vervangen(t, nummer):
            return False
        # First the answer: what a crash leaves behind then is a case without one, not an answer that nobody knows of.
        wis(zaak)
        opruimen.verwijder(t, nummer)
    return True
