"""One of each message of each generation, with fixed numbers and times; and the shapes in which others may write them."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from datastation.berichten import (
    Antwoordkader,
    Generatie,
    Verzoek,
    koppen_van,
    resultaat_id,
    resultset,
    schrijf_antwoord,
    schrijf_foutmelding,
    schrijf_verzoek,
    sparql_json,
)
from datastation.model.antwoord import Kolom, Resultaat

AFNEMER, STATION, ANDER = "did:web:afnemer.example", "did:web:station.example", "did:web:ander.example"
NU = datetime(2026, 7, 5, 12, 0, 0, tzinfo=UTC)
VRAAG_ID = "urn:uuid:3f1c2c9e-7b1f-4f0e-9f3a-0f4c5b6a7d01"
ADRES = "https://afnemer.example/kikv/antwoorden"
SPARQL = "SELECT ?vestiging (COUNT(?m) AS ?aantal) WHERE { ?m ?p ?vestiging } GROUP BY ?vestiging"
SHACL = "@prefix sh: <http://www.w3.org/ns/shacl#> .\n[] a sh:NodeShape .\n"


def b64(ruw: bytes | str) -> str:
    """Base64 with padding."""
    return base64.b64encode(ruw.encode() if isinstance(ruw, str) else ruw).decode()


def b64url(ruw: bytes | str) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(ruw.encode() if isinstance(ruw, str) else ruw).rstrip(b"=").decode()


def compact(kop: Any, inhoud: Any, handtekening: bytes = b"handtekening") -> str:
    """Something that has the form of a compact JWS."""
    return ".".join([b64url(json.dumps(kop)), b64url(json.dumps(inhoud)), b64url(handtekening)])


JWT = compact({"alg": "EdDSA", "kid": f"{AFNEMER}#1", "typ": "JWT"}, {"iss": AFNEMER, "aud": STATION, "vp": {}})
JSONLD = json.dumps(
    {
        "@context": ["https://www.w3.org/2018/credentials/v1"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [],
        "proof": {"type": "JsonWebSignature2020", "verificationMethod": f"{AFNEMER}#1", "jws": "eyJhbGciOiJFUzI1NiJ9..AA"},
    }
)
ZONDER_BEWIJS = json.dumps({"type": ["VerifiablePresentation"], "verifiableCredential": {"credentialSubject": {}}})
KAAL = {
    "id": AFNEMER,
    "validatedQuery": {
        "identifier": VRAAG_ID,
        "name": "Aantal maatregelen per vestiging",
        "profile": "https://kik-v.example/uitwisselprofielen/igj/1.0.0",
        "ontology": ["http://purl.org/ozo/onz-g"],
        "sparql": b64(SPARQL),
        "paramsSHACL": b64(SHACL),
    },
}
PARAMETERS = {"jaar": "2026", "zorgkantoor": "http://purl.org/ozo/onz-org#ZorgkantoorMenzis"}
_ID = {
    Generatie.KIKV_2021: "urn:uuid:11111111-aaaa-4bbb-8ccc-dddddddd0001",
    Generatie.NUTS_2022: "11111111-aaaa-4bbb-8ccc-dddddddd0002",
    Generatie.KIKV_1: "11111111-aaaa-4bbb-8ccc-dddddddd0003",
}
_GESPREK = "22222222-aaaa-4bbb-8ccc-dddddddd0001"
_ANTWOORD = "33333333-aaaa-4bbb-8ccc-dddddddd0001"


def verzoek(generatie: Generatie, **anders: Any) -> Verzoek:
    """A request of a generation, whole."""
    nuts = generatie is Generatie.NUTS_2022
    heel = Verzoek(
        generatie=generatie,
        id=_ID[generatie],
        gesprek=_GESPREK,
        van=AFNEMER,
        aan=(STATION,),
        gemaakt=None if nuts else NU,
        vervalt=None if nuts else NU + timedelta(days=30),
        antwoordadres=ADRES,
        presentatie=JWT if generatie is Generatie.KIKV_2021 else JSONLD,
        parameters=PARAMETERS,
    )
    return replace(heel, **anders)


def kader(generatie: Generatie) -> Antwoordkader:
    """Around an answer to `verzoek`."""
    return Antwoordkader(generatie, _ID[generatie], _GESPREK, STATION, AFNEMER, _ANTWOORD, NU + timedelta(hours=1))


RESULTAAT = Resultaat(
    "1",
    "Maatregelen",
    (
        Kolom("vestiging", "sleutel"),
        Kolom("aantal", "telling", "geheel"),
        Kolom("aandeel", "verhouding", "decimaal"),
        Kolom("peildatum", "kenmerk", "datum"),
        Kolom("onvolledig", "kenmerk", "waarheid"),
        Kolom("client", "koppel"),
    ),
    (
        ("000011112222", 12, Decimal("0.25"), date(2026, 6, 30), False, "geheim"),
        ("000011113333", 0, 1, None, True, "geheim"),
        ("Organisatie", None, "Ongedefinieerd", None, None, "geheim"),
    ),
)


def antwoordset(generatie: Generatie) -> dict[str, Any]:
    """The resultset of the one question."""
    return resultset([(resultaat_id(generatie, _ID[generatie], VRAAG_ID), sparql_json(RESULTAAT))])


def jws(generatie: Generatie) -> str:
    """The resultset in the form of a JWS."""
    return compact({"alg": "EdDSA", "kid": f"{STATION}#1"}, antwoordset(generatie))


FOUT = ("parameter-ontbreekt", "De parameter {1} ontbreekt.", ("jaar",))


def berichten(generatie: Generatie) -> dict[str, tuple[dict[str, str], bytes]]:
    """Every message of a generation, as headers and body: what we write."""
    k = kader(generatie)
    uit = {
        "verzoek": (koppen_van(verzoek(generatie)), schrijf_verzoek(verzoek(generatie))),
        "antwoord": (koppen_van(k), schrijf_antwoord(k, jws(generatie), antwoordset(generatie))),
        "fout": (koppen_van(k), schrijf_foutmelding(k, *FOUT)),
    }
    if generatie is Generatie.KIKV_1:
        uit["verzoek-kaal"] = (koppen_van(verzoek(generatie)), schrijf_verzoek(kaal_verzoek()))
    return uit


def kaal_verzoek() -> Verzoek:
    """The simplified mode of 1.x: no presentation, no reply address."""
    return verzoek(Generatie.KIKV_1, gesprek=_ID[Generatie.KIKV_1], presentatie="", kale_vragen=(KAAL,), antwoordadres="", parameters={})


def als_object(ruw: bytes) -> dict[str, Any]:
    """The body of a message of 2021 (its payload) or 1.x, to change something in."""
    bericht = json.loads(ruw)
    return bericht.get("payload", bericht)


def ruw(bericht: Any) -> bytes:
    """A message as bytes."""
    return json.dumps(bericht).encode()
