"""Cases for the tests of the release: people, submissions, and the way to a state."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

from datastation import vrijgave as v
from datastation.staat import Staat

NU = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)
VERVALT = NU + timedelta(days=14)
BEHEER = v.station("opdrachtregel")
POORT = v.station("poort")
IGJ = "did:web:igj.example"
MENSEN = {
    "bea": v.Rol.BEHEERDER,
    "kim": v.Rol.KWALITEITSFUNCTIONARIS,
    "kas": v.Rol.KWALITEITSFUNCTIONARIS,
    "bo": v.Rol.BESTUURDER,
    "bas": v.Rol.BESTUURDER,
    "aad": v.Rol.AUDITOR,
    "ann": v.Rol.ANALIST,
}
BEA, KIM, KAS, BO, BAS, AAD, ANN = (v.persoon(id) for id in MENSEN)


def met_mensen(staat: Staat) -> Staat:
    """One or two persons in each role."""
    for id, rol in MENSEN.items():
        v.voeg_gebruiker_toe(staat, id, id.title(), wie=BEHEER, nu=NU)
        v.geef_rol(staat, id, rol, wie=BEHEER, nu=NU)
    return staat


def inzending(sleutel: str = "s1", **anders: Any) -> v.Inzending:
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
    return v.Inzending(**{**velden, **anders})


def sha(tekst: str) -> str:
    """Hash of an answer."""
    return hashlib.sha256(tekst.encode()).hexdigest()


def beantwoord(staat: Staat, nummer: str, antwoord: str = "antwoord", nu: datetime = NU) -> None:
    """An admitted case gets its answer."""
    v.leg_antwoord_vast(
        staat,
        nummer,
        momentopname="20260705T110000Z-0a1b2c3d",
        antwoord_sha256=sha(antwoord),
        antwoord_pad=f"antwoorden/{nummer}",
        wie=v.station("werker"),
        nu=nu,
    )


def bereid_voor(staat: Staat, nummer: str, *, klaar: v.Wie = KIM, vrij: v.Wie = BO, nu: datetime = NU) -> None:
    """One person opens and prepares an answer, another opens it."""
    v.zie_in(staat, nummer, wie=klaar, nu=nu)
    v.zet_klaar(staat, nummer, wie=klaar, nu=nu)
    v.zie_in(staat, nummer, wie=vrij, nu=nu)


def breng(
    staat: Staat,
    tot: str,
    *,
    sleutel: str = "s1",
    antwoord: str = "antwoord",
    beleid: v.Beleid = "mens",
    vier_ogen: bool = True,
    **anders: Any,
) -> str:
    """A new case, brought to a state on the shortest way; gives its number. Reads like the scenario, step by step."""
    nummer = v.dien_in(staat, inzending(sleutel, **anders), door=POORT, nu=NU).zaak.zaaknummer
    if tot == "ontvangen":
        return nummer
    if tot == "ingetrokken":
        v.trek_in(staat, nummer, wie=v.afnemer(IGJ), nu=NU)
        return nummer
    if tot == "verlopen":
        v.verloop(staat, nu=VERVALT)
        return nummer
    v.verifieer(staat, nummer, wie=POORT, nu=NU)
    if tot == "geverifieerd":
        return nummer
    if tot == "afgewezen":
        v.wijs_af(staat, nummer, wie=POORT, nu=NU, reden="quotum")
        return nummer
    v.laat_toe(staat, nummer, beleid=beleid, vier_ogen=vier_ogen, wie=POORT, nu=NU)
    if tot == "toegelaten":
        return nummer
    beantwoord(staat, nummer, antwoord)
    if tot == "beantwoord":
        return nummer
    if beleid == "automatisch":
        v.geef_vrij(staat, nummer, wie=POORT, nu=NU)
    else:
        bereid_voor(staat, nummer)
        v.geef_vrij(staat, nummer, wie=BO, nu=NU)
    if tot == "verzonden":
        v.haal_op(staat, nummer, wie=v.afnemer(IGJ), nu=NU)
    return nummer


def toestand(staat: Staat, nummer: str) -> str:
    """State of a case."""
    return v.lees(staat, nummer, wie=POORT).zaak.toestand


def eis_heel(staat: Staat) -> int:
    """Every case is in one state, at the end of one valid path, with the reply that belongs to it; gives how many cases there are."""
    alle = v.lijst(staat, wie=POORT)
    for zaak in alle:
        d = v.lees(staat, zaak.zaaknummer, wie=POORT)
        assert [o.volg for o in d.overgangen] == list(range(1, zaak.volg + 1))
        assert v.is_geldig_pad((o.van, o.naar) for o in d.overgangen)
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
