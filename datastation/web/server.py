"""The server: uvicorn in this process, with TLS, until it is told to stop; what is under way is finished first."""

from __future__ import annotations

import signal
import socket
import ssl
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import TextIO

import uvicorn

from datastation.fouten import InstellingenFout
from datastation.uitwisselen import Dienst, Inrichting
from datastation.web import loggen, tls
from datastation.web.app import maak_app
from datastation.web.grenzen import MAX_KOPBYTES
from datastation.web.meten import luister

AFRONDEN = 30  # seconds that requests under way get when the server stops
_VERBINDINGEN = 512


class _Server(uvicorn.Server):
    """uvicorn, which ends by returning: uvicorn itself sends the signal that stopped it to its own process once more, so that it never ends with 0."""

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        eerder = {soort: signal.signal(soort, self.handle_exit) for soort in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for soort, wat in eerder.items():
                signal.signal(soort, wat)


def draai(inrichting: Inrichting, stroom: TextIO) -> None:
    """Serve until SIGTERM or Ctrl-C: then nothing new is taken, what runs is finished (30 s at most), and treatment stops between two steps.

    Args:
        stroom: where the technical log goes.

    Raises:
        InstellingenFout: the address is taken or not ours, or a certificate is wrong.
    """
    instelling = inrichting.instelling
    veilig = tls.context(instelling.tls, inrichting.station.map)
    loggen.richt_in(stroom)
    with ExitStack() as stapel:
        contact = stapel.enter_context(_luister(instelling.adres, instelling.poort))
        dienst = Dienst(inrichting)
        app = maak_app(inrichting, dienst)
        meetserver = stapel.enter_context(luister(app.state.meters, instelling.meetpoort))
        dienst.start()
        stapel.callback(dienst.stop)
        adres, poort = contact.getsockname()[:2]
        loggen.meld("luistert", adres=adres, poort=poort, tls=veilig is not None, meten=meetserver is not None, did=inrichting.did)
        _Server(instellingen(app, veilig)).run(sockets=[contact])
        loggen.meld("stopt")
    loggen.meld("gestopt")


def instellingen(app: object, veilig: ssl.SSLContext | None) -> uvicorn.Config:
    """How uvicorn runs here: nothing of the environment, no log of its own, our connection (`tls.Verbinding`)."""
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        http=tls.Verbinding,
        loop="asyncio",
        ws="none",
        lifespan="off",
        interface="asgi3",
        log_config=None,
        access_log=False,  # ours names routes, not paths
        proxy_headers=False,  # who connects is who connects; what a proxy says of the client is read in `tls.Doorgifte`
        forwarded_allow_ips="",
        server_header=False,
        workers=1,
        limit_concurrency=_VERBINDINGEN,
        timeout_keep_alive=10,
        timeout_graceful_shutdown=AFRONDEN,
        h11_max_incomplete_event_size=2 * MAX_KOPBYTES,
        ssl_context_factory=(lambda _config, _standaard: veilig) if veilig else None,
    )


def _luister(adres: str, poort: int) -> socket.socket:
    soort = socket.AF_INET6 if ":" in adres else socket.AF_INET
    try:
        return socket.create_server((adres, poort), family=soort, backlog=256)
    except OSError:
        raise InstellingenFout(
            "Het station kan op dit adres niet luisteren.",
            waar=f"uitwisseling.adres {adres}, uitwisseling.poort {poort}",
            herstel="Kijk of er al een station draait, of kies een andere poort.",
        ) from None
