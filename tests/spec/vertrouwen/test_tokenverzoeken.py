"""Token requests in every grant: what is good gives a token, what is changed in one place gives the error code of RFC 6749 and its own reason."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hulp.partijen import AFNEMER, BEHEER, CONTEXTEN, NU, VREEMDE, Doc, Partij, epoch, vc_claims, vc_ld, vp_claims, vp_ld

from datastation.staat import open_staat
from datastation.uitwisselen.toegang import GezienInStaat
from datastation.vertrouwen import GezienInGeheugen, Reden, Resolver, Vertrouwd
from datastation.vertrouwen.intrekking import Intrekkingen
from datastation.vertrouwen.ondertekenen import Vorm, maak_presentatie
from datastation.vertrouwen.redenen import Afgewezen
from datastation.vertrouwen.sleutelbos import maak_sleutel
from datastation.vertrouwen.toegang import (
    CLIENT_BEARER,
    DIENSTEN,
    JWT_BEARER,
    VP_BEARER,
    Keurmeester,
    OAuthCode,
    TokenFout,
    geef_token,
    lees_tokenverzoek,
)

WIJ = "did:web:station.example"
EINDPUNT = "https://station.example/oauth/token"
TYPE = "ValidatedQueryCredential"
DIENST = "didcomm-service-kikv"
WEG = object()


def keurmeester(**anders: Any) -> Keurmeester:
    alles: Doc = {
        "zelf": WIJ,
        "publiek": frozenset({EINDPUNT, "https://station.example"}),
        "vertrouwd": Vertrouwd({TYPE: frozenset({BEHEER.did})}),
        "resolver": Resolver(),
        "statuslijsten": None,
        "gezien": GezienInGeheugen(),
        "contexten": CONTEXTEN,
    }
    return Keurmeester(**{**alles, **anders})


def claims_003(**meer: Any) -> Doc:
    """Claims of RFC003."""
    basis = {
        "iss": AFNEMER.did,
        "sub": WIJ,
        "aud": EINDPUNT,
        "iat": epoch(0),
        "exp": epoch(5),
        "purposeOfUse": DIENST,
        "vcs": [BEHEER.token(vc_claims())],
    }
    return {k: v for k, v in {**basis, **meer}.items() if v is not WEG}


def form_003(**meer: Any) -> dict[str, str]:
    return {"grant_type": JWT_BEARER, "scope": "nuts", "assertion": AFNEMER.token(claims_003(**meer))}


def form_vp(soort: str = VP_BEARER, scope: str = DIENST, duur: int = 5, **meer: Any) -> dict[str, str]:
    claims = vp_claims(**{"aud": EINDPUNT, "nbf": epoch(0), "iat": epoch(0), "exp": epoch(duur), **meer})
    return {"grant_type": soort, "scope": scope, "assertion": AFNEMER.token({k: v for k, v in claims.items() if v is not WEG})}


def fout_van(formulier: dict[str, str], keurt: Keurmeester | None = None) -> tuple[OAuthCode, Reden | None]:
    with pytest.raises(TokenFout) as fout:
        lees_tokenverzoek(formulier, keurt or keurmeester(), nu=NU)
    antwoord = fout.value.antwoord()
    assert antwoord["error"] == fout.value.oauth.value
    assert re.fullmatch(r"[a-zA-Z0-9 ._-]*", antwoord.get("error_description", ""))
    assert not any(w in str(fout.value) for w in ("did:", "ey", "https:"))
    return fout.value.oauth, fout.value.reden


def ld(**velden: Any) -> dict[str, str]:
    tijden = {"created": "2026-07-05T12:00:00Z", "expires": "2026-07-05T12:00:05Z"}
    eens = {"domain": EINDPUNT, "nonce": "n", "proofPurpose": "authentication"}
    return {"grant_type": VP_BEARER, "scope": DIENST, "assertion": json.dumps(AFNEMER.jws2020(vp_ld(), **{**tijden, **eens, **velden}))}


GOED: dict[str, Callable[[], dict[str, str]]] = {
    "rfc003": form_003,
    "rfc003 met eigen scope": lambda: {**form_003(purposeOfUse=WEG), "scope": DIENST},
    "rfc003 zonder scope": lambda: {k: v for k, v in form_003().items() if k != "scope"},
    "rfc003 met service": lambda: form_003(purposeOfUse=WEG, service=DIENST),
    "rfc003 zonder vcs": lambda: form_003(vcs=WEG),
    "rfc003 met jti": lambda: form_003(jti="j"),
    "rfc003 met json-ld": lambda: form_003(vcs=[BEHEER.jws2020(vc_ld())]),
    "gfi-004": lambda: form_vp(JWT_BEARER),
    "gfi-004 langer": lambda: form_vp(JWT_BEARER, duur=300),
    "rfc021 jwt": form_vp,
    "rfc021 json-ld": ld,
    "rfc021 met submission": lambda: {**form_vp(), "presentation_submission": '{"id":"1"}'},
    "voor onze did": lambda: form_vp(aud=[WIJ, "x"]),
}


@pytest.mark.parametrize("naam", GOED)
@pytest.mark.moet("P4", "P5")
def test_een_goed_verzoek(naam: str) -> None:
    """Each grant gives the requester the service that it asked for, once: the same request a second time is a replay."""
    keurt, formulier = keurmeester(), GOED[naam]()
    verzoek = lees_tokenverzoek(formulier, keurt, nu=NU)
    assert (verzoek.houder, verzoek.diensten, verzoek.dienstverlener) == (AFNEMER.did, {DIENST}, "")
    assert len(verzoek.vaststelling.verklaringen) == (0 if naam == "rfc003 zonder vcs" else 1)
    assert fout_van(formulier, keurt) == (OAuthCode.INVALID_GRANT, Reden.HERHALING)


def test_meer_diensten() -> None:
    """Several services at once, all of them too, separated by a space; each must be one of KIK-V's."""
    assert lees_tokenverzoek(form_vp(scope=" ".join(DIENSTEN)), keurmeester(), nu=NU).diensten == DIENSTEN
    uit = lees_tokenverzoek(form_vp(scope="verifiedsparql didcomm-service-kikv"), keurmeester(), nu=NU)
    assert uit.diensten == {"verifiedsparql", DIENST}


def test_grenzen() -> None:
    """Ten credentials and a name of 256 characters are not too many."""
    uit = lees_tokenverzoek(form_003(vcs=[BEHEER.token(vc_claims())] * 10, jti="j" * 256), keurmeester(), nu=NU)
    assert len(uit.vaststelling.verklaringen) == 10
    assert "U0VMRUNU" not in repr(uit)


def test_de_fout_als_antwoord() -> None:
    """An error is the code of RFC 6749, with the verifier's code and the name of the field where there are any."""
    assert TokenFout(OAuthCode.UNSUPPORTED_GRANT_TYPE).antwoord() == {"error": "unsupported_grant_type"}
    assert TokenFout(OAuthCode.INVALID_REQUEST, waar="assertion").antwoord() == {
        "error": "invalid_request",
        "error_description": "assertion",
    }
    fout = TokenFout(OAuthCode.INVALID_GRANT, reden=Reden.VORM, waar="vcs")
    assert fout.antwoord() == {"error": "invalid_grant", "error_description": "vorm vcs"}


def test_herhaling_met_een_andere_handtekening() -> None:
    """RFC003 names no single-use value: the same content with another ES256 signature is still the same request."""
    partij, keurt = Partij("EC"), keurmeester(vertrouwd=Vertrouwd({}))
    claims = claims_003(iss=partij.did, vcs=[])
    een, twee = ({"grant_type": JWT_BEARER, "assertion": partij.token(claims)} for _ in range(2))
    assert een["assertion"] != twee["assertion"]
    assert lees_tokenverzoek(een, keurt, nu=NU).houder == partij.did
    assert fout_van(twee, keurt) == (OAuthCode.INVALID_GRANT, Reden.HERHALING)


def test_herhaling_na_een_herstart(tmp_path: Path) -> None:
    """With the state of the station behind it, a replay is seen after a restart too."""
    formulier = form_003()
    for fout in (None, Reden.HERHALING):
        staat = open_staat(tmp_path / "staat.sqlite")
        if fout is None:
            lees_tokenverzoek(formulier, keurmeester(gezien=GezienInStaat(staat)), nu=NU)
        else:
            assert fout_van(formulier, keurmeester(gezien=GezienInStaat(staat)))[1] is fout
        staat.sluit()


VORM = (OAuthCode.INVALID_REQUEST, None)
GRANT = OAuthCode.INVALID_GRANT
FOUTEN: list[tuple[dict[str, str], Any]] = [
    ({}, VORM),
    ({"grant_type": ""}, VORM),
    ({"grant_type": "authorization_code"}, (OAuthCode.UNSUPPORTED_GRANT_TYPE, None)),
    ({"grant_type": "client_credentials", "scope": DIENST}, (OAuthCode.UNSUPPORTED_GRANT_TYPE, None)),
    ({"grant_type": VP_BEARER, "scope": DIENST}, VORM),
    ({"grant_type": JWT_BEARER, "scope": DIENST, "assertion": ""}, VORM),
    ({**form_vp(), "presentation_submission": "["}, VORM),
    ({**form_vp(), "presentation_submission": "[]"}, VORM),
    ({**form_vp(JWT_BEARER), "client_assertion": "x"}, VORM),
    ({**form_vp(JWT_BEARER), "client_assertion": "x", "client_assertion_type": "x"}, VORM),
    ({**form_vp(JWT_BEARER), "client_assertion_type": CLIENT_BEARER}, VORM),
    (form_vp(scope=""), (OAuthCode.INVALID_SCOPE, None)),
    (form_vp(scope="nuts"), (OAuthCode.INVALID_SCOPE, None)),
    (form_vp(scope=f"{DIENST} alles"), (OAuthCode.INVALID_SCOPE, None)),
    (form_vp(scope=f"{DIENST}  "), (OAuthCode.INVALID_SCOPE, None)),
    (form_vp(JWT_BEARER, scope="alles"), (OAuthCode.INVALID_SCOPE, None)),
    ({k: v for k, v in form_vp().items() if k != "scope"}, (OAuthCode.INVALID_SCOPE, None)),
    (form_003(purposeOfUse=WEG), (OAuthCode.INVALID_SCOPE, None)),
    (form_003(purposeOfUse=5), (OAuthCode.INVALID_SCOPE, None)),
    (form_003(purposeOfUse="nuts"), (OAuthCode.INVALID_SCOPE, None)),
    (form_003(sub=AFNEMER.did), (GRANT, Reden.PUBLIEK)),
    (form_003(sub=WEG), (GRANT, Reden.PUBLIEK)),
    (form_003(aud="https://elders.example"), (GRANT, Reden.PUBLIEK)),
    (form_003(aud=WEG), (GRANT, Reden.PUBLIEK)),
    (form_003(iss="x"), (GRANT, Reden.DID_ONGELDIG)),
    (form_003(iss=VREEMDE.did), (GRANT, Reden.HOUDER)),
    (form_003(iat=WEG), (GRANT, Reden.VORM)),
    (form_003(exp=WEG), (GRANT, Reden.VORM)),
    (form_003(exp=epoch(6)), (GRANT, Reden.TE_LANG_GELDIG)),
    (form_003(iat=epoch(6), exp=epoch(9)), (GRANT, Reden.NOG_NIET_GELDIG)),
    (form_003(iat=epoch(-11), exp=epoch(-6)), (GRANT, Reden.VERLOPEN)),
    (form_003(vcs="x"), (GRANT, Reden.VORM)),
    (form_003(vcs=5), (GRANT, Reden.VORM)),
    (form_003(vcs=[BEHEER.token(vc_claims())] * 11), (GRANT, Reden.VORM)),
    (form_003(vcs=[VREEMDE.token(vc_claims(iss=VREEMDE.did))]), (GRANT, Reden.UITGEVER)),
    (form_003(vcs=[BEHEER.token(vc_claims(sub=VREEMDE.did))]), (GRANT, Reden.HOUDER)),
    (form_003(jti=""), (GRANT, Reden.VORM)),
    (form_003(jti="j" * 257), (GRANT, Reden.VORM)),
    (form_003(jti=5), (GRANT, Reden.VORM)),
    ({**form_003(), "assertion": VREEMDE.token(claims_003(), kid=AFNEMER.methode)}, (GRANT, Reden.SLEUTEL)),
    ({**form_003(), "assertion": Partij("OKP").token(claims_003(), kid=AFNEMER.methode)}, (GRANT, Reden.HANDTEKENING)),
    ({**form_003(), "assertion": "a.b"}, (GRANT, Reden.VORM)),
    ({**form_003(), "assertion": form_003()["assertion"].split(".")[0] + ".e30."}, (OAuthCode.INVALID_SCOPE, None)),
    (form_vp(duur=6), (GRANT, Reden.TE_LANG_GELDIG)),
    (form_vp(JWT_BEARER, duur=301), (GRANT, Reden.TE_LANG_GELDIG)),
    (form_vp(JWT_BEARER, vp=5), (GRANT, Reden.VORM)),
    (form_vp(jti=WEG), (GRANT, Reden.VORM)),
    (form_vp(aud="did:web:ander.example"), (GRANT, Reden.PUBLIEK)),
    (ld(nonce=None), (GRANT, Reden.VORM)),
    (ld(expires="2026-07-05T12:00:06Z"), (GRANT, Reden.TE_LANG_GELDIG)),
    (ld(domain="https://elders.example"), (GRANT, Reden.PUBLIEK)),
    ({**ld(), "grant_type": JWT_BEARER}, (GRANT, Reden.VORM)),
]


@pytest.mark.parametrize(("formulier", "verwacht"), FOUTEN, ids=range(len(FOUTEN)))
@pytest.mark.moet("P4", "P5")
def test_een_fout_verzoek(formulier: dict[str, str], verwacht: Any) -> None:
    """One thing wrong: the error code that RFC 6749 has for it, the verifier's own reason, and no word of what was sent."""
    assert fout_van(formulier) == verwacht


def test_dienstverlener() -> None:
    """A service provider that asks on behalf of the requester shows who it is too, or nobody gets a token (GFI-004)."""
    partij = Partij("EC")
    eigen = partij.token(vp_claims(BEHEER.token(vc_claims(sub=partij.did)), iss=partij.did, sub=partij.did, aud=EINDPUNT, jti="d"))
    goed = {**form_vp(JWT_BEARER), "client_assertion": eigen, "client_assertion_type": CLIENT_BEARER}
    assert lees_tokenverzoek(goed, keurmeester(), nu=NU).dienstverlener == partij.did
    slecht = {**goed, "client_assertion": form_vp(aud="https://elders.example")["assertion"]}
    assert fout_van(slecht) == (GRANT, Reden.PUBLIEK)


def test_ingetrokken_verklaring() -> None:
    """What an issuer took back gives no token."""
    intrekkingen = Intrekkingen()
    goed = form_vp(jti="1")
    assert lees_tokenverzoek(goed, keurmeester(intrekkingen=intrekkingen), nu=NU).houder == AFNEMER.did
    document = BEHEER.jws2020(INTREKKING)
    intrekkingen.voeg_toe(json.dumps(document), nu=NU, resolver=Resolver(), contexten=CONTEXTEN)
    assert fout_van(goed, keurmeester(intrekkingen=intrekkingen)) == (GRANT, Reden.INGETROKKEN)


INTREKKING = {
    "@context": ["https://nuts.nl/credentials/v1", "https://w3c-ccg.github.io/lds-jws2020/contexts/lds-jws2020-v1.json"],
    "type": ["CredentialRevocation"],
    "issuer": BEHEER.did,
    "subject": f"{BEHEER.did}#vc-2",
    "date": "2026-07-05T12:00:00Z",
}


@pytest.mark.parametrize(
    ("anders", "reden"),
    [
        ({"type": ["CredentialRevocation", "VerifiableCredential"]}, Reden.VORM),
        ({"type": "Iets"}, Reden.VORM),
        ({"subject": 5}, Reden.VORM),
        ({"subject": f"{VREEMDE.did}#1"}, Reden.TEGENSTRIJDIG),
        ({"issuer": VREEMDE.did, "subject": f"{VREEMDE.did}#1"}, Reden.ONDERTEKENAAR),
        ({"issuer": 5}, Reden.DID_ONGELDIG),
        ({"date": "2026-07-05T12:00:06Z"}, Reden.NOG_NIET_GELDIG),
        ({"date": "gisteren"}, Reden.VORM),
        ({"kleur": "x"}, Reden.TERM),
    ],
    ids=range(9),
)
def test_een_intrekking_die_niet_telt(anders: Doc, reden: Reden) -> None:
    """A statement of another form, of another issuer, of tomorrow or with a term outside the signature takes nothing back."""
    document = {**BEHEER.jws2020(INTREKKING), **anders}
    intrekkingen = Intrekkingen()
    with pytest.raises(Afgewezen) as fout:
        intrekkingen.voeg_toe(json.dumps(document), nu=NU, resolver=Resolver(), contexten=CONTEXTEN)
    assert fout.value.reden is reden
    intrekkingen.keur(INTREKKING["subject"], BEHEER.did)


def test_intrekking_met_ander_doel() -> None:
    """A statement signed as proof of who somebody is takes nothing back; a type that is no list is as good as one."""
    for velden, reden in [({"proofPurpose": "authentication"}, Reden.DOEL), ({"created": "x"}, Reden.VORM)]:
        tekst = json.dumps({**INTREKKING, "proof": {**BEHEER.jws2020(INTREKKING)["proof"], **velden}})
        with pytest.raises(Afgewezen) as fout:
            Intrekkingen().voeg_toe(tekst, nu=NU, resolver=Resolver(), contexten=CONTEXTEN)
        assert fout.value.reden is reden
    los = {**INTREKKING, "type": "CredentialRevocation"}
    assert Intrekkingen().voeg_toe(json.dumps(BEHEER.jws2020(los)), nu=NU, resolver=Resolver(), contexten=CONTEXTEN)


@pytest.mark.parametrize("vorm", list(Vorm))
def test_van_sleutel_tot_token(tmp_path: Path, vorm: Vorm) -> None:
    """Two stations of our own: one shows who it is with its own key, the other gives it a token."""
    zij, wij = (maak_sleutel(tmp_path / naam / "s", alg, nu=NU) for naam, alg in (("zij", "EdDSA"), ("wij", "ES256")))
    houder = zij.als_did_key()
    vc = BEHEER.token(vc_claims(sub=houder.did)) if vorm is Vorm.JWT else BEHEER.jws2020(vc_ld(credentialSubject={"id": houder.did}))
    namen = {"vorm": vorm, "contexten": CONTEXTEN, "geldig": timedelta(seconds=5)}
    vp = maak_presentatie([vc], sleutel=houder, publiek=EINDPUNT, eenmalig="1", nu=NU, **namen)
    verzoek = lees_tokenverzoek({"grant_type": VP_BEARER, "scope": DIENST, "assertion": vp}, keurmeester(), nu=NU)
    assert geef_token(verzoek, sleutel=wij.van(WIJ), nu=NU)["scope"] == DIENST
