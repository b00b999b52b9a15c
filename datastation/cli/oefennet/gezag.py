"""A certificate authority made on the spot, for connections on this machine and for a few days. Its key stays in memory and is gone afterwards."""

from __future__ import annotations

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from datastation import besloten

GELDIG = timedelta(days=3)
_GEBRUIK = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only")


class Gezag:
    """The authority."""

    def __init__(self) -> None:
        self._nu = datetime.now(UTC).replace(microsecond=0)
        self._sleutel = ec.generate_private_key(ec.SECP256R1())
        self._naam = _naam("Oefengezag")
        regels = [(x509.BasicConstraints(ca=True, path_length=0), True), (_gebruik("key_cert_sign", "crl_sign"), True)]
        self._certificaat = self._maak(self._naam, self._sleutel, regels)

    @property
    def pem(self) -> bytes:
        """Its certificate."""
        return self._certificaat.public_bytes(Encoding.PEM)

    def geef(self, pad: Path, wie: str) -> None:
        """Write a certificate with its key, as one PEM file, for a server on 127.0.0.1 and for a client alike."""
        sleutel = ec.generate_private_key(ec.SECP256R1())
        namen = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        doelen = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH])
        regels: list[tuple[x509.ExtensionType, bool]] = [(x509.BasicConstraints(ca=False, path_length=None), True)]
        regels += [(_gebruik("digital_signature"), True), (doelen, False), (namen, False)]
        certificaat = self._maak(_naam(wie), sleutel, regels)
        besloten.maak_map(pad.parent)
        prive = sleutel.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        besloten.schrijf(pad, certificaat.public_bytes(Encoding.PEM) + prive)

    def _maak(self, wie: x509.Name, sleutel: ec.EllipticCurvePrivateKey, regels: list[tuple[x509.ExtensionType, bool]]) -> x509.Certificate:
        maker = x509.CertificateBuilder().subject_name(wie).issuer_name(self._naam).public_key(sleutel.public_key())
        maker = maker.serial_number(x509.random_serial_number())
        maker = maker.not_valid_before(self._nu - timedelta(minutes=5)).not_valid_after(self._nu + GELDIG)
        maker = maker.add_extension(x509.SubjectKeyIdentifier.from_public_key(sleutel.public_key()), critical=False)
        boven = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._sleutel.public_key())
        maker = maker.add_extension(boven, critical=False)
        for regel, kritiek in regels:
            maker = maker.add_extension(regel, critical=kritiek)
        return maker.sign(self._sleutel, hashes.SHA256())


def _naam(wie: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Voorbeeld"), x509.NameAttribute(NameOID.COMMON_NAME, wie)])


def _gebruik(*waarvoor: str) -> x509.KeyUsage:
    alle = ("digital_signature", "key_cert_sign", "crl_sign", *_GEBRUIK)
    return x509.KeyUsage(**{naam: naam in waarvoor for naam in alle})
