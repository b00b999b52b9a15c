"""The duties of KIK-V's 2021 specification about messages (moet-2021.md P7-P12, S13-S15, S19-S21), each by its number."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hulp import berichten as v

from datastation.berichten import (
    BerichtFout,
    Generatie,
    Reden,
    koppen_van,
    lees_reactie,
    lees_verzoek,
    lees_vraag,
    probleemcode,
    schrijf_antwoord,
    schrijf_foutmelding,
)

G21 = Generatie.KIKV_2021


def heel(naam: str) -> dict[str, Any]:
    """A message of 2021 as it goes over the wire."""
    return json.loads(v.berichten(G21)[naam][1])


@pytest.mark.parametrize("naam", ["verzoek", "antwoord", "fout"])
@pytest.mark.moet("P7", "P8")
def test_p7_p8_envelop_in_de_body(naam: str) -> None:
    """P7, P8: a message is an envelope in the body of an HTTP request, not encrypted and not signed; no header carries a part of it."""
    koppen, ruw = v.berichten(G21)[naam]
    bericht = json.loads(ruw)
    assert list(koppen) == ["Content-Type"]
    assert bericht.keys() == {"protected", "payload", "signature"}
    assert (bericht["protected"], bericht["signature"]) == ({"alg": "none", "typ": "JWM"}, "")


@pytest.mark.moet("P9")
def test_p9_velden_van_een_verzoek() -> None:
    """P9: a request has the type and the fields of the example; what may be absent may be absent."""
    inhoud = heel("verzoek")["payload"]
    assert inhoud["type"] == "v1/basic-message/request"
    assert list(inhoud) == ["jti", "type", "from", "to", "exp", "iat", "thread_id", "reply_url", "body"]
    assert base64.urlsafe_b64decode(inhoud["body"]["message"] + "==").decode() == v.JWT
    verplicht = {n: w for n, w in inhoud.items() if n not in ("exp", "iat")}
    gelezen = lees_verzoek(v.ruw(verplicht), koppen={})
    assert (gelezen.gemaakt, gelezen.vervalt, gelezen.antwoordadres) == (None, None, v.ADRES)
    for naam in verplicht:
        with pytest.raises(BerichtFout):
            lees_verzoek(v.ruw({n: w for n, w in verplicht.items() if n != naam}), koppen={})


@pytest.mark.parametrize(("naam", "soort"), [("antwoord", "v1/basic-message/response"), ("fout", "v1/error-report")])
@pytest.mark.moet("P10", "P11")
def test_p10_p11_dezelfde_envelop_zonder_antwoordadres(naam: str, soort: str) -> None:
    """P10, P11: an answer and an error report have the envelope of the request with their own type, and no ``reply_url``."""
    inhoud = heel(naam)["payload"]
    assert inhoud["type"] == soort
    assert heel("verzoek")["payload"].keys() - inhoud.keys() == {"reply_url", "exp"}
    assert inhoud["thread_id"] == heel("verzoek")["payload"]["thread_id"]


@pytest.mark.moet("P11")
def test_p11_melding_is_gewone_tekst() -> None:
    """P11: the message of an error report is plain text for people."""
    assert heel("fout")["payload"]["body"]["message"] == "De parameter jaar ontbreekt."


@pytest.mark.moet("P12")
def test_p12_tijden_en_nummer() -> None:
    """P12: jti is a text, exp and iat are seconds since 1970 (RFC 7519), with or without a fraction."""
    inhoud = heel("verzoek")["payload"]
    assert [type(inhoud[n]) for n in ("jti", "exp", "iat")] == [str, int, int]
    gelezen = lees_verzoek(v.ruw(inhoud | {"iat": inhoud["iat"] + 0.5}), koppen={})
    assert gelezen.gemaakt == datetime.fromtimestamp(inhoud["iat"] + 0.5, UTC)


@pytest.mark.parametrize(("rij", "veld"), [("S13", "profile"), ("S14", "ontology"), ("S15", "query")])
@pytest.mark.moet("S13", "S14", "S15")
def test_s13_s14_s15_velden_van_een_vraag(rij: str, veld: str) -> None:
    """S13-S15: a question has ``profile``, ``ontology`` and ``query``; without one of them it is refused. That the query is the registered,
    valid SPARQL is for the gate."""
    vraag = {"profile": "https://kik-v.example/p", "ontology": "http://purl.org/ozo/onz-g", "query": v.SPARQL}
    gelezen = lees_vraag(vraag, id="urn:uuid:1")
    assert (gelezen.profiel, gelezen.ontologie, gelezen.sparql) == (vraag["profile"], (vraag["ontology"],), v.SPARQL.encode())
    with pytest.raises(BerichtFout) as fout:
        lees_vraag({n: w for n, w in vraag.items() if n != veld}, id="urn:uuid:1")
    assert fout.value.reden is Reden.VELD_ONTBREEKT, rij


@pytest.mark.moet("S19")
def test_s19_resultset() -> None:
    """S19: the answer is an array of id of the question and result, named ``resultset``."""
    inhoud = json.loads(base64.urlsafe_b64decode(heel("antwoord")["payload"]["body"]["message"] + "=="))
    assert list(inhoud) == ["resultset"]
    ((deel),) = inhoud["resultset"]
    assert (list(deel), deel["id"]) == (["id", "result"], v.VRAAG_ID)


@pytest.mark.parametrize("generatie", Generatie)
@pytest.mark.moet("S20")
def test_s20_zelfde_protocol(generatie: Generatie) -> None:
    """S20: an answer and an error report go out in the generation in which the question came in."""
    kader = v.kader(lees_verzoek(v.berichten(generatie)["verzoek"][1], koppen=v.berichten(generatie)["verzoek"][0]).generatie)
    for ruw in (schrijf_antwoord(kader, v.jws(generatie), v.antwoordset(generatie)), schrijf_foutmelding(kader, *v.FOUT)):
        assert lees_reactie(ruw, koppen=koppen_van(kader)).generatie is generatie


@pytest.mark.parametrize("generatie", Generatie)
@pytest.mark.parametrize("reden", ["handtekening", "vraag-onbekend"])
@pytest.mark.moet("S21")
def test_s21_foutmelding(generatie: Generatie, reden: str) -> None:
    """S21: an invalid presentation (5a) and an invalid question (6a) can be said in an error report of every generation."""
    kader = v.kader(generatie)
    fout = lees_reactie(schrijf_foutmelding(kader, reden, "Dit kan niet."), koppen=koppen_van(kader))
    assert (getattr(fout, "code", ""), getattr(fout, "tekst", "")) == (probleemcode(reden), "Dit kan niet.")
