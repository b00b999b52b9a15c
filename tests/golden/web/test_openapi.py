"""The OpenAPI document is what integrators build on: a change in it is seen, and is meant."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hulp.netwerk import maak_station, schrijf_beleid

from datastation.instellingen import lees_station
from datastation.uitwisselen import richt_in
from datastation.web.app import maak_app
from datastation.web.problemen import MEDIATYPE, TABEL

GOUD = Path(__file__).parent / "openapi.json"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    map = tmp_path_factory.mktemp("openapi") / "station"
    maak_station(map, "did:web:beheer.example")
    (map / "station.toml").write_text((map / "station.toml").read_text().replace('ca = "ca.pem"\n', ""))
    schrijf_beleid(map, "did:web:afnemer.example")
    with richt_in(lees_station(map), omgeving={}) as inr:
        yield maak_app(inr).openapi()


def test_zoals_vastgelegd(document: dict[str, Any]) -> None:
    """The document is the one that stands beside this test.

    Where the change is meant: ``DATASTATION_GOUD=1 .venv/bin/pytest tests/golden/web``, read the difference, say it in CHANGELOG.md and commit both.
    """
    tekst = json.dumps(document, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
    if os.environ.get("DATASTATION_GOUD"):
        GOUD.write_text(tekst, encoding="utf-8")
    assert tekst == GOUD.read_text(encoding="utf-8"), "see the docstring of this test"


def test_elke_handeling_is_heel(document: dict[str, Any]) -> None:
    """Each operation has a summary and words, and each refusal of it is a problem with an example; no shape of FastAPI's own is left."""
    assert document["openapi"] == "3.1.0"
    assert "HTTPValidationError" not in json.dumps(document)
    for pad, handelingen in document["paths"].items():
        for methode, handeling in handelingen.items():
            assert handeling["summary"], (methode, pad)
            assert handeling["description"], (methode, pad)
            for status, antwoord in handeling["responses"].items():
                if int(status) >= 400 and MEDIATYPE in antwoord.get("content", {}):
                    for voorbeeld in antwoord["content"][MEDIATYPE]["examples"].values():
                        assert voorbeeld["value"]["code"] in TABEL
                        assert str(voorbeeld["value"]["status"]) == status


def test_alle_verwijzingen_bestaan(document: dict[str, Any]) -> None:
    """Every reference leads to a schema that stands in the document."""
    schemas = document["components"]["schemas"]

    def loop(deel: Any) -> Iterator[str]:
        if isinstance(deel, dict):
            if "$ref" in deel:
                yield deel["$ref"]
            for onder in deel.values():
                yield from loop(onder)
        elif isinstance(deel, list):
            for onder in deel:
                yield from loop(onder)

    assert [v for v in loop(document) if v.removeprefix("#/components/schemas/") not in schemas] == []


def test_wie_een_token_nodig_heeft(document: dict[str, Any]) -> None:
    """What is about cases needs a token; what is about the station itself does not."""
    met = {pad for pad, h in document["paths"].items() for handeling in h.values() if handeling.get("security")}
    assert met == {
        "/api/verifiedsparql",
        "/api/v1/zaken",
        "/api/v1/zaken/{nummer}",
        "/api/v1/zaken/{nummer}/antwoord",
        "/api/v1/zaken/{nummer}/intrekking",
    }
