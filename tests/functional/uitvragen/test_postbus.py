"""The mailbox itself: who may put what in it, and what anybody else gets."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hulp.nepgedrag import Gespleten, Stil
from hulp.nepstation import Gedrag, Nep, Nepnet
from hulp.web import vrije_poort, wacht_tot

from datastation import uitvragen
from datastation.berichten import Generatie, Verzoek
from datastation.fouten import InstellingenFout
from datastation.uitvragen import Status

Maak = Callable[..., Nepnet]


@contextmanager
def open_bus(net: Nepnet, *, wacht: float = 4.0, **grenzen: Any) -> Iterator[tuple[int, Path, Verzoek]]:
    """A running enquiry to a station that stays silent: port of the mailbox, folder, and what the station was asked."""
    for naam in ("stil", "ander"):  # as long as one of them owes an answer, the mailbox stays open
        net.voeg_toe(naam, Stil())
    poort = vrije_poort()
    net.schrijf_lijst(postbus=poort, **grenzen)
    map = net.begin()
    draad = Thread(target=uitvragen.voer_uit, args=(map,), kwargs={"wacht": wacht})
    draad.start()
    try:
        wacht_tot(lambda: net.stations["stil"].gevraagd)
        yield poort, map, net.stations["stil"].gevraagd[0]
    finally:
        draad.join()


def roep(net: Nepnet, poort: int, methode: str, pad: str, inhoud: bytes | None = None, **koppen: str) -> tuple[int, bytes]:
    """One call; status 0 where nothing came back."""
    contact = http.client.HTTPSConnection("127.0.0.1", poort, context=net.tls, timeout=10)
    try:
        contact.request(methode, pad, inhoud, {n.replace("_", "-"): w for n, w in koppen.items()})
        antwoord = contact.getresponse()
        return antwoord.status, antwoord.read()
    except (OSError, http.client.HTTPException):
        return 0, b""
    finally:
        contact.close()


def test_wat_de_postbus_niet_neemt(nep: Maak) -> None:
    """Only a POST to an address that we gave; nothing compressed, empty or too large; nothing that belongs to no question of ours; never a file left over."""
    net = nep()
    with open_bus(net) as (poort, map, verzoek):
        eigen = verzoek.antwoordadres.removeprefix(f"https://127.0.0.1:{poort}")
        gevallen = {
            ("GET", "/", None): 404,
            ("POST", "/postbus/geraden", b"{}"): 404,
            ("POST", f"{eigen}x", b"{}"): 404,
            ("POST", "/x/postbus/" + eigen.rpartition("/")[2], b"{}"): 404,
            ("GET", eigen, None): 405,
            ("POST", eigen, b""): 400,
            ("POST", eigen, b"x" * ((1 << 20) + 1)): 413,
            ("POST", "/postbus", b"rommel"): 400,
            ("POST", "/.well-known/did.json", b"{}"): 405,
        }
        for (methode, pad, inhoud), status in gevallen.items():
            gekregen = roep(net, poort, methode, pad, inhoud)[0]
            assert gekregen in ((413, 0) if status == 413 else (status,)), (methode, pad)
        assert roep(net, poort, "POST", eigen, b"{}", Content_Encoding="gzip")[0] == 415
        vreemd = Gedrag().antwoord(
            net,
            net.stations["stil"],
            Verzoek(Generatie.KIKV_1, "ander", "ander", net.afnemer.did, ("did:x:y",)),
            *next(iter(net.vragen.items())),
        )
        assert roep(net, poort, "POST", "/postbus", vreemd[0])[0] == 404
        document = json.loads(roep(net, poort, "GET", "/.well-known/did.json")[1])
        assert document["id"] == net.afnemer.did
        assert document["service"][0]["serviceEndpoint"] == f"https://127.0.0.1:{poort}/postbus"
        assert list((map / "post").iterdir()) == []


def test_het_adres_uit_het_did_document(nep: Maak) -> None:
    """A station that knows KIK-V's own way alone finds the address in the DID document; the id in its answer says which question it belongs to."""
    net = nep()
    with open_bus(net, wacht=3) as (poort, map, verzoek):
        inhoud, koppen = Gedrag().antwoord(net, net.stations["stil"], verzoek, *next(iter(net.vragen.items())))
        assert roep(net, poort, "POST", "/postbus", inhoud, **koppen)[0] == 202
    assert [r.status for r in uitvragen.voer_uit(map, wacht=0).regels] == [Status.BEANTWOORD, Status.WACHT]


def ruw(net: Nepnet, poort: int, inhoud: bytes, *, tls: bool = True) -> bytes:
    """What the mailbox says to these bytes before it hangs up."""
    with socket.create_connection(("127.0.0.1", poort), timeout=8) as los:
        uit = b""
        weg = suppress(ConnectionResetError, BrokenPipeError, ssl.SSLError, TimeoutError)
        with net.tls.wrap_socket(los, server_hostname="127.0.0.1") if tls else los as contact, weg:
            contact.sendall(inhoud)
            while deel := contact.recv(4096):
                uit += deel
        return uit


@pytest.mark.parametrize(
    ("inhoud", "tls", "begin"),
    [
        (b"geen http\r\n\r\n", True, b"HTTP/1.1 400"),
        (b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 4000 + b"\r\n", True, b"HTTP/1.1 400"),
        (b"POST /postbus HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", True, b"HTTP/1.1 400"),
        (b"POST /postbus HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", True, b"HTTP/1.1 400"),
        (b"GET / HTTP/1.1\r\nHost: x\r\n", True, b""),
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", False, b""),
    ],
    ids=["geen http", "grote kop", "negatief", "kapot stuk", "halve kop", "zonder tls"],
)
def test_wie_geen_http_spreekt(nep: Maak, inhoud: bytes, tls: bool, begin: bytes) -> None:
    """Nonsense is told so or hung up on, within seconds; the mailbox goes on."""
    net = nep()
    # Half a head is waited for, five seconds; the rest is answered at once.
    with open_bus(net, wacht=3 if begin else 7) as (poort, _, verzoek):
        assert ruw(net, poort, inhoud, tls=tls)[: len(begin) or None] == begin
        pad = verzoek.antwoordadres.removeprefix(f"https://127.0.0.1:{poort}")
        assert roep(net, poort, "POST", pad, b'{"x": 1}')[0] == 202


def test_een_brok_zonder_lengte(nep: Maak) -> None:
    """A body in chunks is counted while it comes: small ones are taken, one that grows too large is not."""
    net = nep()
    with open_bus(net, wacht=6) as (poort, _, verzoek):
        pad = verzoek.antwoordadres.removeprefix(f"https://127.0.0.1:{poort}").encode()
        kop = b"POST " + pad + b" HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        assert ruw(net, poort, kop + b"2\r\n{}\r\n0\r\n\r\n").startswith(b"HTTP/1.1 202")
        assert ruw(net, poort, kop + b"200000\r\n" + b"x" * 0x200000 + b"\r\n0\r\n\r\n")[:12] in (b"HTTP/1.1 413", b"")
        wacht = kop.replace(b"Transfer-Encoding: chunked", b"Content-Length: 2\r\nExpect: 100-continue")
        assert b"HTTP/1.1 202" in ruw(net, poort, wacht + b"[]")


class Twee(Gespleten):
    """Answers two questions, with receipts of two different logs of the same size."""


def test_ontvangstbewijzen_die_elkaar_tegenspreken(nep: Maak) -> None:
    """One log cannot have two roots at one size: the second answer is not valid, and says why."""
    net = nep(nrs=("2", "4"))
    net.voeg_toe("gespleten", Twee())
    net.schrijf_lijst(postbus=vrije_poort())
    (regel,) = uitvragen.voer_uit(net.begin(), wacht=10).regels
    assert (regel.status, regel.code, regel.vragen) == (Status.ONGELDIG, "ontvangstbewijs", "1 van 2")
    assert "spreken elkaar tegen" in regel.reden


@pytest.mark.parametrize("generatie", [Generatie.KIKV_2021, Generatie.NUTS_2022])
def test_oudere_generaties_zonder_handtekening(nep: Maak, generatie: Generatie) -> None:
    """The older generations know no signature; an answer without ours is not taken."""

    class Kaal(Gedrag):
        def teken(self, net: Nepnet, s: Nep, inhoud: bytes) -> str:
            return ""

    net = nep()
    net.voeg_toe("kaal", Kaal())
    net.voeg_toe("goed", Gedrag())
    net.schrijf_lijst(postbus=vrije_poort())
    kaal, goed = uitvragen.voer_uit(net.begin(generatie=generatie), wacht=10).regels
    assert (kaal.status, kaal.code) == (Status.ONGELDIG, "geen-handtekening")
    assert goed.status is Status.BEANTWOORD


@pytest.mark.parametrize("weg", ["afnemer.pem", "gezag.pem"])
def test_certificaten_die_er_niet_zijn(nep: Maak, weg: str) -> None:
    """A certificate that cannot be read is said before anybody is asked."""
    net = nep()
    net.voeg_toe("goed", Gedrag())
    net.schrijf_lijst(postbus=vrije_poort())
    map = net.begin()
    (net.map / weg).write_text("geen PEM", encoding="utf-8")
    with pytest.raises(InstellingenFout, match="certifica"):
        uitvragen.voer_uit(map, wacht=2)
    assert net.stations["goed"].gevraagd == []
