"""did:x509: the name of an organisation is what a certificate authority wrote into its certificate.

``did:x509:0:sha256:<hash of a CA in the chain>::subject:O:…::san:otherName:…``; the chain travels with the token (``x5c``). The rules are those of
the did:x509 specification, whose vectors are our tests, plus what Nuts RFC023 adds: ``san:otherName``, validity on the day, an accepted anchor, and
a judgement on revocation. Validity is not part of the specification itself, so that `los_op_keten` takes the moment as an option.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import unquote, unquote_to_bytes

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtensionOID, NameOID
from joserfc.jwk import ECKey, OKPKey, RSAKey

from datastation.vertrouwen.codering import b64url, naar_b64url
from datastation.vertrouwen.naambeperking import binnen_beperkingen
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutels import Sleutel
from datastation.vertrouwen.strikt import Object

_VORM = re.compile(r"did:x509:0:(sha256|sha384|sha512):([A-Za-z0-9_-]+)((?:::[^?#/]+)*)\Z")
_FULCIO = "1.3.6.1.4.1.57264.1.1"
_KROMMEN = frozenset({"secp256r1", "secp384r1", "secp521r1", "secp256k1"})
_RSA_BITS = 2048
_OID = re.compile(r"[0-2](\.(0|[1-9]\d*))+\Z", re.ASCII)
_NAMEN = {
    "C": NameOID.COUNTRY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "L": NameOID.LOCALITY_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "CN": NameOID.COMMON_NAME,
    "STREET": NameOID.STREET_ADDRESS,
}
_BEGREPEN = frozenset(
    {
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME,
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
    }
)
# Everything that cryptography raises on a certificate that somebody made by hand; most of it only when a field is asked for. The warning is for a
# serial number of zero or less, where warnings are errors; later versions raise a ValueError.
ONLEESBAAR = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    CryptographyDeprecationWarning,
    x509.InvalidVersion,
    x509.DuplicateExtension,
    x509.UnsupportedGeneralNameType,
)
Keten = Sequence[x509.Certificate]


@dataclass(frozen=True)
class X509Beleid:
    """Which authorities a station accepts for did:x509.

    Attributes:
        ankers: SHA-256 of the accepted CA certificates, base64url, as in the DID.
        ingetrokken: says whether a certificate of the chain is revoked (a CRL, asked by the caller); raises where it cannot know.
    """

    ankers: frozenset[str]
    ingetrokken: Callable[[Keten], bool]

    def los_op(self, did: str, x5c: Sequence[str], nu: datetime) -> list[Sleutel]:
        """Keys of a did:x509 whose chain is valid now, not revoked, and ends under an accepted anchor; else ``KETEN``."""
        keten = lees_keten(x5c)
        sleutels = los_op_keten(did, keten, nu=nu)
        prenten = {naar_b64url(hashlib.sha256(_der(c)).digest()) for c in keten[1:]}
        if not prenten & self.ankers or self.ingetrokken(keten):
            raise _keten()
        return sleutels


def lees_keten(x5c: Sequence[str]) -> list[x509.Certificate]:
    """Certificates of base64 or base64url DER, leaf first."""
    try:
        ruw = [b64url(c.rstrip("=").replace("+", "-").replace("/", "_"), reden=Reden.KETEN) for c in x5c]
        return [x509.load_der_x509_certificate(c) for c in ruw]
    except ONLEESBAAR:
        raise _keten() from None


def los_op_keten(did: str, keten: Keten, *, nu: datetime | None = None) -> list[Sleutel]:
    """The keys that a chain gives to a did:x509.

    Args:
        nu: the moment at which each certificate must be valid; None does not look at validity, as the specification says.

    Raises:
        Afgewezen: ``DID_ONGELDIG`` for the DID itself, ``KETEN`` for its chain or for a claim that the chain does not make.
    """
    kaal = did.partition("#")[0]
    if not (delen := _VORM.match(kaal)) or not delen[3]:
        raise Afgewezen(Reden.DID_ONGELDIG)
    predicaten = [tuple(p.split(":")) for p in delen[3].split("::")[1:]]
    try:
        _keur_keten(keten, nu)
        blad = keten[0]
        if not any(hashlib.new(delen[1], _der(c)).digest() == b64url(delen[2], reden=Reden.DID_ONGELDIG) for c in keten[1:]):
            raise _keten()
        _keur_namen(keten)
        for naam, *waarden in predicaten:
            _keur_predicaat(blad, naam, waarden)
        return [Sleutel(f"{kaal}#0", kaal, _jwk(blad), _doelen(blad))]
    except (InvalidSignature, *ONLEESBAAR):
        raise _keten() from None


def beweringen(did: str) -> dict[str, dict[str, str]]:
    """What a did:x509 says about its holder: ``{"subject": {"O": …}, "san": {"otherName": …}}``. Only for a DID that has been resolved."""
    uit: dict[str, dict[str, str]] = {"subject": {}, "san": {}}
    for naam, *waarden in (p.split(":") for p in did.split("::")[1:]):
        teksten = [unquote(w) for w in waarden]
        if naam in uit:
            uit[naam] |= dict(zip(teksten[::2], teksten[1::2], strict=False))
    return uit


def _keten() -> Afgewezen:
    return Afgewezen(Reden.KETEN)


def _der(certificaat: x509.Certificate) -> bytes:
    return certificaat.public_bytes(Encoding.DER)


def _extensie(certificaat: x509.Certificate, oid: x509.ObjectIdentifier) -> Any:
    try:
        return certificaat.extensions.get_extension_for_oid(oid).value
    except x509.ExtensionNotFound:
        return None


def _keur_keten(keten: Keten, nu: datetime | None) -> None:
    if len(keten) < 2:
        raise _keten()
    for plaats, certificaat in enumerate(keten):
        if any(e.critical and e.oid not in _BEGREPEN for e in certificaat.extensions):
            raise _keten()
        if nu is not None and not certificaat.not_valid_before_utc <= nu <= certificaat.not_valid_after_utc:
            raise _keten()
        boven = keten[min(plaats + 1, len(keten) - 1)]
        certificaat.verify_directly_issued_by(boven)  # the last one signs itself
        if plaats:
            _keur_uitgever(keten, plaats)
    if not binnen_beperkingen(keten):
        raise _keten()


def _keur_uitgever(keten: Keten, plaats: int) -> None:
    """A certificate that signs others says that it may (RFC 5280 §6.1.4 k-n), and how many of its kind may stand below it."""
    basis = _extensie(keten[plaats], ExtensionOID.BASIC_CONSTRAINTS)
    gebruik = _extensie(keten[plaats], ExtensionOID.KEY_USAGE)
    if basis is None or not basis.ca or (gebruik is not None and not gebruik.key_cert_sign):
        raise _keten()
    eronder = sum(c.subject != c.issuer for c in keten[1:plaats])
    if basis.path_length is not None and eronder > basis.path_length:
        raise _keten()


def _keur_namen(keten: Keten) -> None:
    blad = keten[0]
    soorten = [a.oid for a in blad.subject]
    if len(soorten) != len(set(soorten)):
        raise _keten()
    for naam in _extensie(blad, ExtensionOID.SUBJECT_ALTERNATIVE_NAME) or ():
        if not isinstance(naam, x509.RFC822Name | x509.DNSName | x509.UniformResourceIdentifier | x509.OtherName):
            raise _keten()


def _keur_predicaat(blad: x509.Certificate, naam: str, waarden: list[str]) -> None:
    try:
        teksten = [unquote_to_bytes(w).decode() for w in waarden]
    except UnicodeDecodeError:
        raise Afgewezen(Reden.DID_ONGELDIG) from None
    if (keur := _PREDICATEN.get(naam)) is None:
        raise Afgewezen(Reden.DID_ONGELDIG)
    if not keur(blad, teksten):
        raise _keten()


def _subject(blad: x509.Certificate, waarden: list[str]) -> bool:
    paren = list(zip(waarden[::2], waarden[1::2], strict=False))
    if not paren or len(waarden) % 2 or len({naam for naam, _ in paren}) != len(paren):
        raise Afgewezen(Reden.DID_ONGELDIG)
    return all(_attribuut(blad, naam) == [waarde] for naam, waarde in paren)


def _attribuut(blad: x509.Certificate, naam: str) -> list[str]:
    if naam not in _NAMEN and not _OID.match(naam):
        raise Afgewezen(Reden.DID_ONGELDIG)
    oid = _NAMEN.get(naam) or x509.ObjectIdentifier(naam)
    return [str(a.value) for a in blad.subject.get_attributes_for_oid(oid)]


def _san(blad: x509.Certificate, waarden: list[str]) -> bool:
    if len(waarden) != 2:
        raise Afgewezen(Reden.DID_ONGELDIG)
    soort, waarde = waarden
    return (soort, waarde) in {_san_paar(n) for n in _extensie(blad, ExtensionOID.SUBJECT_ALTERNATIVE_NAME) or ()}


def _san_paar(naam: x509.GeneralName) -> tuple[str, str]:
    if isinstance(naam, x509.OtherName):
        return "otherName", _der_tekst(naam.value)
    soort = {x509.RFC822Name: "email", x509.DNSName: "dns", x509.UniformResourceIdentifier: "uri"}[type(naam)]
    return soort, str(naam.value)


def _der_tekst(ruw: bytes) -> str:
    """The text of a DER UTF8String, IA5String or PrintableString shorter than 128 bytes; "" for another value, which matches nothing."""
    if len(ruw) < 2 or ruw[0] not in (0x0C, 0x13, 0x16) or ruw[1] > 127 or len(ruw) != ruw[1] + 2:
        return ""
    return ruw[2:].decode("utf-8")


def _eku(blad: x509.Certificate, waarden: list[str]) -> bool:
    gebruik = _extensie(blad, ExtensionOID.EXTENDED_KEY_USAGE)
    return gebruik is not None and len(waarden) == 1 and waarden[0] in {oid.dotted_string for oid in gebruik}


def _fulcio(blad: x509.Certificate, waarden: list[str]) -> bool:
    uitgever = _extensie(blad, x509.ObjectIdentifier(_FULCIO))
    return uitgever is not None and uitgever.value == f"https://{':'.join(waarden)}".encode()


_PREDICATEN: Mapping[str, Callable[[x509.Certificate, list[str]], bool]] = {
    "subject": _subject,
    "san": _san,
    "eku": _eku,
    "fulcio-issuer": _fulcio,
}


def _jwk(blad: x509.Certificate) -> Object:
    """The key of the leaf. joserfc knows no other curves than these, and takes a short RSA key with no more than a warning."""
    sleutel = blad.public_key()
    if isinstance(sleutel, ec.EllipticCurvePublicKey) and sleutel.curve.name in _KROMMEN:
        gelezen: ECKey | RSAKey | OKPKey = ECKey.import_key(_pem(sleutel))
    elif isinstance(sleutel, rsa.RSAPublicKey) and sleutel.key_size >= _RSA_BITS:
        gelezen = RSAKey.import_key(_pem(sleutel))
    elif isinstance(sleutel, ed25519.Ed25519PublicKey):
        gelezen = OKPKey.import_key(_pem(sleutel))
    else:
        raise _keten()
    return cast("Object", {k: v for k, v in gelezen.as_dict(private=False).items() if k in ("kty", "crv", "x", "y", "n", "e")})


def _pem(sleutel: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey) -> bytes:
    return sleutel.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _doelen(blad: x509.Certificate) -> frozenset[str]:
    gebruik = _extensie(blad, ExtensionOID.KEY_USAGE)
    doelen = set()
    if gebruik is None or gebruik.digital_signature:
        doelen |= {"assertionMethod", "authentication"}
    if gebruik is None or gebruik.key_agreement:
        doelen.add("keyAgreement")
    if not doelen:
        raise _keten()
    return frozenset(doelen)
