"""The OpenAPI description: the shape of a problem, which problems a route can give, and what FastAPI cannot know of itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel

from datastation.web.problemen import MEDIATYPE, TABEL

_VERWIJZING = {"$ref": "#/components/schemas/Probleem"}
_PROBLEEM = {
    "title": "Probleem",
    "description": "A problem (RFC 9457). Other members may stand beside these.",
    "type": "object",
    "required": ["type", "title", "status", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "Page that explains this kind of problem."},
        "title": {"type": "string", "description": "The same in one sentence, Dutch or (by Accept-Language) English."},
        "status": {"type": "integer"},
        "code": {"type": "string", "enum": sorted(TABEL)},
        "instance": {"type": "string", "format": "uri", "description": "Number of this request in the log of the station."},
        "detail": {"type": "string"},
        "waar": {"type": "string", "description": "Name of the field."},
        "herstel": {"type": "string", "description": "What can be done about it."},
        "aanbod": {"type": "array", "items": {"type": "string"}, "description": "Media types that there are."},
        "velden": {"type": "array", "items": {"type": "string"}, "description": "Fields that are wrong."},
        "reden": {"type": "string", "description": "Code of the check that refused."},
        "regel": {"type": "string", "description": "Rule of strict JSON that was broken."},
    },
}
_UITLEG = """\
A datastation answers *validated questions* where the data are. Network actors of KIK-V send messages to `/api/verifiedsparql`; programs may use the
JSON API under `/api/v1`, where the same questions become the same cases. Every answer passes the policy of the organisation, and its people where
the policy says so.
"""


def problemen_van(*statussen: int) -> dict[int | str, dict[str, Any]]:
    """For a route: the problems that it can give, by status, each with an example."""
    uit: dict[int | str, dict[str, Any]] = {}
    for status in statussen:
        codes = [p for p in TABEL.values() if p.status == status]
        voorbeelden = {
            p.code: {"value": {"type": f"https://station.example/problemen/{p.code}", "title": p.nl, "status": status, "code": p.code}}
            for p in codes
        }
        eerste = codes[0]
        uit[status] = {
            "description": eerste.en if len(codes) == 1 else "Refused: see `code`",
            "content": {MEDIATYPE: {"schema": _VERWIJZING, "examples": dict(list(voorbeelden.items())[:3])}},
        }
    return uit


def beschrijving(app: FastAPI, basis: str, inhouden: Sequence[type[BaseModel]] = ()) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the station.

    Args:
        inhouden: shapes of bodies that routes read by themselves, strictly, and that FastAPI therefore does not see.
    """
    document = get_openapi(
        title="Datastation",
        version=app.version,
        openapi_version="3.1.0",
        description=_UITLEG,
        routes=app.routes,
        license_info={"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
        servers=[{"url": basis}],
    )
    delen = document.setdefault("components", {})
    delen.setdefault("schemas", {})["Probleem"] = _PROBLEEM
    delen["schemas"] |= {inhoud.__name__: inhoud.model_json_schema() for inhoud in inhouden}
    delen["securitySchemes"] = {
        "toegangstoken": {"type": "http", "scheme": "bearer", "description": "Token of `/oauth/token`, bound to the client certificate."},
        "certificaat": {"type": "mutualTLS"},
    }
    return document
