"""From the message to the reply with the command line in between: what is in the vault is shown, corrected, prepared and released there."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hulp.netwerk import Netwerk
from hulp.opdracht import Uitvoer, hier

from datastation import vrijgave
from datastation.uitwisselen import werk_af


@pytest.fixture
def doe(net: Netwerk) -> Callable[..., Uitvoer]:
    """Run a command on the station, with two people in it."""
    for wie, rol in (("kim", "kwaliteitsfunctionaris"), ("bo", "bestuurder")):
        assert hier("gebruiker", "voeg-toe", wie, "--rol", rol, "--station", str(net.map)).code == 0
    return lambda *woorden: hier(*woorden, "--station", str(net.map))


def test_inzien_corrigeren_en_vrijgeven(net: Netwerk, doe: Callable[..., Uitvoer]) -> None:
    """The table is that of the answer; the computed value of a correction is looked up in it; released, it goes out with the correction."""
    (ingediend,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    nummer = ingediend.zaak.zaaknummer
    gezien = json.loads(doe("zaak", "inzien", nummer, "--als", "kim", "--json").uit)
    (tabel,) = gezien["antwoord"].values()
    assert "clienten" in tabel["kolommen"]
    stond = tabel["rijen"][0][tabel["kolommen"].index("clienten")]
    getoond = doe("zaak", "inzien", nummer, "--als", "bo")
    assert (getoond.code, "clienten" in getoond.uit, "sha256" in getoond.uit) == (0, True, False)
    fout = doe("zaak", "corrigeer", nummer, "--als", "kim", "--cel", "1/clienten", "--waarde", "7", "--reden", "dubbel", "--berekend", "x")
    assert fout.code == 2
    goed = doe("zaak", "corrigeer", nummer, "--als", "kim", "--cel", "1/clienten", "--waarde", "7", "--reden", "dubbel")
    assert goed.code == 0, goed.fout
    (correctie,) = vrijgave.lees(net.inr.staat, nummer, wie=vrijgave.station("test")).correcties
    assert (correctie.berekend, correctie.handtekening) == (stond, net.inr.sleutels.tekent.sign(vrijgave.verklaring(correctie)))
    assert doe("zaak", "vrijgeven", nummer, "--als", "bo").code == 4
    assert doe("zaak", "inzien", nummer, "--als", "bo").code == 0
    assert doe("zaak", "vrijgeven", nummer, "--als", "bo").code == 0
    net.klok.verder(minutes=5)  # the command line has the time of this machine
    werk_af(net.inr)
    assert set(net.zaken().values()) == {"verzonden"}
    assert "dubbel" in json.dumps(net.geopend(net.post()[0].jws))


def test_een_antwoord_dat_weg_is_is_niet_gezien(net: Netwerk, doe: Callable[..., Uitvoer]) -> None:
    """Where the vault lost the answer, opening it is an error and leaves no mark."""
    (ingediend,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    nummer = ingediend.zaak.zaaknummer
    for naam in net.inr.kluis.namen():
        net.inr.kluis.wis(naam)
    assert doe("zaak", "inzien", nummer, "--als", "bo").code == 6
    assert vrijgave.lees(net.inr.staat, nummer, wie=vrijgave.station("test")).merken == ()


def test_wissen_noemt_de_zaken_om_te_beoordelen(net: Netwerk, doe: Callable[..., Uitvoer]) -> None:
    """After an erasure the cases whose kept answer came from a changed snapshot are named; new questions are answered without the person."""
    (ingediend,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    (net.map / "wie").write_text("C1")
    gewist = doe("wis-persoon", "--van", str(net.map / "wie"), "--reden", "AVG 1", "--ja", "--json")
    assert gewist.code == 0, gewist.fout
    assert json.loads(gewist.uit)["zaken"] == [ingediend.zaak.zaaknummer]
    (later,) = net.stuur(net.verzoek())
    werk_af(net.inr)
    eerst, nu = (vrijgave.lees(net.inr.staat, z.zaak.zaaknummer, wie=vrijgave.station("test")).zaak for z in (ingediend, later))
    assert eerst.antwoord_sha256 != nu.antwoord_sha256
    assert nu.momentopname == json.loads(gewist.uit)["gewist"][0]["nieuw"]
