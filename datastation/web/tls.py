"""The connection: TLS of our own, the client certificate of whoever connects, and patience that ends.

A certificate reaches the routes as DER in ``scope["state"]["certificaat"]``, whichever way it came: from the connection itself, or from a header of
a proxy that the settings name. From anybody else that header is removed.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import h11
import orjson
from cryptography.hazmat.primitives.serialization import Encoding
from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from datastation.fouten import InstellingenFout
from datastation.instellingen import Tls
from datastation.vertrouwen import Afgewezen, Clientbeleid, lees_bundel, lees_kop
from datastation.web import problemen

KOPTERMIJN = 10.0  # seconds for the head of a request
_AFSLUITEN = 1.0  # seconds for a connection that does nothing to end by itself


def context(tls: Tls, map: Path) -> ssl.SSLContext | None:
    """How connections are secured; None where the settings name no certificate, because a proxy does it.

    A client certificate is asked for, not demanded, in the handshake: the DID document, the catalogue and the pages of problems are for everybody.
    What is not for everybody is refused without one (`verzoek.afnemercertificaat`).

    Raises:
        InstellingenFout: a file is missing or wrong, or a certificate is demanded and nobody can hand one over.
    """
    if tls.client_verplicht and not (tls.vertrouwde_proxy or (tls.certificaat and tls.client_ca)):
        raise InstellingenFout(
            "Het station eist een certificaat van de afnemer, maar kan er geen krijgen.",
            waar="station.toml: uitwisseling.tls",
            herstel="Vul certificaat, sleutel en client_ca in, of noem de proxy in vertrouwde_proxy. Voor een proef: client_verplicht = false.",
        )
    if not tls.certificaat:
        return None
    veilig = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    veilig.minimum_version = ssl.TLSVersion.TLSv1_2
    veilig.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    veilig.set_alpn_protocols(["http/1.1"])
    try:
        veilig.load_cert_chain(map / tls.certificaat, map / tls.sleutel if tls.sleutel else None)
        if tls.client_ca:
            veilig.load_verify_locations(cafile=map / tls.client_ca)
            veilig.verify_mode = ssl.CERT_OPTIONAL
    except (OSError, ssl.SSLError):
        raise InstellingenFout(
            "Het certificaat van het station, zijn sleutel of de uitgevers van afnemers zijn niet te lezen.",
            waar="station.toml: uitwisseling.tls",
            herstel="Geef PEM-bestanden; de sleutel hoort bij het certificaat en heeft geen wachtwoord.",
        ) from None
    return veilig


class Verbinding(H11Protocol):
    """uvicorn's connection, with the certificate of the other side, a time limit on the head of a request, and our own words for what is no HTTP."""

    _wekker: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Note who is on the other side."""
        super().connection_made(transport)
        tls = transport.get_extra_info("ssl_object")
        self.app_state = {**self.app_state, "certificaat": tls.getpeercert(binary_form=True) if tls else None}
        self._zet_wekker()

    def data_received(self, data: bytes) -> None:
        """Read on; from the first byte of a head to its last there are `KOPTERMIJN` seconds."""
        if self._wekker is None and not self._loopt():
            self._zet_wekker()
        super().data_received(data)
        if self._loopt() or self.transport.is_closing():
            self._stil_wekker()

    def on_response_complete(self) -> None:
        """Between two requests uvicorn's own timer holds."""
        self._stil_wekker()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the timer."""
        self._stil_wekker()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """The server stops: a connection that does nothing gets a moment to close, one with a request under way finishes it."""
        super().shutdown()
        if not self._loopt():
            self.loop.call_later(_AFSLUITEN, self.transport.abort)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - what was wrong with it stands in the log
        """What is no HTTP gets a problem too."""
        probleem = problemen.TABEL["geen-http"]
        inhoud = orjson.dumps({"title": probleem.nl, "status": probleem.status, "code": probleem.code})
        koppen = [
            (b"content-type", problemen.MEDIATYPE.encode()),
            (b"content-length", str(len(inhoud)).encode()),
            (b"connection", b"close"),
        ]
        try:
            for deel in (h11.Response(status_code=400, headers=koppen, reason=b"Bad Request"), h11.Data(data=inhoud), h11.EndOfMessage()):
                self.transport.write(self.conn.send(deel) or b"")
        except h11.LocalProtocolError:
            pass  # the response to what was asked before is under way already
        self.transport.close()

    def _loopt(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _zet_wekker(self) -> None:
        self._wekker = self.loop.call_later(KOPTERMIJN, self._te_traag)

    def _stil_wekker(self) -> None:
        if self._wekker is not None:
            self._wekker.cancel()
            self._wekker = None

    def _te_traag(self) -> None:
        self._wekker = None
        self.transport.abort()


class Doorgifte:
    """Middleware: takes the client certificate from the header of a trusted proxy, and removes that header from everybody else.

    Args:
        tls: the settings. map: of the station. klok: this moment, for the validity of a certificate.
    """

    def __init__(self, app: ASGIApp, *, tls: Tls, map: Path, klok: Callable[[], datetime]) -> None:
        self._app, self._klok = app, klok
        self._proxies = frozenset(tls.vertrouwde_proxy)
        self._kop = tls.certificaatkop.lower().encode("latin-1")
        # A proxy that we trust has judged the chain; where we know the authorities ourselves, we judge it again.
        self._beleid = Clientbeleid(lees_bundel(map / tls.client_ca)) if tls.client_ca else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            fout = self._verplaats(scope)
            if fout:
                await problemen.los_antwoord(scope, fout)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _verplaats(self, scope: Scope) -> str | None:
        koppen: list[tuple[bytes, bytes]] = scope["headers"]
        zelfde = {self._kop, self._kop.replace(b"-", b"_")}
        gevonden = [waarde for naam, waarde in koppen if naam == self._kop]
        scope["headers"] = [kop for kop in koppen if kop[0] not in zelfde]
        staat: dict[str, Any] = scope.setdefault("state", {})
        if (scope.get("client") or ("",))[0] not in self._proxies:
            return None
        staat["certificaat"] = None  # that of the connection is the proxy's own
        if not gevonden or gevonden == [b""]:
            return None
        if len(gevonden) > 1:
            return "kop-dubbel"
        try:
            certificaat = lees_kop(gevonden[0].decode("latin-1"))
            if self._beleid is not None:
                self._beleid.keur(certificaat, nu=self._klok())
        except Afgewezen:
            return "certificaat-ongeldig"
        staat["certificaat"] = certificaat.public_bytes(Encoding.DER)
        return None
