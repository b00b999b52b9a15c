"""Makes ``zaden/vertrouwen.json`` anew: tokens, presentations, certificates and lists of parties whose private keys are thrown away at once.

``PYTHONPATH=tests python -m fuzz.maak_zaden``. The corpus was grown from the file as it stands; there is no need to make it again.
"""

from __future__ import annotations

import base64
import gzip
import json
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa, x25519
from cryptography.hazmat.primitives.serialization import Encoding
from hulp import partijen as p
from hulp.certificaten import Keten, andere_naam, naam
from hulp.gezag import Gezag, onderwerp, pem

from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.contexten import CREDENTIALS_V1, DATA_INTEGRITY, KIKV
from datastation.vertrouwen.statuslijst import MIN_BYTES
from fuzz.gemeen import ZADEN, lijkt_op_bsn


def _ketens() -> list[list[str]]:
    """A chain for each kind of key that a leaf may have, with what a did:x509 may claim of it."""
    alt = x509.SubjectAlternativeName([andere_naam("2.16.528.1.1007.99.2110-1-1-S-90000001-00.000-1"), x509.DNSName("a.example"),
                                       x509.UniformResourceIdentifier("https://a.example/"), x509.RFC822Name("a@a.example")])  # fmt: skip
    eku = x509.ExtendedKeyUsage([x509.ObjectIdentifier("1.3.6.1.5.5.7.3.2")])
    fulcio = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.3.6.1.4.1.57264.1.1"), b"https://a.example")
    sleutels: list[Any] = [
        None,
        rsa.generate_private_key(65537, 2048),
        rsa.generate_private_key(65537, 1024),  # noqa: S505 - one that must be refused
        rsa.generate_private_key(3, 2048),
        *(ec.generate_private_key(k()) for k in (ec.SECP384R1, ec.SECP521R1, ec.SECP256K1, ec.SECP224R1, ec.BrainpoolP256R1)),
        ed25519.Ed25519PrivateKey.generate(),
        ed448.Ed448PrivateKey.generate(),
        dsa.generate_private_key(2048),
        x25519.X25519PrivateKey.generate(),
    ]
    uit = []
    for sleutel in sleutels:
        keten = Keten(alt, eku, fulcio, blad=sleutel)
        uit += [[keten.did("subject:O:Voorbeeld::san:dns:a.example::eku:1.3.6.1.5.5.7.3.2"), *keten.x5c]]
    for claim in (
        "fulcio-issuer:a.example",
        "san:otherName:2.16.528.1.1007.99.2110-1-1-S-90000001-00.000-1",
        "san:uri:https%3A%2F%2Fa.example%2F",
        "subject:2.5.4.3:Blad",
    ):
        keten = Keten(alt, eku, fulcio)
        uit += [[keten.did(claim), *keten.x5c]]
    grens = x509.NameConstraints([x509.DNSName("example")], [x509.RFC822Name("b.example")])
    keten = Keten(alt, beperking=grens, subject=x509.Name([]))
    return [*uit, [keten.did("san:dns:a.example"), *keten.x5c], [Keten(subject=naam("x" * 60)).did("subject:CN:x"), *keten.x5c]]


def _certificaten() -> list[str]:
    top = Gezag("Wortel")
    wie = onderwerp(O="Inspectie", CN="igj", SERIAL_NUMBER="00000003690000000000", ORGANIZATION_IDENTIFIER="NTRNL-69599068")
    certs = [top.client(wie), top.client(dns=""), top.client(sleutel=ed25519.Ed25519PrivateKey.generate()), top.cert]
    kaal = [c.public_bytes(Encoding.DER) for c in certs]
    koppen = [":" + base64.b64encode(d).decode() + ":" for d in kaal]
    uit = [*koppen, f"{koppen[0]}, {koppen[3]}", pem(certs[0]).decode(), pem(*certs).decode()]
    return [*uit, pem(certs[1]).decode().replace("\n", "%0A").replace(" ", "%20"), *(base64.b64encode(d).decode() for d in kaal)]


def _lijst(plaatsen: list[int]) -> str:
    bits = bytearray(MIN_BYTES)
    for plaats in plaatsen:
        bits[plaats // 8] |= 1 << (7 - plaats % 8)
    return naar_b64url(gzip.compress(bytes(bits), mtime=0))


def zaden() -> dict[str, Any]:
    """Everything, by kind."""
    rsa_partij = p.Partij("RSA")
    vc_jwt, vc_ld = p.BEHEER.token(p.vc_claims()), p.BEHEER.jws2020(p.vc_ld())
    status = p.vc_claims(jti=f"{p.BEHEER.did}#vc-3")
    status["vc"]["credentialStatus"] = {"id": "https://a.example/l#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation",
                                        "statusListIndex": "7", "statusListCredential": "https://a.example/l"}  # fmt: skip
    di = {"@context": [CREDENTIALS_V1, KIKV, DATA_INTEGRITY]}
    vc_di = p.BEHEER.di(p.vc_ld(**di), "ecdsa-jcs-2019")
    vp_di = p.vp_ld(vc_di, **{"@context": [CREDENTIALS_V1, DATA_INTEGRITY]})
    presentaties = [
        p.presentatie_jwt(),
        p.presentatie_jwt(p.vp_claims(vc_jwt, vc_ld, jti="j-2")),
        p.presentatie_jwt(p.vp_claims(p.BEHEER.token(status), jti="j-3")),
        p.presentatie_jwt(p.vp_claims(jti="j-4", iss=rsa_partij.did, sub=rsa_partij.did), door=rsa_partij),
        p.presentatie_jwt(p.vp_claims(jti="j-5", exp=p.epoch(3))),
        json.dumps(p.presentatie_ld()),
        json.dumps(p.AFNEMER.di(vp_di, "eddsa-jcs-2022", **{**p.VP_BEWIJS, "nonce": "n-3"})),
        json.dumps(p.AFNEMER.di(vp_di, "eddsa-rdfc-2022", **{**p.VP_BEWIJS, "nonce": "n-4"})),
    ]
    jwk = {**p.BEHEER.jwk}
    did = "did:web:a.example"
    document = {
        "@context": ["https://www.w3.org/ns/did/v1"],
        "id": did,
        "verificationMethod": [
            {"id": f"{did}#1", "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": jwk},
            {"id": "#2", "type": "Multikey", "controller": did, "publicKeyMultibase": p.AFNEMER.did.removeprefix("did:key:")},
            {"id": "#3", "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": {k: rsa_partij.jwk[k] for k in ("kty", "n", "e")}},
        ],
        "assertionMethod": [f"{did}#1", "#2", {"id": "#4", "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": p.VREEMDE.jwk}],
        "authentication": ["#2"],
    }
    lijsten = [begin + _lijst(plaatsen) for begin in ("u", "") for plaatsen in ([], [0, 7, 131071])]
    kort = {k: w for k, w in p.vp_claims(sub=p.PUBLIEK, exp=p.epoch(3), purposeOfUse="validated-query-service").items() if k != "vp"}
    return {
        "rfc003": p.AFNEMER.token({**kort, "vcs": [vc_jwt]}),
        "beheer": p.BEHEER.did,
        "presentaties": presentaties,
        "verklaringen": [
            vc_jwt,
            json.dumps(vc_ld),
            *(json.dumps(p.BEHEER.di(p.vc_ld(**di), s)) for s in ("ecdsa-jcs-2019", "ecdsa-rdfc-2019")),
        ],
        "documenten": [json.dumps(document)],
        "lijsten": lijsten,
        "ketens": _ketens(),
        "certificaten": _certificaten(),
        "dids": [did, f"{did}%3A8443:a:b", p.BEHEER.did, rsa_partij.did, "did:nuts:9UKf9F9sRtiq4gR3bxfGQAeARtJeU8jvPqfWJcFP6ziN"],
    }


if __name__ == "__main__":
    while True:
        inhoud = json.dumps(zaden(), indent=1).encode()
        if not lijkt_op_bsn(inhoud):
            break
    (ZADEN / "vertrouwen.json").write_bytes(inhoud + b"\n")
