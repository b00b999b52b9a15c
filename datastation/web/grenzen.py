"""What is refused before a route sees it: sizes, headers, slowness, too much at once (trust.md 7.4). Plain ASGI, nothing is read twice.

Media types are refused by the route that names them (`verzoek.Inhoud`); limits on how often one requester may ask by `verzoek.toegang`, which knows
who asks.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter, OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from datastation.web.problemen import Probleemfout, basis, los_antwoord

MAX_BYTES = 1 << 20
MAX_KOPPEN = 64
MAX_KOPBYTES = 16 << 10
MAX_PAD, MAX_VRAAGDEEL = 1024, 2048
TERMIJN = 30.0  # seconds in which the whole body must be here
TEGELIJK = 100
_EENMALIG = frozenset({b"authorization", b"content-type", b"content-length", b"host", b"idempotency-key", b"transfer-encoding"})
_ZONDER_INHOUD = frozenset({"GET", "HEAD", "OPTIONS", "DELETE", "TRACE"})
_VAST: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"),
    (b"cache-control", b"no-store"),
)
_HSTS = (b"strict-transport-security", b"max-age=31536000")


class Grenzen:
    """Middleware that refuses, counts and adds the headers that every response carries.

    Args:
        max_bytes: of a body. termijn: seconds for the whole body. tegelijk: requests under way at once; health is not counted.
    """

    def __init__(self, app: ASGIApp, *, max_bytes: int = MAX_BYTES, termijn: float = TERMIJN, tegelijk: int = TEGELIJK) -> None:
        self._app, self._max, self._termijn, self._tegelijk = app, max_bytes, termijn, tegelijk
        self._lopend = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        stuur = _met_koppen(send, veilig=basis(scope).startswith("https://"))
        if code := self._weigering(scope):
            await los_antwoord(scope, code, Connection="close")(scope, receive, stuur)
            return
        if scope["path"].startswith("/health/"):
            await self._app(scope, receive, stuur)
            return
        if self._lopend >= self._tegelijk:
            await los_antwoord(scope, "te-druk", Connection="close")(scope, receive, stuur)
            return
        self._lopend += 1
        try:
            await self._app(scope, self._geteld(receive), stuur)
        finally:
            self._lopend -= 1

    def _weigering(self, scope: Scope) -> str | None:
        koppen: list[tuple[bytes, bytes]] = scope["headers"]
        if scope.get("http_version", "1.1") not in ("1.0", "1.1"):
            return "geen-http"
        if len(scope.get("raw_path", b"")) > MAX_PAD or len(scope["query_string"]) > MAX_VRAAGDEEL:
            return "adres-te-lang"
        if len(koppen) > MAX_KOPPEN or sum(len(naam) + len(waarde) for naam, waarde in koppen) > MAX_KOPBYTES:
            return "koppen"
        aantallen = Counter(naam for naam, _ in koppen)
        if any(aantallen[naam] > 1 for naam in _EENMALIG):
            return "kop-dubbel"
        los = dict(koppen)
        if los.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
            return "gecomprimeerd"
        lengte = los.get(b"content-length", b"0")
        if scope["method"] in _ZONDER_INHOUD and (b"transfer-encoding" in los or lengte.strip(b"0")):
            return "inhoud-verwacht-niet"
        if not lengte.isdigit() or len(lengte) > 12 or int(lengte) > self._max:
            return "te-groot" if lengte.isdigit() else "geen-http"
        return None

    def _geteld(self, receive: Receive) -> Receive:
        gelezen, klaar = 0, False
        einde = time.monotonic() + self._termijn

        async def lees() -> Message:
            nonlocal gelezen, klaar
            if klaar:  # what follows is waiting for the asker to leave
                return await receive()
            try:
                async with asyncio.timeout(max(0.0, einde - time.monotonic())):
                    bericht = await receive()
            except TimeoutError:
                raise Probleemfout("te-traag", {"Connection": "close"}) from None
            gelezen += len(bericht.get("body", b""))
            klaar = not bericht.get("more_body", False)
            if gelezen > self._max:
                raise Probleemfout("te-groot", {"Connection": "close"})
            return bericht

        return lees


class Hoofd:
    """Middleware: HEAD is a GET whose body is not sent (RFC 9110 §9.3.2); the server itself leaves the body out."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope, receive, send)


def _met_koppen(send: Send, *, veilig: bool) -> Send:
    async def stuur(bericht: Message) -> None:
        if bericht["type"] == "http.response.start":
            koppen = list(bericht.get("headers", ()))
            namen = {naam.lower() for naam, _ in koppen}
            koppen += [kop for kop in (*_VAST, *((_HSTS,) if veilig else ())) if kop[0] not in namen]
            bericht = {**bericht, "headers": koppen}
        await send(bericht)

    return stuur


class Drempel:
    """How often somebody may come: a bucket of tokens per name, that fills up again. For several threads.

    Args:
        per_seconde: tokens that come back in a second. voorraad: tokens in a full bucket. namen: buckets that are kept; the one unused longest goes.
        klok: monotonic seconds.
    """

    def __init__(self, per_seconde: float, voorraad: int, *, namen: int = 10_000, klok: Callable[[], float] = time.monotonic) -> None:
        self._tempo, self._voorraad, self._namen, self._klok = per_seconde, float(voorraad), namen, klok
        self._emmers: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._slot = threading.Lock()

    def neem(self, naam: str) -> float:
        """Take one token: 0.0 where there was one, else the seconds until there is."""
        with self._slot:
            nu = self._klok()
            over, sinds = self._emmers.pop(naam, (self._voorraad, nu))
            over = min(self._voorraad, over + (nu - sinds) * self._tempo)
            wacht = 0.0 if over >= 1 else (1 - over) / self._tempo
            self._emmers[naam] = (over - 1 if over >= 1 else over, nu)
            if len(self._emmers) > self._namen:
                self._emmers.popitem(last=False)
            return wacht
