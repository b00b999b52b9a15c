"""The guarded way out, against a real https server on loopback: what is public comes, what is inside is never asked."""

from __future__ import annotations

import ipaddress
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hulp.certificaten import Server, https_server
from hulp.partijen import BEHEER, NU, VREEMDE, Partij

from datastation.vertrouwen import Afgewezen, Ophaler, Reden, Resolver
from datastation.vertrouwen.did import web_adres
from datastation.vertrouwen.netwerk import MAX_BYTES, mag

ANDERS = Reden.DID_ONBEREIKBAAR


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with https_server(tmp_path) as staat:
        yield staat


def reden_van(ophaler: Ophaler, url: str) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        ophaler.haal(url, anders=ANDERS)
    return fout.value.reden


def test_een_document_komt(server: Server) -> None:
    """With loopback let through, a document of status 200 comes as it is, query included."""
    ophaler = Ophaler(tls=server.tls, lokaal=True)
    server.antwoorden["/a?b=c"] = (200, b'{"a":1}', {})
    assert ophaler.haal(f"https://localhost:{server.poort}/a?b=c", anders=ANDERS) == b'{"a":1}'


def test_zonder_vlag_gaat_niets_naar_binnen(server: Server) -> None:
    """A name that resolves to loopback is not connected to; neither is an address written out."""
    streng = Ophaler(tls=server.tls)
    for host in ("localhost", "127.0.0.1", "[::1]", "0.0.0.0", "169.254.169.254", "10.0.0.1", "[::ffff:127.0.0.1]", "2130706433"):
        assert reden_van(streng, f"https://{host}/") is Reden.ADRES
    assert server.gevraagd == []


def test_adressen_van_een_station() -> None:
    """Only public addresses are connected to, and none that hides another."""
    binnen = "127.0.0.1 10.1.2.3 172.16.0.1 192.168.1.1 100.64.0.1 169.254.169.254 0.0.0.0 224.0.0.1 240.0.0.1 255.255.255.255 192.0.2.1 198.18.0.1"
    binnen += " ::1 :: fe80::1 fc00::1 fd00:ec2::254 ff02::1 ::ffff:8.8.8.8 2002:7f00:1:: 64:ff9b::7f00:1 2001:0:1::1 2001:db8::1"
    assert [a for a in binnen.split() if mag(ipaddress.ip_address(a))] == []
    assert [a for a in ("8.8.8.8", "2606:4700:4700::1111") if not mag(ipaddress.ip_address(a))] == []
    assert [a for a in binnen.split() if mag(ipaddress.ip_address(a), lokaal=True)] == ["127.0.0.1", "::1"]


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "file:///etc/passwd",
        "https://",
        "https://a@localhost/",
        "https://localhost/#x",
        "https://localhost:x/",
        "https://localhost/a b",
        "https://localhost/\r\nHost: x",
        "https://é.example/",
        "https://localhost/" + "a" * 2048,
        "https://[::1/",
        "",
    ],
)
def test_adressen_die_geen_adres_zijn(url: str) -> None:
    """Another scheme, a login, a fragment or a character that does not belong: not even looked up."""
    assert reden_van(Ophaler(lokaal=True), url) is Reden.ADRES


def test_poort_en_hosts(server: Server) -> None:
    """Outside the tests only port 443, and only hosts that are named where hosts are named."""
    assert reden_van(Ophaler(tls=server.tls), f"https://localhost:{server.poort}/") is Reden.ADRES
    assert (
        reden_van(Ophaler(tls=server.tls, lokaal=True, hosts=frozenset({"a.example"})), f"https://localhost:{server.poort}/") is Reden.ADRES
    )


def test_wat_mislukt(server: Server) -> None:
    """A redirect, another status, too much, compression, an unknown certificate, a closed port: each is 'did not come'."""
    ophaler, hier = Ophaler(tls=server.tls, lokaal=True), f"https://localhost:{server.poort}"
    server.antwoorden |= {
        "/om": (302, b"", {"Location": f"{hier}/a"}),
        "/a": (200, b"{}", {}),
        "/veel": (200, b" " * (MAX_BYTES + 1), {}),
        "/vol": (200, b" " * MAX_BYTES, {}),
        "/zip": (200, b"{}", {"Content-Encoding": "gzip"}),
        "/half": (200, b"{}", {"Content-Length": "4"}),
    }
    assert [reden_van(ophaler, f"{hier}{pad}") for pad in ("/om", "/veel", "/zip", "/weg", "/half")] == [ANDERS] * 5
    assert len(ophaler.haal(f"{hier}/vol", anders=ANDERS)) == MAX_BYTES
    assert reden_van(Ophaler(lokaal=True), f"{hier}/a") is ANDERS
    assert reden_van(ophaler, "https://localhost:1/") is ANDERS


def test_een_druppelende_server(server: Server) -> None:
    """A server that keeps its answer is left within the time limit."""
    server.antwoorden["/druppel"] = (200, b"{}", {})
    begin = time.monotonic()
    for _ in range(5):  # the thread that reads and the one that gives up meet at the limit, so once says little
        assert reden_van(Ophaler(tls=server.tls, lokaal=True, termijn=0.2), f"https://localhost:{server.poort}/druppel") is ANDERS
    assert time.monotonic() - begin < 5


def document(did: str, partij: Partij, **meer: object) -> bytes:
    methode = {"id": "#k", "type": "JsonWebKey2020", "controller": did, "publicKeyJwk": partij.jwk}
    return json.dumps({"id": did, "verificationMethod": [methode], "assertionMethod": ["#k"], **meer}).encode()


def test_did_web(server: Server) -> None:
    """A did:web gives the keys of its document, and is asked again only when the remembered one is old."""
    did = f"did:web:localhost%3A{server.poort}"
    resolver = Resolver(ophaler=Ophaler(tls=server.tls, lokaal=True))
    server.antwoorden["/.well-known/did.json"] = (200, document(did, BEHEER), {})
    assert resolver.sleutel(f"{did}#k", doelen=("assertionMethod",), nu=NU).jwk == BEHEER.jwk
    server.antwoorden["/.well-known/did.json"] = (200, document(did, VREEMDE), {})
    assert resolver.sleutel(f"{did}#k", doelen=("assertionMethod",), nu=NU).jwk == BEHEER.jwk
    later = NU.replace(minute=1)
    assert resolver.sleutel(f"{did}#k", doelen=("assertionMethod",), nu=later).jwk == VREEMDE.jwk
    assert len(server.gevraagd) == 2
    for naam, doel, reden in [("#k", "authentication", Reden.DOEL), ("#x", "assertionMethod", Reden.SLEUTEL)]:
        with pytest.raises(Afgewezen) as fout:
            resolver.sleutel(did + naam, doelen=(doel,), nu=later)
        assert fout.value.reden is reden
    server.antwoorden["/.well-known/did.json"] = (200, document("did:web:ander.example", BEHEER), {})
    with pytest.raises(Afgewezen) as fout:
        resolver.sleutel(f"{did}#k", doelen=("assertionMethod",), nu=NU.replace(minute=5))
    assert fout.value.reden is Reden.DID_ONGELDIG


def test_did_web_adressen() -> None:
    """The address of a document follows did:web, and a name that leads elsewhere is no name."""
    assert web_adres("did:web:example.com") == "https://example.com/.well-known/did.json"
    assert web_adres("did:web:example.com%3A8443:iam:a-1") == "https://example.com:8443/iam/a-1/did.json"
    for did in (
        "did:web:a%2Fb",
        "did:web:a@b",
        "did:web:a:..",
        "did:web:a:%2e%2e",
        "did:web:a:b%2Fc",
        "did:web:-a",
        "did:web:a:",
        "did:web:a%00",
    ):
        with pytest.raises(Afgewezen) as fout:
            web_adres(did)
        assert fout.value.reden is Reden.DID_ONGELDIG
