"""How inputs for the readers of trust are changed: by what they are, a tree, a token, DER in Base64, GZIP, or bytes."""

from __future__ import annotations

import base64
import gzip
import json
import random
from typing import Any

from fuzz.gemeen import ZADEN
from fuzz.muteren import bytes_erin, json_anders, jwt_anders

LEZERS = tuple(bytes([letter]) for letter in b"jtpvdlgxcima")  # first byte of an input: the reader that gets the rest
MAAKSELS: dict[str, Any] = json.loads((ZADEN / "vertrouwen.json").read_text(encoding="utf-8"))
_BOMEN = [t.encode() for t in [*MAAKSELS["presentaties"], *MAAKSELS["verklaringen"], *MAAKSELS["documenten"]] if t[0] == "{"]
_KETENS = [[regel.encode() for regel in keten] for keten in MAAKSELS["ketens"]]
_NAMEN = (
    "@context",
    "@type",
    "@id",
    "id",
    "type",
    "issuer",
    "holder",
    "credentialSubject",
    "credentialStatus",
    "validFrom",
    "validUntil",
    "issuanceDate",
    "expirationDate",
    "proof",
    "proofValue",
    "jws",
    "cryptosuite",
    "created",
    "expires",
    "domain",
    "nonce",
    "challenge",
    "proofPurpose",
    "verificationMethod",
    "verifiableCredential",
    "validatedQuery",
    "alg",
    "kid",
    "typ",
    "crit",
    "b64",
    "jwk",
    "x5c",
    "iss",
    "sub",
    "aud",
    "jti",
    "nbf",
    "iat",
    "exp",
    "vp",
    "vc",
    "cnf",
    "publicKeyJwk",
    "publicKeyMultibase",
    "controller",
    "assertionMethod",
    "authentication",
    "keyAgreement",
    "kty",
    "crv",
    "x",
    "y",
    "n",
    "e",
    "d",
    "statusListIndex",
    "statusListCredential",
    "statusPurpose",
    "encodedList",
    "EdDSA",
    "ES256",
    "PS256",
    "HS256",
    "none",
    "RSA",
    "OKP",
    "EC",
    "P-256",
    "P-384",
    "Ed25519",
    "JsonWebSignature2020",
    "DataIntegrityProof",
    "eddsa-jcs-2022",
    "ecdsa-rdfc-2019",
    "VerifiableCredential",
    "VerifiablePresentation",
    "purposeOfUse",
    "vcs",
    "did:key:",
    "did:jwk:",
    "did:web:",
    "did:x509:0:sha256:",
)
_WOORDEN = (
    *tuple(n.encode() for n in _NAMEN),
    b"%3A",
    b"%2e",
    b"::",
    b"san:",
    b"subject:",
    b"eku:",
    b"T00:00:00Z",
    b"+14:00",
    b"0001-01-01",
    b"9999-12-31",
    b".000000001",
    b"\n",
)


def muteer(data: bytes, rng: random.Random) -> bytes:
    """By what the input is: a tree, a token, DER in Base64, GZIP, or bytes."""
    kop, inhoud = data[:1], data[1:]
    if rng.random() < 0.03:
        return rng.choice(LEZERS) + inhoud
    if kop == b"x" or (kop == b"c" and inhoud[:1] != b"-"):
        return kop + _der_anders(inhoud, rng)
    if kop == b"g" and rng.random() < 0.3:
        return (
            kop
            + gzip.compress(bytes(rng.choice((16383, 16384, 70000, 1 << 20, (1 << 20) + 1))), 9, mtime=0)
            + (b"x" if rng.random() < 0.2 else b"")
        )
    if kop == b"a":
        voor, midden, bewijs = ([*inhoud.split(b"\n", 2), b"", b""])[:3]
        if rng.random() < 0.2:
            return kop + b"\n".join((rng.choice((b"j", b"v", voor)), rng.choice((b"verifiedsparql", b"nuts", b"", b"x y")), bewijs))
        return kop + b"\n".join(
            (
                voor,
                midden,
                jwt_anders(bewijs, rng, _NAMEN, _BOMEN) if bewijs[:1] != b"{" else json_anders(bewijs, rng, _NAMEN, _BOMEN) or b"{}",
            )
        )
    if rng.random() < 0.12:
        return kop + bytes_erin(inhoud, rng, _WOORDEN)
    if inhoud[:1] in (b"{", b"["):
        return kop + (json_anders(inhoud, rng, _NAMEN, _BOMEN) or bytes_erin(inhoud, rng, _WOORDEN))
    if inhoud.count(b".") == 2 and kop in b"tpv":
        return kop + jwt_anders(inhoud, rng, _NAMEN, _BOMEN)
    return kop + bytes_erin(inhoud, rng, _WOORDEN)


def _der_anders(inhoud: bytes, rng: random.Random) -> bytes:
    """One line of Base64 with other bytes inside it, or other lines."""
    regels = inhoud.split(b"\n")
    plek = rng.randrange(len(regels))
    if rng.random() < 0.2:
        regels.insert(rng.randrange(len(regels) + 1), rng.choice(rng.choice(_KETENS)))
    elif regels[plek].startswith(b"did:"):
        regels[plek] = bytes_erin(regels[plek], rng, _WOORDEN)
    else:
        om = b":" if regels[plek][:1] == b":" else b""
        try:
            der = bytearray(base64.b64decode(regels[plek].strip(b":"), validate=True))
        except ValueError:
            return bytes_erin(inhoud, rng, _WOORDEN)
        for _ in range(rng.randint(1, 3)):
            if der:
                der[rng.randrange(len(der))] = rng.choice(
                    (0, 1, 2, 3, 6, 0x0C, 0x13, 0x16, 0x30, 0x31, 0x80, 0xA0, 0xFF, rng.randrange(256))
                )
        regels[plek] = om + base64.b64encode(bytes(der)) + om
    return b"\n".join(regels)
