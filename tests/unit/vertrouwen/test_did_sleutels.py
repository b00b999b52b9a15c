"""DIDs and keys: what resolves, what does not, and what a document may say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hulp.partijen import AFNEMER, BEHEER, NU, Partij
from joserfc.jwk import ECKey

from datastation.vertrouwen import Afgewezen, Reden, Resolver
from datastation.vertrouwen.codering import naar_b58btc, naar_b64url
from datastation.vertrouwen.did import keur_did, uit_document
from datastation.vertrouwen.sleutels import Sleutel, keur_jwk, uit_multikey

DOEL = ("assertionMethod",)
DID = "did:nuts:voorbeeld"


def reden_van(werk: Any, *args: Any, **namen: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        werk(*args, **namen)
    return fout.value.reden


def did_jwk(jwk: Any) -> str:
    return "did:jwk:" + naar_b64url(json.dumps(jwk).encode())


ONOPLOSBAAR = [
    ("did:key:z6Mk", Reden.DID_ONGELDIG),
    ("did:key:z6Mk#z6Mk", Reden.SLEUTEL),
    ("did:key:zz0OIl#zz0OIl", Reden.SLEUTEL),
    (f"{AFNEMER.did}#ander", Reden.SLEUTEL),
    ("did:jwk:e30#0", Reden.SLEUTEL),
    ("did:jwk:W10#0", Reden.VORM),
    ("did:jwk:!!#0", Reden.DID_ONGELDIG),
    ("did:jwk:x#0", Reden.DID_ONGELDIG),
    (did_jwk(ECKey.generate_key("P-256", private=True).as_dict(private=True)) + "#0", Reden.SLEUTEL),
    (did_jwk({**BEHEER.jwk, "x": "AAAA"}) + "#0", Reden.SLEUTEL),
    (did_jwk({"kty": "RSA", "n": "A" * 171, "e": "AQAB"}) + "#0", Reden.SLEUTEL),
    (did_jwk({"kty": "oct", "k": "AAAA"}) + "#0", Reden.SLEUTEL),
    (did_jwk({"kty": 5}) + "#0", Reden.SLEUTEL),
    (did_jwk(BEHEER.jwk) + "#1", Reden.SLEUTEL),
    ("did:web:example.com#k", Reden.DID_METHODE),
    ("did:nuts:x#k", Reden.DID_METHODE),
    ("did:x509:0:sha256:x::subject:CN:a#0", Reden.DID_METHODE),
    ("did:ion:x#k", Reden.DID_METHODE),
    ("https://a.example#k", Reden.DID_ONGELDIG),
    ("did:key:#k", Reden.DID_ONGELDIG),
    ("did:web:a b#k", Reden.DID_ONGELDIG),
    ("did:web:" + "a" * 2048 + "#k", Reden.DID_ONGELDIG),
    ("#k", Reden.DID_ONGELDIG),
]


@pytest.mark.parametrize(("methode", "reden"), ONOPLOSBAAR, ids=range(len(ONOPLOSBAAR)))
def test_wat_geen_sleutel_geeft(methode: str, reden: Reden) -> None:
    """A name that is no name, a key that is no key, a private key shown, a method nobody set up: refused."""
    assert reden_van(Resolver().sleutel, methode, doelen=DOEL, nu=NU) is reden


def test_did_jwk_en_p384() -> None:
    """did:jwk gives its key; a P-384 key resolves, but there is no algorithm here that goes with it."""
    did = did_jwk(BEHEER.jwk)
    assert Resolver().sleutel(f"{did}#0", doelen=DOEL, nu=NU).jwk == BEHEER.jwk
    sleutel = Sleutel("a", "b", ECKey.generate_key("P-384", private=True).as_dict(private=False), frozenset())
    assert sleutel.algoritme == ""
    assert reden_van(sleutel.keur, "ES256", b"", b"") is Reden.SLEUTEL
    assert reden_van(sleutel.keur, "ES384", b"", b"") is Reden.ALGORITME


def test_multikeys() -> None:
    """A Multikey of another kind, length or curve point is none."""
    for ruw in (b"\xed\x01" + b"a" * 31, b"\x80\x24" + b"a" * 32, b"\x81\x24" + b"a" * 33, b"\x12\x00" + b"a" * 32):
        assert reden_van(uit_multikey, naar_b58btc(ruw)) is Reden.SLEUTEL
    for ruw in (b"\x80\x24\x02" + b"\xff" * 32, b"\x81\x24\x05" + b"\xff" * 48):
        assert reden_van(uit_multikey, naar_b58btc(ruw)) is Reden.SLEUTEL
    assert [reden_van(uit_multikey, x) for x in (None, "", "m123", "z" + "1" * 2000)] == [Reden.SLEUTEL] * 4
    assert reden_van(keur_jwk, "x") is Reden.SLEUTEL
    assert reden_van(keur_did, None) is Reden.DID_ONGELDIG


def methode(naam: str, **meer: Any) -> dict[str, Any]:
    return {"id": naam, "controller": DID, "publicKeyJwk": BEHEER.jwk, **meer}


@pytest.mark.moet("T3")
def test_document() -> None:
    """Keys by relative or full name, as a JWK or Multikey, listed or embedded; another controller's do not count."""
    p = Partij("OKP")
    document = {
        "id": DID,
        "verificationMethod": [methode("#a"), methode(f"{DID}#b"), methode("#vreemd", controller="did:web:x")],
        "assertionMethod": ["#a", f"{DID}#b", "#weg", "#vreemd"],
        "authentication": [{"id": "#c", "controller": DID, "publicKeyMultibase": p.methode.partition("#")[2]}],
    }
    sleutels = {s.id.partition("#")[2]: s for s in uit_document(DID, document)}
    assert {n: sorted(s.doelen) for n, s in sleutels.items()} == {
        "a": ["assertionMethod"],
        "b": ["assertionMethod"],
        "c": ["authentication"],
    }
    assert sleutels["c"].algoritme == "EdDSA"
    assert Resolver(nuts=lambda _: document).sleutel(f"{DID}#a", doelen=DOEL, nu=NU).jwk == BEHEER.jwk


KAPOT = [
    ({"id": "did:nuts:ander"}, Reden.DID_ONGELDIG),
    ({"verificationMethod": {}}, Reden.DID_ONGELDIG),
    ({"verificationMethod": [methode("#a")] * 51}, Reden.DID_ONGELDIG),
    ({"verificationMethod": [methode("#a"), methode(f"{DID}#a")]}, Reden.DID_ONGELDIG),
    ({"verificationMethod": [methode("did:nuts:ander#a")]}, Reden.DID_ONGELDIG),
    ({"verificationMethod": [5]}, Reden.DID_ONGELDIG),
    ({"verificationMethod": [{"controller": DID}]}, Reden.DID_ONGELDIG),
    ({"assertionMethod": "#a"}, Reden.DID_ONGELDIG),
    ({"assertionMethod": ["#a"] * 51}, Reden.DID_ONGELDIG),
    ({"assertionMethod": [5]}, Reden.DID_ONGELDIG),
    ({"verificationMethod": [methode("#a", publicKeyJwk=None)]}, Reden.SLEUTEL),
    ({"verificationMethod": [{"id": "#a", "controller": DID}]}, Reden.SLEUTEL),
]


@pytest.mark.parametrize(("deel", "reden"), KAPOT, ids=range(len(KAPOT)))
def test_kapotte_documenten(deel: dict[str, Any], reden: Reden) -> None:
    """A document that is another's, names a key twice or has no right form gives no key at all."""
    assert reden_van(uit_document, DID, {"id": DID, **deel}) is reden


def test_veel_did_web() -> None:
    """The memory of documents is bounded: it is emptied and filled again, and each DID keeps its own keys."""
    dids = [f"did:web:a{nr}.example" for nr in range(1001)]

    class Kast:
        def haal(self, url: str, *, anders: Reden) -> bytes:
            did = "did:web:" + url.split("/")[2]
            eigen = {"id": "#k", "controller": did, "publicKeyJwk": BEHEER.jwk}
            return json.dumps({"id": did, "verificationMethod": [eigen], "assertionMethod": ["#k"]}).encode()

    resolver = Resolver(ophaler=Kast())
    assert [resolver.sleutel(f"{did}#k", doelen=DOEL, nu=NU).did for did in dids] == dids
