"""The refusal paths of KIK-V's scenario: 4a (no access), 5a (presentation), 6a (question), each with its code, its report and its log entry."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hulp.netwerk import PERIODE, Netwerk, schrijf_beleid

from datastation import berichten, uitwisselen
from datastation.berichten import Foutbericht, Generatie, Verzoek
from datastation.fouten import Geweigerd
from datastation.logboek import Gebruiker, Leesfilter
from datastation.uitwisselen import GeenToegang, werk_af
from datastation.vertrouwen.ondertekenen import Vorm
from datastation.vertrouwen.sleutelbos import maak_sleutel


def hergebruikt(net: Netwerk) -> Verzoek:
    presentatie = net.presentatie(net.verklaring())
    net.stuur(net.verzoek(presentatie=presentatie))
    return net.verzoek(presentatie=presentatie)


def vreemde(net: Netwerk) -> Verzoek:
    ander = maak_sleutel(net.map / "ander", nu=net.klok.nu).als_did_jwk()
    return net.verzoek(presentatie=net.presentatie(replace(net, beheer=ander).verklaring()))


def andermans(net: Netwerk) -> Verzoek:
    """Signed by somebody else than the holder of the token."""
    ander = maak_sleutel(net.map / "ander", nu=net.klok.nu).als_did_jwk()
    eigen = replace(net, afnemer=ander)
    return net.verzoek(presentatie=eigen.presentatie(eigen.verklaring()))


def verlopen_presentatie(net: Netwerk) -> Verzoek:
    presentatie = net.presentatie(net.verklaring())
    net.klok.verder(minutes=30)
    return net.verzoek(presentatie=presentatie)


def verlopen_verklaring(net: Netwerk) -> Verzoek:
    oud = net.verklaring(tot=net.klok.nu + timedelta(seconds=1))
    net.klok.verder(hours=1)
    return net.verzoek(presentatie=net.presentatie(oud))


Maak = Callable[[Netwerk], Verzoek]
PRESENTATIE: dict[str, tuple[Maak, str]] = {
    "used before": (hergebruikt, "herhaling"),
    "issuer that is not believed": (vreemde, "uitgever-onbekend"),
    "another holder than the token": (andermans, "houder"),
    "for another station": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(), publiek="did:web:ander.example")),
        "ander-publiek",
    ),
    "its time is over": (verlopen_presentatie, "verlopen"),
    "a credential that lapsed": (verlopen_verklaring, "verlopen"),
    "no presentation at all": (lambda n: n.verzoek(presentatie="eyJ.eyJ.x"), "vorm"),
}
VRAAG: dict[str, tuple[Maak, str]] = {
    "text with one letter more": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(sparql=n.profiel.tekst(n.profiel.vraag("1")).encode() + b" "))),
        "vraag-onbekend",
    ),
    "another text under a profile that we know": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(sparql=b"SELECT * WHERE { ?s ?p ?o }"))),
        "vraag-onbekend",
    ),
    "a profile that nobody knows": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(profiel="x@1.0.0"))),
        "profiel-niet-aanvaard",
    ),
    "a profile by a name that we cannot read": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(profiel="iets"))),
        "profiel-niet-aanvaard",
    ),
    "other shapes of the parameters": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(parametervorm=b"# ander"))),
        "parametervorm-ongelijk",
    ),
    "no shapes where there should be": (
        lambda n: n.verzoek(presentatie=n.presentatie(n.verklaring(parametervorm=None))),
        "parametervorm-ongelijk",
    ),
    "no parameter": (lambda n: n.verzoek(parameters={}), "parameter-ontbreekt"),
    "a parameter that is not there": (lambda n: n.verzoek(parameters={**PERIODE, "x": "1"}), "parameter-onbekend"),
    "a period of another kind": (lambda n: n.verzoek(parameters={"periode": "2026"}), "parameter-ongeldig"),
    "a vestiging that is not there": (
        lambda n: n.verzoek(parameters={**PERIODE, "vestiging": "000000999999"}),
        "parameter-buiten-domein",
    ),
    "a period beyond the facts": (lambda n: n.verzoek(parameters={"periode": "2026-H2"}), "parameter-buiten-domein"),
    "a message that lapsed": (
        lambda n: n.verzoek(gemaakt=n.klok.nu - timedelta(hours=2), vervalt=n.klok.nu - timedelta(hours=1)),
        "bericht-verlopen",
    ),
    "a message for another station": (lambda n: n.verzoek(aan=("did:web:ander.example",)), "andere-geadresseerde"),
    "only a credentialSubject, where the policy wants more": (
        lambda n: n.verzoek(kale_vragen=(n.verklaring()["credentialSubject"],)),
        "alleen-credentialsubject",
    ),
}


def laatste(net: Netwerk) -> Foutbericht:
    """The latest report in the mailbox."""
    rapport = net.post()[-1]
    assert isinstance(rapport, Foutbericht)
    return rapport


@pytest.mark.parametrize("naam", [*PRESENTATIE, *VRAAG])
@pytest.mark.moet("S4", "S15", "S21")
def test_geweigerd_met_reden(net: Netwerk, naam: str) -> None:
    """The case is refused with its code; the requester gets a report in words, the log an entry; nothing is computed."""
    maak, code = (PRESENTATIE | VRAAG)[naam]
    verzoek = maak(net)
    (ingediend,) = net.stuur(verzoek)
    werk_af(net.inr)
    rapport = laatste(net)
    assert rapport.code == berichten.probleemcode(code)
    assert ingediend.zaak.zaaknummer in rapport.tekst
    assert rapport.verzoek_id == verzoek.id
    regels = net.inr.logboek.lees(Leesfilter(zaaknummer=ingediend.zaak.zaaknummer), Gebruiker(id="a", rol="auditor"))
    (geweigerd,) = [r.regel for r in regels if r.regel.gebeurtenis.value == "geweigerd"]
    assert geweigerd.reden == code
    assert (geweigerd.omschrijving or "").startswith(("presentatie verifiëren", "vraag verifiëren", "antwoord samenstellen"))
    with net.inr.staat.lezen() as t:
        assert t.exec_driver_sql("SELECT count(*) FROM zaken WHERE toestand = 'verzonden' AND antwoord_sha256 IS NULL").scalar() == 1


@pytest.mark.parametrize("generatie", [Generatie.KIKV_2021, Generatie.NUTS_2022])
@pytest.mark.moet("S21")
def test_rapport_in_elke_generatie(net: Netwerk, generatie: Generatie) -> None:
    """A refusal goes back in the form in which the question came."""
    net.stuur(net.verzoek(generatie, parameters={}))
    werk_af(net.inr)
    assert laatste(net).generatie is generatie


@pytest.mark.moet("S6", "S21")
def test_wie_er_niet_in_mag(net: Netwerk) -> None:
    """4a: a token of somebody else than the sender makes no case and burns no presentation."""
    verzoek = net.verzoek()
    with pytest.raises(GeenToegang):
        net.stuur(verzoek, replace(net.toegang, houder="did:web:ander.example"))
    assert net.zaken() == {}
    (goed,) = net.stuur(verzoek)
    assert goed.nieuw


@pytest.mark.parametrize("bearer", ["", "x", "a.b.c"])
def test_geen_token(net: Netwerk, bearer: str) -> None:
    """What is no token of this station gives no access."""
    with pytest.raises(GeenToegang):
        uitwisselen.autoriseer(net.inr, bearer)


@pytest.mark.moet("P5", "S3")
def test_token_en_terug(net: Netwerk) -> None:
    """A presentation buys a token, once; the token says who it is for; bound to a certificate it is good with that one only."""
    vp = net.presentatie(net.verklaring(), publiek=net.inr.did, geldig=timedelta(seconds=5))
    formulier = {"grant_type": "vp_token-bearer", "assertion": vp, "scope": "verifiedsparql"}
    antwoord = uitwisselen.geef_toegang(net.inr, formulier)
    toegang = uitwisselen.autoriseer(net.inr, antwoord["access_token"])
    assert (toegang.houder, toegang.diensten) == (net.afnemer.did, frozenset({"verifiedsparql"}))
    with pytest.raises(Geweigerd):
        uitwisselen.geef_toegang(net.inr, formulier)
    net.klok.verder(minutes=16)
    with pytest.raises(GeenToegang):
        uitwisselen.autoriseer(net.inr, antwoord["access_token"])


def test_kenmerk_dat_een_bsn_kan_zijn(net: Netwerk) -> None:
    """A reference that passes the 11-proof is not taken, and nothing of it is kept."""
    with pytest.raises(Geweigerd) as fout:
        net.stuur(net.verzoek(gesprek="999990019"))
    assert "999990019" not in str(fout.value)
    assert net.zaken() == {}


def test_alleen_credentialsubject(server_net: Any) -> None:
    """Where the policy allows a bare credentialSubject, a registered question is answered; never without a person."""
    net = server_net(kaal=True, besluit="automatisch", quotum="quotum = { dagen = 1, vragen = 9 }\n")
    net.stuur(net.verzoek(kale_vragen=(net.verklaring()["credentialSubject"],)))
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]
    net.stuur(net.verzoek(kale_vragen=(net.verklaring(sparql=b"ASK {}")["credentialSubject"],)))
    werk_af(net.inr)
    assert laatste(net).code == berichten.probleemcode("vraag-onbekend")


def test_beleid_dat_verandert(net: Netwerk) -> None:
    """A changed policy file holds for the next question, and that it changed stands in the log."""
    net.stuur(net.verzoek())
    schrijf_beleid(net.map, "did:web:iemand.example")
    werk_af(net.inr)
    assert laatste(net).code == berichten.probleemcode("aanvrager-onbekend")
    regels = net.inr.logboek.lees(Leesfilter(), Gebruiker(id="a", rol="auditor"))
    assert "instelling_gewijzigd" in [r.regel.gebeurtenis.value for r in regels]


def test_quotum(server_net: Any) -> None:
    """More than the quota is refused, also after a restart: it is counted from the state."""
    net = server_net(besluit="automatisch", quotum="quotum = { dagen = 1, vragen = 2 }\n")
    for _ in range(3):
        net.stuur(net.verzoek())
        werk_af(net.inr)
    assert laatste(net).code == berichten.probleemcode("quotum-vragen")


@pytest.mark.moet("S7")
def test_jwt_presentatie(net: Netwerk) -> None:
    """A presentation as JWT is as good as one in JSON-LD."""
    vp = net.presentatie(net.verklaring(vorm=Vorm.JWT), vorm=Vorm.JWT)
    net.stuur(net.verzoek(presentatie=vp))
    werk_af(net.inr)
    assert list(net.zaken().values()) == ["beantwoord"]


def test_gezien_hoort_bij_de_zaak(net: Netwerk) -> None:
    """A presentation counts as used only once its case is on disk: what broke off before that can be sent again."""
    verzoek = net.verzoek()
    net.inr.staat.schrijven, echt = _kapot, net.inr.staat.schrijven  # type: ignore[method-assign]
    try:
        with pytest.raises(OSError, match="schijf"):
            net.stuur(verzoek)
    finally:
        net.inr.staat.schrijven = echt  # type: ignore[method-assign]
    (goed,) = net.stuur(verzoek)
    werk_af(net.inr)
    assert net.zaken()[goed.zaak.zaaknummer] == "beantwoord"


def _kapot() -> Any:
    raise OSError("schijf")
