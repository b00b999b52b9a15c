"""Cases for the tests of the release: people, submissions, and the way to a state."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from datastation import vrijgave
from datastation.staat import Staat

NU = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)
VERVALT = NU + timedelta(days=14)
BEHEER = vrijgave.station("opdrachtregel")
POORT = vrijgave.station("poort")
IGJ = "did:web:igj.example"
MENSEN = {
    "bea": vrijgave.Rol.BEHEERDER,
    "kim": vrijgave.Rol.KWALITEITSFUNCTIONARIS,
    "kas": vrijgave.Rol.KWALITEITSFUNCTIONARIS,
    "bo": vrijgave.Rol.BESTUURDER,
    "bas": vrijgave.Rol.BESTUURDER,
    "aad": vrijgave.Rol.AUDITOR,
    "ann": vrijgave.Rol.ANALIST,
}
BEA, KIM, KAS, BO, BAS, AAD, ANN = (vrijgave.persoon(id) for id in MENSEN)


def met_mensen(staat: Staat) -> Staat:
    """One or two persons in each role."""
    for id, rol in MENSEN.items():
        vrijgave.voeg_gebruiker_toe(staat, id, id.title(), wie=BEHEER, nu=NU)
        vrijgave.geef_rol(staat, id, rol, wie=BEHEER, nu=NU)
    return staat


def inzending(sleutel: str = "s1", **anders: Any) -> vrijgave.Inzending:
    """A submission of the inspectorate."""
    velden: dict[str, Any] = {
        "afnemer": IGJ,
        "sleutel": sleutel,
        "profiel": "igj-wzd-aantallen",
        "profielversie": "1.0.0",
        "vraag_nr": "1.1",
        "vraag_sha256": hashlib.sha256(b"vraag").hexdigest(),
        "parameters": {"halfjaar": "2026-H1"},
        "gesprek": "gesprek-1",
        "antwoordadres": "https://igj.example/antwoorden",
        "vervalt": VERVALT,
    }
    return vrijgave.Inzending(**{**velden, **anders})


def sha(tekst: str) -> str:
    """Hash of an answer."""
    return hashlib.sha256(tekst.encode()).hexdigest()


def beantwoord(staat: Staat, nummer: str, antwoord: str = "antwoord", nu: datetime = NU) -> None:
    """An admitted case gets its answer."""
    vrijgave.leg_antwoord_vast(
        staat,
        nummer,
        momentopname="20260705T110000Z-0a1b2c3d",
        antwoord_sha256=sha(antwoord),
        antwoord_pad=f"antwoorden/{nummer}",
        wie=vrijgave.station("werker"),
        nu=nu,
    )


def bereid_voor(staat: Staat, nummer: str, *, klaar: vrijgave.Wie = KIM, vrij: vrijgave.Wie = BO, nu: datetime = NU) -> None:
    """One person opens and prepares an answer, another opens it."""
    vrijgave.zie_in(staat, nummer, wie=klaar, nu=nu)
    vrijgave.zet_klaar(staat, nummer, wie=klaar, nu=nu)
    vrijgave.zie_in(staat, nummer, wie=vrij, nu=nu)


def breng(
    staat: Staat,
    tot: str,
    *,
    sleutel: str = "s1",
    antwoord: str = "antwoord",
    beleid: vrijgave.Beleid = "mens",
    vier_ogen: bool = True,
    **anders: Any,
) -> str:
    """A new case, brought to a state on the shortest way; gives its number. Reads like the scenario, step by step."""
    nummer = vrijgave.dien_in(staat, inzending(sleutel, **anders), door=POORT, nu=NU).zaak.zaaknummer
    if tot == "ontvangen":
        return nummer
    if tot == "ingetrokken":
        vrijgave.trek_in(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU)
        return nummer
    if tot == "verlopen":
        vrijgave.verloop(staat, nu=VERVALT)
        return nummer
    vrijgave.verifieer(staat, nummer, wie=POORT, nu=NU)
    if tot == "geverifieerd":
        return nummer
    if tot == "afgewezen":
        vrijgave.wijs_af(staat, nummer, wie=POORT, nu=NU, reden="quotum")
        return nummer
    vrijgave.laat_toe(staat, nummer, beleid=beleid, vier_ogen=vier_ogen, wie=POORT, nu=NU)
    if tot == "toegelaten":
        return nummer
    beantwoord(staat, nummer, antwoord)
    if tot == "beantwoord":
        return nummer
    if beleid == "automatisch":
        vrijgave.geef_vrij(staat, nummer, wie=POORT, nu=NU)
    else:
        bereid_voor(staat, nummer)
        vrijgave.geef_vrij(staat, nummer, wie=BO, nu=NU)
    if tot == "verzonden":
        vrijgave.haal_op(staat, nummer, wie=vrijgave.afnemer(IGJ), nu=NU)
    return nummer


def toestand(staat: Staat, nummer: str) -> str:
    """State of a case."""
    return vrijgave.lees(staat, nummer, wie=POORT).zaak.toestand


def eis_heel(staat: Staat) -> int:
    """Every case is in one state, at the end of one valid path, with the reply that belongs to it; gives how many cases there are."""
    alle = vrijgave.lijst(staat, wie=POORT)
    for zaak in alle:
        d = vrijgave.lees(staat, zaak.zaaknummer, wie=POORT)
        assert [o.volg for o in d.overgangen] == list(range(1, zaak.volg + 1))
        assert vrijgave.is_geldig_pad((o.van, o.naar) for o in d.overgangen)
        assert d.overgangen[-1].naar == zaak.toestand
        assert d.overgangen[-1].op == zaak.gewijzigd
        uitkomsten = [o.naar for o in d.overgangen if o.naar in ("vrijgegeven", "afgewezen")]
        assert len(uitkomsten) <= 1
        assert zaak.uitslag == (uitkomsten[0] if uitkomsten else None)
        assert (d.bericht is not None) == bool(uitkomsten and zaak.antwoordadres)
        if d.bericht is not None:
            assert d.bericht.soort == {"vrijgegeven": "antwoord", "afgewezen": "afwijzing"}[uitkomsten[0]]
            assert d.bericht.stand != "bezorgd" or zaak.toestand == "verzonden"
        assert ("beantwoord" in {o.naar for o in d.overgangen}) or zaak.antwoord_sha256 is None
    sleutels = [(z.afnemer, z.sleutel) for z in alle]
    assert len(set(sleutels)) == len(sleutels)
    return len(alle)
