"""The mailbox: a small https server for replies, and nothing else. Whoever does not know the address of a request gets no further than its path.

Every request has an address of its own (`/postbus/<random>`), so that a station can only fill its own box: so many replies, so many bytes, so many
connections at once. A station that knows KIK-V's way alone finds `/postbus` in the DID document; there the id of the request decides, after the
body came in. A body goes to disk as it comes, never into memory.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import ssl
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import h11

from datastation.fouten import InstellingenFout
from datastation.uitvragen.dagboek import kop_van_post
from datastation.uitvragen.lijst import Lijst, Postbus

PAD = "/postbus"
DOCUMENT = "/.well-known/did.json"
HOOFDTERMIJN = 5.0  # seconds for the handshake, and for the head of a request
MAX_KOP = 16 * 1024
MAX_TEGELIJK = 512
PER_ADRES = 4  # connections at once to one address; a station sends its replies one after another, or four together
ALGEMEEN = 16  # the same, for the address that everybody knows
_REDENEN = {200: b"OK", 202: b"Accepted", 400: b"Bad Request", 404: b"Not Found", 405: b"Method Not Allowed", 413: b"Content Too Large",
            415: b"Unsupported Media Type", 429: b"Too Many Requests", 503: b"Service Unavailable"}  # fmt: skip


@dataclass(frozen=True)
class Zending:
    """A reply that is on disk, in a temporary file: one line of headers, then the body.

    Attributes:
        sleutel: last part of the address, "" for the address that everybody knows. sha256, grootte: of the file.
    """

    sleutel: str
    deel: Path
    sha256: str
    grootte: int


class Bus:
    """The running mailbox.

    Args:
        map: folder for what comes in. ken: how many bytes a reply to this address may still have; 0 = no more, None = no such address.
        neem: takes a reply that is whole, and gives the status of the answer; runs in a thread. document: the DID document of the requester, or b"".

    Raises:
        InstellingenFout: the address is taken, or the certificate is wrong.
    """

    def __init__(
        self,
        lijst: Lijst,
        map: Path,
        *,
        ken: Callable[[str], int | None],
        neem: Callable[[Zending], int],
        document: bytes = b"",
    ) -> None:
        assert lijst.postbus is not None, "whoever opens a mailbox has the settings of one"
        self._instelling, self._grenzen, self._map = lijst.postbus, lijst.grenzen, map
        self._ken, self._neem, self._document = ken, neem, document
        self._tls = tls_context(lijst, lijst.postbus)
        self._bezig: Counter[str] = Counter()
        self._taken: set[asyncio.Task[None]] = set()
        self._klaar, self._lus = threading.Event(), asyncio.new_event_loop()
        self._fout: OSError | None = None
        self._dicht = False
        self.poort = 0
        self._draad = threading.Thread(target=self._draai, name="postbus", daemon=True)

    def __enter__(self) -> Self:
        self._draad.start()
        self._klaar.wait()
        if self._fout is not None:
            self._draad.join()
            raise InstellingenFout(
                "De postbus kan op dit adres niet luisteren.",
                waar=f"postbus.adres {self._instelling.adres}, postbus.poort {self._instelling.poort}",
                herstel="Kijk of er al een uitvraag loopt, of kies een andere poort.",
            )
        return self

    def __exit__(self, soort: type[BaseException] | None, fout: BaseException | None, spoor: TracebackType | None) -> None:
        self._lus.call_soon_threadsafe(self._einde.set)
        self._draad.join()

    def _draai(self) -> None:
        asyncio.set_event_loop(self._lus)
        try:
            self._lus.run_until_complete(self._dien())
        finally:
            self._lus.run_until_complete(self._lus.shutdown_default_executor())
            self._lus.close()
            self._klaar.set()

    async def _dien(self) -> None:
        self._einde = asyncio.Event()
        try:
            server = await asyncio.start_server(
                self._verbonden,
                self._instelling.adres,
                self._instelling.poort,
                limit=MAX_KOP,
                backlog=256,
            )
        except OSError as fout:
            self._fout = fout
            return
        self.poort = server.sockets[0].getsockname()[1]
        self._klaar.set()
        async with server:
            await self._einde.wait()
            server.close()
            self._dicht = True
            await asyncio.sleep(0.05)  # what had just come in becomes a task, and sees that it is over
            for taak in self._taken:
                taak.cancel()
            await asyncio.gather(*self._taken, return_exceptions=True)
            await asyncio.sleep(0.05)  # what was aborted is closed by the loop, a turn later

    async def _verbonden(self, lezer: asyncio.StreamReader, schrijver: asyncio.StreamWriter) -> None:
        taak = asyncio.current_task()
        assert taak is not None, "start_server runs this as a task"
        self._taken.add(taak)
        try:
            if len(self._taken) <= MAX_TEGELIJK and not self._dicht:
                # Here, and not in the server: so that a handshake is one of the tasks that are counted, and stopped at the end.
                await schrijver.start_tls(self._tls, ssl_handshake_timeout=HOOFDTERMIJN)
                await _Gesprek(self, lezer, schrijver).voer()
        except (OSError, TimeoutError, EOFError, asyncio.CancelledError, h11.ProtocolError):
            pass  # who hangs up, or is too slow, gets nothing
        finally:
            self._taken.discard(taak)
            schrijver.transport.abort()


def tls_context(lijst: Lijst, postbus: Postbus) -> ssl.SSLContext:
    """How the mailbox is secured. Raises InstellingenFout."""
    veilig = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    veilig.minimum_version = ssl.TLSVersion.TLSv1_2
    veilig.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    try:
        veilig.load_cert_chain(lijst.pad(postbus.certificaat), lijst.pad(postbus.sleutel) if postbus.sleutel else None)
    except (OSError, ssl.SSLError):
        raise InstellingenFout(
            "Het certificaat van de postbus, of zijn sleutel, is niet te lezen.",
            waar=f"postbus.certificaat: {lijst.pad(postbus.certificaat)}",
            herstel="Geef een PEM-bestand met de keten, en de sleutel zonder wachtwoord.",
        ) from None
    return veilig


class _Gesprek:
    """One connection, one request."""

    def __init__(self, bus: Bus, lezer: asyncio.StreamReader, schrijver: asyncio.StreamWriter) -> None:
        self._bus, self._lezer, self._schrijver = bus, lezer, schrijver
        self._http = h11.Connection(h11.SERVER, max_incomplete_event_size=MAX_KOP)

    async def voer(self) -> None:
        async with asyncio.timeout(HOOFDTERMIJN):
            try:
                vraag = await self._volgende()
            except h11.RemoteProtocolError:
                await self._zeg(400)
                return
        if not isinstance(vraag, h11.Request):
            return
        async with asyncio.timeout(self._bus._grenzen.antwoord):  # noqa: SLF001 - part of the same mailbox
            status, inhoud = await self._behandel(vraag)
            await self._zeg(status, inhoud)

    async def _volgende(self) -> object:
        while (deel := self._http.next_event()) is h11.NEED_DATA:
            self._http.receive_data(await self._lezer.read(65536))
        return deel

    async def _zeg(self, status: int, inhoud: bytes = b"") -> None:
        koppen = [("Content-Length", str(len(inhoud))), ("Connection", "close"), ("Cache-Control", "no-store")]
        koppen += [("Content-Type", "application/did+ld+json")] if inhoud else []
        koppen += [("Retry-After", "60")] if status in (429, 503) else []
        for deel in (h11.Response(status_code=status, headers=koppen, reason=_REDENEN[status]), h11.Data(data=inhoud), h11.EndOfMessage()):
            self._schrijver.write(self._http.send(deel) or b"")
        await self._schrijver.drain()
        if self._schrijver.can_write_eof():
            self._schrijver.write_eof()
        with suppress(OSError, TimeoutError):  # let the other side read what we said before the connection goes
            async with asyncio.timeout(0.5):
                self._schrijver.close()
                await self._schrijver.wait_closed()

    async def _behandel(self, vraag: h11.Request) -> tuple[int, bytes]:
        bus, pad = self._bus, vraag.target.decode("ascii", "replace")
        if pad == DOCUMENT and bus._document:  # noqa: SLF001
            return (200, bus._document) if vraag.method == b"GET" else (405, b"")  # noqa: SLF001
        voor, _, sleutel = pad.partition(f"{PAD}/")
        ruimte = bus._ken(sleutel) if (voor == "" and sleutel) or pad == PAD else None  # noqa: SLF001
        if ruimte is None:
            return 404, b""
        if vraag.method != b"POST":
            return 405, b""
        if ruimte <= 0:
            return 429, b""
        if bus._bezig[sleutel] >= (PER_ADRES if sleutel else ALGEMEEN):  # noqa: SLF001
            return 503, b""
        bus._bezig[sleutel] += 1  # noqa: SLF001
        try:
            return await self._ontvang(sleutel, {n.decode("latin-1"): w.decode("latin-1") for n, w in vraag.headers}, ruimte), b""
        finally:
            bus._bezig[sleutel] -= 1  # noqa: SLF001

    async def _ontvang(self, sleutel: str, koppen: Mapping[str, str], ruimte: int) -> int:
        """The body to disk, counted while it comes; then to whoever takes it."""
        if koppen.get("content-encoding", "identity") != "identity":
            return 415
        lengte = koppen.get("content-length", "0")
        if len(lengte) > 10 or int(lengte) > ruimte:
            return 413
        if self._http.they_are_waiting_for_100_continue:
            self._schrijver.write(self._http.send(h11.InformationalResponse(status_code=100, headers=[])) or b"")
        greep, naam = tempfile.mkstemp(prefix=".deel-", dir=self._bus._map)  # noqa: SLF001
        deel, overgedragen = Path(naam), False
        try:
            with os.fdopen(greep, "wb") as uit:
                kop = kop_van_post(koppen)
                uit.write(kop)
                som, grootte = hashlib.sha256(kop), 0
                while isinstance(stuk := await self._volgende(), h11.Data):
                    grootte += len(stuk.data)
                    if grootte > ruimte:
                        return 413
                    uit.write(stuk.data)
                    som.update(stuk.data)
                if not isinstance(stuk, h11.EndOfMessage) or not grootte:
                    return 400
                uit.flush()
                os.fsync(uit.fileno())
            zending, overgedragen = Zending(sleutel, deel, som.hexdigest(), grootte), True
            return await asyncio.get_running_loop().run_in_executor(None, self._geef_over, zending)
        except h11.RemoteProtocolError:
            return 400
        finally:
            if not overgedragen:  # a thread that took it over goes on with it, also where this task is stopped
                deel.unlink(missing_ok=True)  # noqa: ASYNC240 - as fast as the writes above it

    def _geef_over(self, zending: Zending) -> int:
        try:
            return self._bus._neem(zending)  # noqa: SLF001
        finally:
            zending.deel.unlink(missing_ok=True)
