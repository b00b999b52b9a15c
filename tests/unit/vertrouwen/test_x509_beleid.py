"""did:x509 as a station accepts it: anchor, validity, revocation, claims and name constraints."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hulp.certificaten import Keten, andere_naam, naam
from hulp.partijen import AFNEMER, NU, TYPE, VERTROUWD, Partij, epoch, oordeel, presentatie_jwt, vc_claims, vp_claims
from joserfc.jwk import ECKey

from datastation.vertrouwen import Afgewezen, Reden, Resolver, X509Beleid
from datastation.vertrouwen.did_x509 import beweringen, lees_keten, los_op_keten
from datastation.vertrouwen.naambeperking import binnen_beperkingen

_PEM = (Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
UZI = "2.16.528.1.1007.99.2110-1-900030787-S-90000382-00.000-11223344"
SAN = x509.SubjectAlternativeName([andere_naam(UZI), x509.DNSName("a.example.com")])


def beleid(keten: Keten, *, ingetrokken: bool = False) -> Resolver:
    return Resolver(x509=X509Beleid(frozenset({keten.anker}), lambda _: ingetrokken))


def reden_van(werk: Any, *args: Any, **namen: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        werk(*args, **namen)
    return fout.value.reden


@pytest.fixture(scope="module")
def keten() -> Keten:
    return Keten(SAN)


def presentatie(keten: Keten, did: str, subject: dict[str, Any], **claims: Any) -> str:
    partij = Partij("EC")
    partij.sleutel = ECKey.import_key(keten.sleutel.private_bytes(*_PEM))
    partij.did, partij.methode = did, f"{did}#0"
    vc = {**vc_claims()["vc"], "credentialSubject": {"id": AFNEMER.did, **subject}}
    token = partij.token(vc_claims(**{"iss": did, "vc": vc, **claims}), x5c=keten.x5c)
    return presentatie_jwt(vp_claims(token))


def test_verklaring_van_een_certificaat(keten: Keten) -> None:
    """A credential signed with a certificate passes for the claims that stand in its DID, and for no other."""
    did = keten.did(f"subject:O:Voorbeeld:CN:Blad::san:otherName:{UZI}")
    assert beweringen(did + "::eku:1.2.3") == {"subject": {"O": "Voorbeeld", "CN": "Blad"}, "san": {"otherName": UZI}}
    namen = {"resolver": beleid(keten), "vertrouwd": type(VERTROUWD)({TYPE: frozenset({did})})}
    goed = {"subject": {"O": "Voorbeeld"}, "san": {"otherName": UZI}}
    assert oordeel(presentatie(keten, did, goed), **namen).verklaringen[0].uitgever == did
    for fout, reden in [
        ({"subject": {"O": "Ander"}}, Reden.TEGENSTRIJDIG),
        ({"subject": "Voorbeeld"}, Reden.TEGENSTRIJDIG),
        ({"ura": "1"}, Reden.TEGENSTRIJDIG),
    ]:
        assert reden_van(oordeel, presentatie(keten, did, fout), **namen) is reden
    assert reden_van(oordeel, presentatie(keten, did, goed, exp=None), **namen) is Reden.VORM
    assert reden_van(oordeel, presentatie(keten, did, goed, exp=epoch(-60)), **namen) is Reden.VERLOPEN
    assert reden_van(oordeel, presentatie(keten, did, goed), **{**namen, "resolver": Resolver()}) is Reden.DID_METHODE
    assert reden_van(oordeel, presentatie(Keten(SAN), did, goed), **namen) is Reden.KETEN
    assert reden_van(oordeel, presentatie(keten, did, goed), **{**namen, "resolver": beleid(keten, ingetrokken=True)}) is Reden.KETEN
    assert reden_van(oordeel, presentatie(keten, did, goed), **{**namen, "resolver": beleid(Keten())}) is Reden.KETEN


def test_geldig_op_de_dag() -> None:
    """A chain that is no longer valid is refused on the day, though the DID method itself does not look."""
    oud = Keten(dagen=-1)
    did = oud.did("subject:CN:Blad")
    assert los_op_keten(did, oud.keten)
    assert reden_van(los_op_keten, did, oud.keten, nu=NU) is Reden.KETEN


def test_zonder_keten(keten: Keten) -> None:
    """No chain, a chain that is no certificate, and a broken DID are refused."""
    did = keten.did("subject:CN:Blad")
    assert reden_van(los_op_keten, did, []) is Reden.KETEN
    assert reden_van(lees_keten, ["AAAA"]) is Reden.KETEN
    assert reden_van(lees_keten, ["!"]) is Reden.KETEN
    for kapot in ("subject:CN:%ff", "subject:", "subject:CN:", "subject:CN:Blad:O", "san:dns", "eku:x", "x:y"):
        assert reden_van(los_op_keten, keten.did(kapot), keten.keten) in (Reden.DID_ONGELDIG, Reden.KETEN)


@pytest.mark.parametrize(
    ("ruw", "past"), [(b"\x0c\x01a", True), (b"\x16\x01a", True), (b"\x04\x01a", False), (b"\x0c\x81\x80" + b"a" * 128, False)]
)
def test_andere_namen(ruw: bytes, *, past: bool) -> None:
    """An otherName counts only as a whole DER text."""
    keten = Keten(x509.SubjectAlternativeName([x509.OtherName(x509.ObjectIdentifier("2.5.5.5"), ruw)]))
    did = keten.did("san:otherName:a")
    if past:
        assert los_op_keten(did, keten.keten)
    else:
        assert reden_van(los_op_keten, did, keten.keten) is Reden.KETEN


@pytest.mark.parametrize(
    ("sleutel", "kty"),
    [
        (rsa.generate_private_key(65537, 2048), "RSA"),
        (ed25519.Ed25519PrivateKey.generate(), "OKP"),
        (ec.generate_private_key(ec.SECP384R1()), "EC"),
        (ed448.Ed448PrivateKey.generate(), None),
        (dsa.generate_private_key(1024), None),
    ],
)
def test_soorten_sleutels(sleutel: Any, kty: str | None) -> None:
    """RSA, Ed25519 and EC keys of a leaf become JWKs; a key of another kind gives none."""
    keten = Keten(blad=sleutel)
    did = keten.did("subject:CN:Blad")
    if kty is None:
        assert reden_van(los_op_keten, did, keten.keten) is Reden.KETEN
    else:
        assert los_op_keten(did, keten.keten)[0].jwk["kty"] == kty


def grenzen(*, mag: list[x509.GeneralName] | None = None, niet: list[x509.GeneralName] | None = None) -> x509.NameConstraints:
    return x509.NameConstraints(mag, niet)


DNS, MAIL, URI = x509.DNSName, x509.RFC822Name, x509.UniformResourceIdentifier
BEPERKINGEN = [
    (DNS("a.example.com"), grenzen(mag=[DNS("example.com")]), True),
    (DNS("aexample.com"), grenzen(mag=[DNS("example.com")]), False),
    (DNS("A.EXAMPLE.com"), grenzen(niet=[DNS("example.com")]), False),
    (DNS("a.nl"), grenzen(mag=[DNS("")]), True),
    (DNS("a.nl"), grenzen(mag=[MAIL("example.com")]), True),
    (MAIL("a@example.com"), grenzen(mag=[MAIL("example.com")]), True),
    (MAIL("a@b.example.com"), grenzen(mag=[MAIL("example.com")]), False),
    (MAIL("a@b.example.com"), grenzen(mag=[MAIL(".example.com")]), True),
    (MAIL("a@example.com"), grenzen(niet=[MAIL("a@example.com")]), False),
    (MAIL("b@example.com"), grenzen(niet=[MAIL("a@example.com")]), True),
    (URI("https://a.example.com/x"), grenzen(mag=[URI(".example.com")]), True),
    (URI("https://example.org/x"), grenzen(mag=[URI("example.com")]), False),
    (URI("urn:x:y"), grenzen(mag=[URI("example.com")]), False),
    (DNS("a.nl"), grenzen(mag=[x509.DirectoryName(naam("x"))]), False),
]


@pytest.mark.parametrize(("alt", "beperking", "past"), BEPERKINGEN, ids=range(len(BEPERKINGEN)))
def test_naambeperkingen(alt: x509.GeneralName, beperking: x509.NameConstraints, *, past: bool) -> None:
    """An authority with name constraints speaks for names within them alone; a kind that we cannot judge fails."""
    keten = Keten(x509.SubjectAlternativeName([alt]), beperking=beperking)
    assert binnen_beperkingen(keten.keten) is past


def test_naambeperking_zonder_andere_namen() -> None:
    """A leaf without alternative names or without any name keeps to every constraint on DNS names."""
    beperking = grenzen(mag=[DNS("example.com")])
    assert binnen_beperkingen(Keten(beperking=beperking).keten)
    assert binnen_beperkingen(Keten(beperking=beperking, subject=x509.Name([])).keten)
