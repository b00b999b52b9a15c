"""A station behind a real server on 127.0.0.1: in a thread of this process, or as a process of its own; and who asks it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import uvicorn

from datastation import vrijgave
from datastation.uitwisselen import Dienst
from datastation.vertrouwen.ondertekenen import Vorm
from datastation.web.app import maak_app
from datastation.web.server import instellingen
from hulp.netwerk import Netwerk

ZONDER_CERTIFICAAT = "\n[uitwisseling.tls]\nclient_verplicht = false\n"


@dataclass
class Web:
    """A running station, and a client of it."""

    net: Netwerk
    app: Any
    poort: int
    client: httpx.Client

    def token(self, scope: str = "verifiedsparql") -> str:
        """An access token for the requester of the network, asked for as RFC021 has it."""
        formulier = {"grant_type": "vp_token-bearer", "assertion": bewijs(self.net), "scope": scope}
        antwoord = self.client.post("/oauth/token", data=formulier)
        assert antwoord.status_code == 200, antwoord.text
        return str(antwoord.json()["access_token"])

    def kop(self, **meer: str) -> dict[str, str]:
        """Headers of a requester with a good token."""
        return {"Authorization": f"Bearer {self.token()}", **meer}


def bewijs(net: Netwerk, **anders: Any) -> str:
    """The presentation of a token request, five seconds at most."""
    velden = {"publiek": f"{net.inr.basis}/oauth/token", "geldig": timedelta(seconds=5), **anders}
    vorm = velden.pop("vorm", Vorm.JWT)
    return net.presentatie(net.verklaring(vorm=vorm), vorm=vorm, **velden)


def geef_vrij(net: Netwerk, zaaknummer: str) -> None:
    """Wait until a case is answered; then a bestuurder opens the answer and releases it."""
    wacht_tot(lambda: net.zaken()[zaaknummer] not in ("ontvangen", "geverifieerd", "toegelaten"))
    assert net.zaken()[zaaknummer] == "beantwoord"
    baas, directeur, nu = vrijgave.station("opdrachtregel:test"), vrijgave.persoon("dir"), net.klok.nu
    if not any(g.id == "dir" for g in vrijgave.lijst_gebruikers(net.inr.staat, wie=baas)):
        vrijgave.voeg_gebruiker_toe(net.inr.staat, "dir", "Directie", wie=baas, nu=nu)
        vrijgave.geef_rol(net.inr.staat, "dir", vrijgave.Rol.BESTUURDER, wie=baas, nu=nu)
    vrijgave.zie_in(net.inr.staat, zaaknummer, wie=directeur, nu=nu)
    vrijgave.geef_vrij(net.inr.staat, zaaknummer, wie=directeur, nu=nu)


@contextmanager
def draaiend(app: Any) -> Iterator[int]:
    """The application behind uvicorn, in a thread; gives the port."""
    contact = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(instellingen(app, None))
    draad = threading.Thread(target=server.run, kwargs={"sockets": [contact]}, daemon=True)
    draad.start()
    wacht_tot(lambda: server.started)
    try:
        yield int(contact.getsockname()[1])
    finally:
        server.should_exit = True
        draad.join(20)
        assert not draad.is_alive()


@contextmanager
def web(net: Netwerk, dienst: Dienst | None = None) -> Iterator[Web]:
    """The station of a network behind its server."""
    app = maak_app(net.inr, dienst)
    with draaiend(app) as poort, httpx.Client(base_url=f"http://127.0.0.1:{poort}", trust_env=False, timeout=20) as client:
        yield Web(net, app, poort, client)


def wacht_tot(voorwaarde: Any, seconden: float = 20) -> None:
    """Until it holds; an error where it does not in time."""
    einde = time.monotonic() + seconden
    while not voorwaarde():
        assert time.monotonic() < einde, "it did not come true in time"
        time.sleep(0.02)


class Proces:
    """`datastation start` as a process of its own; its log is read along the way."""

    def __init__(self, map: Path) -> None:
        self._proces = subprocess.Popen(
            [sys.executable, "-W", "error", "-m", "datastation", "start", "--station", str(map)],
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NO_COLOR": "1"},
        )
        self.regels: list[dict[str, Any]] = []
        self.ruw: list[str] = []
        self._draad = threading.Thread(target=self._lees, daemon=True)
        self._draad.start()

    def _lees(self) -> None:
        assert self._proces.stderr is not None
        for regel in self._proces.stderr:
            self.ruw.append(regel)
            if regel.startswith("{"):
                self.regels.append(json.loads(regel))

    def met(self, bericht: str) -> dict[str, Any] | None:
        """The first line of the log with this message."""
        return next((r for r in list(self.regels) if r["bericht"] == bericht), None)

    def luistert(self) -> int:
        """Wait until it listens; gives the port."""
        wacht_tot(lambda: self.met("luistert") or self._proces.poll() is not None, 60)
        regel = self.met("luistert")
        assert regel is not None, "".join(self.ruw)
        return int(regel["poort"])

    def stop(self, soort: int = signal.SIGTERM) -> None:
        """Ask it to stop."""
        self._proces.send_signal(soort)

    def einde(self) -> int:
        """Wait until it has ended; gives its exit code."""
        code = self._proces.wait(60)
        self._draad.join(10)
        assert self._proces.stdout is not None
        self._proces.stdout.close()
        assert self._proces.stderr is not None
        self._proces.stderr.close()
        return code

    def sluit(self) -> None:
        """End it whatever it does."""
        if self._proces.poll() is None:
            self._proces.kill()
            self.einde()


@contextmanager
def proces(map: Path) -> Iterator[Proces]:
    """A running station that is gone afterwards."""
    lopend = Proces(map)
    try:
        yield lopend
    finally:
        lopend.sluit()


def vrije_poort() -> int:
    """A port that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as contact:
        return int(contact.getsockname()[1])


def rauw(poort: int, inhoud: bytes, *, wacht: float = 5.0) -> bytes:
    """What the server says to these bytes, until it hangs up or stays silent."""
    uit = b""
    with socket.create_connection(("127.0.0.1", poort), timeout=wacht) as contact:
        contact.sendall(inhoud)
        try:
            while deel := contact.recv(65536):
                uit += deel
        except (TimeoutError, ConnectionResetError):
            pass
    return uit
