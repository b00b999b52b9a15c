"""The application: routes, what stands around them, and one mapper for everything that goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from datastation import __version__
from datastation.fouten import DatastationFout
from datastation.staat import zaken
from datastation.store import momentopname
from datastation.uitwisselen import Dienst, Inrichting
from datastation.web import api, catalogus, gezondheid, kikv, problemen, token
from datastation.web.grenzen import Drempel, Grenzen, Hoofd
from datastation.web.loggen import Verzoeklog
from datastation.web.meten import Meters
from datastation.web.problemen import Probleemfout
from datastation.web.schema import beschrijving
from datastation.web.tls import Doorgifte

# How often one requester may ask, by its token; and how often one address may ask for a token.
AFNEMER, TOKENS = (10.0, 200), (5.0, 200)
_STATUSSEN = {404: "niet-gevonden", 405: "methode", 406: "niet-aanvaardbaar", 413: "te-groot", 415: "mediatype"}
_GEEN_TELEMETRIE: dict[str, object] = {"tracing": False, "metrics": False, "logs": False, "auto_configure": False}


def maak_app(inrichting: Inrichting, dienst: Dienst | None = None) -> FastAPI:
    """The web face of a station.

    Args:
        inrichting: the open station; closed by whoever opened it.
        dienst: the threads that treat its cases, woken by each new one; without them the station is not ready.
    """
    app = FastAPI(
        title="Datastation",
        version=__version__,
        docs_url=None,  # these pages load scripts from elsewhere
        redoc_url=None,
        openapi_url=None,  # served below, with what FastAPI cannot know
        redirect_slashes=False,
        telemetry=_GEEN_TELEMETRIE,  # type: ignore[arg-type]  # no variable of the environment sends anything anywhere
    )
    app.state.inrichting, app.state.basis, app.state.dienst = inrichting, inrichting.basis, dienst
    app.state.drempel, app.state.tokendrempel = Drempel(*AFNEMER), Drempel(*TOKENS)
    app.state.catalogus = {}
    app.state.meters = Meters(lambda: _stand(inrichting, dienst))
    for deel in (kikv, api, token, catalogus, gezondheid, problemen):
        app.include_router(deel.routes)
    document = beschrijving(app, inrichting.basis, (api.NieuweZaak, api.Intrekking))

    @app.get("/openapi.json", include_in_schema=False)
    def openapi() -> JSONResponse:
        return JSONResponse(document, headers={"Cache-Control": "no-cache"})

    app.openapi = lambda: document  # type: ignore[method-assign]
    for soort in (Probleemfout, DatastationFout):
        app.add_exception_handler(soort, _probleem)
    app.add_exception_handler(RequestValidationError, _invoer)  # type: ignore[arg-type]
    app.add_exception_handler(HTTPException, _http)  # type: ignore[arg-type]
    # The last one added is the first that a request meets.
    app.add_middleware(Doorgifte, tls=inrichting.instelling.tls, map=inrichting.station.map, klok=inrichting.nu)
    app.add_middleware(Grenzen)
    app.add_middleware(Verzoeklog, meters=app.state.meters)
    app.add_middleware(Hoofd)
    return app


def _probleem(request: Request, fout: Exception) -> Response:
    request.state.probleem = problemen.van(fout).code
    return problemen.antwoord(request, fout)


def _invoer(request: Request, fout: RequestValidationError) -> Response:
    """Which fields, and what is asked of them; never what stood there."""
    velden = [".".join(str(deel) for deel in f["loc"]) for f in fout.errors()]
    return _probleem(request, Probleemfout("invoer", velden=velden))


def _http(request: Request, fout: HTTPException) -> Response:
    code = _STATUSSEN.get(fout.status_code, "verzoek" if fout.status_code < 500 else "fout")
    return _probleem(request, Probleemfout(code, fout.headers))


def _stand(inr: Inrichting, dienst: Dienst | None) -> Mapping[str, Mapping[str, float]]:
    """What the station has, for the counts: cases by state, age of the snapshot that serves."""
    uit: dict[str, Mapping[str, float]] = {}
    with inr.staat.lezen() as t:
        uit["zaken"] = zaken.tel(t)
    if momentopname.dienende(inr.station.momentopnamen):
        gemaakt = datetime.fromisoformat(momentopname.huidige(inr.station.momentopnamen).manifest.gemaakt_op)
        uit["momentopname_leeftijd_seconden"] = {"huidige": (inr.nu() - gemaakt).total_seconds()}
    if dienst is not None:
        uit["fouten"] = {"behandeling": float(dienst.fouten)}
    return uit
