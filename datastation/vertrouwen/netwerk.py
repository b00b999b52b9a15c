"""The one way out: fetch a small public document or send a message over https, and never be sent inside (SSRF).

The address is judged at the moment of connecting, on the IP addresses that the name really resolves to, and the connection goes to that very
address: a name that answers differently the second time gains nothing. No redirects, no proxies, no compression, port 443, a time limit on the
whole (a server that drips bytes included), 64 KiB. What a server sends never stands in an error.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any, Generic, Protocol, TypeVar
from urllib.parse import urlsplit

from datastation.vertrouwen.redenen import Afgewezen, Reden

TERMIJN = 3.0
MAX_BYTES = 64 * 1024
DRAAD = "datastation-netwerk"
_MAX_URL = 2048
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

T = TypeVar("T")
S = TypeVar("S", bound=socket.socket)
Adres = ipaddress.IPv4Address | ipaddress.IPv6Address


class Haler(Protocol):
    """Where documents come from; `Ophaler` is one."""

    def haal(self, url: str, *, anders: Reden) -> bytes:
        """The document at an address; raises `Afgewezen` with ``anders`` where it does not come."""
        ...


class _Mislukt(Exception):
    """The document did not come; the caller knows what it was for."""


class Ophaler:
    """Fetches documents and sends messages.

    Args:
        hosts: only these hosts; None for any public one. tls: trust anchors; the system's by default. termijn: seconds for the whole.
        lokaal: lets loopback and other ports through; for tests and the demo on one machine, never in production.
    """

    def __init__(
        self,
        *,
        hosts: frozenset[str] | None = None,
        tls: ssl.SSLContext | None = None,
        termijn: float = TERMIJN,
        max_bytes: int = MAX_BYTES,
        lokaal: bool = False,
    ) -> None:
        self._hosts, self._tls, self._termijn, self._max, self._lokaal = hosts, tls, termijn, max_bytes, lokaal

    def haal(self, url: str, *, anders: Reden) -> bytes:
        """Body of a document with status 200.

        Raises:
            Afgewezen: ``ADRES`` for a URL or address that we do not connect to; ``anders`` for whatever goes wrong after that.
        """
        host, poort, pad = self._ontleed(url)

        def werk(contact: Contact[bytes]) -> None:
            with self._vraag(host, poort, contact, "GET", pad, None, {"Accept": "application/json"}) as antwoord:
                inhoud = antwoord.read(self._max + 1)
            if antwoord.status != 200 or len(inhoud) > self._max or antwoord.getheader("Content-Encoding", "identity") != "identity":
                raise _Mislukt
            if antwoord.length:  # http.client gives a body that was cut off without a word
                raise _Mislukt
            contact.meld(inhoud)

        return binnen_termijn(self._termijn, werk, anders)

    def stuur(self, url: str, inhoud: bytes, *, media: str, koppen: Mapping[str, str] | None = None, anders: Reden) -> int:
        """Send a message (POST), with the same guard.

        Args:
            media: its Content-Type. koppen: more headers.

        Returns:
            The status of the answer, whatever it is; a redirect is not followed. Its body is read and dropped, 64 KiB at most.

        Raises:
            Afgewezen: as `haal`. The message may have arrived all the same: no answer is not a refusal.
        """
        host, poort, pad = self._ontleed(url)

        def werk(contact: Contact[int]) -> None:
            with self._vraag(host, poort, contact, "POST", pad, inhoud, {**(koppen or {}), "Content-Type": media}) as antwoord:
                contact.meld(antwoord.status)  # what comes after this changes nothing
                antwoord.read(self._max)

        return binnen_termijn(self._termijn, werk, anders)

    def _ontleed(self, url: str) -> tuple[str, int, str]:
        try:
            delen = urlsplit(url)
            host, poort = delen.hostname or "", delen.port or 443
        except ValueError:
            raise Afgewezen(Reden.ADRES) from None
        vorm = delen.scheme == "https" and host and not delen.fragment and "@" not in delen.netloc
        schoon = url.isascii() and url.isprintable() and " " not in url and len(url) <= _MAX_URL
        toegestaan = (self._hosts is None or host in self._hosts) and (poort == 443 or self._lokaal)
        if not (vorm and schoon and toegestaan):
            raise Afgewezen(Reden.ADRES)
        return host, poort, (delen.path or "/") + (f"?{delen.query}" if delen.query else "")

    def _vraag(
        self, host: str, poort: int, contact: Contact[Any], methode: str, pad: str, inhoud: bytes | None, koppen: Mapping[str, str]
    ) -> http.client.HTTPResponse:
        adressen = [info[4][0] for info in socket.getaddrinfo(host, poort, type=socket.SOCK_STREAM)]
        # A name server that took too long must not lead to a connection that nobody waits for.
        if contact.voorbij.is_set() or not all(mag(ipaddress.ip_address(str(a).partition("%")[0]), lokaal=self._lokaal) for a in adressen):
            raise Afgewezen(Reden.ADRES)
        tls = self._tls or ssl.create_default_context()
        ruw = contact.neem(socket.create_connection((str(adressen[0]), poort), timeout=self._termijn))
        return vraag(contact.neem(tls.wrap_socket(ruw, server_hostname=host)), host, poort, methode, pad, inhoud, koppen)


class Contact(Generic[T]):
    """One exchange that is being waited for: its connections, so that they can be cut, and its outcome.

    Attributes:
        voorbij: set when nobody waits any more.
    """

    def __init__(self) -> None:
        self.voorbij = threading.Event()
        self._open: list[socket.socket] = []
        self._uitkomst: list[T | Exception] = []

    def neem(self, verbinding: S) -> S:
        """Keep a connection, to be closed at the end."""
        self._open.append(verbinding)
        return verbinding

    def meld(self, uitkomst: T | Exception) -> None:
        """The outcome; the first one counts."""
        self._uitkomst.append(uitkomst)

    @property
    def uitkomst(self) -> T | Exception:
        """What was reported first."""
        return self._uitkomst[0] if self._uitkomst else _Mislukt()

    def knip(self) -> None:
        """Shut every connection: whoever reads from it stops."""
        for verbinding in self._open:
            with suppress(OSError):
                verbinding.shutdown(socket.SHUT_RDWR)

    def sluit(self) -> None:
        """Close every connection."""
        for verbinding in self._open:
            verbinding.close()


def binnen_termijn(termijn: float, werk: Callable[[Contact[T]], None], anders: Reden) -> T:
    """Do something over the network in at most so many seconds, however slowly the other side talks.

    Raises:
        Afgewezen: what ``werk`` refuses; ``anders`` for whatever else goes wrong.
    """
    contact: Contact[T] = Contact()

    def doe() -> None:
        try:
            werk(contact)
        except (Afgewezen, _Mislukt, OSError, http.client.HTTPException, ValueError) as fout:
            contact.meld(fout)
        finally:
            contact.sluit()

    draad = threading.Thread(target=doe, name=DRAAD, daemon=True)
    draad.start()
    draad.join(termijn)
    # What comes after this line comes too late: shutting the connection makes a half document look like a whole one.
    gevonden = contact.uitkomst
    contact.voorbij.set()
    if draad.is_alive():
        contact.knip()
    if isinstance(gevonden, Afgewezen):
        raise gevonden
    if isinstance(gevonden, Exception):
        raise Afgewezen(anders) from None
    return gevonden


def vraag(
    verbinding: socket.socket, host: str, poort: int, methode: str, pad: str, inhoud: bytes | None, koppen: Mapping[str, str]
) -> http.client.HTTPResponse:
    """One HTTP request over a connection that is there; to be closed by the caller, because the answer holds the socket open until then."""
    http_ = http.client.HTTPConnection(host, poort)
    http_.sock = verbinding
    http_.request(methode, pad, inhoud, {**koppen, "Accept-Encoding": "identity", "Connection": "close"})
    return http_.getresponse()


def mag(adres: Adres, *, lokaal: bool = False) -> bool:
    """Whether we connect to an address: a public one, and not an IPv6 form that hides an IPv4 one. ``lokaal``: loopback too."""
    if lokaal and adres.is_loopback:
        return True
    if isinstance(adres, ipaddress.IPv6Address) and (adres.ipv4_mapped or adres.sixtofour or adres.teredo or adres in _NAT64):
        return False
    return adres.is_global and not adres.is_multicast
