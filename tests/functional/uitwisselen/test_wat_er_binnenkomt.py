"""What comes in twice, at once, under the same number, or with the papers of another: one case for one question, and none for what does not fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from hulp.netwerk import PERIODE, Netwerk
from hulp.nutsknoop import nutsknoop

from datastation import uitwisselen
from datastation.berichten import BerichtFout, Generatie
from datastation.fouten import GebruiksFout
from datastation.poort.register import sha256_van
from datastation.staat import zaken
from datastation.uitwisselen import GeenToegang, Indiening, dien_in, werk_af
from datastation.uitwisselen.feiten import feiten_van
from datastation.vertrouwen.nuts import Nutsknoop
from datastation.vertrouwen.sleutelbos import maak_sleutel
from datastation.vrijgave import Reden, Weigering

PROFIEL = "igj-wzd-aantallen"


def indiening(sleutel: str = "s1", **anders: Any) -> Indiening:
    """A question through the JSON API."""
    return replace(Indiening(PROFIEL, "1.0.0", "1", PERIODE, sleutel), **anders)


def test_nummers_met_andere_letters(net: Netwerk) -> None:
    """Two messages whose ids differ in the case of a letter alone are two messages (SQLite compares LIKE without it)."""
    (een,) = net.stuur(net.verzoek(id="bericht-A"))
    (twee,) = net.stuur(net.verzoek(id="bericht-a"))
    assert twee.nieuw
    assert een.zaak.zaaknummer != twee.zaak.zaaknummer


@pytest.mark.parametrize("id", ["b_richt", "b%", "b"])
def test_nummers_met_jokers(net: Netwerk, id: str) -> None:
    """A sign that means anything to LIKE means itself; the beginning of an id is another id."""
    net.stuur(net.verzoek(id="bericht"))
    assert net.stuur(net.verzoek(id=id))[0].nieuw


def test_nummer_van_een_ander(net: Netwerk) -> None:
    """Ids are of the requester: two may use the same one, and neither sees the case of the other."""
    (een,) = net.stuur(net.verzoek(id="bericht"))
    ander = maak_sleutel(net.map / "ander", nu=net.klok.nu).als_did_jwk()
    vreemd = replace(net, afnemer=ander)
    (twee,) = vreemd.stuur(vreemd.verzoek(id="bericht"))
    assert twee.nieuw
    assert een.zaak.zaaknummer not in vreemd.zaken()


def test_twee_deuren(net: Netwerk) -> None:
    """The id of a message and the key of the JSON API do not stand in each other's way."""
    dien_in(net.inr, indiening("b#1"), toegang=net.toegang)
    dien_in(net.inr, indiening("b"), toegang=net.toegang)
    verzoek = net.verzoek(id="b")
    assert all(i.nieuw for i in net.stuur(verzoek))
    assert not any(i.nieuw for i in net.stuur(verzoek))
    assert len(net.zaken()) == 3


@pytest.mark.parametrize("anders", [{"parameters": {"periode": "2025-H2"}}, {"gesprek": "ander"}, {"antwoordadres": "https://localhost/x"}])
def test_ander_bericht_onder_hetzelfde_nummer(net: Netwerk, anders: dict[str, Any]) -> None:
    """Another question under a number that was used is refused: its sender would take the answer to the first for one to this."""
    eerste = net.verzoek(Generatie.KIKV_1, id="bericht", gesprek="g", antwoordadres=f"https://localhost:{net.server.poort}/postbus")
    net.stuur(eerste)
    with pytest.raises(Weigering) as fout:
        net.stuur(replace(eerste, presentatie=net.presentatie(net.verklaring()), **anders))
    assert fout.value.reden is Reden.ANDERE_INHOUD
    assert not net.stuur(replace(eerste, presentatie=net.presentatie(net.verklaring())))[0].nieuw


def test_andere_vraag_onder_dezelfde_sleutel(net: Netwerk) -> None:
    """One key of the JSON API is one question; ``*`` is another question than ``1``."""
    dien_in(net.inr, indiening(), toegang=net.toegang)
    with pytest.raises(Weigering) as fout:
        dien_in(net.inr, indiening(vraag="*"), toegang=net.toegang)
    assert fout.value.reden is Reden.ANDERE_INHOUD
    assert not dien_in(net.inr, indiening(), toegang=net.toegang).nieuw
    assert len(net.zaken()) == 1


def test_zelfde_bericht_tegelijk(net: Netwerk) -> None:
    """Ten times the same message at the same moment: one case, that is answered; no second one that says its presentation was used before."""
    verzoek = net.verzoek()
    hek, uit = Barrier(10), []

    def stuur() -> None:
        hek.wait()
        uit.append(net.stuur(verzoek))

    draden = [Thread(target=stuur) for _ in range(10)]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()
    assert len({i.zaak.zaaknummer for ingediend in uit for i in ingediend}) == len(net.zaken()) == 1
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]


def test_zelfde_bericht_net_te_laat(net: Netwerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same, where the first is stored between the look for it and the verification of the second."""
    verzoek = net.verzoek()
    echt: Callable[..., Any] = zaken.van_bericht
    keren: list[int] = []

    def van_bericht(*wat: Any) -> Any:
        gevonden = echt(*wat)
        if not keren:
            keren.append(1)
            net.stuur(verzoek)
        return gevonden

    monkeypatch.setattr(zaken, "van_bericht", van_bericht)
    assert not net.stuur(verzoek)[0].nieuw
    assert len(net.zaken()) == 1


def test_andermans_presentatie_raakt_niet_op(net: Netwerk) -> None:
    """Whoever sends what another signed is refused, and the other can still use it."""
    presentatie = net.presentatie(net.verklaring())
    dief = maak_sleutel(net.map / "dief", nu=net.klok.nu).als_did_jwk()
    bij_dief = replace(net, afnemer=dief)
    bij_dief.stuur(bij_dief.verzoek(presentatie=presentatie))
    net.stuur(net.verzoek(presentatie=presentatie))
    werk_af(net.inr)
    assert list(bij_dief.zaken().values()) == ["afgewezen"]
    assert list(net.zaken().values()) == ["beantwoord"]


def test_verklaring_van_een_ander_profiel(net: Netwerk) -> None:
    """A credential vouches for a text in one version of one profile: through the JSON API too."""
    sparql = net.profiel.tekst(net.profiel.vraag("1")).encode()
    for profiel in ("ander-profiel@1.0.0", f"{PROFIEL}@2.0.0"):
        presentatie = net.presentatie(net.verklaring(sparql=sparql, profiel=profiel))
        zaak = dien_in(net.inr, indiening(profiel, presentatie=presentatie), toegang=net.toegang).zaak
        (feit,) = feiten_van(zaak).vragen
        assert feit.sha256 == sha256_van(sparql)
        assert feit.brief is None
    goed = dien_in(net.inr, indiening("goed", presentatie=net.presentatie(net.verklaring())), toegang=net.toegang).zaak
    assert feiten_van(goed).vragen[0].brief is not None
    werk_af(net.inr)
    assert sorted(net.zaken().values()) == ["afgewezen", "afgewezen", "beantwoord"]


def test_lang_kenmerk_van_een_vraag(net: Netwerk) -> None:
    """A question may have a long name; two that differ in their last sign are two, and the answer has the whole name."""
    lang = "urn:x:" + "é" * 2000
    verzoek = net.verzoek(
        presentatie=net.presentatie(net.verklaring("1", identifier=f"{lang}1"), net.verklaring("4", identifier=f"{lang}2"))
    )
    een, twee = net.stuur(verzoek)
    assert all(len(i.zaak.sleutel) < 600 for i in (een, twee))
    assert {feiten_van(i.zaak).vraag_id for i in (een, twee)} == {f"{lang}1", f"{lang}2"}
    assert not any(i.nieuw for i in net.stuur(verzoek))


@pytest.mark.parametrize(
    "adres", ["http://localhost/x", "postbus", "https://u:w@localhost/", "did:web:ander.example?service=didcomm-service-kikv", "x" * 400]
)
def test_antwoordadres_dat_niet_kan(net: Netwerk, adres: str) -> None:
    """An address that no reply may go to is refused when the question comes in, not for three days of attempts afterwards."""
    with pytest.raises((BerichtFout, GebruiksFout)):
        dien_in(net.inr, indiening(antwoordadres=adres), toegang=net.toegang)
    assert net.zaken() == {}


def test_eigen_dienst_als_antwoordadres(net: Netwerk) -> None:
    """The requester's own service, out of its DID document, is an address too."""
    adres = f"{net.afnemer.did}?service=didcomm-service-kikv"
    dien_in(net.inr, indiening(antwoordadres=adres), toegang=net.toegang)
    werk_af(net.inr)
    assert [pad for pad, _, _ in net.server.ontvangen if pad == "/postbus"] == ["/postbus"]


@pytest.mark.parametrize(("scope", "mag"), [("homemonitoring", False), ("", False), ("validated-query-service", True)])
def test_token_voor_een_andere_dienst(net: Netwerk, scope: str, mag: bool) -> None:
    """A Nuts node gives tokens for all that its owner offers: only one for the service of KIK-V opens this door."""
    with nutsknoop() as knoop:
        tot = int((net.klok.nu + timedelta(minutes=5)).timestamp())
        zegt = {"active": True, "iss": net.inr.did, "client_id": net.afnemer.did, "exp": tot, "scope": scope}
        knoop.zeg("/internal/auth/v2/accesstoken/introspect", zegt)
        net.inr.knoop = Nutsknoop(knoop.adres, versie=6, wij={net.inr.did})
        if mag:
            assert uitwisselen.autoriseer(net.inr, "tok").houder == net.afnemer.did
        else:
            with pytest.raises(GeenToegang):
                uitwisselen.autoriseer(net.inr, "tok")
