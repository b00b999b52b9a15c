"""`datastation start` as a process of its own: listening, mutual TLS, a proxy, counts, and an orderly end."""

from __future__ import annotations

import base64
import http.client
import json
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from hulp.netwerk import maak_station, schrijf_beleid
from hulp.opdracht import hier
from hulp.web import proces, rauw, vrije_poort, wacht_tot

ZONDER = "\n[uitwisseling.tls]\nclient_verplicht = false\n"


class Gezag:
    """An authority for one test: it signs certificates of servers and of clients."""

    def __init__(self, naam: str) -> None:
        self.sleutel = ec.generate_private_key(ec.SECP256R1())
        self.naam = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)])
        self.bewijs = self._maak(self.naam, self.sleutel.public_key(), ca=True)
        self.pem = self.bewijs.public_bytes(Encoding.PEM)

    def _maak(
        self, naam: x509.Name, publiek: ec.EllipticCurvePublicKey, *, ca: bool = False, server: bool = False, dagen: int = 2
    ) -> x509.Certificate:
        nu = datetime.now(UTC)
        maker = (
            x509.CertificateBuilder()
            .subject_name(naam)
            .issuer_name(self.naam)
            .public_key(publiek)
            .serial_number(x509.random_serial_number())
        )
        maker = maker.not_valid_before(nu - timedelta(days=3)).not_valid_after(nu + timedelta(days=dagen))
        maker = maker.add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        maker = maker.add_extension(x509.SubjectKeyIdentifier.from_public_key(publiek), critical=False)
        maker = maker.add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self.sleutel.public_key()), critical=False)
        if ca:
            gebruik = dict.fromkeys(
                ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"), False
            )
            maker = maker.add_extension(x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **gebruik), critical=True)
        else:
            doel = ExtendedKeyUsageOID.SERVER_AUTH if server else ExtendedKeyUsageOID.CLIENT_AUTH
            maker = maker.add_extension(x509.ExtendedKeyUsage([doel]), critical=False)
            maker = maker.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        return maker.sign(self.sleutel, hashes.SHA256())

    def geef(self, map: Path, naam: str, *, server: bool = False, dagen: int = 2) -> x509.Certificate:
        """A certificate and its key as files ``<naam>.pem`` and ``<naam>.key``."""
        sleutel = ec.generate_private_key(ec.SECP256R1())
        bewijs = self._maak(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, naam)]), sleutel.public_key(), server=server, dagen=dagen)
        (map / f"{naam}.pem").write_bytes(bewijs.public_bytes(Encoding.PEM))
        (map / f"{naam}.key").write_bytes(sleutel.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return bewijs


@pytest.fixture(scope="module")
def bron(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A station, made once; each test starts it with settings of its own."""
    map = tmp_path_factory.mktemp("server") / "station"
    maak_station(map, "did:web:beheer.example")
    schrijf_beleid(map, "did:web:afnemer.example")
    tekst = (map / "station.toml").read_text().replace('ca = "ca.pem"\n', "")
    (map / "station.toml").write_text(tekst.replace('basis = "https://station.example"', 'basis = "https://station.example"\npoort = 0'))
    return map


@pytest.fixture
def map(bron: Path) -> Iterator[Path]:
    """The station; its settings are put back afterwards."""
    eerder = (bron / "station.toml").read_text()
    yield bron
    (bron / "station.toml").write_text(eerder)


def vul_aan(map: Path, extra: str, **vervang: str) -> None:
    tekst = (map / "station.toml").read_text() + extra
    for oud, nieuw in vervang.items():
        tekst = tekst.replace(f"{oud} = 0", f"{oud} = {nieuw}")
    (map / "station.toml").write_text(tekst)


def test_start_en_einde(map: Path) -> None:
    """It says where it listens, answers, ends with 0 on SIGTERM, and every line of its log is JSON."""
    vul_aan(map, ZONDER)
    with proces(map) as lopend:
        poort = lopend.luistert()
        antwoord = httpx.get(f"http://127.0.0.1:{poort}/health/ready?bsn=999990019", trust_env=False)
        assert antwoord.json()["klaar"] is True
        lopend.stop()
        assert lopend.einde() == 0
    assert len(lopend.regels) == len(lopend.ruw)
    assert [r["bericht"] for r in lopend.regels][-2:] == ["stopt", "gestopt"]
    (regel,) = [r for r in lopend.regels if r["bericht"] == "aanvraag"]
    assert (regel["route"], regel["status"], regel["methode"]) == ("/health/ready", 200, "GET")
    assert regel["verzoek"] == antwoord.headers["x-request-id"]
    assert "999990019" not in "".join(lopend.ruw)


def test_ctrl_c(map: Path) -> None:
    """Ctrl-C is an end like SIGTERM."""
    vul_aan(map, ZONDER)
    with proces(map) as lopend:
        lopend.luistert()
        lopend.stop(signal.SIGINT)
        assert lopend.einde() == 0


def test_wat_loopt_wordt_afgemaakt(map: Path) -> None:
    """On SIGTERM a request under way is finished; a connection that does nothing is closed; nobody new gets in."""
    vul_aan(map, ZONDER)
    with proces(map) as lopend:
        poort = lopend.luistert()
        stil = socket.create_connection(("127.0.0.1", poort), timeout=10)
        bezig = socket.create_connection(("127.0.0.1", poort), timeout=20)
        inhoud = b"grant_type=x"
        bezig.sendall(
            b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n"
            % len(inhoud)
        )
        bezig.sendall(inhoud[:4])
        time.sleep(0.3)
        lopend.stop()
        wacht_tot(lambda: lopend.met("Shutting down"))
        time.sleep(0.3)
        with pytest.raises(OSError):
            rauw(poort, b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n") or _weg()
        bezig.sendall(inhoud[4:])
        assert bezig.recv(4096).startswith(b"HTTP/1.1 400")
        bezig.close()
        assert stil.recv(10) == b""
        stil.close()
        assert lopend.einde() == 0


def _weg() -> None:
    raise ConnectionResetError


def test_tellers_op_een_eigen_poort(map: Path) -> None:
    """Counts stand on a port of their own: routes and states, no requester, no number, no address."""
    meetpoort = vrije_poort()
    vul_aan(map, ZONDER)
    tekst = (map / "station.toml").read_text().replace("poort = 0", f"poort = 0\nmeetpoort = {meetpoort}")
    (map / "station.toml").write_text(tekst)
    with proces(map) as lopend:
        poort = lopend.luistert()
        for pad in ("/datacatalog", "/api/v1/zaken/20261122-bbbbbbbbbb", "/api/v1/zaken/20261122-cccccccccc", "/niets-999990019"):
            httpx.get(f"http://127.0.0.1:{poort}{pad}", trust_env=False)
        maten = httpx.get(f"http://127.0.0.1:{meetpoort}/metrics", trust_env=False).text
        lopend.stop()
        assert lopend.einde() == 0
    assert 'datastation_verzoeken_total{methode="GET",route="/api/v1/zaken/{nummer}",status="401"} 2.0' in maten
    assert 'datastation_verzoeken_total{methode="GET",route="-",status="404"} 1.0' in maten
    assert "datastation_momentopname_leeftijd_seconden" in maten
    for woord in ("did:", "bbbbbbbbbb", "127.0.0.1", "999990019", "Kleinhof", "station.example"):
        assert woord not in maten


@pytest.fixture(scope="module")
def gezag() -> Gezag:
    return Gezag("Uitgever")


@pytest.fixture
def beveiligd(map: Path, gezag: Gezag) -> Path:
    """The station with a certificate of its own, asking its requesters for theirs."""
    gezag.geef(map, "server", server=True)
    gezag.geef(map, "afnemer")
    gezag.geef(map, "verlopen", dagen=-1)
    Gezag("Ander").geef(map, "vreemd")
    (map / "uitgevers.pem").write_bytes(gezag.pem)
    vul_aan(map, '\n[uitwisseling.tls]\ncertificaat = "server.pem"\nsleutel = "server.key"\nclient_ca = "uitgevers.pem"\n')
    return map


def vraag(map: Path, gezag: Gezag, poort: int, pad: str, wie: str = "", versie: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3) -> int:
    """Status of a GET over TLS, with the client certificate of somebody."""
    tls = ssl.create_default_context(cadata=gezag.pem.decode())
    tls.maximum_version = versie
    if wie:
        tls.load_cert_chain(map / f"{wie}.pem", map / f"{wie}.key")
    contact = http.client.HTTPSConnection("localhost", poort, context=tls, timeout=10)
    try:
        contact.request("GET", pad)
        return contact.getresponse().status
    finally:
        contact.close()


@pytest.mark.moet("P2", "P3")
def test_wederzijdse_tls(beveiligd: Path, gezag: Gezag) -> None:
    """With a certificate of a known authority one comes to the token (401), without one not (403); what is for everybody is for everybody; a certificate
    of another authority or one that lapsed gets no connection, and plain HTTP and old TLS get nothing (P2)."""
    zaak = "/api/v1/zaken/20261122-bbbbbbbbbb"
    with proces(beveiligd) as lopend:
        poort = lopend.luistert()
        assert lopend.met("luistert")["tls"] is True  # type: ignore[index]
        assert vraag(beveiligd, gezag, poort, zaak, "afnemer") == 401
        assert vraag(beveiligd, gezag, poort, zaak, "afnemer", ssl.TLSVersion.TLSv1_2) == 401
        assert vraag(beveiligd, gezag, poort, zaak) == 403
        for pad in ("/.well-known/did.json", "/datacatalog", "/problemen/certificaat-ontbreekt", "/health/live"):
            assert vraag(beveiligd, gezag, poort, pad) == 200
        for wie in ("vreemd", "verlopen"):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                vraag(beveiligd, gezag, poort, "/health/live", wie)
        with pytest.warns(DeprecationWarning, match="TLSv1_1"), pytest.raises((ssl.SSLError, ConnectionError)):
            vraag(beveiligd, gezag, poort, "/health/live", "afnemer", ssl.TLSVersion.TLSv1_1)
        assert b"200" not in rauw(poort, b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n", wacht=3)
        # A header that only a trusted proxy may send changes nothing.
        tls = ssl.create_default_context(cadata=gezag.pem.decode())
        der = base64.b64encode(x509.load_pem_x509_certificate((beveiligd / "afnemer.pem").read_bytes()).public_bytes(Encoding.DER)).decode()
        antwoord = httpx.get(f"https://localhost:{poort}{zaak}", headers={"Client-Cert": f":{der}:"}, verify=tls, trust_env=False)
        assert antwoord.json()["code"] == "certificaat-ontbreekt"
        lopend.stop()
        assert lopend.einde() == 0


def test_einde_met_een_open_tls_verbinding(beveiligd: Path, gezag: Gezag) -> None:
    """A TLS connection that stays open without doing anything does not hold up the end."""
    with proces(beveiligd) as lopend:
        poort = lopend.luistert()
        tls = ssl.create_default_context(cadata=gezag.pem.decode())
        with (
            socket.create_connection(("127.0.0.1", poort), timeout=10) as ruw,
            tls.wrap_socket(ruw, server_hostname="localhost") as contact,
        ):
            contact.sendall(b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200 OK" in contact.recv(4096)
            begin = time.monotonic()
            lopend.stop()
            assert lopend.einde() == 0
            assert time.monotonic() - begin < 10


def test_certificaat_van_een_proxy(map: Path, gezag: Gezag) -> None:
    """A proxy that the settings name hands the certificate over, as RFC 9440 or as nginx does; it is judged again, and what is no certificate is refused."""
    goed, verlopen = gezag.geef(map, "afnemer"), gezag.geef(map, "verlopen", dagen=-1)
    vreemd = Gezag("Ander").geef(map, "vreemd")
    (map / "uitgevers.pem").write_bytes(gezag.pem)
    vul_aan(map, '\n[uitwisseling.tls]\nvertrouwde_proxy = ["127.0.0.1"]\nclient_ca = "uitgevers.pem"\n')
    with proces(map) as lopend:
        poort = lopend.luistert()

        def status(waarde: str | None) -> tuple[int, str]:
            koppen = {} if waarde is None else {"Client-Cert": waarde}
            antwoord = httpx.get(f"http://127.0.0.1:{poort}/api/v1/zaken/20261122-bbbbbbbbbb", headers=koppen, trust_env=False)
            return antwoord.status_code, antwoord.json()["code"]

        def rfc9440(bewijs: x509.Certificate) -> str:
            return f":{base64.b64encode(bewijs.public_bytes(Encoding.DER)).decode()}:"

        assert status(rfc9440(goed)) == (401, "token-ontbreekt")
        assert status(quote(goed.public_bytes(Encoding.PEM).decode())) == (401, "token-ontbreekt")
        assert status(None) == status("") == (403, "certificaat-ontbreekt")
        for fout in (rfc9440(verlopen), rfc9440(vreemd), "::", "onzin", rfc9440(goed)[:-10]):
            assert status(fout) == (403, "certificaat-ongeldig")
        lopend.stop()
        assert lopend.einde() == 0


@pytest.mark.parametrize(
    ("extra", "waar"),
    [
        ("", "uitwisseling.tls"),
        ('\n[uitwisseling.tls]\ncertificaat = "bestaat-niet.pem"\nclient_verplicht = false\n', "uitwisseling.tls"),
        ('\n[uitwisseling.tls]\ncertificaat = "station.toml"\nsleutel = "station.toml"\nclient_verplicht = false\n', "uitwisseling.tls"),
        ('\n[uitwisseling.tls]\ncertificaat = "server.pem"\nsleutel = "server.key"\nclient_verplicht = true\n', "uitwisseling.tls"),
    ],
)
def test_start_niet_met_verkeerde_instellingen(map: Path, extra: str, waar: str) -> None:
    """A station that cannot get the certificates that it demands does not start; neither does one whose files are wrong. It says so beforehand too."""
    vul_aan(map, extra)
    for opties in ((), ("--controleer",)):
        uitvoer = hier("start", "--station", str(map), *opties)
        assert uitvoer.code == 2
        assert waar in uitvoer.fout


def test_controleren_zonder_te_starten(map: Path) -> None:
    """`--controleer` says whether it could start, and does not."""
    vul_aan(map, ZONDER)
    uitvoer = hier("start", "--station", str(map), "--controleer")
    assert (uitvoer.code, uitvoer.fout) == (0, "")
    assert "klaar om te starten" in uitvoer.uit


def test_poort_bezet(map: Path) -> None:
    """Where somebody else listens already, it says so and ends with 2."""
    vul_aan(map, ZONDER)
    with socket.create_server(("127.0.0.1", 0)) as bezet:
        poort = bezet.getsockname()[1]
        tekst = (map / "station.toml").read_text().replace("poort = 0", f"poort = {poort}")
        (map / "station.toml").write_text(tekst)
        uitvoer = hier("start", "--station", str(map))
    assert uitvoer.code == 2
    assert str(poort) in uitvoer.fout


def test_geen_telemetrie(map: Path) -> None:
    """No variable of the environment makes the server send anything anywhere, or hands it other settings."""
    vul_aan(map, ZONDER)
    gevraagd: list[bytes] = []
    luistert = socket.create_server(("127.0.0.1", 0))

    def neem_op() -> None:
        while True:
            try:
                contact, _ = luistert.accept()
            except OSError:
                return
            gevraagd.append(contact.recv(100))
            contact.close()

    draad = threading.Thread(target=neem_op, daemon=True)
    draad.start()
    adres = f"http://127.0.0.1:{luistert.getsockname()[1]}"
    with pytest.MonkeyPatch.context() as omgeving:
        for naam, waarde in {
            "FASTAPI_OTEL_AUTO_CONFIGURE": "true",
            "OTEL_EXPORTER_OTLP_ENDPOINT": adres,
            "OTEL_TRACES_EXPORTER": "otlp",
            "HTTP_PROXY": adres,
            "WEB_CONCURRENCY": "4",
            "FORWARDED_ALLOW_IPS": "*",
        }.items():
            omgeving.setenv(naam, waarde)
        with proces(map) as lopend:
            poort = lopend.luistert()
            antwoord = httpx.get(f"http://127.0.0.1:{poort}/health/ready", headers={"X-Forwarded-For": "203.0.113.9"}, trust_env=False)
            assert antwoord.status_code == 200
            lopend.stop()
            assert lopend.einde() == 0
    luistert.shutdown(socket.SHUT_RDWR)
    luistert.close()
    draad.join(5)
    assert gevraagd == []
    assert json.dumps(lopend.regels).count("203.0.113.9") == 0
