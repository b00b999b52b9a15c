"""The JSON API: the same questions and the same cases as by message, for programs that would rather ask and fetch."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Header, Path, Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.responses import JSONResponse, Response

from datastation.instellingen import leesbaar
from datastation.model.antwoord import Bestand
from datastation.staat.rijen import Zaak
from datastation.uitwisselen import Indiening, dien_in, haal_antwoord, reden_van_afwijzing, stand, trek_in, vormen
from datastation.uitwisselen.feiten import ALLES
from datastation.uitwisselprofiel import Profiel
from datastation.vertrouwen import Toegang
from datastation.vrijgave import Toestand
from datastation.web.problemen import Probleemfout
from datastation.web.schema import problemen_van
from datastation.web.verzoek import Inhoud, Station, Toegangscontrole, eis_ruimte, lees_json, vorm, wek

routes = APIRouter(prefix="/api/v1", tags=["json"])
MEDIATYPEN = {
    "json": "application/json",
    "csv": "text/csv",
    "xml": "application/xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "html": "text/html",
    "jws": "application/jose",
}
ZIP = "application/zip"
_TIJD_IN_ZIP = (1980, 1, 1, 0, 0, 0)  # the first that the format knows: the same answer gives the same bytes
_JSON = Inhoud("application/json")
_TOEGANG = Toegangscontrole("token-ongeldig")
_BEVEILIGD: dict[str, Any] = {"security": [{"toegangstoken": []}]}
_KENMERK = r"^[\x21-\x7e]{1,200}$"
M = TypeVar("M", bound=BaseModel)

Wie = Annotated[Toegang, Depends(_TOEGANG)]
Ruw = Annotated[bytes, Depends(_JSON)]
Nummer = Annotated[str, Path(pattern=r"^[0-9]{8}-[0-9a-z]{1,20}$", examples=["20261122-k4v7w2nq9d"], description="Number of the case.")]


class _Streng(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Vraagregel(BaseModel):
    """A question of a profile."""

    nr: str
    titel: str
    sha256: str


class Parameterregel(BaseModel):
    """A parameter that the asker fills in."""

    soort: str
    verplicht: bool
    titel: str


class Profielregel(BaseModel):
    """A version of an exchange profile."""

    id: str = Field(examples=["igj-wzd-aantallen"])
    versie: str = Field(examples=["1.0.0"])
    titel: str
    afnemer: str
    grondslag: str
    doel: str
    geldig_van: str
    geldig_tot: str | None
    parameters: dict[str, Parameterregel]
    vragen: list[Vraagregel]
    vormen: list[str]
    zelf: str


class Profielen(BaseModel):
    """All profiles that the station knows."""

    profielen: list[Profielregel]


class NieuweZaak(_Streng):
    """A question. `vraag` is its number, or `*` for all questions of the profile."""

    profiel: str = Field(min_length=1, max_length=100, examples=["igj-wzd-aantallen"])
    versie: str = Field(pattern=r"^\d{1,6}\.\d{1,6}\.\d{1,6}$", examples=["1.0.0"])
    vraag: str = Field(default="*", min_length=1, max_length=20, examples=["*"])
    parameters: dict[str, str] = Field(default_factory=dict, max_length=20, examples=[{"periode": "2026-H1"}])
    presentatie: str = Field(
        default="", max_length=900_000, description="Verifiable presentation of the validated question: JWT, or JSON-LD as text."
    )
    antwoordadres: str = Field(default="", max_length=500, description="Where the answer is sent; empty: it will be fetched.")
    vervangt: str | None = Field(default=None, max_length=40, description="Case whose sent answer this one replaces.")


class Intrekking(_Streng):
    """Why a question is withdrawn."""

    reden: str = Field(default="", max_length=500)


class Afwijzing(BaseModel):
    """Why a question was refused."""

    code: str = Field(examples=["beleid-weigert"])
    zin: str


class Zaakstand(BaseModel):
    """How far a case is."""

    zaaknummer: str
    toestand: str = Field(examples=["ontvangen"])
    uitslag: str | None = Field(examples=["vrijgegeven"])
    profiel: str
    versie: str
    vraag: str
    aangemaakt: datetime
    gewijzigd: datetime
    vervalt: datetime
    vervangt: str | None
    reden: Afwijzing | None
    koppelingen: dict[str, str]


@routes.get("/profielen", summary="Exchange profiles that the station knows", response_model=Profielen)
def profielen(inr: Station) -> Profielen:
    """All versions, each with its questions and parameters. What the catalogue says, for programs; no token is needed."""
    return Profielen(profielen=[_profiel(p) for p in inr.profielen.values()])


@routes.get(
    "/profielen/{profiel}/{versie}", summary="One version of a profile", response_model=Profielregel, responses=problemen_van(404, 422)
)
def profiel(
    inr: Station,
    profiel: Annotated[str, Path(max_length=100, examples=["igj-wzd-aantallen"])],
    versie: Annotated[str, Path(max_length=30, examples=["1.0.0"])],
) -> Profielregel:
    """Its questions, parameters and delivery forms."""
    gevonden = inr.profielen.get((profiel, versie))
    if gevonden is None:
        raise Probleemfout("niet-gevonden")
    return _profiel(gevonden)


@routes.post(
    "/zaken",
    summary="Ask a question",
    status_code=202,
    response_model=Zaakstand,
    responses={
        202: {
            "description": "Taken: follow `Location`",
            "headers": {"Location": {"schema": {"type": "string"}, "description": "The case."}},
        },
        **problemen_van(400, 401, 403, 404, 409, 413, 415, 422, 429, 503),
    },
    openapi_extra={
        **_BEVEILIGD,
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/NieuweZaak"}}}},
    },
)
def stel(
    request: Request,
    inr: Station,
    toegang: Wie,
    ruw: Ruw,
    kenmerk: Annotated[
        str,
        Header(alias="Idempotency-Key", pattern=_KENMERK, description="Your own number of this question.", examples=["3f0c2a4e-2026-h1"]),
    ],
) -> JSONResponse:
    """The question becomes a case: it is verified, judged, answered and, where the policy says so, released by a person. The same question under the
    same `Idempotency-Key` is the same case, however often it is sent; another question under it is refused."""
    gevraagd = _model(NieuweZaak, ruw)
    eis_ruimte(inr)
    indiening = Indiening(
        profiel=gevraagd.profiel,
        versie=gevraagd.versie,
        vraag=gevraagd.vraag,
        parameters=gevraagd.parameters,
        sleutel=kenmerk,
        antwoordadres=gevraagd.antwoordadres,
        presentatie=gevraagd.presentatie,
        vervangt=gevraagd.vervangt,
    )
    if (gevraagd.profiel, gevraagd.versie) not in inr.profielen:
        raise Probleemfout("profiel-onbekend")
    if gevraagd.vraag not in (ALLES, *(v.nr for v in inr.profielen[gevraagd.profiel, gevraagd.versie].vragen)):
        raise Probleemfout("vraag-onbekend")
    zaak = dien_in(inr, indiening, toegang=toegang).zaak
    wek(request)
    return _antwoord(inr.basis, zaak, 202, {"Location": f"{routes.prefix}/zaken/{zaak.zaaknummer}"})


@routes.get(
    "/zaken/{nummer}",
    summary="How far a case is",
    response_model=Zaakstand,
    responses=problemen_van(401, 403, 404, 422, 429),
    openapi_extra=_BEVEILIGD,
)
def zaak(inr: Station, toegang: Wie, nummer: Nummer) -> JSONResponse:
    """Only for the requester of the case: to anybody else it does not exist."""
    gevonden = stand(inr, nummer, toegang=toegang)
    reden = None
    if gevonden.uitslag == Toestand.AFGEWEZEN:
        code, zin = reden_van_afwijzing(inr, nummer, toegang=toegang)
        reden = Afwijzing(code=code, zin=zin)
    return _antwoord(inr.basis, gevonden, reden=reden)


@routes.get(
    "/zaken/{nummer}/antwoord",
    summary="Fetch the answer",
    response_class=Response,
    responses={
        200: {
            "description": "The answer in the form asked for; more than one file comes as a ZIP",
            "content": {soort: {"schema": {"type": "string", "format": "binary"}} for soort in (*MEDIATYPEN.values(), ZIP)},
        },
        **problemen_van(401, 403, 404, 406, 409, 422, 429),
    },
    openapi_extra=_BEVEILIGD,
)
def antwoord(request: Request, inr: Station, toegang: Wie, nummer: Nummer) -> Response:
    """In any delivery form of the profile, by `Accept`; without a wish, the standard form of the profile. Not before it was released."""
    zaak = stand(inr, nummer, toegang=toegang)
    aanbod = {MEDIATYPEN[f]: f for f in vormen(inr, zaak)}
    gekozen = vorm(request, [*aanbod, ZIP])
    bestanden = haal_antwoord(inr, nummer, aanbod.get(gekozen) or next(iter(aanbod.values())), toegang=toegang)
    return _als_bestand(bestanden, gekozen, nummer)


@routes.post(
    "/zaken/{nummer}/intrekking",
    summary="Withdraw a question",
    response_model=Zaakstand,
    responses=problemen_van(400, 401, 403, 404, 409, 413, 415, 422, 429),
    openapi_extra={
        **_BEVEILIGD,
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Intrekking"}}}},
    },
)
def intrekking(inr: Station, toegang: Wie, nummer: Nummer, ruw: Ruw) -> JSONResponse:
    """Possible until the answer is on its way."""
    reden = _model(Intrekking, ruw).reden
    trek_in(inr, nummer, toegang=toegang, reden=reden)
    return _antwoord(inr.basis, stand(inr, nummer, toegang=toegang))


def _model(soort: type[M], ruw: bytes) -> M:
    try:
        return soort.model_validate(lees_json(ruw))
    except ValidationError as fout:
        raise Probleemfout("invoer", velden=[regel.strip() for regel in leesbaar(fout).splitlines()]) from None


def _profiel(profiel: Profiel) -> Profielregel:
    return Profielregel(
        id=profiel.id,
        versie=profiel.versie,
        titel=profiel.titel,
        afnemer=profiel.afnemer,
        grondslag=profiel.grondslag,
        doel=profiel.doel,
        geldig_van=str(profiel.geldig_van),
        geldig_tot=str(profiel.geldig_tot) if profiel.geldig_tot else None,
        parameters={n: Parameterregel(soort=p.soort, verplicht=p.verplicht, titel=p.titel) for n, p in profiel.parameters.items()},
        vragen=[Vraagregel(nr=v.nr, titel=v.titel, sha256=v.sha256) for v in profiel.vragen],
        vormen=[MEDIATYPEN[f] for f in profiel.aflevering.formaten],
        zelf=f"{routes.prefix}/profielen/{profiel.id}/{profiel.versie}",
    )


def _antwoord(
    basis: str, zaak: Zaak, status: int = 200, koppen: dict[str, str] | None = None, *, reden: Afwijzing | None = None
) -> JSONResponse:
    pad = f"{basis}{routes.prefix}/zaken/{zaak.zaaknummer}"
    gegevens = Zaakstand(
        zaaknummer=zaak.zaaknummer,
        toestand=zaak.toestand,
        uitslag=zaak.uitslag,
        profiel=zaak.profiel,
        versie=zaak.profielversie,
        vraag=zaak.vraag_nr,
        aangemaakt=zaak.aangemaakt,
        gewijzigd=zaak.gewijzigd,
        vervalt=zaak.vervalt,
        vervangt=zaak.vervangt,
        reden=reden,
        koppelingen={"zelf": pad, "antwoord": f"{pad}/antwoord", "intrekking": f"{pad}/intrekking"},
    )
    return JSONResponse(gegevens.model_dump(mode="json"), status, headers=koppen)


def _als_bestand(bestanden: tuple[Bestand, ...], soort: str, nummer: str) -> Response:
    if len(bestanden) == 1 and soort != ZIP:
        enige = bestanden[0]
        return Response(
            enige.inhoud, media_type=soort, headers={"Content-Disposition": f'attachment; filename="{enige.naam}"', "Vary": "Accept"}
        )
    bundel = io.BytesIO()
    with zipfile.ZipFile(bundel, "w", zipfile.ZIP_STORED) as uit:
        for bestand in bestanden:
            uit.writestr(zipfile.ZipInfo(bestand.naam, _TIJD_IN_ZIP), bestand.inhoud)
    return Response(
        bundel.getvalue(), media_type=ZIP, headers={"Content-Disposition": f'attachment; filename="{nummer}.zip"', "Vary": "Accept"}
    )
