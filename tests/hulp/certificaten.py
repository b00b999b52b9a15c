"""Certificates of synthetic authorities and organisations, and an https server of one's own on loopback."""

from __future__ import annotations

import base64
import hashlib
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from hulp.partijen import NU

Prive = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ed448.Ed448PrivateKey


def naam(cn: str) -> x509.Name:
    """A name with one common name and one organisation."""
    return x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Voorbeeld"), x509.NameAttribute(NameOID.COMMON_NAME, cn)])


class Keten:
    """A root, an authority below it and a leaf. `extra`: extensions of the leaf, `beperking`: name constraints of the authority."""

    def __init__(
        self,
        *extra: x509.ExtensionType,
        beperking: x509.NameConstraints | None = None,
        blad: Prive | None = None,
        dagen: int = 30,
        subject: x509.Name | None = None,
    ) -> None:
        wortel, tussen = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
        self.sleutel = blad or ec.generate_private_key(ec.SECP256R1())
        ca = x509.BasicConstraints(ca=True, path_length=None)
        top = _maak(naam("Wortel"), naam("Wortel"), wortel, wortel, [ca], dagen)
        midden = _maak(naam("Tussen"), naam("Wortel"), tussen, wortel, [ca, *([beperking] if beperking else [])], dagen)
        eind = _maak(naam("Blad") if subject is None else subject, naam("Tussen"), self.sleutel, tussen, list(extra), dagen)
        self.keten = [eind, midden, top]
        self.x5c = [base64.b64encode(c.public_bytes(Encoding.DER)).decode() for c in self.keten]
        self.anker = base64.urlsafe_b64encode(hashlib.sha256(top.public_bytes(Encoding.DER)).digest()).decode().rstrip("=")

    def did(self, predicaten: str) -> str:
        """The did:x509 under the root with these claims."""
        return f"did:x509:0:sha256:{self.anker}::{predicaten}"


def _maak(wie: x509.Name, door: x509.Name, sleutel: Prive, van: Any, extra: list[x509.ExtensionType], dagen: int) -> x509.Certificate:
    maker = x509.CertificateBuilder().subject_name(wie).issuer_name(door).public_key(sleutel.public_key())
    maker = maker.serial_number(x509.random_serial_number())
    maker = maker.not_valid_before(NU - timedelta(days=60)).not_valid_after(NU + timedelta(days=dagen))
    for extensie in extra:
        maker = maker.add_extension(extensie, critical=isinstance(extensie, x509.BasicConstraints | x509.NameConstraints))
    return maker.sign(van, hashes.SHA256())


def andere_naam(tekst: str) -> x509.OtherName:
    """An otherName as a UZI certificate has it: a UTF8String."""
    ruw = tekst.encode()
    return x509.OtherName(x509.ObjectIdentifier("2.5.5.5"), bytes([0x0C, len(ruw)]) + ruw)


class Server:
    """What a test server answers, path → (status, body, headers), and what was asked of it."""

    def __init__(self) -> None:
        self.antwoorden: dict[str, tuple[int, bytes, dict[str, str]]] = {}
        self.gevraagd: list[str] = []
        self.ontvangen: list[tuple[str, dict[str, str], bytes]] = []
        self.poort = 0
        self.tls = ssl.create_default_context()
        self.druppelt = threading.Event()


@contextmanager
def https_server(map: Path) -> Iterator[Server]:
    """An https server on 127.0.0.1 with a certificate for localhost that `Server.tls` trusts."""
    staat = Server()

    class Antwoord(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            staat.gevraagd.append(self.path)
            status, inhoud, koppen = staat.antwoorden.get(self.path, (404, b"", {}))
            self.send_response(status)
            for kop, waarde in koppen.items():
                self.send_header(kop, waarde)
            if "Content-Length" not in koppen:
                self.send_header("Content-Length", str(len(inhoud)))
            self.end_headers()
            if self.path == "/druppel":
                staat.druppelt.wait(10)
            while self.path == "/traag" and not staat.druppelt.wait(0.05):
                self.wfile.write(b" ")
            self.wfile.write(inhoud)

        def do_POST(self) -> None:
            inhoud = self.rfile.read(int(self.headers["Content-Length"]))
            staat.ontvangen.append((self.path, dict(self.headers), inhoud))
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            return

    sleutel = ec.generate_private_key(ec.SECP256R1())
    dns = x509.SubjectAlternativeName([x509.DNSName("localhost")])
    # A real clock reads this certificate, so that it is valid around today and not around the day of the tests.
    bewijs = _echt(sleutel, dns)
    pem = map / "server.pem"
    pem.write_bytes(bewijs.public_bytes(Encoding.PEM) + sleutel.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Antwoord)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is what some tests are about
    staat.poort = server.server_address[1]
    staat.tls = ssl.create_default_context(cadata=bewijs.public_bytes(Encoding.PEM).decode())
    draad = threading.Thread(target=server.serve_forever, daemon=True)
    draad.start()
    try:
        yield staat
    finally:
        staat.druppelt.set()
        server.shutdown()
        server.server_close()
        draad.join()


def _echt(sleutel: ec.EllipticCurvePrivateKey, dns: x509.SubjectAlternativeName) -> x509.Certificate:
    from datetime import UTC, datetime

    nu = datetime.now(UTC)
    maker = x509.CertificateBuilder().subject_name(naam("localhost")).issuer_name(naam("localhost")).public_key(sleutel.public_key())
    maker = maker.serial_number(1).not_valid_before(nu - timedelta(days=1)).not_valid_after(nu + timedelta(days=1))
    maker = maker.add_extension(dns, critical=False).add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    gebruik = {"digital_signature": True, "key_cert_sign": True}
    namen = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only")
    maker = maker.add_extension(x509.KeyUsage(**gebruik, **dict.fromkeys(namen, False)), critical=True)
    ski = x509.SubjectKeyIdentifier.from_public_key(sleutel.public_key())
    return maker.add_extension(ski, critical=False).sign(sleutel, hashes.SHA256())
