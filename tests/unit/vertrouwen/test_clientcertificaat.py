"""Client certificates: read as a connection or proxy hands them over, judged against a bundle, a moment and revocation lists."""

from __future__ import annotations

import base64
import hashlib
import warnings
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa, x25519
from hulp.gezag import DAG, SERVER, Gezag, der, onderwerp, pem
from hulp.partijen import NU
from hypothesis import given
from hypothesis import strategies as st

from datastation.fouten import InstellingenFout
from datastation.vertrouwen import Afgewezen, Reden, X509Beleid
from datastation.vertrouwen.certificaat import (
    MAX_BYTES,
    Clientbeleid,
    Intrekkingslijsten,
    beschrijf,
    lees_bundel,
    lees_certificaat,
    lees_ketenkop,
    lees_kop,
    lees_lijsten,
    x5t_s256,
)
from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.did_x509 import lees_keten, los_op_keten

WORTEL = Gezag("Wortel")
TUSSEN = Gezag("Tussen", WORTEL)
VREEMD = Gezag("Vreemd")
BLAD = TUSSEN.client()
BUNDEL = [WORTEL.cert, TUSSEN.cert]


def reden_van(werk: Any, *args: Any, **namen: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        werk(*args, **namen)
    return fout.value.reden


def kop(cert: x509.Certificate) -> str:
    return f":{base64.b64encode(der(cert)).decode()}:"


def test_lezen() -> None:
    """DER, PEM, the header of RFC 9440 and that of nginx give the same certificate; the chain header gives a list."""
    for gelezen in (
        lees_certificaat(der(BLAD)),
        lees_certificaat(pem(BLAD)),
        lees_kop(kop(BLAD)),
        lees_kop(f" {kop(BLAD)} "),
        lees_kop(quote(pem(BLAD).decode())),
        lees_kop(quote(pem(BLAD).decode(), safe="/+=\n ").replace("\n", "%0A").replace(" ", "%20")),
    ):
        assert gelezen == BLAD
    assert lees_ketenkop(f"{kop(TUSSEN.cert)}, {kop(WORTEL.cert)}") == [TUSSEN.cert, WORTEL.cert]
    assert lees_ketenkop(" ") == []


KAPOT_RUW = [
    b"",
    b"x",
    der(BLAD)[:-1],
    der(BLAD) + b"x",
    pem(BLAD, BLAD),
    pem(BLAD)[:-40],
    b" " * (MAX_BYTES + 1),
    pem(BLAD) + b"\n" * MAX_BYTES,
]
KAPOT_KOP = [
    "",
    ":",
    "::",
    ":AA:",
    kop(BLAD)[1:],
    kop(BLAD)[:-1],
    ":é:",
    kop(BLAD)[:20] + "!" + kop(BLAD)[21:],
    "-----BEGIN",
    quote(pem(BLAD, BLAD).decode()),
]
KAPOT_KOP += [quote("x" + pem(BLAD).decode()), ":" + "A" * 4 * MAX_BYTES + ":", "%ff", quote(der(BLAD))]


def test_onleesbaar() -> None:
    """What is no certificate, more than one, or too long is refused in every spelling."""
    for ruw in KAPOT_RUW:
        assert reden_van(lees_certificaat, ruw) is Reden.CERTIFICAAT
    for tekst in KAPOT_KOP:
        assert reden_van(lees_kop, tekst) is Reden.CERTIFICAAT, tekst[:50]
    for tekst in (",", "x", kop(BLAD) + ",", kop(BLAD).replace(":", "x"), ",".join([kop(BLAD)] * 7)):
        assert reden_van(lees_ketenkop, tekst) is Reden.CERTIFICAAT
    assert reden_van(lees_ketenkop, ":" + "A" * 20 * MAX_BYTES + ":") is Reden.CERTIFICAAT


@given(
    tekst=st.text(max_size=60)
    | st.binary(max_size=60).map(lambda r: f":{base64.b64encode(r).decode()}:")
    | st.binary(max_size=60).map(quote)
)
def test_willekeurige_koppen(tekst: str) -> None:
    """Whatever a header holds, it is a refusal and never a crash."""
    assert reden_van(lees_kop, tekst) is Reden.CERTIFICAAT


def test_een_bit_anders() -> None:
    """With any one bit changed, a certificate is refused: as unreadable, for its chain, or as a second spelling of itself."""
    beleid = Clientbeleid(BUNDEL)
    for plaats in range(len(der(BLAD)) * 8):
        ruw = bytearray(der(BLAD))
        ruw[plaats // 8] ^= 1 << plaats % 8
        assert reden_van(lambda ruw=ruw: beleid.keur(lees_certificaat(bytes(ruw)), nu=NU)) is Reden.CERTIFICAAT, plaats


def test_een_goed_certificaat() -> None:
    """A certificate under the root passes, says whose it is, and has the thumbprint that tokens are bound to."""
    uit = Clientbeleid(BUNDEL).keur(BLAD, nu=NU)
    assert (uit.organisatie, uit.serienummer, uit.kvk, uit.der) == ("Inspectie", "", "", der(BLAD))
    assert uit.x5t_s256 == x5t_s256(der(BLAD))
    assert len(uit.x5t_s256) == 43
    assert Clientbeleid([WORTEL.cert]).keur(BLAD, nu=NU, tussen=[TUSSEN.cert]).organisatie == "Inspectie"
    assert Clientbeleid([TUSSEN.cert]).keur(BLAD, nu=NU).organisatie == "Inspectie"
    rechtstreeks = WORTEL.client(dns="", doel=None)
    assert Clientbeleid([WORTEL.cert]).keur(rechtstreeks, nu=NU).organisatie == "Inspectie"
    assert Clientbeleid([WORTEL.cert]).keur(WORTEL.client(sleutel=rsa.generate_private_key(65537, 2048)), nu=NU).organisatie


def _onder_blad() -> x509.Certificate:
    class Blad(Gezag):
        def __init__(self) -> None:
            self.naam, self.sleutel = BLAD.subject, ec.generate_private_key(ec.SECP256R1())

    return Blad().client()


AFGEWEZEN: dict[str, tuple[Callable[[], x509.Certificate], list[x509.Certificate], timedelta]] = {
    "ander gezag": (VREEMD.client, BUNDEL, timedelta()),
    "gezag met dezelfde naam": (Gezag("Tussen", Gezag("Wortel")).client, BUNDEL, timedelta()),
    "zonder tussen": (TUSSEN.client, [WORTEL.cert], timedelta()),
    "verlopen": (TUSSEN.client, BUNDEL, 31 * DAG),
    "nog niet geldig": (TUSSEN.client, BUNDEL, -61 * DAG),
    "gezag verlopen": (Gezag("Oud", WORTEL, dagen=1).client, BUNDEL, 2 * DAG),
    "voor servers": (lambda: TUSSEN.client(doel=SERVER), BUNDEL, timedelta()),
    "zelf een gezag": (lambda: Gezag("X", TUSSEN).cert, BUNDEL, timedelta()),
    "van een blad": (_onder_blad, BUNDEL, timedelta()),
    "zwakke sleutel": (lambda: TUSSEN.client(sleutel=rsa.generate_private_key(65537, 1024)), BUNDEL, timedelta()),
    "zelf ondertekend": (lambda: Gezag("Zelf").client(), BUNDEL, timedelta()),
}


@pytest.mark.parametrize("naam", AFGEWEZEN)
@pytest.mark.moet("P2", "P3")
def test_een_afgewezen_certificaat(naam: str) -> None:
    """Another authority, another moment or another purpose: refused."""
    maak, bundel, later = AFGEWEZEN[naam]
    assert reden_van(Clientbeleid(bundel).keur, maak(), nu=NU + later, tussen=[BLAD]) is Reden.CERTIFICAAT


@pytest.mark.parametrize(
    ("velden", "kvk"),
    [
        ({"ORGANIZATION_IDENTIFIER": "NTRNL-12345678"}, "12345678"),
        ({"ORGANIZATION_IDENTIFIER": "NTRNL-1234567"}, ""),
        ({"ORGANIZATION_IDENTIFIER": "NTRBE-12345678"}, ""),
        ({"SERIAL_NUMBER": "00000003123456780000"}, "12345678"),
        ({"SERIAL_NUMBER": "00000001123456780000"}, ""),
        ({"SERIAL_NUMBER": "00000003123456780001"}, ""),
        ({"ORGANIZATION_IDENTIFIER": "NTRNL-90000011", "SERIAL_NUMBER": "00000003123456780000"}, "90000011"),
    ],
)
def test_kvk(velden: dict[str, str], kvk: str) -> None:
    """The KvK number stands in the identifier of the organisation, or in an OIN of that kind; else it is not known."""
    uit = beschrijf(TUSSEN.client(onderwerp(O="Zorg", CN="x", **velden)))
    assert (uit.kvk, uit.serienummer) == (kvk, velden.get("SERIAL_NUMBER", ""))


def met_de_hand(cert: x509.Certificate, oud: bytes, nieuw: bytes) -> x509.Certificate:
    """A certificate of which some bytes were changed."""
    ruw = der(cert)
    assert ruw.count(oud) >= 1
    return x509.load_der_x509_certificate(ruw.replace(oud, nieuw))


HANDWERK = {
    "een extensie twee keer": (b"\x55\x1d\x0e", b"\x55\x1d\x23"),
    "een soort naam die niemand kent": (b"\x82\x0fafnemer", b"\xa3\x0fafnemer"),
    "een onderwerp dat geen tekst is": (b"\x0c\x09Inspectie", b"\x0c\x09Insp\xff\xfetie"),
    "versie vier": (b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x03"),
}


@pytest.mark.parametrize("naam", HANDWERK)
def test_met_de_hand_gemaakt(naam: str) -> None:
    """What no library would make is refused, and nothing breaks on it: as a client certificate and in the chain of a did:x509."""
    oud, nieuw = HANDWERK[naam]
    if naam == "versie vier":
        ruw = der(BLAD).replace(oud, nieuw)
        assert reden_van(lees_certificaat, ruw) is Reden.CERTIFICAAT
        assert reden_van(lees_keten, [base64.b64encode(ruw).decode()]) is Reden.KETEN
        return
    cert = met_de_hand(BLAD, oud, nieuw)
    assert reden_van(Clientbeleid(BUNDEL).keur, cert, nu=NU) is Reden.CERTIFICAAT
    anker = naar_b64url(hashlib.sha256(der(WORTEL.cert)).digest())
    did = f"did:x509:0:sha256:{anker}::subject:CN:igj"
    assert los_op_keten(did, [BLAD, TUSSEN.cert, WORTEL.cert], nu=NU)[0].did == did
    assert reden_van(los_op_keten, did, [cert, TUSSEN.cert, WORTEL.cert], nu=NU) is Reden.KETEN
    if "onderwerp" in naam:
        assert reden_van(beschrijf, cert) is Reden.CERTIFICAAT


def test_serienummer_onder_nul() -> None:
    """A serial number of less than one is refused, also where the library only warns about it."""
    ruw = bytearray(der(BLAD))
    plaats = ruw.index(b"\xa0\x03\x02\x01\x02\x02") + 7  # behind the version: type and length of the serial number
    ruw[plaats] |= 0x80
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert reden_van(Clientbeleid(BUNDEL).keur, lees_certificaat(bytes(ruw)), nu=NU) is Reden.CERTIFICAAT


def test_dubbele_naam() -> None:
    """A subject that names two organisations names none."""
    naam = x509.Name([*onderwerp(O="Een"), *onderwerp(O="Twee")])
    assert beschrijf(TUSSEN.client(naam)).organisatie == ""


def ingetrokken(*lijsten: x509.CertificateRevocationList) -> Clientbeleid:
    return Clientbeleid(BUNDEL, Intrekkingslijsten(lijsten))


def test_intrekkingslijsten() -> None:
    """With lists, each certificate below the root is on a list that is valid now, or is refused."""
    ander = TUSSEN.client()
    goed = [WORTEL.lijst(), TUSSEN.lijst(ander)]
    assert ingetrokken(*goed, VREEMD.lijst(BLAD)).keur(BLAD, nu=NU).organisatie == "Inspectie"
    assert reden_van(ingetrokken(*goed).keur, ander, nu=NU) is Reden.INGETROKKEN
    assert reden_van(ingetrokken(WORTEL.lijst(TUSSEN.cert), TUSSEN.lijst()).keur, BLAD, nu=NU) is Reden.INGETROKKEN
    assert Clientbeleid(BUNDEL, Intrekkingslijsten()).keur(ander, nu=NU).organisatie == "Inspectie"


NIET_BRUIKBAAR = {
    "geen lijst": VREEMD.lijst,
    "verlopen": lambda: TUSSEN.lijst(van=NU - 3 * DAG, tot=NU - DAG),
    "van later": lambda: TUSSEN.lijst(van=NU + DAG / 2, tot=NU + DAG),
    "door een ander": lambda: TUSSEN.lijst(door=VREEMD),
    "deellijst": lambda: TUSSEN.lijst(extra=x509.DeltaCRLIndicator(1)),
    "indirect": lambda: TUSSEN.lijst(extra=x509.IssuingDistributionPoint(None, None, False, False, None, True, False)),
}


@pytest.mark.parametrize("naam", NIET_BRUIKBAAR)
def test_onbekend_of_ingetrokken(naam: str) -> None:
    """A list that is old, of later, of another or not for everything does not count, and then it cannot be known."""
    assert reden_van(ingetrokken(WORTEL.lijst(), NIET_BRUIKBAAR[naam]()).keur, BLAD, nu=NU) is Reden.KETEN


def test_wie_lijsten_mag_ondertekenen() -> None:
    """An authority that may not sign lists says nothing with one; one that says nothing about its key may."""
    zwijgt = Gezag("Zwijgt", WORTEL, crl=False)
    beleid = Clientbeleid([WORTEL.cert, zwijgt.cert], Intrekkingslijsten([WORTEL.lijst(), zwijgt.lijst()]))
    assert reden_van(beleid.keur, zwijgt.client(), nu=NU) is Reden.KETEN
    vrij = WORTEL.maak(onderwerp(CN="Vrij"), WORTEL.sleutel, [], 30)
    lijsten = Intrekkingslijsten([WORTEL.lijst(BLAD)])

    class Kaal(Gezag):
        def __init__(self) -> None:
            self.naam, self.sleutel = vrij.subject, WORTEL.sleutel

    kaal = Kaal()
    blad = kaal.client()
    assert Intrekkingslijsten([kaal.lijst(blad)]).ingetrokken([blad, vrij], nu=NU)
    assert not Intrekkingslijsten([kaal.lijst()]).ingetrokken([blad, vrij], nu=NU)
    assert reden_van(lijsten.ingetrokken, [blad, vrij], nu=NU) is Reden.KETEN
    for sleutel in (ed25519.Ed25519PrivateKey.generate(), x25519.X25519PrivateKey.generate()):
        anders = WORTEL.maak(onderwerp(CN="Vrij"), sleutel, [], 30)
        assert reden_van(Intrekkingslijsten([kaal.lijst(blad)]).ingetrokken, [blad, anders], nu=NU) is Reden.KETEN


def test_lijsten_voor_did_x509() -> None:
    """The same lists answer what did:x509 asks about its chain."""
    lijsten = Intrekkingslijsten([WORTEL.lijst(), TUSSEN.lijst(BLAD)])
    beleid = X509Beleid(frozenset(), lambda keten: lijsten.ingetrokken(keten, nu=NU))
    assert beleid.ingetrokken([BLAD, TUSSEN.cert, WORTEL.cert])
    assert not beleid.ingetrokken([TUSSEN.client(), TUSSEN.cert, WORTEL.cert])


def test_bestanden(tmp_path: Path) -> None:
    """A bundle and lists come from files, PEM or DER; one that cannot be read is said."""
    (tmp_path / "ca.pem").write_bytes(pem(*BUNDEL))
    assert lees_bundel(tmp_path / "ca.pem") == BUNDEL
    (tmp_path / "a.crl").write_bytes(der(TUSSEN.lijst(BLAD)))
    (tmp_path / "b.crl").write_bytes(pem(WORTEL.lijst()))
    lijsten = lees_lijsten([tmp_path / "a.crl", tmp_path / "b.crl"])
    assert reden_van(Clientbeleid(BUNDEL, lijsten).keur, BLAD, nu=NU) is Reden.INGETROKKEN
    (tmp_path / "leeg").write_bytes(b"")
    for lees in (lees_bundel, lambda pad: lees_lijsten([pad])):
        for naam in ("leeg", "weg"):
            with pytest.raises(InstellingenFout) as fout:
                lees(tmp_path / naam)
            assert fout.value.waar.endswith(naam)
    assert not lees_lijsten([])
