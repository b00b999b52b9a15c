"""The technical log: one JSON object a line on the stream that the entry point gives, for whoever keeps the machine running.

It is not the log that proves what was asked and answered (`logboek`). No tokens, no query strings, no bodies, no messages of exceptions: those may
hold a value out of a record. Line ends and other control characters cannot make a second line, and a number that can be a BSN never passes.
"""

from __future__ import annotations

import logging
import re
import time
import traceback
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, TextIO

import orjson
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from datastation.model.bsn import elfproef
from datastation.web.meten import Meters
from datastation.web.problemen import los_antwoord

NAAM = "datastation.web"
_LOG = logging.getLogger(NAAM)
_NEGEN = re.compile(r"(?<!\d)\d{9}(?!\d)")
_STUUR = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_LANGST = 500
WEG = "[weggelaten]"


def zeef(waarde: object) -> object:
    """A value as it may stand in the log: no control characters, no number that can be a BSN, not longer than a line can be."""
    if isinstance(waarde, str):
        tekst = _NEGEN.sub(lambda m: WEG if elfproef(m[0]) else m[0], waarde)
        return _STUUR.sub("\N{REPLACEMENT CHARACTER}", tekst)[:_LANGST]
    if isinstance(waarde, bool) or waarde is None:
        return waarde
    if isinstance(waarde, int) and waarde.bit_length() > 53:
        return zeef(str(waarde)[:_LANGST])  # more than a reader of JSON keeps
    if isinstance(waarde, int | float):
        return waarde if zeef(str(waarde)) == str(waarde) else WEG
    if isinstance(waarde, Mapping):
        return {str(zeef(str(naam))): zeef(deel) for naam, deel in waarde.items()}
    if isinstance(waarde, list | tuple):
        return [zeef(deel) for deel in waarde]
    return zeef(str(waarde))


class JsonRegel(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without a line end."""
        regel: dict[str, object] = {
            "tijd": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "niveau": record.levelname.lower(),
            "waar": record.name,
            "bericht": record.getMessage(),
            **getattr(record, "velden", {}),
        }
        if record.exc_info and record.exc_info[0]:
            # Where, and of which kind; never the message: it could hold a value from a record.
            regel["fout"] = record.exc_info[0].__name__
            regel["spoor"] = [f"{stap.filename}:{stap.lineno} {stap.name}" for stap in traceback.extract_tb(record.exc_info[2])][-12:]
        return orjson.dumps(zeef(regel)).decode()


def richt_in(stroom: TextIO) -> None:
    """Send what this program and its server log to a stream, one line of JSON each. For the entry point, once."""
    handvat = logging.StreamHandler(stroom)
    handvat.setFormatter(JsonRegel())
    for naam in ("datastation", "uvicorn"):
        log = logging.getLogger(naam)
        log.handlers, log.propagate = [handvat], False
        log.setLevel(logging.INFO)


def meld(bericht: str, **velden: object) -> None:
    """A line about the station itself."""
    _LOG.info(bericht, extra={"velden": velden})


class Verzoeklog:
    """Middleware around everything: a number for each request, one line after it, counts, and the last resort for an exception.

    The line names the route, not the path: a path holds case numbers.
    """

    def __init__(self, app: ASGIApp, *, meters: Meters) -> None:
        self._app, self._meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        nummer = str(uuid.uuid4())
        scope.setdefault("state", {})["verzoek"] = nummer
        begin, status, uit = time.perf_counter(), 0, 0

        async def stuur(bericht: Message) -> None:
            nonlocal status, uit
            if bericht["type"] == "http.response.start":
                status = bericht["status"]
                bericht = {**bericht, "headers": [*bericht.get("headers", ()), (b"x-request-id", nummer.encode())]}
            else:
                uit += len(bericht.get("body", b""))
            await send(bericht)

        with self._meters.lopend():
            try:
                await self._app(scope, receive, stuur)
            except ClientDisconnect:
                _LOG.info("de afnemer ging weg", extra={"velden": {"verzoek": nummer}})
            except Exception:  # noqa: BLE001 - the last resort: our fault, in the log without its message
                _LOG.exception("fout in een aanvraag", extra={"velden": {"verzoek": nummer}})
                if not status:
                    await los_antwoord(scope, "fout", Connection="close")(scope, receive, stuur)
        self._schrijf(scope, nummer, status, uit, time.perf_counter() - begin)

    def _schrijf(self, scope: Scope, nummer: str, status: int, uit: int, seconden: float) -> None:
        route = route_van(scope)
        self._meters.verzoek(route, scope["method"], status, seconden)
        velden: dict[str, Any] = {
            "verzoek": nummer,
            "methode": scope["method"][:10],
            "route": route,
            "status": status,
            "ms": round(seconden * 1000, 1),
            "bytes": uit,
            "van": (scope.get("client") or ("",))[0],
        }
        if code := scope["state"].get("probleem"):
            velden["code"] = code
        _LOG.info("aanvraag", extra={"velden": velden})


def route_van(scope: Scope) -> str:
    """The route that answered, as it is written in the program: ``/api/v1/zaken/{nummer}``; ``-`` where there was none."""
    return str(getattr(scope.get("route"), "path", "-"))
