"""What this station signs is what this station accepts: every envelope, proof suite, kind of DID and shape of question, there and back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hulp.partijen import CONTEXTEN, NU, PUBLIEK, Kast, oordeel
from hypothesis import given, settings
from hypothesis import strategies as st

from datastation.fouten import GebruiksFout
from datastation.vertrouwen import Afgewezen, Reden, Resolver, Statuslijsten, Vertrouwd
from datastation.vertrouwen.did import uit_document
from datastation.vertrouwen.intrekking import Intrekkingen
from datastation.vertrouwen.ondertekenen import (
    Inhoud,
    Vorm,
    did_document,
    lees_jws,
    maak_intrekking,
    maak_presentatie,
    maak_verklaring,
    teken_document,
    teken_jws,
    teken_token,
)
from datastation.vertrouwen.sleutelbos import EigenSleutel, maak_sleutel
from datastation.vertrouwen.vraagverklaring import maak_statuslijst, statusingang, vraag_1, vraag_2021

DIDWEB = "did:web:afnemer.example"
UUR = timedelta(hours=1)
VRAAG = {
    "identifier": "urn:uuid:1",
    "naam": "Vraag",
    "beschrijving": "Hoeveel",
    "profiel": "wzd",
    "sparql": b"SELECT ?x {}",
    "parametervorm": b"[] a <x:y> .",
}


@pytest.fixture(scope="module")
def sleutels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, EigenSleutel]:
    """One key of each algorithm."""
    map_ = tmp_path_factory.mktemp("sleutels") / "ondertekening"
    return {alg: maak_sleutel(map_, alg, nu=NU) for alg in ("EdDSA", "ES256")}


def als(sleutel: EigenSleutel, soort: str) -> EigenSleutel:
    if soort == "web":
        return sleutel.van(DIDWEB)
    return sleutel.als_did_key() if soort == "key" else sleutel.als_did_jwk()


def resolver(*van: EigenSleutel) -> Resolver:
    """Finds did:web too: the documents come from a table."""
    documenten = {"https://afnemer.example/.well-known/did.json": lambda: json.dumps(did_document(DIDWEB, van)).encode()}
    return Resolver(ophaler=Kast(documenten))


def vertrouwd(type_: str, door: EigenSleutel) -> dict[str, Any]:
    return {"vertrouwd": Vertrouwd({type_: frozenset({door.did})}), "resolver": resolver(door)}


SUITES = {
    "EdDSA": ["JsonWebSignature2020", "eddsa-rdfc-2022", "eddsa-jcs-2022"],
    "ES256": ["JsonWebSignature2020", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"],
}


@pytest.mark.parametrize("alg", ["EdDSA", "ES256"])
@pytest.mark.parametrize("soort", ["key", "jwk", "web"])
@pytest.mark.parametrize("vorm", ["jwt", *range(3)])
def test_heen_en_terug(sleutels: dict[str, EigenSleutel], alg: str, soort: str, vorm: Any) -> None:
    """A presentation of a validated question passes in every form, and only once."""
    ander = "ES256" if alg == "EdDSA" else "EdDSA"
    houder, beheer = als(sleutels[alg], soort), sleutels[ander].als_did_key()
    namen: dict[str, Any] = {} if vorm == "jwt" else {"vorm": Vorm.JSONLD, "contexten": CONTEXTEN, "suite": SUITES[alg][vorm]}
    namen_vc = {**namen, "suite": SUITES[ander][vorm]} if namen else {}
    inhoud = vraag_1(houder.did, ontologie=["a", "b"], **VRAAG)
    vc = maak_verklaring(inhoud, id=f"{beheer.did}#1", sleutel=beheer, nu=NU - UUR, tot=NU + UUR, **namen_vc)
    vp = maak_presentatie([vc], sleutel=houder, publiek=PUBLIEK, eenmalig="n1", nu=NU, **namen)
    uit = oordeel(vp, vertrouwd=Vertrouwd({inhoud.type: frozenset({beheer.did})}), resolver=resolver(houder))
    (verklaard,) = uit.verklaringen
    assert (uit.houder, uit.eenmalig, verklaard.uitgever, verklaard.tot) == (houder.did, "n1", beheer.did, NU + UUR)
    assert verklaard.claims == ({"id": houder.did, **inhoud.onderwerp},)
    with pytest.raises(Afgewezen):
        oordeel(vp[:-20] + "AAAA" + vp[-16:], vertrouwd=Vertrouwd({inhoud.type: frozenset({beheer.did})}), resolver=resolver(houder))


@pytest.mark.moet("S9", "S10", "S11", "S12")
def test_de_vraag_van_2021(sleutels: dict[str, EigenSleutel]) -> None:
    """The shape of 2021 passes as a token; as JSON-LD it has no frozen context, and is refused when it is made."""
    houder, beheer = sleutels["EdDSA"].als_did_key(), sleutels["EdDSA"].als_did_jwk()
    inhoud = vraag_2021(houder.did, profiel="wzd", ontologie="o", query="SELECT ?x {}")
    vc = maak_verklaring(inhoud, id="vraag-1", sleutel=beheer, nu=NU)
    uit = oordeel(maak_presentatie([vc], sleutel=houder, publiek=PUBLIEK, eenmalig="1", nu=NU), **vertrouwd("ValidQueryCredential", beheer))
    assert (uit.verklaringen[0].id, uit.verklaringen[0].tot) == ("vraag-1", None)
    assert uit.verklaringen[0].claims[0]["query"] == "SELECT ?x {}"
    with pytest.raises(Afgewezen) as fout:
        maak_verklaring(inhoud, id="vraag-1", sleutel=beheer, nu=NU, vorm=Vorm.JSONLD, contexten=CONTEXTEN)
    assert fout.value.reden is Reden.CONTEXT


def test_vraag_zonder_parameters() -> None:
    """Without parameters there is no shape of them, and an ontology may be one text."""
    vraag = vraag_1("did:web:a.example", ontologie="o", **{**VRAAG, "parametervorm": None}).onderwerp["validatedQuery"]
    assert (vraag["ontology"], vraag["sparql"]) == ("o", "U0VMRUNUID94IHt9")
    assert "paramsSHACL" not in vraag


@pytest.mark.parametrize("soort", ["StatusList2021Entry", "BitstringStatusListEntry"])
@pytest.mark.parametrize("vorm", list(Vorm))
@pytest.mark.moet("S16")
def test_status(sleutels: dict[str, EigenSleutel], soort: str, vorm: Vorm) -> None:
    """A credential with status entries passes until its place on the list is marked."""
    houder, beheer = sleutels["EdDSA"].als_did_key(), sleutels["ES256"].als_did_key()
    url = "https://beheer.example/status/1"
    namen = {"vorm": vorm, "contexten": CONTEXTEN}
    status = [statusingang(url, 7, soort=soort), statusingang(url, 131_071, soort=soort)]
    for ingangen, weg, goed in [(status[:1], [8], True), (status[:1], [7], False), (status, [131_071], False), (status, [0, 6], True)]:
        lijst = maak_verklaring(maak_statuslijst(url, weg, soort=soort), id=url, sleutel=beheer, nu=NU, tot=NU + UUR, **namen)
        kast = Kast({url: lambda lijst=lijst: (lijst if isinstance(lijst, str) else json.dumps(lijst)).encode()})
        inhoud = vraag_1(houder.did, ontologie="o", **VRAAG)
        vc = maak_verklaring(inhoud, id=f"{beheer.did}#1", sleutel=beheer, nu=NU, status=ingangen, **namen)
        vp = maak_presentatie([vc], sleutel=houder, publiek=PUBLIEK, eenmalig="1", nu=NU, **namen)
        namen_ = {**vertrouwd(inhoud.type, beheer), "statuslijsten": Statuslijsten(kast)}
        if goed:
            assert oordeel(vp, **namen_).houder == houder.did
        else:
            with pytest.raises(Afgewezen) as fout:
                oordeel(vp, **namen_)
            assert fout.value.reden is Reden.INGETROKKEN


def test_statuslijst_heeft_een_eind() -> None:
    """A place that is not on the list cannot be withdrawn."""
    for plaats in (-1, 131_072):
        with pytest.raises(GebruiksFout):
            maak_statuslijst("https://a.example/s", [plaats])


def test_intrekking(sleutels: dict[str, EigenSleutel]) -> None:
    """A credential that its issuer took back by a signed statement is refused from then on."""
    houder, beheer = sleutels["EdDSA"].als_did_key(), sleutels["ES256"].als_did_key()
    inhoud, id_ = vraag_1(houder.did, ontologie="o", **VRAAG), f"{beheer.did}#1"
    vc = maak_verklaring(inhoud, id=id_, sleutel=beheer, nu=NU)
    vp = maak_presentatie([vc], sleutel=houder, publiek=PUBLIEK, eenmalig="1", nu=NU)
    intrekkingen = Intrekkingen()
    namen = {**vertrouwd(inhoud.type, beheer), "intrekkingen": intrekkingen}
    assert oordeel(vp, **namen).houder == houder.did
    tekst = json.dumps(maak_intrekking(id_, sleutel=beheer, nu=NU, contexten=CONTEXTEN))
    assert intrekkingen.voeg_toe(tekst, nu=NU, resolver=Resolver(), contexten=CONTEXTEN) == id_
    with pytest.raises(Afgewezen) as fout:
        oordeel(vp, **namen)
    assert fout.value.reden is Reden.INGETROKKEN
    intrekkingen.keur(f"{beheer.did}#2", beheer.did)
    intrekkingen.keur(id_, houder.did)


@settings(deadline=None)
@given(payload=st.binary(max_size=200))
def test_jws_over_bytes(sleutels: dict[str, EigenSleutel], payload: bytes) -> None:
    """Any bytes come back from a JWS as they went in, with the DID of who signed."""
    for alg in ("EdDSA", "ES256"):
        eigen = sleutels[alg].als_did_key()
        assert lees_jws(teken_jws(payload, eigen), resolver=Resolver(), nu=NU) == (payload, eigen.did)


def jws_reden(tekst: str, **namen: Any) -> Reden:
    with pytest.raises(Afgewezen) as fout:
        lees_jws(tekst, resolver=Resolver(), nu=NU, **namen)
    return fout.value.reden


def test_jws_geweigerd(sleutels: dict[str, EigenSleutel]) -> None:
    """A JWS of another form, type, algorithm or key is refused, each for its own reason; an access token is no answer."""
    eigen, ander = sleutels["EdDSA"].als_did_key(), sleutels["ES256"].als_did_key()
    goed = teken_jws(b"{}", eigen, "JOSE")
    kop, payload, handtekening = goed.split(".")
    from datastation.vertrouwen.codering import naar_b64url

    def met(**velden: Any) -> str:
        hoofd = {"alg": "EdDSA", "kid": eigen.kid, **velden}
        return f"{naar_b64url(json.dumps({k: v for k, v in hoofd.items() if v is not None}).encode())}.{payload}.{handtekening}"

    tabel = [
        (goed + ".", Reden.VORM),
        (goed[:-1] + "é", Reden.VORM),
        ("x" * 300, Reden.VORM),
        (f"{kop}.!.{handtekening}", Reden.HANDTEKENING),
        (f"{kop}.e30x.{handtekening}", Reden.HANDTEKENING),
        (f"{kop}.{payload}.{'B' if handtekening[0] == 'A' else 'A'}{handtekening[1:]}", Reden.HANDTEKENING),
        (f"{kop}.{payload}.", Reden.HANDTEKENING),
        (met(alg="none"), Reden.ALGORITME),
        (met(alg="HS256"), Reden.ALGORITME),
        (met(alg="ES256"), Reden.SLEUTEL),
        (met(kid=None), Reden.KOP),
        (met(kid=5), Reden.KOP),
        (met(kid=f"{eigen.did}#x"), Reden.SLEUTEL),
        (met(kid=ander.kid), Reden.SLEUTEL),
        (met(jwk={}), Reden.KOP),
        (met(crit=["b64"]), Reden.KOP),
        (met(typ=5), Reden.KOP),
        (met(typ="at+jwt"), Reden.KOP),
        (teken_token({"a": 1}, eigen, "at+jwt"), Reden.KOP),
    ]
    for tekst, reden in tabel:
        assert jws_reden(tekst) is reden, tekst
    assert jws_reden(goed, max_bytes=100) is Reden.TE_GROOT
    assert jws_reden(goed, typen={"JWT"}) is Reden.KOP
    assert lees_jws(teken_token({"a": 1}, eigen), resolver=Resolver(), nu=NU)[0] == b'{"a":1}'
    assert jws_reden(goed, doelen=("keyAgreement",)) is Reden.DOEL


def test_did_document(sleutels: dict[str, EigenSleutel]) -> None:
    """A DID document names every key for both purposes and every service, without a private part; the resolver reads it."""
    diensten = {"didcomm-service-kikv": "https://a.example/api", "validated-query-service": {"oauth": "https://a.example/t"}}
    document = did_document(DIDWEB, sleutels.values(), diensten)
    gelezen = uit_document(DIDWEB, document)
    assert [s.id for s in gelezen] == [s.van(DIDWEB).kid for s in sleutels.values()]
    assert all(s.doelen == {"assertionMethod", "authentication"} for s in gelezen)
    assert [(d["id"], d["type"], d["serviceEndpoint"]) for d in document["service"]] == [
        (f"{DIDWEB}#{t}", t, e) for t, e in diensten.items()
    ]
    assert '"d"' not in json.dumps(document)
    assert "service" not in did_document(DIDWEB, sleutels.values())
    with pytest.raises(Afgewezen):
        did_document("geen did", [])


def test_wat_niet_te_ondertekenen_is(sleutels: dict[str, EigenSleutel]) -> None:
    """Without a DID, without contexts or with another's suite nothing is signed; a term that would fall outside the signature neither."""
    kaal, eigen = sleutels["EdDSA"], sleutels["EdDSA"].als_did_key()
    document = {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiablePresentation"]}
    with pytest.raises(GebruiksFout, match="zonder DID"):
        maak_presentatie([], sleutel=kaal, publiek=PUBLIEK, eenmalig="1", nu=NU)
    with pytest.raises(GebruiksFout, match="zonder DID"):
        teken_document(document, kaal, nu=NU, contexten=CONTEXTEN)
    with pytest.raises(GebruiksFout, match="contexten"):
        teken_document(document, eigen, nu=NU, contexten=None)
    for suite in ("ecdsa-jcs-2019", "onbekend"):
        with pytest.raises(GebruiksFout, match="bewijsvorm"):
            teken_document(document, eigen, nu=NU, contexten=CONTEXTEN, suite=suite)
    with pytest.raises(Afgewezen) as fout:
        maak_verklaring(Inhoud("X", eigen.did, {"kleur": 1}), id="urn:x:1", sleutel=eigen, nu=NU, vorm=Vorm.JSONLD, contexten=CONTEXTEN)
    assert fout.value.reden is Reden.TERM


def test_alles_staat_vast(sleutels: dict[str, EigenSleutel], tmp_path: Path) -> None:
    """With EdDSA the same content gives the same bytes."""
    eigen = sleutels["EdDSA"].als_did_key()
    maak = [maak_presentatie([], sleutel=eigen, publiek=PUBLIEK, eenmalig="1", nu=NU, vorm=Vorm.JWT) for _ in range(2)]
    assert maak[0] == maak[1]
