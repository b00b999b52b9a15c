"""Is it alive, and can it answer? For whoever starts and watches the program; says nothing about what is in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import JSONResponse

from datastation.fouten import DatastationFout
from datastation.store import momentopname
from datastation.uitwisselen import Dienst, Inrichting
from datastation.web.verzoek import Station

routes = APIRouter(tags=["gezondheid"])


class Gezondheid(BaseModel):
    """Whether the station can answer, and which parts of it can."""

    klaar: bool
    onderdelen: dict[str, bool] = {}


@routes.get("/health/live", summary="The program runs", response_model=Gezondheid)
def leeft() -> JSONResponse:
    """Answers as long as the program can answer at all; asks nothing of state, log or snapshot."""
    return JSONResponse({"klaar": True, "onderdelen": {}})


@routes.get(
    "/health/ready",
    summary="The station can answer",
    response_model=Gezondheid,
    responses={503: {"model": Gezondheid, "description": "It cannot"}},
)
def klaar(request: Request, inr: Station) -> JSONResponse:
    """200 where state, snapshot, keys and treatment are in order; else 503, and which of them is not."""
    onderdelen = {naam: _goed(toets, inr) for naam, toets in _TOETSEN.items()}
    dienst: Dienst | None = request.app.state.dienst
    onderdelen["behandeling"] = dienst is not None and dienst.gezond
    goed = all(onderdelen.values())
    return JSONResponse({"klaar": goed, "onderdelen": onderdelen}, 200 if goed else 503)


def _goed(toets: Callable[[Inrichting], object], inr: Inrichting) -> bool:
    try:
        toets(inr)
    except (DatastationFout, OSError):
        return False
    return True


def _staat(inr: Inrichting) -> None:
    with inr.staat.lezen():
        pass


_TOETSEN: Mapping[str, Callable[[Inrichting], object]] = {
    "staat": _staat,
    "momentopname": lambda inr: momentopname.huidige(inr.station.momentopnamen).manifest,
    "beleid": lambda inr: inr.beleid(),
}
