"""KIK-V's scenario from the message to the reply, in each generation, with real signatures, a real store and a real mailbox."""

from __future__ import annotations

from typing import Any

import pytest
from hulp.netwerk import Netwerk

from datastation import berichten, vrijgave
from datastation.berichten import Antwoordbericht, Generatie
from datastation.logboek import speel_na
from datastation.uitwisselen import antwoord_intern, haal_antwoord, werk_af
from datastation.vrijgave import Rol

DIRECTEUR = vrijgave.persoon("dir")


def geef_vrij(net: Netwerk, zaaknummer: str) -> None:
    """A bestuurder opens the answer and releases it."""
    baas = vrijgave.station("opdrachtregel:test")
    nu = net.klok.nu
    if not any(g.id == "dir" for g in vrijgave.lijst_gebruikers(net.inr.staat, wie=baas)):
        vrijgave.voeg_gebruiker_toe(net.inr.staat, "dir", "Directie", wie=baas, nu=nu)
        vrijgave.geef_rol(net.inr.staat, "dir", Rol.BESTUURDER, wie=baas, nu=nu)
    vrijgave.zie_in(net.inr.staat, zaaknummer, wie=DIRECTEUR, nu=nu)
    vrijgave.geef_vrij(net.inr.staat, zaaknummer, wie=DIRECTEUR, nu=nu)


def speel(net: Netwerk, generatie: Generatie) -> tuple[Any, Antwoordbericht]:
    """Ask two questions, release both, and give the request and the first reply."""
    verzoek = net.verzoek(generatie, ("1", "4"))
    ingediend = net.stuur(verzoek)
    assert [i.nieuw for i in ingediend] == [True, True]
    werk_af(net.inr)
    assert set(net.zaken().values()) == {"beantwoord"}
    assert net.post() == []
    for i in ingediend:
        geef_vrij(net, i.zaak.zaaknummer)
    werk_af(net.inr)
    assert set(net.zaken().values()) == {"verzonden"}
    return verzoek, net.post()[0]


@pytest.mark.parametrize("generatie", list(Generatie))
@pytest.mark.moet("P7", "S17", "S18", "S19", "S20")
def test_van_vraag_tot_antwoord(net: Netwerk, generatie: Generatie) -> None:
    """Two questions in one message: each is a case, each is released, each is answered; the answers are signed and carry their receipt."""
    verzoek, eerste = speel(net, generatie)
    post = net.post()
    assert len(post) == 2
    inhoud = net.geopend(eerste.jws)
    assert {"resultset", "herkomst", "vrijgave", "ontvangstbewijs"} <= inhoud.keys()
    assert inhoud["vrijgave"]["door"] == "bestuurder"
    (deel,) = inhoud["resultset"]
    kolommen, rijen = berichten.lees_sparql_json(deel["result"])
    assert rijen
    assert "clienten" in kolommen
    if generatie is not Generatie.NUTS_2022:
        ids = {v["id"].rpartition("#")[2] for p in post for v in net.geopend(p.jws)["resultset"]}
        assert len(ids) == 2
        for reactie in post:
            berichten.keur_reactie(berichten.open_antwoord(reactie, _payload(net, reactie)), verzoek, ids)


def _payload(net: Netwerk, reactie: Antwoordbericht) -> bytes:
    import base64

    net.geopend(reactie.jws)
    deel = reactie.jws.split(".")[1]
    return base64.urlsafe_b64decode(deel + "=" * (-len(deel) % 4))


@pytest.mark.moet("S2", "L1")
def test_het_logboek_van_een_zaak(net: Netwerk) -> None:
    """Every step stands in the log, in order, once; the log verifies; its head went out with the answer."""
    _, eerste = speel(net, Generatie.KIKV_1)
    zaaknummer = net.geopend(eerste.jws)["zaak"]
    from datastation.logboek import Gebruiker, Leesfilter

    regels = net.inr.logboek.lees(Leesfilter(zaaknummer=zaaknummer), Gebruiker(id="auditor", rol="auditor"))
    assert [r.regel.gebeurtenis.value for r in regels] == [
        "ontvangen", "geverifieerd", "toegelaten", "beantwoord", "vrijgegeven", "verzonden",
    ]  # fmt: skip
    assert regels[0].regel.verzoek is not None
    assert regels[0].regel.verzoek.uitgevers == (net.beheer.did,)
    assert len(regels[2].regel.controles) == 17
    assert regels[4].regel.goedkeurder == "dir"
    assert speel_na(net.map / "logboek", {}).goed
    hoofd = net.geopend(eerste.jws)["ontvangstbewijs"]
    assert hoofd["grootte"] > regels[4].volgnummer


def test_zelfde_bericht_nog_eens(net: Netwerk) -> None:
    """The same message again gives the same cases, also after the answer left; nothing is done twice."""
    verzoek = net.verzoek()
    (een,) = net.stuur(verzoek)
    werk_af(net.inr)
    (twee,) = net.stuur(verzoek)
    assert (twee.nieuw, twee.zaak.zaaknummer) == (False, een.zaak.zaaknummer)
    assert len(net.zaken()) == 1


def test_een_antwoord_na_herstart(net: Netwerk) -> None:
    """A reply that could not be delivered is sent again with the same bytes."""
    net.server.antwoorden["/postbus"] = (503, b"", {})
    (een,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    geef_vrij(net, een.zaak.zaaknummer)
    werk_af(net.inr)
    net.klok.verder(minutes=2)
    net.server.antwoorden["/postbus"] = (200, b"", {})
    werk_af(net.inr)
    inhouden = [inhoud for pad, _, inhoud in net.server.ontvangen if pad == "/postbus"]
    assert len(inhouden) == 2
    assert inhouden[0] == inhouden[1]
    assert list(net.zaken().values()) == ["verzonden"]


def test_ophalen_in_een_vorm(net: Netwerk) -> None:
    """A released answer can be fetched in the forms of the profile, and as the signed one."""
    (een,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    geef_vrij(net, een.zaak.zaaknummer)
    (csv,) = haal_antwoord(net.inr, een.zaak.zaaknummer, "csv", toegang=net.toegang)
    assert csv.naam.endswith(".csv")
    (jws,) = haal_antwoord(net.inr, een.zaak.zaaknummer, "jws", toegang=net.toegang)
    assert net.geopend(jws.inhoud.decode())["zaak"] == een.zaak.zaaknummer
    assert antwoord_intern(net.inr, een.zaak.zaaknummer).resultaten.keys() == {"1"}
