"""The one way out: fetch a small public document over https, and never be sent inside (SSRF).

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
from contextlib import suppress
from typing import Protocol
from urllib.parse import urlsplit

from datastation.vertrouwen.redenen import Afgewezen, Reden

TERMIJN = 3.0
MAX_BYTES = 64 * 1024
_MAX_URL = 2048
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Adres = ipaddress.IPv4Address | ipaddress.IPv6Address


class Haler(Protocol):
    """Where documents come from; `Ophaler` is one."""

    def haal(self, url: str, *, anders: Reden) -> bytes:
        """The document at an address; raises `Afgewezen` with ``anders`` where it does not come."""
        ...


class _Mislukt(Exception):
    """The document did not come; the caller knows what it was for."""


class Ophaler:
    """Fetches documents.

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
        uitkomst: list[bytes | Exception] = []
        open_: list[socket.socket] = []
        voorbij = threading.Event()

        def werk() -> None:
            try:
                uitkomst.append(self._vraag(host, poort, pad, open_, voorbij))
            except (Afgewezen, _Mislukt, OSError, http.client.HTTPException, ValueError) as fout:
                uitkomst.append(fout)

        draad = threading.Thread(target=werk, daemon=True)
        draad.start()
        draad.join(self._termijn)
        # What comes after this line comes too late: shutting the connection makes a half document look like a whole one.
        gevonden = uitkomst[0] if uitkomst else _Mislukt()
        voorbij.set()
        if draad.is_alive():
            for contact in open_:
                with suppress(OSError):
                    contact.shutdown(socket.SHUT_RDWR)
        if isinstance(gevonden, Afgewezen):
            raise gevonden
        if isinstance(gevonden, Exception):
            raise Afgewezen(anders) from None
        return gevonden

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

    def _vraag(self, host: str, poort: int, pad: str, open_: list[socket.socket], voorbij: threading.Event) -> bytes:
        adressen = [info[4][0] for info in socket.getaddrinfo(host, poort, type=socket.SOCK_STREAM)]
        # A name server that took too long must not lead to a connection that nobody waits for.
        if voorbij.is_set() or not all(mag(ipaddress.ip_address(str(a).partition("%")[0]), lokaal=self._lokaal) for a in adressen):
            raise Afgewezen(Reden.ADRES)
        tls = self._tls or ssl.create_default_context()
        ruw = socket.create_connection((str(adressen[0]), poort), timeout=self._termijn)
        open_.append(ruw)
        with ruw, tls.wrap_socket(ruw, server_hostname=host) as contact:
            open_.append(contact)
            verbinding = http.client.HTTPConnection(host, poort)
            verbinding.sock = contact
            verbinding.request("GET", pad, headers={"Accept": "application/json", "Accept-Encoding": "identity", "Connection": "close"})
            with verbinding.getresponse() as antwoord:  # it holds the socket open until it is closed itself
                inhoud = antwoord.read(self._max + 1)
            if antwoord.status != 200 or len(inhoud) > self._max or antwoord.getheader("Content-Encoding", "identity") != "identity":
                raise _Mislukt
            if antwoord.length:  # http.client gives a body that was cut off without a word
                raise _Mislukt
            return inhoud


def mag(adres: Adres, *, lokaal: bool = False) -> bool:
    """Whether we connect to an address: a public one, and not an IPv6 form that hides an IPv4 one. ``lokaal``: loopback too."""
    if lokaal and adres.is_loopback:
        return True
    if isinstance(adres, ipaddress.IPv6Address) and (adres.ipv4_mapped or adres.sixtofour or adres.teredo or adres in _NAT64):
        return False
    return adres.is_global and not adres.is_multicast
