"""Frozen contexts: our own equivalents mean what the published ones mean, and nothing undefined passes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hulp.vertrouwen import met_vectoren, vector

from datastation.fouten import MotorFout
from datastation.vertrouwen import contexten
from datastation.vertrouwen.contexten import CREDENTIALS_V1, CREDENTIALS_V2, EIGEN, JWS2020, KIKV, vastgelegd
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.redenen import Afgewezen, Reden

NUTS = "https://nuts.nl/credentials/v1"
GEPUBLICEERD = {
    JWS2020: "contexts/lds-jws2020-v1.ldjson",
    NUTS: "contexts/nuts.ldjson",
    "https://nuts.nl/credentials/2024": "contexts/nuts-2024.ldjson",
    "https://w3id.org/vc/status-list/2021/v1": "contexts/w3c-statuslist2021.ldjson",
    "https://www.w3.org/ns/credentials/status/v1": "status-list/vc-status-list-v1.jsonld",
    CREDENTIALS_V1: "contexts/w3c-credentials-v1.ldjson",
}
EIGEN_CONTEXTEN = Contexten()
DID = "did:web:afnemer.example"


def credential(context: list[str], soort: str, onderwerp: object, **meer: object) -> dict[str, object]:
    return {
        "@context": context,
        "id": f"{DID}#1",
        "type": [soort, "VerifiableCredential"],
        "issuer": DID,
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": onderwerp,
        **meer,
    }


_INGANG = {
    "id": "https://a.example/s#7",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": "https://a.example/s",
}
VOORBEELDEN = {
    "organisatie": credential(
        [NUTS, CREDENTIALS_V1], "NutsOrganizationCredential", {"id": DID, "organization": {"name": "A", "city": "B"}}
    ),
    "medewerker": credential(
        [NUTS, CREDENTIALS_V1], "NutsEmployeeCredential", {"id": DID, "type": "Organization", "member": {"roleName": "x"}}
    ),
    "autorisatie": credential(
        [NUTS, CREDENTIALS_V1],
        "NutsAuthorizationCredential",
        {
            "id": DID,
            "purposeOfUse": "p",
            "subject": "urn:x:1",
            "localParameters": {"a": [1, {"b": 2}]},
            "resources": [{"path": "/a", "operations": ["read"], "userContext": True, "assuranceLevel": "low"}],
        },
    ),
    "ontdekking": credential([NUTS, CREDENTIALS_V1], "DiscoveryRegistrationCredential", {"id": DID, "authServerURL": "https://a.example"}),
    "ura": credential(
        ["https://nuts.nl/credentials/2024", CREDENTIALS_V1],
        "NutsUraCredential",
        {"id": DID, "organization": {"ura": "1", "name": "A", "city": "B"}},
    ),
    "statuslijst2021": credential(
        [CREDENTIALS_V1, "https://w3id.org/vc/status-list/2021/v1"],
        "StatusList2021Credential",
        {"id": "https://a.example/s#l", "type": "StatusList2021", "statusPurpose": "revocation", "encodedList": "H4s"},
        credentialStatus={"type": "StatusList2021Entry", **_INGANG},
    ),
    "bitstring": credential(
        [CREDENTIALS_V1, "https://www.w3.org/ns/credentials/status/v1"],
        "BitstringStatusListCredential",
        {"id": "https://a.example/s#l", "type": "BitstringStatusList", "statusPurpose": "revocation", "encodedList": "uH4s", "ttl": 5},
        credentialStatus={"type": "BitstringStatusListEntry", "statusSize": 1, **_INGANG},
    ),
    "intrekking": {
        "@context": [NUTS, JWS2020],
        "type": ["CredentialRevocation"],
        "issuer": DID,
        "subject": f"{DID}#1",
        "date": "2026-01-01T00:00:00Z",
    },
    "bewijs": {
        "@context": [JWS2020],
        "@type": "JsonWebSignature2020",
        "created": "2026-01-01T00:00:00Z",
        "expires": "2026-01-01T00:00:00Z",
        "challenge": "c",
        "domain": "d",
        "nonce": "n",
        "proofPurpose": "authentication",
        "verificationMethod": f"{DID}#k",
    },
}


@met_vectoren
@pytest.mark.parametrize("naam", VOORBEELDEN)
def test_eigen_context_betekent_hetzelfde(naam: str) -> None:
    """A document expands with our own contexts to exactly what the published contexts make of it."""
    gepubliceerd = Contexten({url: vector(pad) for url, pad in GEPUBLICEERD.items()})
    assert EIGEN_CONTEXTEN.uitgebreid(VOORBEELDEN[naam]) == gepubliceerd.uitgebreid(VOORBEELDEN[naam])


@met_vectoren
def test_kikv_context_is_die_van_kikv() -> None:
    """KIK-V's terms have the IRIs of its latest context, `paramsSHACL` included, which the workshop's lacks and so leaves unsigned."""
    vraag = {
        "identifier": "urn:uuid:1",
        "name": "n",
        "description": "d",
        "ontology": ["o"],
        "profile": "p",
        "sparql": "s",
        "paramsSHACL": "x",
    }
    document = credential([CREDENTIALS_V1, KIKV], "ValidatedQueryCredential", {"id": DID, "validatedQuery": vraag})
    uit = EIGEN_CONTEXTEN.uitgebreid(document)
    assert "https://example.org/kikv#paramsSHACL" in str(uit)
    oud = Contexten({KIKV: vector("kik-v/kikv-context-workshop.ldjson")})
    with pytest.raises(Afgewezen) as fout:
        oud.uitgebreid(document)
    assert fout.value.reden is Reden.TERM
    vraag.pop("paramsSHACL")
    assert oud.uitgebreid(document) == EIGEN_CONTEXTEN.uitgebreid(document)


def test_data_integrity_is_die_van_credentials_v2() -> None:
    """Our context of Data Integrity proofs defines the proof as the one that W3C built into credentials/v2."""
    alle = vastgelegd()
    eigen, w3c = (alle[u]["@context"]["DataIntegrityProof"] for u in ("https://w3id.org/security/data-integrity/v2", CREDENTIALS_V2))
    assert eigen == w3c


VREEMD = [
    ({"onbekend": 1}, Reden.TERM),
    ({"credentialSubject": {"id": DID, "organization": {"name": "A", "kleur": "B"}}}, Reden.TERM),
    ({"credentialSubject": {"id": DID, "organisatie": {"name": "A"}}}, Reden.TERM),
    ({"type": ["NutsOrganizationCredential", "VerifiableCredential", "Onbekend"]}, Reden.TERM),
    ({"credentialSubject": {"id": DID, "@type": "x:y"}}, Reden.TERM),
    ({"@graph": []}, Reden.TERM),
    ({"@id": DID}, Reden.TERM),
    ({"_:b": "x"}, Reden.TERM),
    ({"credentialSubject": {"id": "_:b"}}, Reden.RELATIEVE_IRI),
    ({"issuer": "afnemer"}, Reden.RELATIEVE_IRI),
    ({"issuer": ""}, Reden.RELATIEVE_IRI),
    ({"id": "/een/pad"}, Reden.RELATIEVE_IRI),
    ({"id": "#1"}, Reden.RELATIEVE_IRI),
    ({"issuer": "did:web:a b"}, Reden.RELATIEVE_IRI),
    ({"issuer": "did:web:<a>"}, Reden.RELATIEVE_IRI),
    ({"credentialSubject": None}, Reden.VORM),
    ({"credentialSubject": []}, Reden.VORM),
    ({"credentialSubject": {"id": DID, "organization": {"name": None}}}, Reden.VORM),
    ({"id": 5}, Reden.VORM),
    ({"@context": "https://elders.example/v1"}, Reden.CONTEXT),
    ({"@context": []}, Reden.CONTEXT),
    ({"@context": [NUTS] * 9}, Reden.CONTEXT),
    ({"@context": [NUTS, {"x": "urn:x"}]}, Reden.CONTEXT),
    ({"credentialSubject": {"id": DID, "@context": {"x": "urn:x"}}}, Reden.CONTEXT),
    ({"credentialSubject": {"id": DID, "@context": None}}, Reden.CONTEXT),
]


@pytest.mark.parametrize(("verandering", "reden"), VREEMD, ids=range(len(VREEMD)))
def test_wat_niet_getekend_zou_zijn_wordt_geweigerd(verandering: dict[str, object], reden: Reden) -> None:
    """What JSON-LD would drop, resolve by guess or fetch is refused, at any depth."""
    with pytest.raises(Afgewezen) as fout:
        EIGEN_CONTEXTEN.uitgebreid({**VOORBEELDEN["organisatie"], **verandering})
    assert fout.value.reden is reden


def test_context_die_naar_elders_wijst() -> None:
    """A context that itself names another context cannot make the verifier fetch it."""
    erbij = Contexten({"https://a.example/v1": {"@context": ["https://elders.example/v1"]}})
    with pytest.raises(Afgewezen) as fout:
        erbij.uitgebreid({"@context": "https://a.example/v1", "id": DID})
    assert fout.value.reden is Reden.CONTEXT


def test_term_op_null_wordt_geweigerd() -> None:
    """A term that a context maps to nothing leaves no triple, also where it looks defined."""
    erbij = Contexten({"https://a.example/v1": {"@context": {"id": "@id", "weg": None, "naam": "urn:x:naam"}}})
    assert erbij.uitgebreid({"@context": "https://a.example/v1", "id": DID, "naam": "x"})
    with pytest.raises(Afgewezen) as fout:
        erbij.uitgebreid({"@context": "https://a.example/v1", "id": DID, "naam": "x", "weg": "y"})
    assert fout.value.reden is Reden.TERM


def test_elke_eigen_context_staat_op_schijf() -> None:
    """The table and the folder name the same files, and all contexts of pyld that we take are the ones tested with."""
    assert sorted(EIGEN.values()) == sorted(p.name for p in contexten.MAP.iterdir())
    assert set(contexten.MEEGELEVERD) < set(vastgelegd())


def test_een_andere_meegeleverde_context_stopt_alles(tmp_path: Path) -> None:
    """A context file that is not the pinned one is a damaged engine, not a smaller allow-list."""
    pad = tmp_path / "v1.jsonld"
    pad.write_text("{}", encoding="utf-8")
    with pytest.raises(MotorFout):
        contexten.meegeleverd({"urn:x": pad}, {"urn:x": "00"})
