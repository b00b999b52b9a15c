"""What the station offers (DCAT and PROF at KIK-V's fixed place, C3) and who it is (its DID document, did:web)."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from datastation import catalogus as verhaal
from datastation.aflevering import Html, el
from datastation.instellingen import TIJDZONE
from datastation.instellingen import Station as Instellingen
from datastation.store import momentopname
from datastation.uitwisselprofiel import Profiel, alle_profielen
from datastation.vertrouwen import did_document
from datastation.web.bladzijde import bladzijde
from datastation.web.problemen import Probleemfout
from datastation.web.verzoek import Station, vorm

routes = APIRouter(tags=["catalogus"])
VORMEN = {"text/html": "html", "text/turtle": "ttl", "application/ld+json": "jsonld"}
DIENST = "/api/verifiedsparql"
_RITMES = {
    "daily": "ongeveer elke dag",
    "weekly": "ongeveer elke week",
    "monthly": "ongeveer elke maand",
    "quarterly": "ongeveer elk kwartaal",
    "irregular": "niet op vaste tijden",
}
DIENSTEN = ("didcomm-service-kikv", "validated-query-service")


@routes.get(
    "/datacatalog",
    summary="The catalogue: DCAT, with the exchange profiles as PROF",
    response_class=Response,
    responses={200: {"description": "The catalogue", "content": {soort: {"schema": {"type": "string"}} for soort in VORMEN}}},
)
def datacatalog(request: Request, inr: Station) -> Response:
    """Which data the station has, how fresh they are, which questions it can answer and where. Turtle, JSON-LD or a page, by Accept."""
    return _catalogus(request, inr, VORMEN[vorm(request, ("text/turtle", "application/ld+json", "text/html"))])


@routes.get("/datacatalog.{uitgang}", include_in_schema=False)
def datacatalog_als(request: Request, inr: Station, uitgang: str) -> Response:
    """The same for a link: the form by the end of its name."""
    if uitgang not in VORMEN.values():
        raise Probleemfout("niet-gevonden")
    return _catalogus(request, inr, uitgang)


def _catalogus(request: Request, inr: Station, uitgang: str) -> Response:
    if not momentopname.dienende(inr.station.momentopnamen):
        raise Probleemfout("niet-klaar")
    opname = momentopname.huidige(inr.station.momentopnamen)
    if uitgang == "html":
        antwoord = _bladzijde(inr.station, opname, inr.basis, inr.did)
    else:
        soort = next(s for s, u in VORMEN.items() if u == uitgang)
        # Another snapshot is another catalogue; nothing else changes it while the program runs.
        kas: dict[str, tuple[str, str]] = request.app.state.catalogus
        if kas.get(uitgang, ("", ""))[0] != opname.id:
            kas[uitgang] = (opname.id, verhaal.schrijf(verhaal.catalogus(inr.station, basis=inr.basis + DIENST), uitgang))
        antwoord = Response(kas[uitgang][1], media_type=soort)
    merk = '"' + hashlib.sha256(bytes(antwoord.body)).hexdigest()[:32] + '"'
    vast = {"ETag": merk, "Vary": "Accept", "Cache-Control": "no-cache"}
    if request.headers.get("if-none-match") == merk:
        return Response(status_code=304, headers=vast)
    antwoord.headers.update(vast)
    return antwoord


def _bladzijde(station: Instellingen, opname: momentopname.Momentopname, basis: str, did: str) -> Response:
    manifest = opname.manifest
    ritme = _RITMES[verhaal.ritme([datetime.fromisoformat(o.manifest.gemaakt_op) for o in momentopname.lijst(station.momentopnamen)])]
    feiten = (
        ("Organisatie", station.organisatie.naam),
        ("KvK-nummer", ", ".join(station.organisatie.kvk)),
        ("Gegevens", "Onvrijwillige zorg (Wzd)"),
        ("Gegevens tot en met", f"{manifest.gegevens_tot:%d-%m-%Y}"),
        ("Ververst op", f"{datetime.fromisoformat(manifest.gemaakt_op).astimezone(ZoneInfo(TIJDZONE)):%d-%m-%Y om %H:%M uur}"),
        ("Hoe vaak", ritme),
        ("DID van het station", el("code", did)),
        ("Adres voor vragen", el("code", basis + DIENST)),
    )
    aanbod = el("section", el("h2", "Over dit station"), el("dl", [(el("dt", kop), el("dd", waarde)) for kop, waarde in feiten]))
    ook = el(
        "section",
        el("h2", "Voor programma's"),
        el(
            "ul",
            el("li", el("a", "Deze catalogus als Turtle", href="/datacatalog.ttl")),
            el("li", el("a", "Deze catalogus als JSON-LD", href="/datacatalog.jsonld")),
            el("li", el("a", "Beschrijving van de API (OpenAPI)", href="/openapi.json")),
            el("li", el("a", "DID-document", href="/.well-known/did.json")),
        ),
    )
    profielen = [_profiel(p) for p in alle_profielen(erbij=station.eigen_profielen)]
    onder = "Welke vragen dit station kan beantwoorden, en hoe vers de gegevens zijn."
    return bladzijde("Gegevensaanbod", aanbod, *profielen, ook, boven=station.organisatie.naam, onder=onder)


def _profiel(profiel: Profiel) -> Html:
    geldig = f"vanaf {profiel.geldig_van:%d-%m-%Y}" + (f" tot en met {profiel.geldig_tot:%d-%m-%Y}" if profiel.geldig_tot else "")
    feiten = (
        ("Profiel", el("code", profiel.naam)),
        ("Vraagt", profiel.afnemer),
        ("Grond", profiel.grondslag),
        ("Doel", profiel.doel),
        ("Geldig", geldig),
        ("Vormen", ", ".join(profiel.aflevering.formaten)),
    )
    return el(
        "section",
        el("h2", profiel.titel),
        el("dl", [(el("dt", kop), el("dd", waarde)) for kop, waarde in feiten]),
        el("h3", "Vragen"),
        el("ol", [el("li", vraag.titel) for vraag in profiel.vragen]),
    )


class DidAntwoord(JSONResponse):
    """A DID document (DID Core §6.3)."""

    media_type = "application/did+ld+json"


@routes.get("/.well-known/did.json", summary="The DID document of the station", response_model=dict[str, Any], response_class=DidAntwoord)
def did_json(inr: Station) -> DidAntwoord:
    """Its public keys, the newest first, and where it takes questions. An older key stays until it is removed, so that what it signed can be verified."""
    punten: dict[str, Any] = {"oauth": f"{inr.basis}/oauth/token", "datastation": inr.basis + DIENST}
    diensten = dict.fromkeys(DIENSTEN, punten)
    return DidAntwoord(did_document(inr.did, inr.sleutels.sleutels, diensten), headers={"Cache-Control": "no-cache"})
