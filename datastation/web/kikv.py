"""KIK-V's service: a message of any generation comes in, cases come of it; the reply goes out later (moet-2021 S1 to S3, P7).

The call says only that the message was taken, by case number: whether the question is answered, refused or waits for a person is told in the reply.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from datastation.berichten import MEDIATYPEN
from datastation.uitwisselen import GeenToegang, ontvang
from datastation.vertrouwen import Toegang
from datastation.web.problemen import Probleemfout
from datastation.web.schema import problemen_van
from datastation.web.verzoek import Inhoud, Station, Toegangscontrole, eis_ruimte, wek

routes = APIRouter(tags=["kik-v"])
PAD = "/api/verifiedsparql"
_INHOUD = Inhoud(*sorted(MEDIATYPEN))
_TOEGANG = Toegangscontrole("toegang-geweigerd")


class Aangenomen(BaseModel):
    """A case that a message became."""

    zaaknummer: str = Field(examples=["20261122-k4v7w2nq9d"])
    toestand: str = Field(examples=["ontvangen"])


class Ontvangst(BaseModel):
    """What became of a message: one case per question, in the order of the message; the same message again gives the same cases."""

    zaken: list[Aangenomen]


@routes.post(
    PAD,
    summary="Take a message with validated questions",
    response_model=Ontvangst,
    responses=problemen_van(400, 403, 409, 413, 415, 422, 429, 503),
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "A request of KIK-V: the envelope of 2021, the presentation of 2022 (with its headers), or DIDComm v2 plaintext (1.x).",
            "content": {soort: {"schema": {"type": "object"}} for soort in sorted(MEDIATYPEN)},
        },
        "security": [{"toegangstoken": []}],
    },
)
def verifiedsparql(
    request: Request, inr: Station, toegang: Annotated[Toegang, Depends(_TOEGANG)], ruw: Annotated[bytes, Depends(_INHOUD)]
) -> JSONResponse:
    """403 on a token that is not good here; else 200 with the numbers of the cases (S3). The answers go to the reply address of the message."""
    eis_ruimte(inr)
    try:
        ingediend = ontvang(inr, ruw, koppen=dict(request.headers), toegang=toegang)
    except GeenToegang as fout:
        raise Probleemfout("toegang-geweigerd", reden=fout.reden) from None
    wek(request)
    return JSONResponse({"zaken": [{"zaaknummer": i.zaak.zaaknummer, "toestand": i.zaak.toestand} for i in ingediend]})
