"""One field of a valid message changed at a time: each is refused, and for its own reason."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hulp.partijen import (
    AFNEMER,
    BEHEER,
    CONTEXTEN,
    NU,
    PUBLIEK,
    TYPE,
    VERTROUWD,
    VP_BEWIJS,
    VRAAG,
    VREEMDE,
    Partij,
    epoch,
    los,
    moment,
    oordeel,
    presentatie_jwt,
    presentatie_ld,
    vast,
    vc_claims,
    vc_ld,
    vp_claims,
    vp_ld,
)

from datastation.vertrouwen import Afgewezen, GezienInGeheugen, Reden, Resolver
from datastation.vertrouwen.bewijzen import lees_bewijs
from datastation.vertrouwen.tokens import lees_token

WEG = object()
CONTEXT_JWS = "https://w3c-ccg.github.io/lds-jws2020/contexts/lds-jws2020-v1.json"
GELDIG_LD = presentatie_ld()
GELDIG_JWT = presentatie_jwt()


def reden_van(presentatie: Any, **anders: Any) -> Reden:
    """Why it is refused."""
    with pytest.raises(Afgewezen) as fout:
        oordeel(presentatie, **anders)
    assert not str(fout.value).count("did:")
    return fout.value.reden


def veranderd(document: Any, pad: str, waarde: Any) -> Any:
    """A copy with one field changed, added or (`WEG`) removed; the path as ``a.b.0.c``."""
    uit = copy.deepcopy(document)
    *heen, laatst = (int(s) if s.isdigit() else s for s in pad.split("."))
    knoop = uit
    for stap in heen:
        knoop = knoop[stap]
    if waarde is WEG:
        del knoop[laatst]
    else:
        knoop[laatst] = waarde
    return uit


V = "verifiableCredential.0"
_JWS = GELDIG_LD["proof"]["jws"]
_VC_JWS = GELDIG_LD["verifiableCredential"][0]["proof"]["jws"]

# Changed after signing: a thief or a forger.
NA_TEKENEN = [
    ("holder", VREEMDE.did, Reden.HOUDER),
    ("holder", {"id": VREEMDE.did}, Reden.HOUDER),
    ("holder", WEG, Reden.HANDTEKENING),
    ("id", "urn:uuid:2", Reden.HANDTEKENING),
    ("type", ["Onbekend"], Reden.VORM),
    ("type", ["VerifiablePresentation", "Onbekend"], Reden.TERM),
    ("type", ["VerifiablePresentation", "VerifiableCredential"], Reden.HANDTEKENING),
    ("@context", ["https://elders.example/v1"], Reden.CONTEXT),
    ("onbekend", "x", Reden.TERM),
    ("cred:holder", "x", Reden.TERM),
    ("proof", WEG, Reden.VORM),
    ("proof", [], Reden.VORM),
    ("proof", [GELDIG_LD["proof"]] * 2, Reden.VORM),
    ("proof.type", "Ed25519Signature2020", Reden.ALGORITME),
    ("proof.type", "DataIntegrityProof", Reden.ALGORITME),
    ("proof.created", moment(-2), Reden.HANDTEKENING),
    ("proof.created", moment(6), Reden.NOG_NIET_GELDIG),
    ("proof.created", "gisteren", Reden.VORM),
    ("proof.created", WEG, Reden.VORM),
    ("proof.expires", moment(61), Reden.HANDTEKENING),
    ("proof.expires", moment(-6), Reden.VERLOPEN),
    ("proof.expires", moment(301), Reden.TE_LANG_GELDIG),
    ("proof.expires", WEG, Reden.VORM),
    ("proof.domain", "did:web:ander.example", Reden.PUBLIEK),
    ("proof.domain", WEG, Reden.PUBLIEK),
    ("proof.nonce", "n-2", Reden.HANDTEKENING),
    ("proof.nonce", WEG, Reden.VORM),
    ("proof.nonce", "", Reden.VORM),
    ("proof.nonce", "n" * 257, Reden.VORM),
    ("proof.proofPurpose", "assertionMethod", Reden.HANDTEKENING),
    ("proof.proofPurpose", "keyAgreement", Reden.DOEL),
    ("proof.verificationMethod", VREEMDE.methode, Reden.HOUDER),
    ("proof.verificationMethod", f"{AFNEMER.did}#x", Reden.SLEUTEL),
    ("proof.verificationMethod", AFNEMER.did, Reden.DID_ONGELDIG),
    ("proof.verificationMethod", 5, Reden.VORM),
    ("proof.onbekend", "x", Reden.TERM),
    ("proof.jws", WEG, Reden.VORM),
    ("proof.jws", _JWS[:-4] + "AAAA", Reden.HANDTEKENING),
    ("proof.jws", _JWS + "=", Reden.HANDTEKENING),
    ("proof.jws", _JWS.replace("..", ".e30."), Reden.KOP),
    ("proof.jws", _VC_JWS, Reden.KOP),
    ("verifiableCredential", WEG, Reden.VORM),
    ("verifiableCredential", [], Reden.VORM),
    ("verifiableCredential", [GELDIG_LD["verifiableCredential"][0]] * 11, Reden.VORM),
    (V, 5, Reden.VORM),
    (f"{V}.id", f"{BEHEER.did}#vc-2", Reden.HANDTEKENING),
    (f"{V}.id", WEG, Reden.VORM),
    (f"{V}.type", ["VerifiableCredential"], Reden.VORM),
    (f"{V}.type", ["VerifiableCredential", "NutsOrganizationCredential"], Reden.TYPE),
    (f"{V}.issuer", VREEMDE.did, Reden.UITGEVER),
    (f"{V}.issuer", "niemand", Reden.DID_ONGELDIG),
    (f"{V}.issuer", WEG, Reden.DID_ONGELDIG),
    (f"{V}.issuer", {"id": VREEMDE.did}, Reden.UITGEVER),
    (f"{V}.issuanceDate", moment(6), Reden.NOG_NIET_GELDIG),
    (f"{V}.issuanceDate", moment(-3601), Reden.HANDTEKENING),
    (f"{V}.issuanceDate", WEG, Reden.VORM),
    (f"{V}.expirationDate", moment(-6), Reden.VERLOPEN),
    (f"{V}.expirationDate", WEG, Reden.HANDTEKENING),
    (f"{V}.expirationDate", None, Reden.VORM),
    (f"{V}.credentialSubject.id", VREEMDE.did, Reden.HOUDER),
    (f"{V}.credentialSubject.id", WEG, Reden.VORM),
    (f"{V}.credentialSubject.validatedQuery.sparql", "QVNL", Reden.HANDTEKENING),
    (f"{V}.credentialSubject.validatedQuery.paramsSHACL", WEG, Reden.HANDTEKENING),
    (f"{V}.credentialSubject.validatedQuery.kleur", "x", Reden.TERM),
    (f"{V}.credentialSubject.expirationDate", moment(99), Reden.VORM),
    (f"{V}.credentialStatus", [5], Reden.VORM),
    (f"{V}.proof", WEG, Reden.VORM),
    (f"{V}.proof.created", WEG, Reden.VORM),
    (f"{V}.proof.expires", moment(-6), Reden.VERLOPEN),
    (f"{V}.proof.proofPurpose", "authentication", Reden.DOEL),
    (f"{V}.proof.verificationMethod", VREEMDE.methode, Reden.ONDERTEKENAAR),
    (f"{V}.proof.jws", _JWS, Reden.HANDTEKENING),
]


@pytest.mark.parametrize(("pad", "waarde", "reden"), NA_TEKENEN, ids=range(len(NA_TEKENEN)))
@pytest.mark.moet("S5", "S6", "S9", "S10")
def test_veranderd_na_tekenen(pad: str, waarde: Any, reden: Reden) -> None:
    """A presentation in which one field was changed after signing does not pass, and the reason names the check."""
    assert reden_van(veranderd(GELDIG_LD, pad, waarde)) is reden


def test_het_origineel_geldt() -> None:
    """What the mutations start from passes, in both envelopes, and the facts are those that were signed."""
    for geldig, eenmalig in ((GELDIG_LD, "n-1"), (GELDIG_JWT, "j-1")):
        uit = oordeel(geldig)
        assert (uit.houder, uit.eenmalig) == (AFNEMER.did, eenmalig)
        (verklaring,) = uit.verklaringen
        assert (verklaring.type, verklaring.uitgever) == (TYPE, BEHEER.did)
        assert verklaring.claims == ({"id": AFNEMER.did, "validatedQuery": VRAAG},)
    assert len(NA_TEKENEN) >= 40
    assert len(TOKENS) + len(KOPPEN) >= 20


STATUS = {"type": "StatusList2021Entry", "id": "https://a.example/s#7"}


# Signed by the issuer and the holder themselves, but not what it should be.
def vp_met(**vc: Any) -> Any:
    return presentatie_ld(vp_ld(BEHEER.jws2020(vc_ld(**vc))))


ZELF_GETEKEND = [
    (lambda: presentatie_ld(vp_ld(BEHEER.jws2020(vc_ld()), holder=VREEMDE.did)), Reden.HOUDER),
    (lambda: presentatie_ld(door=VREEMDE), Reden.HOUDER),
    (lambda: presentatie_ld(vp_ld(holder=None), door=VREEMDE), Reden.HOUDER),
    (lambda: presentatie_ld(domain="did:web:ander.example"), Reden.PUBLIEK),
    (lambda: presentatie_ld(created=moment(-400), expires=moment(-100)), Reden.VERLOPEN),
    (lambda: presentatie_ld(created=moment(10)), Reden.NOG_NIET_GELDIG),
    (lambda: presentatie_ld(expires=moment(400)), Reden.TE_LANG_GELDIG),
    (lambda: presentatie_ld(created=moment(3), expires=moment(2)), Reden.TE_LANG_GELDIG),
    (lambda: vp_met(expirationDate=moment(-100)), Reden.VERLOPEN),
    (lambda: vp_met(validUntil=moment(-100)), Reden.VERLOPEN),
    (lambda: vp_met(issuanceDate=moment(100)), Reden.NOG_NIET_GELDIG),
    (lambda: vp_met(credentialSubject=[{"id": AFNEMER.did}, {"id": VREEMDE.did}]), Reden.HOUDER),
    (lambda: vp_met(issuer=VREEMDE.did), Reden.UITGEVER),
    (lambda: presentatie_ld(vp_ld(VREEMDE.jws2020(vc_ld()))), Reden.ONDERTEKENAAR),
    (lambda: presentatie_ld(vp_ld(VREEMDE.jws2020(vc_ld(issuer=VREEMDE.did)))), Reden.UITGEVER),
    (lambda: presentatie_ld(vp_ld(VREEMDE.jws2020(vc_ld(), verificationMethod=BEHEER.methode))), Reden.HANDTEKENING),
    (lambda: presentatie_ld(vp_ld(AFNEMER.jws2020(vc_ld(issuer=AFNEMER.did)))), Reden.UITGEVER),
    (lambda: presentatie_ld(vp_ld(BEHEER.jws2020(vc_ld(), created=moment(60)))), Reden.NOG_NIET_GELDIG),
    (lambda: presentatie_ld(vp_ld(BEHEER.jws2020(vc_ld(), created=None))), Reden.VORM),
    (
        lambda: presentatie_jwt(vp_claims(BEHEER.token(vc_claims(vc={**vc_claims()["vc"], "credentialStatus": STATUS})))),
        Reden.STATUS_ONBEREIKBAAR,
    ),
]


@pytest.mark.parametrize(("maak", "reden"), ZELF_GETEKEND, ids=range(len(ZELF_GETEKEND)))
@pytest.mark.moet("S5", "S9")
def test_goed_getekend_maar_niet_goed(maak: Any, reden: Reden) -> None:
    """A valid signature helps nobody whose claim is not in order."""
    assert reden_van(maak()) is reden


VC = vc_claims()
TOKENS = [
    (vp_claims(iss=VREEMDE.did), Reden.HOUDER),
    (vp_claims(iss=None), Reden.DID_ONGELDIG),
    (vp_claims(iss="x"), Reden.DID_ONGELDIG),
    (vp_claims(sub=VREEMDE.did), Reden.HOUDER),
    (vp_claims(aud="did:web:ander.example"), Reden.PUBLIEK),
    (vp_claims(aud=["a", "b"]), Reden.PUBLIEK),
    (vp_claims(aud=None), Reden.PUBLIEK),
    (vp_claims(exp=epoch(-6)), Reden.VERLOPEN),
    (vp_claims(exp=epoch(400)), Reden.TE_LANG_GELDIG),
    (vp_claims(exp=None), Reden.VORM),
    (vp_claims(exp="morgen"), Reden.VORM),
    (vp_claims(exp=True), Reden.VORM),
    (vp_claims(exp=-1), Reden.VORM),
    (vp_claims(nbf=epoch(6)), Reden.NOG_NIET_GELDIG),
    (vp_claims(iat=epoch(6)), Reden.NOG_NIET_GELDIG),
    (vp_claims(nbf=None, iat=None), Reden.VORM),
    (vp_claims(jti=None), Reden.VORM),
    (vp_claims(jti=7), Reden.VORM),
    (vp_claims(vp=None), Reden.VORM),
    (vp_claims(vp={**vp_claims()["vp"], "holder": VREEMDE.did}), Reden.HOUDER),
    (vp_claims(vp={**vp_claims()["vp"], "type": "Onbekend"}), Reden.VORM),
    (vp_claims(BEHEER.token(vc_claims(exp=epoch(-6)))), Reden.VERLOPEN),
    (vp_claims(BEHEER.token(vc_claims(nbf=epoch(6)))), Reden.NOG_NIET_GELDIG),
    (vp_claims(BEHEER.token(vc_claims(nbf=None))), Reden.VORM),
    (vp_claims(BEHEER.token(vc_claims(iss=VREEMDE.did))), Reden.UITGEVER),
    (vp_claims(BEHEER.token(vc_claims(sub=VREEMDE.did))), Reden.HOUDER),
    (vp_claims(BEHEER.token(vc_claims(sub=None))), Reden.VORM),
    (vp_claims(BEHEER.token(vc_claims(jti=None))), Reden.VORM),
    (vp_claims(BEHEER.token(vc_claims(vc=None))), Reden.VORM),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "issuer": VREEMDE.did}))), Reden.TEGENSTRIJDIG),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "id": "urn:x:1"}))), Reden.TEGENSTRIJDIG),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "credentialSubject": {"id": VREEMDE.did}}))), Reden.TEGENSTRIJDIG),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "credentialSubject": [{"id": AFNEMER.did}]}))), Reden.TEGENSTRIJDIG),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "expirationDate": moment(-60)}))), Reden.VERLOPEN),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "type": ["VerifiableCredential", "Ander"]}))), Reden.TYPE),
    (vp_claims(BEHEER.token(vc_claims(vc={**VC["vc"], "type": ["VerifiableCredential", 5]}))), Reden.VORM),
    (vp_claims(VREEMDE.token(vc_claims())), Reden.ONDERTEKENAAR),
    (vp_claims(VREEMDE.token(vc_claims(), kid=BEHEER.methode)), Reden.HANDTEKENING),
    (vp_claims(BEHEER.token(vc_claims())[:-4] + "AAAA"), Reden.HANDTEKENING),
    (vp_claims("a.b"), Reden.VORM),
    (vp_claims("é.b.c"), Reden.VORM),
]


@pytest.mark.parametrize(("claims", "reden"), TOKENS, ids=range(len(TOKENS)))
def test_claims(claims: dict[str, Any], reden: Reden) -> None:
    """A token whose claims are not in order is refused, though it is signed."""
    assert reden_van(presentatie_jwt(claims)) is reden


KOP, CLAIMS, HANDTEKENING = los(GELDIG_JWT)
KOPPEN = [
    ({**KOP, "alg": "none"}, Reden.ALGORITME),
    ({**KOP, "alg": "HS256"}, Reden.ALGORITME),
    ({**KOP, "alg": "RS256"}, Reden.ALGORITME),
    ({**KOP, "alg": ["EdDSA"]}, Reden.ALGORITME),
    ({k: v for k, v in KOP.items() if k != "alg"}, Reden.ALGORITME),
    ({**KOP, "alg": "ES256"}, Reden.SLEUTEL),
    ({**KOP, "alg": "PS256"}, Reden.SLEUTEL),
    ({**KOP, "typ": "at+jwt"}, Reden.KOP),
    ({**KOP, "typ": 5}, Reden.KOP),
    ({**KOP, "crit": ["exp"]}, Reden.KOP),
    ({**KOP, "b64": False}, Reden.KOP),
    ({**KOP, "jku": "https://a.example"}, Reden.KOP),
    ({**KOP, "jwk": VREEMDE.jwk}, Reden.KOP),
    ({**KOP, "x5u": "https://a.example"}, Reden.KOP),
    ({**KOP, "zip": "DEF"}, Reden.KOP),
    ({**KOP, "x5c": "x"}, Reden.KOP),
    ({**KOP, "x5c": ["x"] * 7}, Reden.KOP),
    ({**KOP, "x5c": ["x"]}, Reden.KOP),
    ({**KOP, "kid": VREEMDE.methode}, Reden.HOUDER),
    ({**KOP, "kid": f"{AFNEMER.did}#0"}, Reden.SLEUTEL),
    ({k: v for k, v in KOP.items() if k != "kid"}, Reden.KOP),
    ([], Reden.VORM),
]


@pytest.mark.parametrize(("kop", "reden"), KOPPEN, ids=range(len(KOPPEN)))
def test_koppen(kop: Any, reden: Reden) -> None:
    """A header never chooses the algorithm, the key or how to read the token."""
    assert reden_van(vast(kop, CLAIMS, HANDTEKENING)) is reden


def test_een_bewijs_in_een_lijst() -> None:
    """A list of one proof is that proof."""
    assert oordeel({**GELDIG_LD, "proof": [GELDIG_LD["proof"]]}) == oordeel(GELDIG_LD)


@pytest.mark.parametrize("naam", ["https://www.w3.org/2018/credentials#expirationDate", "kikv:x"])
def test_dezelfde_graaf_anders_geschreven(naam: str) -> None:
    """An end date written under its full IRI keeps the signature whole and hides from a reader of the JSON: refused."""
    oud = BEHEER.jws2020(vc_ld(expirationDate=moment(-60)))
    eind = {"type": "http://www.w3.org/2001/XMLSchema#dateTime", "@value": oud.pop("expirationDate")}
    assert reden_van(presentatie_ld(vp_ld()) | {"verifiableCredential": [{**oud, naam: eind}]}, gezien=GezienInGeheugen()) in (
        Reden.TERM,
        Reden.HANDTEKENING,
    )
    with pytest.raises(Afgewezen) as fout:
        lees_bewijs({**oud, naam: eind}).keur(Resolver().sleutel(BEHEER.methode, doelen=("assertionMethod",), nu=NU), CONTEXTEN)
    assert fout.value.reden is Reden.TERM


def test_meer_onderwerpen_in_een_token() -> None:
    """A token without `sub` may name its subjects itself; each must be the holder. A token that is too long is not read at all."""
    vc = {**VC["vc"], "credentialSubject": [{"id": AFNEMER.did}, {"id": AFNEMER.did, "a": 1}]}
    assert len(oordeel(presentatie_jwt(vp_claims(BEHEER.token(vc_claims(sub=None, vc=vc))))).verklaringen[0].claims) == 2
    with pytest.raises(Afgewezen) as fout:
        lees_token("a" * 11, max_bytes=10)
    assert fout.value.reden is Reden.TE_GROOT


def test_handtekeningen_van_niets() -> None:
    """An empty or zero signature, and claims changed under a signature, do not pass."""
    for handtekening in ("", "A" * 86):
        assert reden_van(vast(KOP, CLAIMS, handtekening)) is Reden.HANDTEKENING
    assert reden_van(vast(KOP, {**CLAIMS, "jti": "j-2"}, HANDTEKENING)) is Reden.HANDTEKENING


@pytest.mark.parametrize("soort", ["EC", "OKP", "RSA"])
@pytest.mark.moet("S7", "S8", "S11", "S12", "T2")
def test_elk_algoritme_in_beide_vormen(soort: str) -> None:
    """ES256, EdDSA and PS256 verify as token and as JSON-LD, for issuer and for holder."""
    partij = Partij(soort)
    vertrouwd = type(VERTROUWD)({TYPE: frozenset({partij.did})})
    vc = partij.jws2020(vc_ld(issuer=partij.did))
    assert oordeel(presentatie_ld(vp_ld(vc)), vertrouwd=vertrouwd).verklaringen[0].uitgever == partij.did
    token = partij.token(vc_claims(iss=partij.did, sub=VREEMDE.did))
    assert oordeel(presentatie_jwt(vp_claims(token, iss=VREEMDE.did, sub=VREEMDE.did), door=VREEMDE), vertrouwd=vertrouwd)


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"])
def test_elke_cryptosuite(suite: str) -> None:
    """A credential with a Data Integrity proof is taken in a presentation with one, and a change in it is not."""
    partij = Partij("OKP" if suite.startswith("eddsa") else "EC")
    context = ["https://www.w3.org/2018/credentials/v1", "https://kik-v.nl/context/v1.json", "https://w3id.org/security/data-integrity/v2"]
    vc = BEHEER.di(vc_ld(**{"@context": context}, credentialSubject={"id": partij.did}), "ecdsa-jcs-2019")
    vp = vp_ld(vc, holder=partij.did, **{"@context": [context[0], context[2]]})
    geldig = partij.di(vp, suite, **VP_BEWIJS)
    assert oordeel(geldig).houder == partij.did
    assert reden_van({**geldig, "id": "urn:x:1"}) is Reden.HANDTEKENING
    for pad, waarde, reden in [
        ("proof.proofValue", "x", Reden.HANDTEKENING),
        ("proof.proofValue", 5, Reden.VORM),
        ("proof.cryptosuite", "onbekend", Reden.ALGORITME),
        ("proof.@context", "https://elders.example", Reden.CONTEXT),
        ("proof.cryptosuite", "ecdsa-jcs-2019" if suite.startswith("eddsa") else "eddsa-jcs-2022", Reden.SLEUTEL),
        ("onbekend", "x", Reden.TERM),
    ]:
        assert reden_van(veranderd(geldig, pad, waarde)) is reden


def test_herhaling() -> None:
    """The same presentation passes once; a second nonce passes; another holder may use the same nonce; a failed one is used up."""
    gezien = GezienInGeheugen()
    assert oordeel(GELDIG_LD, gezien=gezien)
    assert reden_van(GELDIG_LD, gezien=gezien) is Reden.HERHALING
    assert oordeel(presentatie_ld(nonce="n-2"), gezien=gezien)
    token = BEHEER.token(vc_claims(sub=VREEMDE.did))
    assert oordeel(presentatie_jwt(vp_claims(token, iss=VREEMDE.did, sub=VREEMDE.did, jti="n-1"), door=VREEMDE), gezien=gezien)
    assert reden_van(veranderd(presentatie_ld(nonce="n-3"), "id", "urn:x:1"), gezien=gezien) is Reden.HANDTEKENING
    assert reden_van(presentatie_ld(nonce="n-3"), gezien=gezien) is Reden.HERHALING


def test_klokken_mogen_vijf_seconden_verschillen() -> None:
    """Five seconds early or late passes, six does not."""
    assert oordeel(presentatie_jwt(vp_claims(nbf=epoch(5), iat=epoch(5))))
    assert oordeel(presentatie_jwt(vp_claims(exp=epoch(-5), nbf=epoch(-60), iat=epoch(-60))))
    assert reden_van(presentatie_jwt(vp_claims(iat=epoch(6)))) is Reden.NOG_NIET_GELDIG
    assert reden_van(presentatie_jwt(vp_claims(exp=epoch(-6), nbf=epoch(-60), iat=epoch(-60)))) is Reden.VERLOPEN


def test_over_zichzelf_mag_alleen_waar_het_mag() -> None:
    """A self-issued credential passes for the types of which the station says so, and for no other."""
    eigen = AFNEMER.jws2020(vc_ld(issuer=AFNEMER.did))
    zelf = type(VERTROUWD)({TYPE: frozenset({"zelf"})})
    assert oordeel(presentatie_ld(vp_ld(eigen)), vertrouwd=zelf).verklaringen[0].uitgever == AFNEMER.did
    genoemd = type(VERTROUWD)({TYPE: frozenset({AFNEMER.did})})
    assert reden_van(presentatie_ld(vp_ld(eigen)), vertrouwd=genoemd) is Reden.UITGEVER


def test_nuts_verklaring_draagt_de_naam_van_haar_uitgever() -> None:
    """The id of a Nuts credential begins with its issuer, as in a Nuts node."""
    vertrouwd = type(VERTROUWD)({"NutsOrganizationCredential": frozenset({BEHEER.did})})
    nuts = {
        "@context": ["https://nuts.nl/credentials/v1", "https://www.w3.org/2018/credentials/v1", CONTEXT_JWS],
        "type": ["NutsOrganizationCredential", "VerifiableCredential"],
        "credentialSubject": [{"id": AFNEMER.did, "organization": {"name": "A", "city": "B"}}],
    }
    assert oordeel(presentatie_ld(vp_ld(BEHEER.jws2020(vc_ld(**nuts)))), vertrouwd=vertrouwd)
    assert reden_van(presentatie_ld(vp_ld(BEHEER.jws2020(vc_ld(**nuts, id="urn:x:1")))), vertrouwd=vertrouwd) is Reden.TEGENSTRIJDIG


def test_onleesbaar() -> None:
    """Oversized, deeply nested, doubled, half and empty input is refused before anything is looked up."""
    tekst = json.dumps(GELDIG_LD)
    dubbel = tekst.replace('"holder":', f'"holder": "{VREEMDE.did}", "holder":')
    assert reden_van(dubbel) is Reden.DUBBELE_SLEUTEL
    assert reden_van(" " * (1 << 20) + "{}") is Reden.TE_GROOT
    assert reden_van("é" * (1 << 19) + "aa") is Reden.VORM
    assert reden_van("a" * (1 << 20)) is Reden.VORM
    assert reden_van(veranderd(GELDIG_LD, "id", json.loads("[" * 19 + "1" + "]" * 19))) in (Reden.VORM, Reden.TE_DIEP)
    assert reden_van('{"a":' * 30 + "1" + "}" * 30) is Reden.TE_DIEP
    assert reden_van("") is Reden.GEEN_JSON
    assert reden_van(b"\xff") is Reden.GEEN_JSON
    assert reden_van("[]") is Reden.VORM
    assert reden_van(vast(KOP, [], HANDTEKENING)) is Reden.VORM
    assert oordeel(tekst.encode())
    assert oordeel(GELDIG_JWT.encode())


def test_de_goedkope_controles_gaan_voor() -> None:
    """Of a message in which everything is wrong, the cheap checks speak first: time, audience, holder, trust, replay, signature."""
    gezien = GezienInGeheugen()
    p = veranderd(presentatie_ld(nonce="n-9", domain="x", expires=moment(-60), created=moment(-90)), f"{V}.issuer", VREEMDE.did)
    volgorde = [reden_van(p, gezien=gezien)]
    for pad, waarde in [
        ("proof.expires", moment(30)),
        ("proof.domain", PUBLIEK),
        (f"{V}.issuer", BEHEER.did),
    ]:
        p = veranderd(p, pad, waarde)
        volgorde.append(reden_van(p, gezien=gezien))
    volgorde.append(reden_van(p, gezien=gezien))
    assert volgorde == [Reden.VERLOPEN, Reden.PUBLIEK, Reden.UITGEVER, Reden.HANDTEKENING, Reden.HERHALING]
