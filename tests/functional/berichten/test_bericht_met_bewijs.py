"""A whole exchange with real signatures: asked, verified, answered, verified, in every generation; and KIK-V's own questions through every packing."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hulp import berichten as v
from hulp.partijen import (
    AFNEMER,
    BEHEER,
    NU,
    PUBLIEK,
    VRAAG,
    Partij,
    oordeel,
    presentatie_jwt,
    presentatie_ld,
    vc_claims,
    vc_ld,
    vp_claims,
    vp_ld,
)

from datastation.berichten import (
    Antwoordbericht,
    Antwoordkader,
    BerichtFout,
    Generatie,
    keur_reactie,
    keur_verzoek,
    koppen_van,
    lees_reactie,
    lees_verzoek,
    lees_vraag,
    naar_json,
    open_antwoord,
    resultaat_id,
    resultset,
    schrijf_antwoord,
    schrijf_verzoek,
    sparql_json,
)
from datastation.vertrouwen import Resolver
from datastation.vertrouwen.ondertekenen import lees_jws

KIKV = sorted((Path(__file__).resolve().parents[4] / "shared/kikv/queries").glob("*/*.rq"))
STATION = Partij("OKP")
ZONDER_SPATIE = {**VRAAG, "sparql": v.b64(v.SPARQL), "paramsSHACL": v.b64(v.SHACL)}


def presentatie(generatie: Generatie) -> str:
    """A presentation of the afnemer as its generation has it, with one question of the beheerorganisatie."""
    if generatie is Generatie.KIKV_2021:
        vc = {**vc_claims()["vc"], "credentialSubject": {"validatedQuery": ZONDER_SPATIE}}
        return presentatie_jwt(vp_claims(BEHEER.token(vc_claims(vc=vc))))
    vc_json = BEHEER.jws2020(vc_ld(credentialSubject={"id": AFNEMER.did, "validatedQuery": ZONDER_SPATIE}))
    return json.dumps(presentatie_ld(vp_ld(vc_json)))


@pytest.mark.parametrize("generatie", Generatie)
def test_vraag_en_antwoord_met_handtekeningen(generatie: Generatie) -> None:
    """What was signed reaches the verifier unchanged inside the message, on both sides; an answer with one changed byte does not pass."""
    gesteld = v.verzoek(generatie, van=AFNEMER.did, aan=(PUBLIEK,), gemaakt=None, vervalt=None, presentatie=presentatie(generatie))
    verzoek = lees_verzoek(schrijf_verzoek(gesteld), koppen=koppen_van(gesteld))
    keur_verzoek(verzoek, houder=AFNEMER.did, ons=PUBLIEK, nu=NU)
    zeker = oordeel(verzoek.presentatie)
    (verklaard,) = zeker.verklaringen
    gevraagd = lees_vraag(verklaard.claims[0], id=verklaard.id)
    assert (zeker.houder, gevraagd.id, gevraagd.sparql, gevraagd.parametervorm) == (
        verzoek.van,
        VRAAG["identifier"],
        v.SPARQL.encode(),
        v.SHACL.encode(),
    )

    set_ = resultset([(resultaat_id(generatie, verzoek.id, gevraagd.id), sparql_json(v.RESULTAAT))])
    kader = Antwoordkader(generatie, verzoek.id, verzoek.gesprek, PUBLIEK, verzoek.van, "a-1", NU)
    getekend = STATION.token(set_, typ=None)
    antwoord = lees_reactie(schrijf_antwoord(kader, getekend, set_), koppen=koppen_van(kader))
    assert isinstance(antwoord, Antwoordbericht)
    payload, did = lees_jws(antwoord.jws, resolver=Resolver(), nu=NU)
    assert did == STATION.did
    geopend = open_antwoord(antwoord, payload)
    keur_reactie(geopend, gesteld, {gevraagd.id})
    assert geopend.resultset == set_

    if antwoord.resultset is not None:
        anders = json.loads(json.dumps(set_).replace("000011112222", "000011114444"))
        with pytest.raises(BerichtFout):
            open_antwoord(replace(antwoord, resultset=anders), payload)


@pytest.mark.gedeeld
@pytest.mark.skipif(not KIKV, reason="../shared/kikv/queries ontbreekt")
@pytest.mark.parametrize("pad", KIKV, ids=lambda p: f"{p.parent.name}-{p.name}")
def test_vragen_van_kikv_blijven_byte_voor_byte(pad: Path) -> None:
    """KIK-V's published texts keep their hash through each way of packing them."""
    ruw = pad.read_bytes()
    tekst = ruw.decode()
    for gepakt in (tekst, quote(tekst), quote(tekst, safe=""), quote_plus(tekst), v.b64(tekst), v.b64url(tekst)):
        assert lees_vraag({"profile": "p", "ontology": "o", "query": gepakt}, id="1").sparql == ruw


@pytest.mark.gedeeld
@pytest.mark.skipif(not KIKV, reason="../shared/kikv/queries ontbreekt")
def test_vormen_van_kikv_blijven_byte_voor_byte() -> None:
    """So do the published shapes of parameters."""
    vormen = sorted(KIKV[0].parents[1].glob("*/*.ttl"))
    assert vormen
    for pad in vormen:
        ruw = pad.read_bytes()
        for gepakt in (ruw.decode(), v.b64(ruw), v.b64url(ruw), quote(ruw)):
            vraag = {"profile": "p", "ontology": "o", "sparql": v.b64(v.SPARQL), "paramsSHACL": gepakt}
            assert lees_vraag({"validatedQuery": vraag}, id="1").parametervorm == ruw


def test_groot_antwoord() -> None:
    """An answer of ten thousand rows goes through every generation within the limit."""
    rijen = tuple(v.RESULTAAT.rijen[0] for _ in range(10_000))
    inhoud = sparql_json(replace(v.RESULTAAT, rijen=rijen))
    for generatie in Generatie:
        kader = v.kader(generatie)
        set_ = resultset([(resultaat_id(generatie, kader.verzoek_id, v.VRAAG_ID), inhoud)])
        antwoord = lees_reactie(schrijf_antwoord(kader, v.compact({"alg": "none"}, {}), set_), koppen=koppen_van(kader))
        assert isinstance(antwoord, Antwoordbericht)
        geopend = open_antwoord(antwoord, naar_json(set_))
        keur_reactie(geopend, v.verzoek(generatie), {v.VRAAG_ID})
