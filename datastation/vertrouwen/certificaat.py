"""Client certificates (mutual TLS): reading them as a connection or a proxy hands them over, and judging them against a bundle of authorities.

The chain is judged by cryptography's verifier, at the moment that the caller names. Certificate revocation lists are files that somebody puts
there; where there are any, each certificate of the chain must be on a list that is valid now, or it is refused (it cannot be known).
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote_to_bytes

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import Criticality, ExtensionPolicy, PolicyBuilder, VerificationError
from cryptography.x509.verification import Store as Ankers

from datastation.fouten import InstellingenFout
from datastation.vertrouwen.codering import naar_b64url
from datastation.vertrouwen.did_x509 import ONLEESBAAR
from datastation.vertrouwen.redenen import Afgewezen, Reden

MAX_BYTES = 16 * 1024
_MAX_KETEN = 6
_RSA_BITS = 2048
_PEM_BEGIN = b"-----BEGIN CERTIFICATE-----"
# KvK number in a certificate: ETSI EN 319 412-1 (organizationIdentifier), or the OIN of PKIoverheid (20 digits, kind 00000003, four zeros behind).
_KVK = (re.compile(r"NTRNL-(\d{8})\Z", re.ASCII), re.compile(r"00000003(\d{8})0000\Z", re.ASCII))


@dataclass(frozen=True)
class Clientcertificaat:
    """Who a client certificate that was judged says that it is for.

    Attributes:
        organisatie: subject O, or "". serienummer: subject serialNumber (such as an OIN), or "". kvk: KvK number in it, or "".
        x5t_s256: thumbprint as in RFC 8705.
    """

    organisatie: str
    serienummer: str
    kvk: str
    x5t_s256: str
    der: bytes = field(repr=False)


class Intrekkingslijsten:
    """Certificate revocation lists (RFC 5280 §5), full ones signed by the authority itself; delta and indirect lists are not understood.

    Args:
        lijsten: of any authority. One that is not of the chain does no harm.
    """

    def __init__(self, lijsten: Iterable[x509.CertificateRevocationList] = ()) -> None:
        self._lijsten = tuple(lijsten)

    def __bool__(self) -> bool:
        return bool(self._lijsten)

    def ingetrokken(self, keten: Sequence[x509.Certificate], *, nu: datetime) -> bool:
        """Whether a certificate of a chain was withdrawn; leaf first, each followed by who issued it, the last one is not judged.

        Raises:
            Afgewezen: ``KETEN`` where no list that is valid now says so.
        """
        return any(self._staat_erop(eigen, boven, nu) for eigen, boven in pairwise(keten))

    def _staat_erop(self, eigen: x509.Certificate, boven: x509.Certificate, nu: datetime) -> bool:
        geldig = [lijst for lijst in self._lijsten if lijst.issuer == eigen.issuer and _geldig(lijst, boven, nu)]
        if not geldig:
            raise Afgewezen(Reden.KETEN, waar="intrekkingslijst")
        return any(lijst.get_revoked_certificate_by_serial_number(eigen.serial_number) is not None for lijst in geldig)


class Clientbeleid:
    """Which client certificates a station lets in.

    Args:
        bundel: certificates of authorities. Those that sign themselves are the anchors, the others may stand between; where none signs itself, all are.
        lijsten: revocation lists; none means that revocation is not looked at.
    """

    def __init__(self, bundel: Sequence[x509.Certificate], lijsten: Intrekkingslijsten | None = None) -> None:
        wortels = [c for c in bundel if c.issuer == c.subject] or list(bundel)
        self._tussen = [c for c in bundel if c not in wortels]
        self._ankers, self._lijsten = Ankers(wortels), lijsten or Intrekkingslijsten()

    def keur(self, certificaat: x509.Certificate, *, nu: datetime, tussen: Sequence[x509.Certificate] = ()) -> Clientcertificaat:
        """Judge a client certificate.

        Args:
            tussen: certificates that came with it.

        Raises:
            Afgewezen: ``CERTIFICAAT`` for a chain that does not end under an anchor, is not valid now, or is not for clients; ``KETEN`` where
                revocation cannot be known; ``INGETROKKEN``.
        """
        # Certificates of organisations name no host, so that the alternative names that browsers ask for may be absent.
        blad = ExtensionPolicy.webpki_defaults_ee().may_be_present(x509.SubjectAlternativeName, Criticality.AGNOSTIC, None)
        regels = PolicyBuilder().store(self._ankers).time(nu).max_chain_depth(_MAX_KETEN)
        regels = regels.extension_policies(ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=blad)
        try:
            _keur_blad(certificaat)
            keten = regels.build_client_verifier().verify(certificaat, [*tussen, *self._tussen]).chain
            wie = beschrijf(certificaat)
        except (VerificationError, *ONLEESBAAR):
            raise Afgewezen(Reden.CERTIFICAAT) from None
        if self._lijsten and self._lijsten.ingetrokken(keten, nu=nu):
            raise Afgewezen(Reden.INGETROKKEN, waar="clientcertificaat")
        return wie


def _keur_blad(certificaat: x509.Certificate) -> None:
    """What the verifier does not look at: how strong the key of the leaf is, its serial number, and the one spelling of its signature (a whole number
    of bytes). Without the latter one certificate could be written in two ways, with two thumbprints."""
    sleutel, handtekening = certificaat.public_key(), certificaat.signature
    zwak = isinstance(sleutel, rsa.RSAPublicKey) and sleutel.key_size < _RSA_BITS
    geheel = certificaat.public_bytes(Encoding.DER).endswith(b"\x00" + handtekening)
    if zwak or not geheel or certificaat.serial_number <= 0:
        raise Afgewezen(Reden.CERTIFICAAT)


def x5t_s256(der: bytes) -> str:
    """Thumbprint of a certificate (DER) as tokens are bound to it (RFC 8705 §3.1)."""
    return naar_b64url(hashlib.sha256(der).digest())


def beschrijf(certificaat: x509.Certificate) -> Clientcertificaat:
    """Who a certificate is for; says nothing about whether that is true. ``CERTIFICAAT`` where its subject cannot be read."""
    try:
        nummer, kenmerk = _veld(certificaat, NameOID.SERIAL_NUMBER), _veld(certificaat, NameOID.ORGANIZATION_IDENTIFIER)
        organisatie, der = _veld(certificaat, NameOID.ORGANIZATION_NAME), certificaat.public_bytes(Encoding.DER)
    except ONLEESBAAR:
        raise Afgewezen(Reden.CERTIFICAAT) from None
    treffers = (vorm.match(tekst) for vorm, tekst in zip(_KVK, (kenmerk, nummer), strict=True))
    return Clientcertificaat(organisatie, nummer, next((t[1] for t in treffers if t), ""), x5t_s256(der), der)


def lees_certificaat(ruw: bytes) -> x509.Certificate:
    """A certificate of DER or PEM; ``CERTIFICAAT`` for anything else, or for more than one."""
    if len(ruw) > MAX_BYTES:
        raise Afgewezen(Reden.CERTIFICAAT)
    try:
        if ruw.lstrip().startswith(_PEM_BEGIN):
            (enige,) = x509.load_pem_x509_certificates(ruw)
            return enige
        return x509.load_der_x509_certificate(ruw)
    except ONLEESBAAR:
        raise Afgewezen(Reden.CERTIFICAAT) from None


def lees_kop(waarde: str) -> x509.Certificate:
    """A certificate as a proxy hands it over in a header: ``:base64:`` (RFC 9440 ``Client-Cert``) or PEM with percent signs (nginx).

    Raises:
        Afgewezen: ``CERTIFICAAT`` for anything else.
    """
    tekst = waarde.strip()
    if len(tekst) > 3 * MAX_BYTES or not tekst.isascii():
        raise Afgewezen(Reden.CERTIFICAAT)
    if tekst[:1] == ":":
        return lees_certificaat(_bytes(tekst))
    ruw = unquote_to_bytes(tekst)
    if not ruw.startswith(_PEM_BEGIN):
        raise Afgewezen(Reden.CERTIFICAAT)
    return lees_certificaat(ruw)


def lees_ketenkop(waarde: str) -> list[x509.Certificate]:
    """The chain of RFC 9440 ``Client-Cert-Chain``: a list of ``:base64:``; an empty text is an empty chain."""
    delen = [d.strip() for d in waarde.split(",")] if waarde.strip() else []
    if len(waarde) > 3 * MAX_BYTES * _MAX_KETEN or len(delen) > _MAX_KETEN:
        raise Afgewezen(Reden.CERTIFICAAT)
    return [lees_certificaat(_bytes(d)) for d in delen]


def lees_bundel(pad: Path) -> list[x509.Certificate]:
    """The authorities of a file (PEM, one after another).

    Raises:
        InstellingenFout: unreadable or empty.
    """
    try:
        return x509.load_pem_x509_certificates(pad.read_bytes())
    except (OSError, ValueError):
        raise InstellingenFout(
            "De certificaten van de uitgevende instanties zijn niet te lezen.", waar=str(pad), herstel="Geef een PEM-bestand."
        ) from None


def lees_lijsten(paden: Iterable[Path]) -> Intrekkingslijsten:
    """Revocation lists of files (PEM or DER, one each).

    Raises:
        InstellingenFout: a file that holds none.
    """
    return Intrekkingslijsten([_lees_lijst(pad) for pad in paden])


def _lees_lijst(pad: Path) -> x509.CertificateRevocationList:
    try:
        ruw = pad.read_bytes()
        return x509.load_pem_x509_crl(ruw) if ruw.lstrip().startswith(b"-----BEGIN") else x509.load_der_x509_crl(ruw)
    except (OSError, ValueError):
        raise InstellingenFout(
            "Een lijst van ingetrokken certificaten is niet te lezen.", waar=str(pad), herstel="Haal de lijst opnieuw op (PEM of DER)."
        ) from None


def _geldig(lijst: x509.CertificateRevocationList, boven: x509.Certificate, nu: datetime) -> bool:
    """Whether a list speaks for an authority now. A critical extension means that it does not speak for everything (RFC 5280 §5.2)."""
    tot = lijst.next_update_utc
    try:
        if tot is None or not lijst.last_update_utc <= nu <= tot or any(e.critical for e in lijst.extensions):
            return False
        # The kind of key may be one that signs nothing: a TypeError.
        return _mag_lijsten(boven) and lijst.issuer == boven.subject and lijst.is_signature_valid(boven.public_key())  # type: ignore[arg-type]
    except ONLEESBAAR:
        return False


def _mag_lijsten(certificaat: x509.Certificate) -> bool:
    try:
        return certificaat.extensions.get_extension_for_class(x509.KeyUsage).value.crl_sign
    except x509.ExtensionNotFound:
        return True


def _veld(certificaat: x509.Certificate, oid: x509.ObjectIdentifier) -> str:
    """A field of the subject; "" where it stands there not once."""
    velden = [str(a.value) for a in certificaat.subject.get_attributes_for_oid(oid)]
    return velden[0] if len(velden) == 1 else ""


def _bytes(tekst: str) -> bytes:
    """A byte sequence of RFC 8941: base64 between colons."""
    if len(tekst) < 2 or tekst[0] != ":" or tekst[-1] != ":":
        raise Afgewezen(Reden.CERTIFICAAT)
    try:
        return base64.b64decode(tekst[1:-1], validate=True)
    except ValueError:
        raise Afgewezen(Reden.CERTIFICAAT) from None
