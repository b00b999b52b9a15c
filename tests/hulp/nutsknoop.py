"""A Nuts node as far as the station asks it: a real HTTP server on 127.0.0.1 that gives recorded shapes, or whatever a test wants instead."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Antwoord = tuple[int, bytes]


class Knoop:
    """What the node answers, path → (status, body) or a function of the request body, and what it was asked."""

    def __init__(self) -> None:
        self.antwoorden: dict[str, Antwoord | Callable[[bytes], Antwoord]] = {}
        self.gevraagd: list[tuple[str, str, dict[str, str], bytes]] = []
        self.poort = 0
        self.wacht = threading.Event()
        self.zwijgt = False
        self.lengte: int | None = None

    @property
    def adres(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.poort}"

    def zeg(self, pad: str, inhoud: Any, status: int = 200) -> None:
        """Answer this JSON from now on."""
        self.antwoorden[pad] = (status, json.dumps(inhoud).encode())


@contextmanager
def nutsknoop() -> Iterator[Knoop]:
    """A running node."""
    staat = Knoop()

    class Vraag(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            inhoud = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            staat.gevraagd.append((self.command, self.path, dict(self.headers), inhoud))
            if staat.zwijgt:
                staat.wacht.wait(10)
            gevonden = staat.antwoorden.get(self.path, (404, b'{"title":"not found"}'))
            status, uit = gevonden(inhoud) if callable(gevonden) else gevonden
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(uit) if staat.lengte is None else staat.lengte))
            self.end_headers()
            self.wfile.write(uit)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Vraag)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a client that hangs up is what some tests are about
    staat.poort = server.server_address[1]
    draad = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    draad.start()
    try:
        yield staat
    finally:
        staat.wacht.set()
        server.shutdown()
        server.server_close()
        draad.join()
