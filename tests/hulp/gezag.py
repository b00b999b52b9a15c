"""An authority as PKIoverheid is one: a root, an issuer below it, client certificates of organisations, and revocation lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from hulp.partijen import NU

DAG = timedelta(days=1)
CLIENT, SERVER = ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH
_GEBRUIK = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def gebruik(*waarvoor: str) -> x509.KeyUsage:
    """Key usage for these purposes alone."""
    return x509.KeyUsage(**{naam: naam in waarvoor for naam in _GEBRUIK})


def onderwerp(**velden: str) -> x509.Name:
    """A subject: ``O``, ``CN``, ``SERIAL_NUMBER`` and so on."""
    namen = {"O": NameOID.ORGANIZATION_NAME, "CN": NameOID.COMMON_NAME}
    return x509.Name([x509.NameAttribute(namen.get(n) or getattr(NameOID, n), w) for n, w in velden.items()])


class Gezag:
    """An authority. `boven`: who vouches for it; itself where nobody does. `crl`: whether it may sign revocation lists."""

    def __init__(self, naam: str, boven: Gezag | None = None, *, dagen: int = 30, crl: bool = True) -> None:
        self.naam, self.sleutel = onderwerp(O="Voorbeeld", CN=naam), ec.generate_private_key(ec.SECP256R1())
        self._boven = boven or self
        doelen = ("key_cert_sign", "crl_sign") if crl else ("key_cert_sign",)
        extra = [(x509.BasicConstraints(ca=True, path_length=None), True), (gebruik(*doelen), True)]
        self.cert = self._boven.maak(self.naam, self.sleutel, extra, dagen)

    def maak(self, wie: x509.Name, sleutel: Any, extra: list[tuple[x509.ExtensionType, bool]], dagen: int) -> x509.Certificate:
        """A certificate signed by this authority."""
        maker = x509.CertificateBuilder().subject_name(wie).issuer_name(self.naam).public_key(sleutel.public_key())
        maker = maker.serial_number(x509.random_serial_number())
        maker = maker.not_valid_before(NU - 60 * DAG).not_valid_after(NU + dagen * DAG)
        maker = maker.add_extension(x509.SubjectKeyIdentifier.from_public_key(sleutel.public_key()), critical=False)
        maker = maker.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.sleutel.public_key()), critical=False)
        for extensie, kritiek in extra:
            maker = maker.add_extension(extensie, critical=kritiek)
        return maker.sign(self.sleutel, hashes.SHA256())

    def client(
        self, wie: x509.Name | None = None, *, doel: Any = CLIENT, dns: str = "afnemer.example", dagen: int = 30, sleutel: Any = None
    ) -> x509.Certificate:
        """A client certificate of an organisation. `doel`: extended key usage, or None. `dns`: alternative name, or "" for none."""
        extra: list[tuple[x509.ExtensionType, bool]] = [(x509.BasicConstraints(ca=False, path_length=None), True)]
        extra += [(gebruik("digital_signature"), True)]
        extra += [(x509.ExtendedKeyUsage([doel]), False)] if doel else []
        extra += [(x509.SubjectAlternativeName([x509.DNSName(dns)]), False)] if dns else []
        return self.maak(wie or onderwerp(O="Inspectie", CN="igj"), sleutel or ec.generate_private_key(ec.SECP256R1()), extra, dagen)

    def lijst(
        self, *ingetrokken: x509.Certificate, van: datetime = NU - DAG, tot: datetime | None = NU + DAG, extra: Any = None, door: Any = None
    ) -> x509.CertificateRevocationList:
        """A revocation list of this authority. `door`: another that signs it. `extra`: a critical extension."""
        maker = x509.CertificateRevocationListBuilder().issuer_name(self.naam).last_update(van).next_update(tot or NU + DAG)
        for cert in ingetrokken:
            regel = x509.RevokedCertificateBuilder().serial_number(cert.serial_number).revocation_date(NU - 2 * DAG).build()
            maker = maker.add_revoked_certificate(regel)
        if extra is not None:
            maker = maker.add_extension(extra, critical=True)
        return maker.sign((door or self).sleutel, hashes.SHA256())


def der(cert: Any) -> bytes:
    """DER."""
    return bytes(cert.public_bytes(Encoding.DER))


def pem(*certs: Any) -> bytes:
    """PEM, one after another."""
    return b"".join(c.public_bytes(Encoding.PEM) for c in certs)
