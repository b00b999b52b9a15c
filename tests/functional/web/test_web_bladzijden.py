"""What anybody may read: catalogue, DID document, pages of problems, OpenAPI, health; and the headers that every response carries."""

from __future__ import annotations

import json
import re
from itertools import pairwise

import pyoxigraph as ox
import pytest
from hulp.web import Web
from rdflib import Graph
from rdflib.namespace import DCAT, RDF

from datastation.vertrouwen import Resolver
from datastation.web.problemen import TABEL

OPENBAAR = (
    "/datacatalog",
    "/datacatalog.html",
    "/.well-known/did.json",
    "/problemen",
    "/openapi.json",
    "/health/live",
    "/health/ready",
    "/api/v1/profielen",
    "/niets",
)


@pytest.mark.parametrize("pad", OPENBAAR)
def test_koppen_bij_alles(vast: Web, pad: str) -> None:
    """Every response says how it may be used: nothing may be guessed, framed, kept by others or followed; and it has a number of its own."""
    antwoord = vast.client.get(pad)
    assert antwoord.headers["x-content-type-options"] == "nosniff"
    assert antwoord.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'none'" in antwoord.headers["content-security-policy"]
    assert "frame-ancestors 'none'" in antwoord.headers["content-security-policy"]
    assert antwoord.headers["cache-control"] in ("no-store", "no-cache")
    assert antwoord.headers["strict-transport-security"].startswith("max-age=")
    assert re.fullmatch(r"[0-9a-f-]{36}", antwoord.headers["x-request-id"])
    assert "server" not in antwoord.headers


@pytest.mark.parametrize(
    ("accept", "soort"),
    [
        ("", "text/turtle"),
        ("*/*", "text/turtle"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.2, application/ld+json;q=0.9", "application/ld+json"),
    ],
)
@pytest.mark.moet("C1", "C3")
def test_catalogus_naar_wens(vast: Web, accept: str, soort: str) -> None:
    """The catalogue stands at KIK-V's fixed place (C3), in the form that is asked for."""
    antwoord = vast.client.get("/datacatalog", headers={"Accept": accept})
    assert antwoord.status_code == 200
    assert antwoord.headers["content-type"].partition(";")[0] == soort
    assert "Accept" in antwoord.headers["vary"]


@pytest.mark.moet("C6")
def test_catalogus_beschrijft_de_dienst(vast: Web) -> None:
    """Turtle and JSON-LD are the same graph, with the service and its address in it (C6)."""
    tekst = vast.client.get("/datacatalog.ttl").text
    turtle = Graph().parse(data=tekst, format="turtle")
    jsonld = vast.client.get("/datacatalog.jsonld").content
    assert {str(q) for q in ox.parse(tekst, ox.RdfFormat.TURTLE)} == {str(q) for q in ox.parse(jsonld, ox.RdfFormat.JSON_LD)}
    (dienst,) = turtle.subjects(RDF.type, DCAT.DataService)
    assert str(turtle.value(dienst, DCAT.endpointURL)) == "https://station.example/api/verifiedsparql"


def test_catalogus_niet_in_die_vorm(vast: Web) -> None:
    """A form that there is not is refused, and the problem names those that there are."""
    antwoord = vast.client.get("/datacatalog", headers={"Accept": "application/rdf+xml"})
    assert antwoord.status_code == 406
    assert antwoord.json()["aanbod"] == ["text/turtle", "application/ld+json", "text/html"]
    assert vast.client.get("/datacatalog.rdf").status_code == 404


@pytest.mark.parametrize("pad", ["/datacatalog.ttl", "/datacatalog.jsonld", "/datacatalog.html"])
def test_catalogus_onveranderd(vast: Web, pad: str) -> None:
    """Who has it already is told so."""
    merk = vast.client.get(pad).headers["etag"]
    antwoord = vast.client.get(pad, headers={"If-None-Match": merk})
    assert (antwoord.status_code, antwoord.content) == (304, b"")


@pytest.mark.parametrize("pad", OPENBAAR)
def test_alleen_het_hoofd(vast: Web, pad: str) -> None:
    """HEAD gives the headers of GET, without its body."""
    get, head = vast.client.get(pad), vast.client.head(pad)
    assert (head.status_code, head.content) == (get.status_code, b"")
    assert head.headers["content-length"] == get.headers["content-length"]


def test_catalogus_als_bladzijde(vast: Web) -> None:
    """The page names organisation, freshness, profiles and questions; it stands alone and can be read with a screen reader."""
    tekst = vast.client.get("/datacatalog.html").text
    for woord in (
        "Kleinhof",
        "05-07-2026",
        "igj-wzd-aantallen@1.0.0",
        "Totaal per vestiging",
        "https://station.example/api/verifiedsparql",
    ):
        assert woord in tekst
    _staat_op_zichzelf(tekst)


def test_did_document(vast: Web) -> None:
    """The DID document is that of the station, and the resolver of any other station takes it."""
    antwoord = vast.client.get("/.well-known/did.json")
    document = antwoord.json()
    assert document["id"] == vast.net.inr.did == "did:web:station.example"
    assert antwoord.headers["content-type"] == "application/did+ld+json"

    class Vast:
        def haal(self, url: str, *, anders: object) -> bytes:
            assert url == "https://station.example/.well-known/did.json"
            return antwoord.content

    eigen = vast.net.inr.sleutels.tekent
    sleutel = Resolver(ophaler=Vast()).sleutel(eigen.kid, doelen=("assertionMethod",), nu=vast.net.klok.nu)  # type: ignore[arg-type]
    sleutel.keur(eigen.alg, b"bericht", eigen.sign(b"bericht"))
    assert {d["type"] for d in document["service"]} == {"didcomm-service-kikv", "validated-query-service"}
    assert "d" not in document["verificationMethod"][0]["publicKeyJwk"]


@pytest.mark.parametrize("code", sorted(TABEL))
def test_elk_probleem_heeft_een_bladzijde(vast: Web, code: str) -> None:
    """Behind every code stands a page, in Dutch and English, that says what can be done."""
    antwoord = vast.client.get(f"/problemen/{code}")
    assert antwoord.status_code == 200
    assert code in antwoord.text
    assert 'lang="en"' in antwoord.text
    assert "Wat u kunt doen" in antwoord.text
    _staat_op_zichzelf(antwoord.text)


def test_alle_problemen_op_een_bladzijde(vast: Web) -> None:
    """The list leads to each page; a code that there is not leads nowhere."""
    tekst = vast.client.get("/problemen").text
    assert sorted(re.findall(r'href="/problemen/([^"]+)"', tekst)) == sorted(TABEL)
    _staat_op_zichzelf(tekst)
    assert vast.client.get("/problemen/bestaat-niet").status_code == 404


def _staat_op_zichzelf(tekst: str) -> None:
    """No script, nothing from elsewhere, a language, a title, one main heading, a way past the heading."""
    assert tekst.startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert "<script" not in tekst
    assert not re.search(r"(?:src|<link|@import|url\()", tekst)
    assert not re.search(r'href="(?!/|#)', tekst)
    assert tekst.count("<h1>") == 1
    assert '<main id="inhoud">' in tekst
    assert 'href="#inhoud"' in tekst
    assert re.search(r"<title>[^<]+</title>", tekst)
    koppen = [int(n) for n in re.findall(r"<h([1-6])", tekst)]
    assert all(later <= eerder + 1 for eerder, later in pairwise(koppen))


def test_probleem_in_de_taal_van_de_vrager(vast: Web) -> None:
    """A problem has the shape of RFC 9457, a page that exists, and the language that is asked for."""
    nl = vast.client.get("/niets")
    en = vast.client.get("/niets", headers={"Accept-Language": "en-GB,en;q=0.9,nl;q=0.4"})
    assert nl.status_code == en.status_code == 404
    assert nl.headers["content-type"] == "application/problem+json"
    assert nl.json()["title"] == "Dit bestaat hier niet."
    assert en.json()["title"] == "There is nothing here by that name."
    assert (nl.headers["content-language"], en.headers["content-language"]) == ("nl", "en")
    assert nl.json()["instance"] == f"urn:uuid:{nl.headers['x-request-id']}"
    pagina = nl.json()["type"].removeprefix("https://station.example")
    assert vast.client.get(pagina).status_code == 200


def test_gezondheid(vast: Web, levend: Web) -> None:
    """Alive is alive; ready is only where cases are treated too, and it says which part is not."""
    assert vast.client.get("/health/live").json() == {"klaar": True, "onderdelen": {}}
    antwoord = vast.client.get("/health/ready")
    assert antwoord.status_code == 503
    assert antwoord.json()["onderdelen"] == {"staat": True, "momentopname": True, "beleid": True, "behandeling": False}
    assert levend.client.get("/health/ready").json()["klaar"] is True


@pytest.mark.parametrize(
    "pad", ["/docs", "/redoc", "/docs/oauth2-redirect", "/metrics", "/api/v1/profielen/", "/../etc/passwd", "/%2e%2e/x"]
)
def test_wat_er_niet_is(vast: Web, pad: str) -> None:
    """No page that loads things from elsewhere, no counts on the public port, no redirect to somewhere else."""
    assert vast.client.get(pad).status_code == 404


def test_methode_die_niet_kan(vast: Web) -> None:
    """Another method than those of the route is a problem that names them."""
    antwoord = vast.client.delete("/datacatalog")
    assert antwoord.status_code == 405
    assert antwoord.headers["allow"] == "GET"
    assert antwoord.json()["code"] == "methode"


def test_profielen(vast: Web) -> None:
    """The JSON API lists what the catalogue lists, and each entry leads to itself."""
    lijst = vast.client.get("/api/v1/profielen").json()["profielen"]
    assert {(p["id"], p["versie"]) for p in lijst} == set(vast.net.inr.profielen)
    for profiel in lijst:
        assert vast.client.get(profiel["zelf"]).json() == profiel
    onbekend = vast.client.get("/api/v1/profielen/niet/1.0.0")
    assert onbekend.status_code == 404
    assert json.loads(onbekend.text)["code"] == "niet-gevonden"
