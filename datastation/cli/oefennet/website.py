"""A website of a party in the practice network: a few documents over https on this machine, each for everybody."""

from __future__ import annotations

import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ADRES = "127.0.0.1"


class Website:
    """Serves what is put in `paden`: path → bytes.

    Args:
        certificaat: PEM file with certificate and key.
    """

    def __init__(self, certificaat: Path) -> None:
        self.paden: dict[str, bytes] = {}
        paden = self.paden

        class _Bezoek(BaseHTTPRequestHandler):
            timeout = 10

            def do_GET(self) -> None:
                inhoud = paden.get(self.path)
                self.send_response(200 if inhoud is not None else 404)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(inhoud or b"")))
                self.end_headers()
                self.wfile.write(inhoud or b"")

            def log_message(self, *_: Any) -> None:
                return

        self._server = _Server((ADRES, 0), _Bezoek)
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificaat)
        self._server.socket = tls.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.poort = int(self._server.server_address[1])
        self._draad = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @property
    def basis(self) -> str:
        """Its URL, without a slash at its end."""
        return f"https://{ADRES}:{self.poort}"

    @property
    def did(self) -> str:
        """The did:web of this website."""
        return f"did:web:{ADRES}%3A{self.poort}"

    def __enter__(self) -> Self:
        self._draad.start()
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._draad.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Who hangs up gets nothing, and the screen stays clean."""
