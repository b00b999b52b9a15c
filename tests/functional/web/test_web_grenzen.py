"""What is refused before a route sees it, with the bytes that a hostile or clumsy client sends; and that the server answers the next one."""

from __future__ import annotations

import contextlib
import io
import json
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from hulp.web import Web, draaiend, rauw, wacht_tot
from starlette.types import Receive, Scope, Send

from datastation.web import loggen
from datastation.web.grenzen import MAX_BYTES, MAX_KOPPEN, Drempel, Grenzen
from datastation.web.loggen import Verzoeklog
from datastation.web.meten import Meters
from datastation.web.tls import Verbinding

POST = b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def status(ruw: bytes) -> int:
    return int(ruw.split(b" ", 2)[1])


def code(ruw: bytes) -> str:
    return str(json.loads(ruw.partition(b"\r\n\r\n")[2])["code"])


@pytest.fixture(autouse=True)
def _antwoordt_nog(vast: Web) -> Iterator[None]:
    yield
    begin = time.monotonic()
    assert vast.client.get("/health/live").status_code == 200
    assert time.monotonic() - begin < 1


def test_te_groot_volgens_de_kop(vast: Web) -> None:
    """A body that says it is too large is refused before a byte of it is read."""
    antwoord = rauw(vast.poort, POST + b"Content-Length: %d\r\n\r\n" % (MAX_BYTES + 1))
    assert (status(antwoord), code(antwoord)) == (413, "te-groot")


def test_te_groot_zonder_het_te_zeggen(vast: Web) -> None:
    """A body in chunks is counted as it comes."""
    stuk = b"10000\r\n" + b"a" * 0x10000 + b"\r\n"
    antwoord = rauw(vast.poort, POST + b"Transfer-Encoding: chunked\r\n\r\n" + stuk * 17 + b"0\r\n\r\n")
    assert (status(antwoord), code(antwoord)) == (413, "te-groot")


def test_precies_groot_genoeg(vast: Web) -> None:
    """A body of exactly 1 MiB is read."""
    antwoord = vast.client.post(
        "/oauth/token", content=b"a=" + b"b" * (MAX_BYTES - 2), headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert antwoord.json() == {"error": "invalid_request", "error_description": "grant_type"}


@pytest.mark.parametrize(
    ("koppen", "verwacht"),
    [
        (b"Content-Encoding: gzip\r\nContent-Length: 1\r\n\r\na", (415, "gecomprimeerd")),
        (b"Content-Encoding: deflate, gzip\r\nContent-Length: 1\r\n\r\na", (415, "gecomprimeerd")),
        (b"Idempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: 1\r\n\r\na", (400, "kop-dubbel")),
        (b"Authorization: Bearer a\r\nAuthorization: Bearer b\r\nContent-Length: 1\r\n\r\na", (400, "kop-dubbel")),
        (b"Content-Type: text/html\r\nContent-Length: 1\r\n\r\na", (400, "kop-dubbel")),
        (b"X: y\r\n" * (MAX_KOPPEN + 1) + b"Content-Length: 1\r\n\r\na", (431, "koppen")),
        (b"X: " + b"y" * 17_000 + b"\r\nContent-Length: 1\r\n\r\na", (431, "koppen")),
        # Two lengths, or a length and chunks: whoever stands between us and the client may read another request (smuggling).
        (b"Content-Length: 1\r\nContent-Length: 2\r\n\r\na", (400, "geen-http")),
        (b"Content-Length: +1\r\n\r\na", (400, "geen-http")),
        (b"Content-Length: 99999999999999999999999\r\n\r\na", (400, "geen-http")),
        (b"Transfer-Encoding: gzip\r\n\r\na", (400, "geen-http")),
        (b"X : y\r\n\r\n", (400, "geen-http")),
        (b"X: a\x00b\r\n\r\n", (400, "geen-http")),
        (b"X: " + b"y" * 70_000 + b"\r\n\r\n", (431, "koppen")),
    ],
)
def test_koppen_die_niet_mogen(vast: Web, koppen: bytes, verwacht: tuple[int, str]) -> None:
    """Headers that are twice there, too many, too long, or no HTTP; compressed bodies."""
    antwoord = rauw(vast.poort, POST + koppen, wacht=3)
    assert (status(antwoord), code(antwoord)) == verwacht


@pytest.mark.parametrize(
    "ruw",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",  # TLS where none is spoken
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",  # no Host
        b"\r\n" * 200 + b"x\r\n\r\n",
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        bytes(range(256)) * 40 + b"\r\n\r\n",
    ],
)
def test_geen_http(vast: Web, ruw: bytes) -> None:
    """What is no HTTP gets a problem, and nothing about the program that says so."""
    antwoord = rauw(vast.poort, ruw, wacht=3)
    assert (status(antwoord), code(antwoord)) == (400, "geen-http")
    assert b"uvicorn" not in antwoord
    assert b"h11" not in antwoord


@pytest.mark.parametrize(
    ("regel", "verwacht"),
    [
        (b"GET /" + b"a" * 1025, (414, "adres-te-lang")),
        (b"GET /health/live?" + b"a" * 2049, (414, "adres-te-lang")),
        (b"GET http://evil.example/health/live", (404, "niet-gevonden")),
        (b"TRACE /", (404, "niet-gevonden")),
        (b"PROPFIND /datacatalog", (405, "methode")),
    ],
)
def test_adressen_die_niet_kunnen(vast: Web, regel: bytes, verwacht: tuple[int, str]) -> None:
    """Addresses that are too long, methods that there are not; another host in the address changes nothing."""
    antwoord = rauw(vast.poort, regel + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wacht=3)
    assert (status(antwoord), code(antwoord)) == verwacht


@pytest.mark.parametrize("koppen", [b"Content-Length: 3\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"])
def test_inhoud_bij_een_vraag_om_te_lezen(vast: Web, koppen: bytes) -> None:
    """A GET with a body is refused: nobody agrees on what that means."""
    antwoord = rauw(vast.poort, b"GET /datacatalog HTTP/1.1\r\nHost: x\r\n" + koppen, wacht=3)
    assert (status(antwoord), code(antwoord)) == (400, "inhoud-verwacht-niet")


def test_verkeerde_host_verandert_niets(vast: Web) -> None:
    """What a request says about its host appears in no address that we give."""
    antwoord = vast.client.get(
        "/niets", headers={"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    )
    assert "evil" not in antwoord.text + str(antwoord.headers)


async def leest(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the body, waits a moment and says how much there was."""
    import asyncio

    omvang = 0
    while True:
        bericht = await receive()
        omvang += len(bericht.get("body", b""))
        if not bericht.get("more_body"):
            break
    if scope["path"] == "/fout":
        raise RuntimeError("geheim: 999990019")
    await asyncio.sleep(0.5 if scope["path"] == "/lang" else 0)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(omvang).encode()})


def test_te_veel_tegelijk() -> None:
    """Beyond so many at once the next one is told to come back; health is still answered."""
    with (
        draaiend(Grenzen(leest, tegelijk=3)) as poort,
        httpx.Client(base_url=f"http://127.0.0.1:{poort}", trust_env=False) as client,
        ThreadPoolExecutor(8) as draden,
    ):
        uitkomsten = list(draden.map(lambda _: client.get("/lang"), range(8)))
        statussen = sorted(a.status_code for a in uitkomsten)
        assert statussen == [200] * 3 + [429] * 5
        geweigerd = next(a for a in uitkomsten if a.status_code == 429)
        assert (geweigerd.json()["code"], geweigerd.headers["retry-after"]) == ("te-druk", "5")
        bezig = [draden.submit(client.get, "/lang") for _ in range(3)]
        time.sleep(0.1)
        assert client.get("/health/live").status_code == 200
        assert {b.result().status_code for b in bezig} == {200}
        assert client.get("/kort").status_code == 200


def test_inhoud_die_niet_opschiet() -> None:
    """A body that drips in is given up after a while."""
    import asyncio

    uitkomst: list[str] = []

    async def vangt(scope: Scope, receive: Receive, send: Send) -> None:
        from datastation.web.problemen import Probleemfout

        try:
            await leest(scope, receive, send)
        except Probleemfout as fout:
            uitkomst.append(fout.probleem.code)
            await asyncio.sleep(0)
            await send({"type": "http.response.start", "status": 408, "headers": []})
            await send({"type": "http.response.body", "body": b""})

    with draaiend(Grenzen(vangt, termijn=0.5)) as poort, socket.create_connection(("127.0.0.1", poort), timeout=5) as contact:
        contact.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n")
        begin = time.monotonic()
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for _ in range(20):
                contact.sendall(b"a")
                time.sleep(0.1)
        assert contact.recv(100).startswith(b"HTTP/1.1 408")
        assert time.monotonic() - begin < 4
    assert uitkomst == ["te-traag"]


def test_kop_die_niet_opschiet(vast: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """A head that drips in is given up, on a new connection and on one that was used before."""
    monkeypatch.setattr("datastation.web.tls.KOPTERMIJN", 0.5)
    for eerst in (b"", b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"):
        with socket.create_connection(("127.0.0.1", vast.poort), timeout=5) as contact:
            if eerst:
                contact.sendall(eerst)
                assert b"200 OK" in contact.recv(4096)
            begin = time.monotonic()
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                for teken in b"GET /health/live HTTP/1.1":
                    contact.sendall(bytes([teken]))
                    time.sleep(0.1)
                assert contact.recv(100) == b""
            assert time.monotonic() - begin < 4


def test_lange_aanvraag_wordt_niet_afgebroken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The timer of the head does not end a request that takes long itself."""
    monkeypatch.setattr("datastation.web.tls.KOPTERMIJN", 0.2)
    with draaiend(Grenzen(leest)) as poort:
        assert httpx.get(f"http://127.0.0.1:{poort}/lang", trust_env=False).status_code == 200


def test_achter_elkaar_op_een_verbinding(vast: Web) -> None:
    """Requests sent at once over one connection are answered in order (pipelining)."""
    vraag = b"GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"
    antwoord = rauw(vast.poort, vraag * 3 + b"GET /niets HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", wacht=5)
    assert antwoord.count(b"HTTP/1.1 200 OK") == 3
    assert antwoord.index(b"404 Not Found") > antwoord.rindex(b"200 OK")


def test_onvoorziene_fout() -> None:
    """What nobody foresaw is a problem without its message; the log has where it was, not what it said."""
    stroom = io.StringIO()
    loggen.richt_in(stroom)
    meters = Meters()
    with draaiend(Verzoeklog(leest, meters=meters)) as poort:
        antwoord = httpx.post(f"http://127.0.0.1:{poort}/fout?bsn=999990019", content=b"x", trust_env=False)
    assert (antwoord.status_code, antwoord.json()["code"]) == (500, "fout")
    assert "geheim" not in antwoord.text + stroom.getvalue()
    assert "999990019" not in stroom.getvalue()
    regels = [json.loads(r) for r in stroom.getvalue().splitlines()]
    fout = next(r for r in regels if r["bericht"] == "fout in een aanvraag")
    assert fout["fout"] == "RuntimeError"
    assert any("leest" in stap for stap in fout["spoor"])
    assert fout["verzoek"] == antwoord.headers["x-request-id"]


def test_wie_weggaat_is_geen_fout(vast: Web) -> None:
    """Somebody who leaves in the middle of a body is no fault of ours: the log says that it happened, without a trace."""
    stroom = io.StringIO()
    loggen.richt_in(stroom)
    with socket.create_connection(("127.0.0.1", vast.poort)) as contact:
        contact.sendall(POST + b"Content-Length: 10\r\n\r\nabc")
        time.sleep(0.3)
    wacht_tot(lambda: "de afnemer ging weg" in stroom.getvalue())
    assert "error" not in stroom.getvalue()


def test_drempel_per_afnemer(vast: Web) -> None:
    """A requester that asks too often is told when to come back; nobody else notices."""
    koppen = vast.kop()
    vast.app.state.drempel, eerder = Drempel(0.5, 3), vast.app.state.drempel
    try:
        uitkomsten = [vast.client.get("/api/v1/zaken/20261122-bbbbbbbbbb", headers=koppen) for _ in range(5)]
        assert [a.status_code for a in uitkomsten] == [404, 404, 404, 429, 429]
        assert uitkomsten[-1].json()["code"] == "te-vaak"
        assert 1 <= int(uitkomsten[-1].headers["retry-after"]) <= 3
        assert vast.client.get("/api/v1/profielen").status_code == 200
    finally:
        vast.app.state.drempel = eerder


def test_drempel_voor_tokens(vast: Web) -> None:
    """Guessing at the token endpoint soon becomes slow."""
    vast.app.state.tokendrempel, eerder = Drempel(0.5, 2), vast.app.state.tokendrempel
    try:
        uitkomsten = [vast.client.post("/oauth/token", data={"grant_type": "x"}).status_code for _ in range(4)]
        assert uitkomsten == [400, 400, 429, 429]
    finally:
        vast.app.state.tokendrempel = eerder


def test_wachtrij_vol(vast: Web) -> None:
    """Where too many questions wait already, the next one is not taken: 429, and it may be sent again as it is."""
    from hulp.netwerk import PERIODE

    vast.net.inr.instelling, eerder = vast.net.inr.instelling.model_copy(update={"wachtrij": 0}), vast.net.inr.instelling
    try:
        vraag = {"profiel": "igj-wzd-aantallen", "versie": "1.0.0", "vraag": "1", "parameters": PERIODE}
        antwoord = vast.client.post("/api/v1/zaken", json=vraag, headers=vast.kop(**{"Idempotency-Key": "vol"}))
        assert (antwoord.status_code, antwoord.json()["code"], antwoord.headers["retry-after"]) == (429, "wachtrij-vol", "30")
        bericht = vast.client.post("/api/verifiedsparql", content=b"{}", headers=vast.kop(**{"Content-Type": "application/json"}))
        assert bericht.json()["code"] == "wachtrij-vol"
    finally:
        vast.net.inr.instelling = eerder


def test_verbinding_kent_haar_wekker() -> None:
    """The connection class is the one that is used: without it a slow client would hold a place for ever."""
    from datastation.web.server import instellingen

    assert instellingen(leest, None).http is Verbinding


def test_zonder_momentopname(vast: Web) -> None:
    """Before the first refresh there is no catalogue yet, and the station is not ready: both say so."""
    wijzer = vast.net.inr.station.momentopnamen / "current"
    doel = wijzer.readlink()
    wijzer.unlink()
    try:
        antwoord = vast.client.get("/datacatalog")
        assert (antwoord.status_code, antwoord.json()["code"]) == (503, "niet-klaar")
        assert vast.client.get("/health/ready").json()["onderdelen"]["momentopname"] is False
    finally:
        wijzer.symlink_to(doel, target_is_directory=True)


def test_maten_van_een_station(levend: Web) -> None:
    """The counts that the station gives: cases by state, age of the snapshot, faults of treatment; for an unknown method one label for all."""
    from prometheus_client import generate_latest

    levend.client.request("VERZIN", "/datacatalog")
    einde = time.monotonic() + 5  # a request is counted after its answer has left
    while 'methode="ander"' not in (tekst := generate_latest(levend.app.state.meters.register).decode()) and time.monotonic() < einde:
        time.sleep(0.02)
    assert 'datastation_momentopname_leeftijd_seconden{soort="huidige"}' in tekst
    assert 'datastation_fouten{soort="behandeling"} 0.0' in tekst
    assert 'methode="ander"' in tekst
    assert "VERZIN" not in tekst
