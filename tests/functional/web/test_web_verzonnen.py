"""Requests that nobody would think of, made out of the OpenAPI document: none of them makes the server fail, and each answer is as described."""

from __future__ import annotations

import pytest
import schemathesis
from hulp.web import Web
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from datastation.web.grenzen import Drempel
from datastation.web.problemen import MEDIATYPE, TABEL

ZONDER_TOKEN = ("/oauth/token",)


@pytest.mark.parametrize("aantal", [12, pytest.param(1000, marks=pytest.mark.lang)])
def test_verzonnen_aanvragen(vast: Web, aantal: int) -> None:
    """For every operation: no 5xx (but for a station that says that it is not ready), no answer of a kind or shape that the document does not name, and
    every refusal of ours leads to a page that exists."""
    staat = vast.app.state
    eerder = staat.drempel, staat.tokendrempel
    staat.drempel, staat.tokendrempel = Drempel(1e6, 10**9), Drempel(1e6, 10**9)
    koppen = vast.kop()
    try:
        gezien = 0
        for gelezen in schemathesis.openapi.from_dict(vast.app.openapi()).get_all_operations():
            handeling = gelezen.ok()

            @settings(max_examples=aantal, deadline=None, suppress_health_check=list(HealthCheck), database=None)
            @given(zaak=handeling.as_strategy())
            def probeer(zaak: schemathesis.Case) -> None:
                antwoord = zaak.call(base_url=str(vast.client.base_url), headers={} if zaak.path in ZONDER_TOKEN else koppen)
                toetsen = [content_type_conformance, response_schema_conformance, status_code_conformance]
                zaak.validate_response(antwoord, checks=[*toetsen, *([] if zaak.path == "/health/ready" else [not_a_server_error])])
                if MEDIATYPE in str(antwoord.headers.get("content-type")):
                    assert antwoord.json()["code"] in TABEL

            probeer()
            gezien += 1
        assert gezien == sum(len(handelingen) for handelingen in vast.app.openapi()["paths"].values())
    finally:
        staat.drempel, staat.tokendrempel = eerder
