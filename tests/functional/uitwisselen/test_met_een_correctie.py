"""A correction stands beside the computed value: whoever fetches the answer gets it in the form that says so, or not at all."""

from __future__ import annotations

import pytest
from hulp.netwerk import Netwerk

from datastation import vrijgave
from datastation.fouten import GebruiksFout
from datastation.uitwisselen import haal_antwoord, vormen, werk_af
from datastation.vrijgave import Rol


def test_alleen_de_getekende_vorm(net: Netwerk) -> None:
    """With a correction only the signed form is offered, and it holds both values; without one every form of the profile."""
    (een,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    nummer, nu, baas = een.zaak.zaaknummer, net.klok.nu, vrijgave.station("opdrachtregel:test")
    for id, rol in (("kim", Rol.KWALITEITSFUNCTIONARIS), ("dir", Rol.BESTUURDER)):
        vrijgave.voeg_gebruiker_toe(net.inr.staat, id, id, wie=baas, nu=nu)
        vrijgave.geef_rol(net.inr.staat, id, rol, wie=baas, nu=nu)
    kim, directie = vrijgave.persoon("kim"), vrijgave.persoon("dir")
    zaak = vrijgave.lees(net.inr.staat, nummer, wie=baas).zaak
    assert vormen(net.inr, zaak) == ("csv", "json", "xlsx", "jws")
    vrijgave.corrigeer(
        net.inr.staat,
        nummer,
        cel="1/clienten",
        berekend="1",
        waarde="2",
        reden="dubbel",
        wie=kim,
        nu=nu,
        onderteken=net.inr.sleutels.tekent.sign,
    )
    vrijgave.zie_in(net.inr.staat, nummer, wie=directie, nu=nu)
    zaak = vrijgave.geef_vrij(net.inr.staat, nummer, wie=directie, nu=nu)
    assert vormen(net.inr, zaak) == ("jws",)
    with pytest.raises(GebruiksFout, match="vorm"):
        haal_antwoord(net.inr, nummer, "csv", toegang=net.toegang)
    (jws,) = haal_antwoord(net.inr, nummer, "jws", toegang=net.toegang)
    (correctie,) = net.geopend(jws.inhoud.decode())["correcties"]
    assert (correctie["berekend"], correctie["waarde"]) == ("1", "2")
