"""The token endpoint (RFC 6749): whoever shows to be a DID gets a token for the services of KIK-V. Errors are those of OAuth, as its clients expect."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field
from starlette.responses import JSONResponse

from datastation.uitwisselen import geef_toegang
from datastation.vertrouwen import CLIENT_BEARER, DIENSTEN, JWT_BEARER, VP_BEARER, TokenFout
from datastation.web.grenzen import Drempel
from datastation.web.problemen import Probleemfout
from datastation.web.schema import problemen_van
from datastation.web.verzoek import Certificaat, Inhoud, Station, lees_formulier

routes = APIRouter(tags=["toegang"])
_INHOUD = Inhoud("application/x-www-form-urlencoded")
_KOPPEN = {"Cache-Control": "no-store", "Pragma": "no-cache"}
_VELDEN = {
    "grant_type": {"type": "string", "enum": [JWT_BEARER, VP_BEARER]},
    "assertion": {"type": "string", "description": "The presentation, or the JWT of RFC003 or GFI-004."},
    "scope": {"type": "string", "description": "Services, with a space between: " + ", ".join(sorted(DIENSTEN)) + "."},
    "presentation_submission": {"type": "string"},
    "client_assertion": {"type": "string"},
    "client_assertion_type": {"type": "string", "enum": [CLIENT_BEARER]},
}


class Token(BaseModel):
    """A token response (RFC 6749 §5.1)."""

    access_token: str
    token_type: str = Field(examples=["Bearer"])
    expires_in: int = Field(examples=[900])
    scope: str = Field(examples=["verifiedsparql"])


class Tokenweigering(BaseModel):
    """A token error (RFC 6749 §5.2)."""

    error: str = Field(examples=["invalid_grant"])
    error_description: str = Field(default="", examples=["verlopen"])


@routes.post(
    "/oauth/token",
    summary="Ask for an access token",
    response_model=Token,
    responses={400: {"model": Tokenweigering, "description": "The request is refused"}, **problemen_van(403, 413, 415, 429, 503)},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": _VELDEN, "required": ["grant_type", "assertion"]},
                    "example": {"grant_type": VP_BEARER, "assertion": "eyJhbGciOiJFZERTQSJ9…", "scope": "verifiedsparql"},
                }
            },
        }
    },
)
def token(request: Request, inr: Station, certificaat: Certificaat, ruw: Annotated[bytes, Depends(_INHOUD)]) -> JSONResponse:
    """A token of 15 minutes at most, bound to the client certificate of the connection where one came (RFC 8705)."""
    drempel: Drempel = request.app.state.tokendrempel
    if wacht := drempel.neem(request.client.host if request.client else ""):
        raise Probleemfout("te-vaak", {"Retry-After": str(int(wacht) + 1)})
    try:
        velden = lees_formulier(ruw)
    except Probleemfout:
        return JSONResponse({"error": "invalid_request"}, 400, headers=_KOPPEN)
    try:
        return JSONResponse(geef_toegang(inr, velden, certificaat=certificaat), headers=_KOPPEN)
    except TokenFout as fout:
        return JSONResponse(fout.antwoord(), 400, headers=_KOPPEN)
