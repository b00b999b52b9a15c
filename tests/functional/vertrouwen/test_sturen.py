"""Sending a message, against a real https server on loopback: the same guard as fetching, and a status is all that comes back."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hulp.certificaten import Server, https_server

from datastation.vertrouwen import Afgewezen, Ophaler, Reden
from datastation.vertrouwen.netwerk import DRAAD, MAX_BYTES

ANDERS = Reden.DID_ONBEREIKBAAR


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with https_server(tmp_path) as staat:
        yield staat


def stuur(ophaler: Ophaler, url: str, **koppen: str) -> int:
    return ophaler.stuur(url, b'{"a":1}', media="application/json", koppen=koppen, anders=ANDERS)


def reden_van(ophaler: Ophaler, url: str, **koppen: str) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        stuur(ophaler, url, **koppen)
    return fout.value.reden


def test_een_bericht_komt_aan(server: Server) -> None:
    """The message arrives once, as it is, with its type and headers; the status comes back, whatever it is."""
    ophaler, hier = Ophaler(tls=server.tls, lokaal=True), f"https://localhost:{server.poort}"
    server.antwoorden |= {
        "/in?x=1": (202, b"", {}),
        "/nee": (403, b"x" * 2 * MAX_BYTES, {}),
        "/om": (302, b"", {"Location": f"{hier}/in"}),
        "/half": (200, b"{}", {"Content-Length": "4"}),
    }
    assert [stuur(ophaler, hier + pad, References="a") for pad in ("/in?x=1", "/nee", "/om", "/half", "/weg")] == [202, 403, 302, 200, 404]
    assert [pad for pad, _, _ in server.ontvangen] == ["/in?x=1", "/nee", "/om", "/half", "/weg"]
    _, koppen, inhoud = server.ontvangen[0]
    assert inhoud == b'{"a":1}'
    assert (koppen["Content-Type"], koppen["References"], koppen["Accept-Encoding"]) == ("application/json", "a", "identity")
    assert ophaler.stuur(f"{hier}/weg", b"", media="text/plain", anders=ANDERS) == 404


def test_niets_gaat_naar_binnen(server: Server) -> None:
    """Without the flag for tests, loopback gets nothing; nor does another scheme, port or host."""
    hier = f"https://localhost:{server.poort}/"
    assert reden_van(Ophaler(tls=server.tls), "https://localhost/") is Reden.ADRES
    assert reden_van(Ophaler(tls=server.tls), hier) is Reden.ADRES
    assert reden_van(Ophaler(tls=server.tls, lokaal=True), hier.replace("https", "http")) is Reden.ADRES
    assert reden_van(Ophaler(tls=server.tls, lokaal=True, hosts=frozenset({"a.example"})), hier) is Reden.ADRES
    assert server.ontvangen == []


def test_wat_niet_lukt(server: Server) -> None:
    """A certificate that nobody vouches for, a closed port, or a header with a line end: not sent."""
    hier = f"https://localhost:{server.poort}/"
    assert reden_van(Ophaler(lokaal=True), hier) is ANDERS
    assert reden_van(Ophaler(tls=server.tls, lokaal=True), "https://localhost:1/") is ANDERS
    assert reden_van(Ophaler(tls=server.tls, lokaal=True), hier, A="a\r\nB: b") is ANDERS
    assert server.ontvangen == []


def test_wie_blijft_praten(server: Server) -> None:
    """Where the status has come, a body that does not end changes nothing, and holds nobody longer than the time limit."""
    server.antwoorden["/druppel"] = (200, b"{}", {})
    begin = time.monotonic()
    assert stuur(Ophaler(tls=server.tls, lokaal=True, termijn=0.5), f"https://localhost:{server.poort}/druppel") == 200
    assert time.monotonic() - begin < 5


def test_niemand_blijft_achter(server: Server) -> None:
    """A connection that was given up is cut: the thread that reads from it ends while the server still sends a byte now and then."""
    server.antwoorden["/traag"] = (200, b"", {"Content-Length": "60000"})
    for _ in range(3):
        stuur(Ophaler(tls=server.tls, lokaal=True, termijn=0.3), f"https://localhost:{server.poort}/traag")
    einde = time.monotonic() + 5
    while any(t.name == DRAAD for t in threading.enumerate()) and time.monotonic() < einde:
        time.sleep(0.02)
    assert [t for t in threading.enumerate() if t.name == DRAAD] == []
    assert not server.druppelt.is_set()
