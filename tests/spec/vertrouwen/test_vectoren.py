"""The published vectors: each file of ../shared/vectors gives what expected.json says."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox
import pytest
from hulp.vertrouwen import VECTOREN, vector

from datastation.vertrouwen.bewijzen import lees_bewijs
from datastation.vertrouwen.canoniek import canoniek
from datastation.vertrouwen.codering import b58btc, naar_b58btc
from datastation.vertrouwen.did import Resolver, uit_document
from datastation.vertrouwen.did_x509 import lees_keten, los_op_keten
from datastation.vertrouwen.intrekking import Intrekkingen
from datastation.vertrouwen.jsonld import Contexten
from datastation.vertrouwen.redenen import Afgewezen, Reden
from datastation.vertrouwen.sleutels import Sleutel, uit_multikey
from datastation.vertrouwen.statuslijst import pak_uit

pytestmark = [pytest.mark.gedeeld, pytest.mark.skipif(not VECTOREN.is_dir(), reason="../shared/vectors ontbreekt")]

VERWACHT = vector("expected.json") if VECTOREN.is_dir() else {}


@pytest.fixture(scope="module")
def contexten() -> Contexten:
    """Our own contexts, with those of W3C's examples beside them."""
    return Contexten(
        {
            "https://www.w3.org/ns/credentials/examples/v2": {"@context": {"@vocab": "https://www.w3.org/ns/credentials/examples#"}},
            "https://www.w3.org/2018/credentials/examples/v1": vector("contexts/examples.ldjson"),
            "https://www.w3.org/ns/odrl.jsonld": vector("contexts/odrl.ldjson"),
        }
    )


def klopt(document: Any, jwk: Any, contexten: Contexten) -> bool:
    """Whether the raw signature holds."""
    try:
        lees_bewijs(document).keur(Sleutel("id", "did", jwk, frozenset()), contexten)
    except Afgewezen as fout:
        return fout.reden is not Reden.HANDTEKENING
    return True


def sleutel_van(verwijzing: str) -> Any:
    waarde = vector(verwijzing)
    return waarde.get("publicKeyJwk", waarde)


@pytest.mark.parametrize("geval", VERWACHT.get("jsonWebSignature2020", []), ids=lambda g: g["doc"])
@pytest.mark.moet("T1", "T2")
def test_jws2020(geval: dict[str, Any], contexten: Contexten) -> None:
    """Real Nuts documents and the W3C vector verify, and the hand-edited one does not."""
    assert klopt(vector(geval["doc"]), sleutel_van(geval["key"]), contexten) is geval["signature"]


def test_echte_intrekking(contexten: Contexten) -> None:
    """A real revocation of a Nuts node counts, with the key that its issuer publishes; with a word changed it does not."""
    document, openbaar = vector("nuts/ld-revocation.json"), vector("nuts/revocation-public.json")
    did, nu = document["issuer"], datetime(2026, 7, 5, tzinfo=UTC)
    resolver = Resolver(nuts=lambda _: {"id": did, "verificationMethod": [openbaar], "assertionMethod": [openbaar["id"]]})
    intrekkingen = Intrekkingen()
    assert intrekkingen.voeg_toe(json.dumps(document), nu=nu, resolver=resolver, contexten=contexten) == document["subject"]
    with pytest.raises(Afgewezen) as fout:
        intrekkingen.keur(document["subject"], did)
    assert fout.value.reden is Reden.INGETROKKEN
    for anders in ({"subject": f"{did}#ander"}, {"date": "2022-03-01T16:26:45+01:00"}):
        with pytest.raises(Afgewezen) as fout:
            Intrekkingen().voeg_toe(json.dumps({**document, **anders}), nu=nu, resolver=resolver, contexten=contexten)
        assert fout.value.reden is Reden.HANDTEKENING


@pytest.mark.parametrize("geval", VERWACHT.get("detachedJws", []), ids=lambda g: g["doc"])
def test_losse_jws(geval: dict[str, Any]) -> None:
    """The detached JWS of W3C verifies over its message."""
    bron = vector(geval["doc"])
    kop, _, handtekening = bron["signature_0"].split(".")
    ruw = base64.urlsafe_b64decode(handtekening + "==")
    Sleutel("id", "did", bron["publicKeyJwk_0"], frozenset()).keur("EdDSA", f"{kop}.{bron['message_0']}".encode(), ruw)


@pytest.mark.parametrize("geval", VERWACHT.get("dataIntegrity", []), ids=lambda g: g["doc"])
def test_data_integrity(geval: dict[str, Any], contexten: Contexten) -> None:
    """The four cryptosuites verify W3C's own documents, and not those documents with another name in them."""
    document = vector(geval["doc"])
    jwk = uit_multikey(document["proof"]["verificationMethod"].partition("#")[2])
    assert klopt(document, jwk, contexten) is geval["signature"]
    assert not klopt({**document, "name": "x"}, jwk, contexten)


@pytest.mark.parametrize(
    ("map", "suite"), [("vc-di-eddsa/eddsa-rdfc-2022/", "DataInt"), ("vc-di-ecdsa/ecdsa-rdfc-2019-p256/", "ECDSAP256")]
)
@pytest.mark.parametrize("deel", ["", "employ/"])
def test_handtekening_over_de_canonieke_tekst(map: str, suite: str, deel: str) -> None:
    """The employment documents, whose context is not ours to have, verify from W3C's canonical texts."""
    map_ = VECTOREN / f"{map}{deel}"
    tekst = [(map_ / f"{soort}{suite}.txt").read_bytes() for soort in ("proofCanon", "canonDoc")]
    bewijs = json.loads((map_ / f"signed{suite}.json").read_text(encoding="utf-8"))["proof"]
    sleutel = Sleutel("id", "did", uit_multikey(bewijs["verificationMethod"].partition("#")[2]), frozenset())
    bericht = b"".join(hashlib.sha256(t).digest() for t in tekst)
    sleutel.keur(sleutel.algoritme, bericht, b58btc(bewijs["proofValue"]))


CANON = VECTOREN / "rdf-canon"
PROEVEN = json.loads((CANON / "manifest.jsonld").read_text(encoding="utf-8"))["entries"] if VECTOREN.is_dir() else []
# SHA-384 is no hash of any proof that we take; pyoxigraph offers it, and the vector is run through that.
SHA384 = {"#test075c"}


def quads_van(naam: str) -> list[ox.Quad]:
    return list(ox.parse((CANON / naam).read_bytes(), format=ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("proef", [p for p in PROEVEN if p["type"] == "rdfc:RDFC10EvalTest"], ids=lambda p: p["id"])
def test_rdfc(proef: dict[str, Any]) -> None:
    """Each evaluation test of RDFC-1.0 gives W3C's bytes."""
    quads, verwacht = quads_van(proef["action"]), (CANON / proef["result"]).read_bytes()
    if proef["id"] in SHA384:
        graaf = ox.Dataset(quads)
        graaf.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_384)
        assert b"".join(sorted(f"{q} .\n".encode() for q in graaf)) == verwacht
    else:
        assert canoniek(quads) == verwacht


@pytest.mark.parametrize("proef", [p for p in PROEVEN if p["type"] == "rdfc:RDFC10MapTest"], ids=lambda p: p["id"])
def test_rdfc_namen(proef: dict[str, Any]) -> None:
    """Each map test holds: giving the blank nodes W3C's names by hand gives the canonical text."""
    quads, namen = quads_van(proef["action"]), json.loads((CANON / proef["result"]).read_text(encoding="utf-8"))

    def hernoemd(term: Any) -> Any:
        return ox.BlankNode(namen[term.value]) if isinstance(term, ox.BlankNode) else term

    anders = [ox.Quad(hernoemd(q.subject), q.predicate, hernoemd(q.object), hernoemd(q.graph_name)) for q in quads]
    if "hashAlgorithm" in proef:  # test075m, as above
        graaf = ox.Dataset(quads)
        graaf.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0_SHA_384)
        tekst = b"".join(sorted(f"{q} .\n".encode() for q in graaf))
    else:
        tekst = canoniek(quads)
    assert b"".join(sorted({f"{q} .\n".encode() for q in anders})) == tekst


@pytest.mark.parametrize("proef", [p for p in PROEVEN if p["type"] == "rdfc:RDFC10NegativeEvalTest"], ids=lambda p: p["id"])
def test_gifgraaf(proef: dict[str, Any]) -> None:
    """The graph that no library finishes is refused, within the two seconds plus the start of a process."""
    begin = time.monotonic()
    with pytest.raises(Afgewezen) as fout:
        canoniek(quads_van(proef["action"]))
    assert fout.value.reden is Reden.GRAAF_TE_ZWAAR
    assert time.monotonic() - begin < 4


def test_alle_soorten_zijn_gedraaid() -> None:
    """The suite holds as many tests of each kind as expected.json counts."""
    tel = {soort: sum(p["type"] == f"rdfc:RDFC10{soort}Test" for p in PROEVEN) for soort in ("Eval", "NegativeEval", "Map")}
    assert tel == {"Eval": 64, "NegativeEval": 1, "Map": 21}
    assert (VERWACHT["rdfCanon"]["evalTests"], VERWACHT["rdfCanon"]["negativeTests"], VERWACHT["rdfCanon"]["mapTests"]) == (64, 1, 21)


LIJSTEN = vector("status-list/vectors.json")["cases"] if VECTOREN.is_dir() else []


@pytest.mark.parametrize("geval", LIJSTEN, ids=range(len(LIJSTEN)))
def test_statuslijsten(geval: dict[str, Any]) -> None:
    """Each published list unpacks to its length, and has the bits set that it says."""
    tekst = geval["encodedList"]
    bits = pak_uit(tekst, "u" if tekst.startswith("u") else "")
    assert len(bits) == geval["lengthBytes"]
    gezet = [plaats for plaats in range(len(bits) * 8) if bits[plaats // 8] >> (7 - plaats % 8) & 1]
    if isinstance(geval["setBits"], list):
        assert gezet == geval["setBits"]
    else:
        assert gezet
        assert pak_uit(tekst.rstrip("=")) == bits


@pytest.mark.parametrize("geval", vector("did-key/vectors.json#vectors") if VECTOREN.is_dir() else [], ids=lambda g: g["did"][8:20])
@pytest.mark.moet("T3")
def test_did_key(geval: dict[str, Any]) -> None:
    """Each did:key gives its JWK, and its bytes write the same name again."""
    naam = geval["did"].removeprefix("did:key:")
    assert uit_multikey(naam) == geval["jwk"]
    assert b58btc(naam).hex() == geval["multicodecPrefixHex"] + geval["rawPublicKeyHex"]
    assert naar_b58btc(b58btc(naam)) == naam


@pytest.mark.moet("T5")
def test_did_nuts_is_de_vingerafdruk_van_de_sleutel() -> None:
    """A did:nuts is the RFC 7638 thumbprint of the key that made it, and its document gives that key for assertions alone."""
    document = vector("nuts/employee-diddocument.json")
    (sleutel,) = uit_document(document["id"], document)
    prent = hashlib.sha256(json.dumps({k: sleutel.jwk[k] for k in ("crv", "kty", "x", "y")}, separators=(",", ":")).encode()).digest()
    assert naar_b58btc(prent).removeprefix("z") == document["id"].removeprefix("did:nuts:")
    assert sleutel.doelen == {"assertionMethod", "keyAgreement"}


X509 = vector("did-x509/test-vectors.json") if VECTOREN.is_dir() else []


@pytest.mark.parametrize("geval", X509, ids=lambda g: g["id"])
def test_did_x509(geval: dict[str, Any]) -> None:
    """Each of the 58 vectors of did:x509 gives its document, or is refused."""
    invoer, uitvoer = geval["input"], geval["output"]
    if "error" in uitvoer:
        with pytest.raises(Afgewezen) as fout:
            los_op_keten(invoer["did"], lees_keten(invoer["chain"]))
        assert fout.value.reden in (Reden.KETEN, Reden.DID_ONGELDIG)
        return
    document = uitvoer["document"]
    (sleutel,) = los_op_keten(invoer["did"], lees_keten(invoer["chain"]))
    (methode,) = document["verificationMethod"]
    assert (sleutel.id, sleutel.did, sleutel.jwk) == (methode["id"], document["id"], methode["publicKeyJwk"])
    assert sleutel.doelen == {d for d in ("authentication", "assertionMethod", "keyAgreement") if d in document}
    assert len(X509) == 58
