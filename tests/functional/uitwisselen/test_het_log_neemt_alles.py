"""Whatever a requester, an issuer or an operator writes, it becomes an entry in the log: one that the log refuses would stop the log for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hulp.netwerk import Netwerk
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from datastation import vrijgave
from datastation.fouten import Geweigerd
from datastation.logboek import Gebruiker, Leesfilter, eis_geen_nummers, speel_na
from datastation.logboek.regel import Kort, Tekst
from datastation.uitwisselen import Indiening, dien_in, werk_af
from datastation.uitwisselen.boekhouden import logbaar
from datastation.vrijgave import Rol, Weigering

BSN = "999990019"
BAAS = vrijgave.station("opdrachtregel:test")


def alles_gelogd(net: Netwerk) -> list[Any]:
    """Treat everything; every transition stands in the log, which verifies; gives the entries."""
    werk_af(net.inr)
    with net.inr.staat.lezen() as t:
        stappen = t.exec_driver_sql("SELECT count(*) FROM overgangen").scalar_one()
        gelogd = t.exec_driver_sql("SELECT count(*) FROM gelogd").scalar_one()
    assert stappen == gelogd > 0
    assert speel_na(net.map / "logboek", {}).goed
    return [r.regel for r in net.inr.logboek.lees(Leesfilter(), Gebruiker(id="a", rol="auditor")) if r.regel.gebeurtenis.van_een_zaak]


def test_lege_parameter(net: Netwerk) -> None:
    """A parameter without a value is refused as a parameter, and logged."""
    net.stuur(net.verzoek(parameters={"periode": ""}))
    regels = alles_gelogd(net)
    assert regels[-1].gebeurtenis.value == "verzonden"


def test_nummer_in_een_parameter(net: Netwerk) -> None:
    """A number that can be a BSN, as value of a parameter of a message, is not taken and nothing of it is kept."""
    with pytest.raises(Geweigerd) as fout:
        net.stuur(net.verzoek(parameters={"periode": BSN}))
    assert BSN not in str(fout.value)
    assert net.zaken() == {}


@pytest.mark.parametrize("parameters", [{BSN: "x"}, {"periode": BSN}])
def test_nummer_door_de_andere_deur(net: Netwerk, parameters: dict[str, str]) -> None:
    """The same for the JSON API, names of parameters included."""
    with pytest.raises(Geweigerd):
        dien_in(net.inr, Indiening("igj-wzd-aantallen", "1.0.0", "1", parameters, "s1"), toegang=net.toegang)
    assert net.zaken() == {}


@pytest.mark.parametrize(
    "parameters", [{"": "x"}, {"x" * 500: "x"}, {"periode": "x" * 5000}, {"periode": ""}, {"periode": "\ud7ff\U0001f600"}]
)
def test_vreemde_parameters(net: Netwerk, parameters: dict[str, str]) -> None:
    """Names and values of any length become an entry."""
    dien_in(net.inr, Indiening("igj-wzd-aantallen", "1.0.0", "1", parameters, "s1"), toegang=net.toegang)
    alles_gelogd(net)
    assert list(net.zaken().values()) == ["afgewezen"]


def test_kenmerk_van_een_verklaring(net: Netwerk) -> None:
    """The name of a credential is the issuer's: with a number in it, or very long, the entry is there without that name."""
    net.stuur(
        net.verzoek(presentatie=net.presentatie(net.verklaring("1", id=f"urn:x:{BSN}"), net.verklaring("4", id="urn:x:" + "a" * 400)))
    )
    regels = alles_gelogd(net)
    assert BSN not in str(regels)
    ontvangen = [r for r in regels if r.gebeurtenis.value == "ontvangen"]
    assert len(ontvangen) == 2


def test_lange_did(net: Netwerk) -> None:
    """A requester whose DID is its RSA key (did:jwk) has a name of more than 300 characters: it is logged by its beginning and hash."""
    lang = "did:jwk:" + "eyJ" + "a" * 700
    toegang = replace(net.toegang, houder=lang)
    dien_in(net.inr, Indiening("igj-wzd-aantallen", "1.0.0", "1", {}, "s1"), toegang=toegang)
    (eerste, *_) = alles_gelogd(net)
    assert eerste.verzoek.afnemer.startswith("did:jwk:eyJ")


def test_personeelsnummer(net: Netwerk) -> None:
    """Nobody gets a name in the system that can be a BSN: it would stand in the log, and whoever released must be found there."""
    with pytest.raises(Weigering) as fout:
        vrijgave.voeg_gebruiker_toe(net.inr.staat, f"p{BSN}", "Directie", wie=BAAS, nu=net.klok.nu)
    assert BSN not in str(fout.value)


def test_nummer_in_een_reden(net: Netwerk) -> None:
    """What a bestuurder wrote about a client stays out of the log; that the answer was refused, and by whom, does not."""
    net.stuur(net.verzoek())
    alles_gelogd(net)
    nu, wie = net.klok.nu, vrijgave.persoon("dir")
    vrijgave.voeg_gebruiker_toe(net.inr.staat, "dir", "Directie", wie=BAAS, nu=nu)
    vrijgave.geef_rol(net.inr.staat, "dir", Rol.BESTUURDER, wie=BAAS, nu=nu)
    (nummer,) = net.zaken()
    vrijgave.zie_in(net.inr.staat, nummer, wie=wie, nu=nu)
    vrijgave.wijs_af(net.inr.staat, nummer, wie=wie, nu=nu, reden=f"cliënt {BSN} staat erin")
    regels = alles_gelogd(net)
    (regel,) = [r for r in regels if r.gebeurtenis.value == "afgewezen"]
    assert regel.goedkeurder == "dir"
    assert BSN not in str(regels)


@given(st.one_of(st.text(), st.text("0123456789-. ", max_size=40), st.text("999990019", min_size=250, max_size=2200)))
@example("x" * 215 + "1" * 5 + BSN + "x" * 300)
@example("x" * 217 + "123456789012345" * 20)
def test_elke_tekst_is_logbaar(tekst: str) -> None:
    """Any text becomes one that the log takes, in either of its sizes, and a text that it takes stays as it is."""
    assume(not any("\ud800" <= c <= "\udfff" for c in tekst))
    for hoogstens, soort in ((300, Kort), (2000, Tekst)):
        gemaakt = logbaar(tekst, hoogstens)
        TypeAdapter(soort).validate_python(gemaakt)
        eis_geen_nummers(gemaakt)
        assert logbaar(gemaakt, hoogstens) == gemaakt
