"""Questions over the network, by message and by the JSON API: who gets in, what comes of it, and what never leaves."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from hulp.netwerk import PERIODE
from hulp.web import Web, bewijs, geef_vrij, wacht_tot

from datastation import berichten
from datastation.berichten import Generatie
from datastation.vertrouwen.ondertekenen import Vorm, teken_token
from datastation.vertrouwen.sleutelbos import maak_sleutel
from datastation.web.api import MEDIATYPEN

VRAAG = {"profiel": "igj-wzd-aantallen", "versie": "1.0.0", "vraag": "1", "parameters": PERIODE}


def stuur(web: Web, generatie: Generatie, **koppen: str) -> tuple[httpx.Response, Any]:
    """A message with two questions."""
    verzoek = web.net.verzoek(generatie, ("1", "4"))
    alle = {**web.kop(), **berichten.koppen_van(verzoek), **koppen}
    return web.client.post("/api/verifiedsparql", content=berichten.schrijf_verzoek(verzoek), headers=alle), verzoek


def stel(web: Web, kenmerk: str = "", **anders: Any) -> httpx.Response:
    """A question through the JSON API, with a presentation of its own."""
    vraag = {**VRAAG, "presentatie": web.net.presentatie(web.net.verklaring(VRAAG["vraag"])), **anders}
    return web.client.post("/api/v1/zaken", json=vraag, headers=web.kop(**{"Idempotency-Key": kenmerk or str(uuid.uuid4())}))


@pytest.mark.parametrize("generatie", list(Generatie))
@pytest.mark.moet("P1", "S1", "S3")
def test_bericht_wordt_zaken(levend: Web, generatie: Generatie) -> None:
    """A message of each generation is taken with 200, one case per question (S1, S3); the answers come in the mailbox of the requester."""
    voor = len(levend.net.post())
    antwoord, _ = stuur(levend, generatie)
    assert antwoord.status_code == 200, antwoord.text
    zaken = antwoord.json()["zaken"]
    assert [z["toestand"] for z in zaken] == ["ontvangen", "ontvangen"]
    for zaak in zaken:
        geef_vrij(levend.net, zaak["zaaknummer"])
    wacht_tot(lambda: {levend.net.zaken()[z["zaaknummer"]] for z in zaken} == {"verzonden"})
    assert len(levend.net.post()) == voor + 2


def test_hetzelfde_bericht_nog_eens(levend: Web) -> None:
    """The same message again gives the same cases: whoever did not hear our 200 may send it again."""
    verzoek = levend.net.verzoek()
    alle = {**levend.kop(), **berichten.koppen_van(verzoek)}
    een, twee = (levend.client.post("/api/verifiedsparql", content=berichten.schrijf_verzoek(verzoek), headers=alle) for _ in range(2))
    assert [z["zaaknummer"] for z in een.json()["zaken"]] == [z["zaaknummer"] for z in twee.json()["zaken"]]


@pytest.mark.parametrize("kop", ["", "Bearer", "Bearer x", "Bearer a.b.c", "Basic YTpi", "Bearer " + "x" * 9000, "bearer"])
@pytest.mark.moet("S3", "S21")
def test_zonder_goed_token(vast: Web, kop: str) -> None:
    """No token, or one that is not good: 403 at KIK-V's service (S3), 401 with a challenge at the JSON API; nothing becomes a case."""
    koppen = {"Authorization": kop, "Content-Type": "application/json"}
    kikv = vast.client.post("/api/verifiedsparql", content=b"{}", headers=koppen)
    assert (kikv.status_code, kikv.json()["code"]) == (403, "toegang-geweigerd")
    api = vast.client.get("/api/v1/zaken/20261122-bbbbbbbbbb", headers=koppen)
    assert api.status_code == 401
    assert api.headers["www-authenticate"].startswith("Bearer")
    assert api.json()["code"] in ("token-ontbreekt", "token-ongeldig")
    assert vast.net.zaken() == {}


def test_token_van_een_ander_station(vast: Web) -> None:
    """A token that another station gave out is no token here."""
    ander = vast.net.afnemer
    nu = int(vast.net.klok.nu.timestamp())
    claims = {
        "iss": ander.did,
        "aud": vast.net.inr.did,
        "sub": ander.did,
        "client_id": ander.did,
        "scope": "verifiedsparql",
        "iat": nu,
        "exp": nu + 60,
        "jti": "x",
    }
    antwoord = vast.client.get(
        "/api/v1/zaken/20261122-bbbbbbbbbb", headers={"Authorization": f"Bearer {teken_token(claims, ander, 'at+jwt')}"}
    )
    assert (antwoord.status_code, antwoord.json()["reden"]) == (401, "sleutel")


def test_bericht_van_een_ander_dan_het_token(levend: Web) -> None:
    """A good token does not let somebody send in another's name."""
    verzoek = levend.net.verzoek(van="did:web:ander.example")
    alle = {**levend.kop(), **berichten.koppen_van(verzoek)}
    antwoord = levend.client.post("/api/verifiedsparql", content=berichten.schrijf_verzoek(verzoek), headers=alle)
    assert (antwoord.status_code, antwoord.json()["reden"]) == (403, "andere-afzender")


@pytest.mark.parametrize(
    ("inhoud", "status", "code"),
    [
        (b"", 400, "bericht.geen-json"),
        (b"{", 400, "bericht.geen-json"),
        (b'{"id":1,"id":2}', 400, "bericht.dubbele-sleutel"),
        (b"[" * 40 + b"]" * 40, 400, "bericht.te-diep"),
        (b'{"type":"iets-anders"}', 400, "bericht.bericht-onbekend"),
        (b'{"a":NaN}', 400, "bericht.getal"),
    ],
)
def test_bericht_dat_niet_te_lezen_is(levend: Web, inhoud: bytes, status: int, code: str) -> None:
    """Where a message cannot be read, there is nobody to report to: the call itself says which rule it breaks."""
    antwoord = levend.client.post("/api/verifiedsparql", content=inhoud, headers=levend.kop(**{"Content-Type": "application/json"}))
    assert (antwoord.status_code, antwoord.json()["code"]) == (status, code)


@pytest.mark.parametrize(
    "soort", ["", "text/plain", "application/json; charset=latin-1", "application/json;x=y", "application/rdf+xml", "multipart/form-data"]
)
def test_alleen_de_genoemde_vormen(levend: Web, soort: str) -> None:
    """Only the media types that the service names are read, and the problem names them."""
    antwoord = levend.client.post("/api/verifiedsparql", content=b"{}", headers=levend.kop(**{"Content-Type": soort}))
    assert antwoord.status_code == 415
    assert "application/json" in antwoord.headers["accept-post"]
    assert antwoord.json()["aanbod"] == sorted(berichten.MEDIATYPEN)


@pytest.mark.moet("S17")
def test_vraag_en_antwoord_door_de_api(levend: Web) -> None:
    """Ask, follow, fetch in each form: 202 with a place to look, then the answer."""
    genomen = stel(levend)
    assert genomen.status_code == 202, genomen.text
    plek = genomen.headers["location"]
    zaak = genomen.json()
    assert plek == f"/api/v1/zaken/{zaak['zaaknummer']}"
    assert zaak["koppelingen"]["zelf"] == f"https://station.example{plek}"
    geef_vrij(levend.net, zaak["zaaknummer"])
    assert levend.client.get(plek, headers=levend.kop()).json()["toestand"] == "vrijgegeven"
    for vorm in ("json", "csv", "xlsx", "jws"):
        antwoord = levend.client.get(f"{plek}/antwoord", headers=levend.kop(Accept=MEDIATYPEN[vorm]))
        assert antwoord.status_code == 200, antwoord.text
        assert antwoord.headers["content-type"].partition(";")[0] == MEDIATYPEN[vorm]
        assert antwoord.headers["content-disposition"].startswith("attachment; filename=")
        assert antwoord.content
    assert levend.net.geopend(antwoord.text)["zaak"] == zaak["zaaknummer"]
    bundel = levend.client.get(f"{plek}/antwoord", headers=levend.kop(Accept="application/zip"))
    assert zipfile.ZipFile(io.BytesIO(bundel.content)).testzip() is None
    # XML is about a whole profile, and the report is for the organisation itself.
    for soort in ("application/xml", "text/html", "image/png"):
        geweigerd = levend.client.get(f"{plek}/antwoord", headers=levend.kop(Accept=soort))
        assert geweigerd.status_code == 406
        assert "text/csv" in geweigerd.json()["aanbod"]
    assert levend.client.get(plek, headers=levend.kop()).json()["toestand"] == "verzonden"


def test_alle_vragen_van_een_profiel(levend: Web) -> None:
    """With `*` all questions of a profile are one case, and its answer is the delivery that the profile asks for."""
    brieven = [levend.net.verklaring(v.nr) for v in levend.net.profiel.vragen]
    genomen = stel(levend, vraag="*", presentatie=levend.net.presentatie(*brieven))
    plek = genomen.headers["location"]
    geef_vrij(levend.net, genomen.json()["zaaknummer"])
    standaard = levend.client.get(f"{plek}/antwoord", headers=levend.kop())
    assert standaard.status_code == 200
    assert standaard.headers["content-type"].partition(";")[0] in (MEDIATYPEN[levend.net.profiel.aflevering.standaard], "application/zip")


def test_zelfde_kenmerk(levend: Web) -> None:
    """Under one Idempotency-Key a question is one case; another question under it is refused and named as such."""
    kenmerk = str(uuid.uuid4())
    een, twee = stel(levend, kenmerk), stel(levend, kenmerk)
    assert een.status_code == twee.status_code == 202
    assert een.json()["zaaknummer"] == twee.json()["zaaknummer"]
    ander = stel(levend, kenmerk, parameters={"periode": "2025-H2"})
    assert (ander.status_code, ander.json()["code"]) == (422, "vrijgave.andere-inhoud")


def test_geweigerde_vraag_zegt_waarom(levend: Web) -> None:
    """A question that the gate refuses is a case too: its state says which check said no."""
    genomen = stel(levend, parameters={"periode": "2026-H7"})
    plek = genomen.headers["location"]
    wacht_tot(lambda: levend.client.get(plek, headers=levend.kop()).json()["uitslag"] == "afgewezen")
    reden = levend.client.get(plek, headers=levend.kop()).json()["reden"]
    assert reden["code"].startswith("parameter-")
    assert reden["zin"].endswith(".")
    geen = levend.client.get(f"{plek}/antwoord", headers=levend.kop())
    assert (geen.status_code, geen.json()["code"]) == (409, "vrijgave.toestand")


def test_intrekken(vast: Web) -> None:
    """A requester may withdraw its question until the answer is on its way; once withdrawn it stays so."""
    plek = stel(vast).headers["location"]
    antwoord = vast.client.post(f"{plek}/intrekking", json={"reden": "niet meer nodig"}, headers=vast.kop())
    assert (antwoord.status_code, antwoord.json()["toestand"]) == (200, "ingetrokken")
    nog_eens = vast.client.post(f"{plek}/intrekking", json={}, headers=vast.kop())
    assert (nog_eens.status_code, nog_eens.json()["code"]) == (409, "vrijgave.toestand")


def test_andermans_zaak(levend: Web) -> None:
    """Of another's case nothing can be told from a case that there is not."""
    eigen = stel(levend).headers["location"]
    ander = maak_sleutel(levend.net.map.parent / f"ander-{uuid.uuid4()}", nu=levend.net.klok.nu).als_did_jwk()
    formulier = {"grant_type": "vp_token-bearer", "assertion": bewijs(replace(levend.net, afnemer=ander)), "scope": "verifiedsparql"}
    token = levend.client.post("/oauth/token", data=formulier).json()["access_token"]
    koppen = {"Authorization": f"Bearer {token}"}
    uitkomsten = [
        levend.client.get(f"{pad}{rest}", headers=koppen)
        for pad in (eigen, "/api/v1/zaken/20261122-bbbbbbbbbb")
        for rest in ("", "/antwoord")
    ]
    assert {(a.status_code, a.json()["code"], a.json()["detail"]) for a in uitkomsten} == {
        (404, "vrijgave.onbekend", uitkomsten[0].json()["detail"])
    }


@pytest.mark.parametrize(
    ("vraag", "veld"),
    [
        ({**VRAAG, "extra": 1}, "extra"),
        ({**VRAAG, "versie": 1}, "versie"),
        ({**VRAAG, "versie": "1"}, "versie"),
        ({**VRAAG, "parameters": {"periode": 1}}, "parameters.periode"),
        ({**VRAAG, "parameters": []}, "parameters"),
        ({"versie": "1.0.0"}, "profiel"),
        ([], "(geheel)"),
    ],
)
def test_veld_dat_niet_klopt(vast: Web, vraag: Any, veld: str) -> None:
    """A wrong field is named; what stood in it is not repeated."""
    antwoord = vast.client.post("/api/v1/zaken", json=vraag, headers=vast.kop(**{"Idempotency-Key": "a"}))
    assert (antwoord.status_code, antwoord.json()["code"]) == (422, "invoer")
    assert any(v.startswith(veld) for v in antwoord.json()["velden"]), antwoord.text


def test_json_met_een_betekenis(vast: Web) -> None:
    """JSON with a name twice is refused before anything of it is read."""
    ruw = json.dumps(VRAAG)[:-1] + ', "vraag": "2"}'
    antwoord = vast.client.post(
        "/api/v1/zaken", content=ruw, headers=vast.kop(**{"Idempotency-Key": "a", "Content-Type": "application/json"})
    )
    assert (antwoord.status_code, antwoord.json()["code"], antwoord.json()["regel"]) == (400, "geen-json", "dubbele-sleutel")


@pytest.mark.parametrize("kenmerk", [None, "", "met spatie", "x" * 201, "é".encode("latin-1")])
def test_kenmerk_hoort_erbij(vast: Web, kenmerk: Any) -> None:
    """Without a key of the requester's own a question is not taken: nobody could tell whether it was asked before."""
    koppen: dict[str, Any] = vast.kop() | ({} if kenmerk is None else {"Idempotency-Key": kenmerk})
    antwoord = vast.client.post("/api/v1/zaken", json=VRAAG, headers=koppen)
    assert (antwoord.status_code, antwoord.json()["velden"]) == (422, ["header.Idempotency-Key"])


def test_onbekend_profiel_of_vraag(vast: Web) -> None:
    """What is not in the catalogue cannot be asked."""
    for anders, status, code in (
        ({"versie": "9.9.9"}, 404, "profiel-onbekend"),
        ({"profiel": "x"}, 404, "profiel-onbekend"),
        ({"vraag": "99"}, 404, "vraag-onbekend"),
    ):
        antwoord = vast.client.post("/api/v1/zaken", json={**VRAAG, **anders}, headers=vast.kop(**{"Idempotency-Key": str(uuid.uuid4())}))
        assert (antwoord.status_code, antwoord.json()["code"]) == (status, code)


def test_een_bsn_komt_niet_binnen(vast: Web) -> None:
    """A reference that can be a BSN is refused: it would stand in the log for years."""
    antwoord = stel(vast, "999990019")
    assert (antwoord.status_code, antwoord.json()["code"]) == (403, "geweigerd")
    assert "999990019" not in antwoord.text


@pytest.mark.parametrize("nummer", ["x", "20261122-", "20261122-ABC", "%00", "20261122-bbbbbbbbbb%0d%0aX", "1" * 400])
def test_nummer_dat_geen_zaaknummer_is(vast: Web, nummer: str) -> None:
    """A number of another form is refused as such, without being repeated."""
    antwoord = vast.client.get(f"/api/v1/zaken/{nummer}", headers=vast.kop())
    assert antwoord.status_code == 422
    assert antwoord.json()["velden"] == ["path.nummer"]


@pytest.mark.parametrize(
    ("formulier", "fout"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "client_credentials"}, "unsupported_grant_type"),
        ({"grant_type": "vp_token-bearer", "scope": "verifiedsparql"}, "invalid_request"),
        ({"grant_type": "vp_token-bearer", "assertion": "x", "scope": "verifiedsparql"}, "invalid_grant"),
        ({"grant_type": "vp_token-bearer", "assertion": "x", "scope": "alles"}, "invalid_scope"),
    ],
)
def test_token_geweigerd(vast: Web, formulier: dict[str, str], fout: str) -> None:
    """The token endpoint speaks OAuth's own error codes (RFC 6749 §5.2), and nothing of it is kept by others."""
    antwoord = vast.client.post("/oauth/token", data=formulier, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (antwoord.status_code, antwoord.json()["error"]) == (400, fout)
    assert antwoord.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("ruw", [b"a=1&a=2", b"a", b"a=%ff", b"&".join(b"v%d=1" % n for n in range(20)), b"\xff=1"])
def test_formulier_dat_niet_te_lezen_is(vast: Web, ruw: bytes) -> None:
    """A form with a field twice, too many of them or no text is an invalid request."""
    antwoord = vast.client.post("/oauth/token", content=ruw, headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (antwoord.status_code, antwoord.json()) == (400, {"error": "invalid_request"})


def test_bewijs_geldt_een_keer(vast: Web) -> None:
    """The same presentation gives no second token (replay)."""
    formulier = {"grant_type": "vp_token-bearer", "assertion": bewijs(vast.net), "scope": "verifiedsparql"}
    een, twee = (vast.client.post("/oauth/token", data=formulier) for _ in range(2))
    assert een.status_code == 200
    assert een.json().keys() == {"access_token", "token_type", "expires_in", "scope"}
    assert (twee.status_code, twee.json()) == (400, {"error": "invalid_grant", "error_description": "herhaling"})


def test_bewijs_dat_te_lang_geldt(vast: Web) -> None:
    """A presentation for a token is valid for five seconds at most (RFC021)."""
    lang = bewijs(vast.net, geldig=timedelta(seconds=60))
    antwoord = vast.client.post("/oauth/token", data={"grant_type": "vp_token-bearer", "assertion": lang, "scope": "verifiedsparql"})
    assert antwoord.json() == {"error": "invalid_grant", "error_description": "te-lang-geldig"}


def test_presentatie_als_json_ld(vast: Web) -> None:
    """A token is given for a JSON-LD presentation as well."""
    tekst = bewijs(vast.net, vorm=Vorm.JSONLD)
    antwoord = vast.client.post("/oauth/token", data={"grant_type": "vp_token-bearer", "assertion": tekst, "scope": "didcomm-service-kikv"})
    assert antwoord.status_code == 200, antwoord.text
    assert antwoord.json()["scope"] == "didcomm-service-kikv"
