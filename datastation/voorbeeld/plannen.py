"""Care plans with their steps, evaluations and judgements."""

from __future__ import annotations

from datetime import date, timedelta

from datastation.voorbeeld.bewoners import INWERKINGTREDING, VASTE_CLIENTEN
from datastation.voorbeeld.gebouw import ZONDER_ONVRIJWILLIG
from datastation.voorbeeld.rijen import Client, Evaluatie, Zorgplan
from datastation.voorbeeld.toeval import Toeval

_KANS_OP_PLAN = 0.65
# Art. 8: within four weeks after the start, then at least every six months. A little under, so that a clean plan is never late.
_EERSTE_EVALUATIE, _VOLGENDE_EVALUATIE = (14, 28), (90, 175)
_TERMIJN_EERSTE_STAPPEN = (60, 85)  # art. 10: three months in steps 1 to 3
_STAPPEN = ((90, 1), (180, 2), (270, 3), (360, 4))


def maak_zorgplannen(toeval: Toeval, clienten: list[Client], peildatum: date) -> list[Zorgplan]:
    """One plan for most clients, a second one after a closed first for some. ``arts_akkoord`` and ``oordeel`` are set with the measures."""
    plannen: list[Zorgplan] = []
    for nummer, client in enumerate(clienten):
        if nummer >= VASTE_CLIENTEN and not toeval.kans(0.3 if client.vestiging == ZONDER_ONVRIJWILLIG else _KANS_OP_PLAN):
            continue
        begin = max(client.in_zorg_vanaf + timedelta(days=toeval.geheel(0, 42)), INWERKINGTREDING)
        uiterst = client.uit_zorg_per
        gesloten = begin + timedelta(days=toeval.geheel(200, 800))
        if toeval.kans(0.15) and gesloten < (uiterst or peildatum) - timedelta(days=150):
            plannen.append(_plan(plannen, client, begin, gesloten, peildatum))
            begin = gesloten + timedelta(days=toeval.geheel(1, 60))
            if not toeval.kans(0.6):
                continue
        plannen.append(_plan(plannen, client, begin, uiterst, peildatum))
    return plannen


def _plan(plannen: list[Zorgplan], client: Client, begin: date, einde: date | None, peildatum: date) -> Zorgplan:
    dagen = ((einde or peildatum) - begin).days
    stap = next((stap for grens, stap in _STAPPEN if dagen <= grens), 5)
    return Zorgplan(f"Z{len(plannen) + 1:06d}", client.clientnummer, begin, einde, stap, None, None)


def maak_evaluaties(toeval: Toeval, plannen: list[Zorgplan], peildatum: date) -> list[Evaluatie]:
    """The evaluations of each plan, up to its end or the day that the data end."""
    alle: list[Evaluatie] = []
    for plan in plannen:
        laatste = min(plan.einddatum or peildatum, peildatum)
        dag = plan.begindatum + timedelta(days=toeval.geheel(*_EERSTE_EVALUATIE))
        while dag <= laatste:
            alle.append(Evaluatie(f"E{len(alle) + 1:06d}", plan.plannummer, dag))
            dag += timedelta(days=toeval.geheel(*(_TERMIJN_EERSTE_STAPPEN if plan.stap <= 3 else _VOLGENDE_EVALUATIE)))
    return alle
