"""Parties who sign: an issuer and a holder with did:key or did:jwk, tokens by joserfc (an independent signer) and JSON-LD proofs."""

from __future__ import annotations

import base64
import hashlib
import json
import warnings
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

from datastation.vertrouwen import (
    Contexten,
    GezienInGeheugen,
    Resolver,
    Vaststelling,
    Vertrouwd,
    controleer,
)
from datastation.vertrouwen.canoniek import canoniek, uit_triples
from datastation.vertrouwen.codering import naar_b58btc, naar_b64url
from datastation.vertrouwen.contexten import CREDENTIALS_V1, JWS2020, KIKV

NU = datetime(2026, 7, 5, 12, 0, 0, tzinfo=UTC)
PUBLIEK = "did:web:datastation.example"
TYPE = "ValidatedQueryCredential"
CONTEXTEN = Contexten()
Doc = dict[str, Any]


def moment(seconden: float) -> str:
    """RFC 3339, so many seconds from now."""
    return (NU + timedelta(seconds=seconden)).isoformat().replace("+00:00", "Z")


def epoch(seconden: float) -> int:
    """NumericDate, so many seconds from now."""
    return int((NU + timedelta(seconds=seconden)).timestamp())


class Partij:
    """Somebody with a key and the DID that follows from it."""

    def __init__(self, soort: str = "EC") -> None:
        self.sleutel: ECKey | OKPKey | RSAKey
        if soort == "EC":
            self.sleutel = ECKey.generate_key("P-256", private=True)
            punt = self.sleutel.public_key.public_numbers()
            ruw = b"\x80\x24" + bytes([2 + punt.y % 2]) + punt.x.to_bytes(32, "big")
        elif soort == "OKP":
            self.sleutel = OKPKey.generate_key("Ed25519", private=True)
            ruw = b"\xed\x01" + self.sleutel.public_key.public_bytes_raw()
        else:
            self.sleutel = RSAKey.generate_key(2048, private=True)
            ruw = b""
        self.alg = {"EC": "ES256", "OKP": "EdDSA", "RSA": "PS256"}[soort]
        self.jwk = self.sleutel.as_dict(private=False)
        if ruw:
            self.did = f"did:key:{naar_b58btc(ruw)}"
            self.methode = f"{self.did}#{naar_b58btc(ruw)}"
        else:
            kaal = {k: self.jwk[k] for k in ("kty", "n", "e")}
            self.did = "did:jwk:" + naar_b64url(json.dumps(kaal).encode())
            self.methode = f"{self.did}#0"

    def teken(self, bericht: bytes) -> bytes:
        """Raw signature (r and s for ES256)."""
        return jws.JWSRegistry.algorithms[self.alg].sign(bericht, self.sleutel)

    def token(self, claims: Doc, **kop: Any) -> str:
        """A JWT, by joserfc."""
        hoofd = {k: v for k, v in {"alg": self.alg, "typ": "JWT", "kid": self.methode, **kop}.items() if v is not None}
        register = jws.JWSRegistry(algorithms=[self.alg], strict_check_header=False)
        register.max_header_length = 65536
        register.max_payload_length = 1 << 21
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # joserfc: EdDSA has a newer name (RFC 9864); the field still uses the old one
            return jws.serialize_compact(hoofd, json.dumps(claims).encode(), self.sleutel, registry=register)

    def jws2020(self, document: Doc, **velden: Any) -> Doc:
        """The document with a JsonWebSignature2020 proof, as Nuts makes it."""
        bewijs = _velden({"type": "JsonWebSignature2020", "verificationMethod": self.methode}, velden)
        opties = {k: v for k, v in bewijs.items() if k != "type"}
        kop = naar_b64url(json.dumps({"alg": self.alg, "b64": False, "crit": ["b64"], "kid": bewijs["verificationMethod"]}).encode())
        getekend = _rdfc({**opties, "@context": [JWS2020], "@type": "JsonWebSignature2020"}) + _rdfc(document)
        return {**document, "proof": {**bewijs, "jws": f"{kop}..{naar_b64url(self.teken(kop.encode() + b'.' + getekend))}"}}

    def di(self, document: Doc, suite: str, **velden: Any) -> Doc:
        """The document with a Data Integrity proof."""
        bewijs = _velden({"type": "DataIntegrityProof", "cryptosuite": suite, "verificationMethod": self.methode}, velden)
        if "rdfc" in suite:
            getekend = _rdfc({**bewijs, "@context": document["@context"]}) + _rdfc(document)
        else:
            getekend = hashlib.sha256(rfc8785.dumps(bewijs)).digest() + hashlib.sha256(rfc8785.dumps(document)).digest()
        return {**document, "proof": {**bewijs, "proofValue": naar_b58btc(self.teken(getekend))}}


def _velden(eigen: Doc, velden: Doc) -> Doc:
    alles = {"created": moment(-60), "proofPurpose": "assertionMethod", **eigen, **velden}
    return {k: v for k, v in alles.items() if v is not None}


def _rdfc(document: Doc) -> bytes:
    return hashlib.sha256(canoniek(uit_triples(CONTEXTEN.triples(CONTEXTEN.uitgebreid(document))))).digest()


BEHEER, AFNEMER, VREEMDE = Partij("EC"), Partij("OKP"), Partij("EC")
VERTROUWD = Vertrouwd({TYPE: frozenset({BEHEER.did})})
VRAAG = {"identifier": "urn:uuid:1", "name": "Vraag 1", "ontology": ["o"], "profile": "wzd", "sparql": "U0VMRUNU", "paramsSHACL": "x"}


def vc_ld(**meer: Any) -> Doc:
    """An unsigned JSON-LD credential of the beheerorganisatie about the afnemer."""
    basis = {
        "@context": [CREDENTIALS_V1, KIKV, JWS2020],
        "id": f"{BEHEER.did}#vc-1",
        "type": ["VerifiableCredential", TYPE],
        "issuer": BEHEER.did,
        "issuanceDate": moment(-3600),
        "expirationDate": moment(3600),
        "credentialSubject": {"id": AFNEMER.did, "validatedQuery": VRAAG},
    }
    return {k: v for k, v in {**basis, **meer}.items() if v is not None}


def vp_ld(*vcs: Doc, **meer: Any) -> Doc:
    """An unsigned JSON-LD presentation."""
    basis = {
        "@context": [CREDENTIALS_V1, JWS2020],
        "type": ["VerifiablePresentation"],
        "holder": AFNEMER.did,
        "verifiableCredential": list(vcs) or [BEHEER.jws2020(vc_ld())],
    }
    return {k: v for k, v in {**basis, **meer}.items() if v is not None}


VP_BEWIJS = {"created": moment(-1), "expires": moment(60), "domain": PUBLIEK, "nonce": "n-1", "proofPurpose": "authentication"}


def presentatie_ld(vp: Doc | None = None, door: Partij = AFNEMER, **velden: Any) -> Doc:
    """A signed JSON-LD presentation."""
    return door.jws2020(vp or vp_ld(), **{**VP_BEWIJS, **velden})


def vc_claims(**meer: Any) -> Doc:
    """Claims of a credential as a token."""
    vc = {"@context": [CREDENTIALS_V1, KIKV], "type": ["VerifiableCredential", TYPE], "credentialSubject": {"validatedQuery": VRAAG}}
    basis = {"iss": BEHEER.did, "sub": AFNEMER.did, "jti": f"{BEHEER.did}#vc-2", "nbf": epoch(-3600), "exp": epoch(3600), "vc": vc}
    return {k: v for k, v in {**basis, **meer}.items() if v is not None}


def vp_claims(*vcs: Any, **meer: Any) -> Doc:
    """Claims of a presentation as a token."""
    vp = {
        "@context": [CREDENTIALS_V1],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(vcs) or [BEHEER.token(vc_claims())],
    }
    basis = {
        "iss": AFNEMER.did,
        "sub": AFNEMER.did,
        "aud": PUBLIEK,
        "jti": "j-1",
        "nbf": epoch(-1),
        "iat": epoch(-1),
        "exp": epoch(60),
        "vp": vp,
    }
    return {k: v for k, v in {**basis, **meer}.items() if v is not None}


def presentatie_jwt(claims: Doc | None = None, door: Partij = AFNEMER, **kop: Any) -> str:
    """A signed presentation as a token."""
    return door.token(claims or vp_claims(), **kop)


def oordeel(presentatie: Any, **anders: Any) -> Vaststelling:
    """Ask the verifier, as the station of these tests."""
    tekst = presentatie if isinstance(presentatie, str | bytes) else json.dumps(presentatie)
    alles: Doc = {
        "nu": NU,
        "publiek": PUBLIEK,
        "vertrouwd": VERTROUWD,
        "resolver": Resolver(),
        "statuslijsten": None,
        "gezien": GezienInGeheugen(),
        "contexten": CONTEXTEN,
    }
    return controleer(tekst, **{**alles, **anders})


def los(token: str) -> list[Any]:
    """Header, claims and signature of a token."""
    kop, claims, handtekening = token.split(".")
    return [json.loads(base64.urlsafe_b64decode(d + "==")) for d in (kop, claims)] + [handtekening]


def vast(kop: Doc, claims: Any, handtekening: str) -> str:
    """A token of parts, whatever they are."""
    return ".".join([naar_b64url(json.dumps(kop).encode()), naar_b64url(json.dumps(claims).encode()), handtekening])


class Kast:
    """A source of status lists: a table, and how often it was asked."""

    def __init__(self, inhoud: dict[str, Callable[[], bytes]]) -> None:
        self.inhoud, self.gevraagd = inhoud, 0

    def haal(self, url: str, *, anders: Any) -> bytes:
        """What stands in the table; the caller's reason where nothing does."""
        from datastation.vertrouwen import Afgewezen

        self.gevraagd += 1
        if url not in self.inhoud:
            raise Afgewezen(anders)
        return self.inhoud[url]()
