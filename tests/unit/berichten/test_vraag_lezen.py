"""The question of a credential: three shapes, three ways of packing, one question."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from hulp import berichten as v

from datastation.berichten import BerichtFout, Gevraagd, Reden, lees_vraag

PROFIEL, ONTOLOGIE = "https://kik-v.example/uitwisselprofielen/igj/1.0.0", "http://purl.org/ozo/onz-g"
PAD = 'SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a <http://a.example/p>+ ?b . FILTER(?b != "100%25 + é") } GROUP BY ?a\n'
BINNEN = {"identifier": "urn:uuid:1", "name": "Vraag", "profile": PROFIEL, "ontology": [ONTOLOGIE, "tweede"]}

VORMEN = {
    "2021": {"profile": PROFIEL, "ontology": ONTOLOGIE, "query": PAD},
    "2022": {"id": v.AFNEMER, "validatedQuery": {"profile": PROFIEL, "ontology": ONTOLOGIE, "sparql": quote(PAD)}},
    "2022 alles gecodeerd": {"id": v.AFNEMER, "validatedQuery": {"profile": PROFIEL, "ontology": ONTOLOGIE, "sparql": quote(PAD, safe="")}},
    "2022 als formulier": {"id": v.AFNEMER, "validatedQuery": {"profile": PROFIEL, "ontology": ONTOLOGIE, "sparql": quote_plus(PAD)}},
    "2022 plus niet gecodeerd": {
        "id": v.AFNEMER,
        "validatedQuery": {"profile": PROFIEL, "ontology": ONTOLOGIE, "sparql": quote(PAD, safe="+")},
    },
    "1.x": {"id": v.AFNEMER, "validatedQuery": {**BINNEN, "sparql": v.b64(PAD), "paramsSHACL": v.b64(v.SHACL)}},
    "1.x base64url": {"id": v.AFNEMER, "validatedQuery": {**BINNEN, "sparql": v.b64url(PAD), "paramsSHACL": v.SHACL}},
    "1.x direct": {"id": v.AFNEMER, **BINNEN, "sparql": v.b64(PAD), "paramsSHACL": None},
    "1.x met query": {"id": v.AFNEMER, "validatedQuery": {**BINNEN, "query": PAD, "paramsSHACL": " "}},
}


@pytest.mark.parametrize("vorm", VORMEN)
def test_vormen_van_een_vraag(vorm: str) -> None:
    """The text comes out byte for byte, however it was packed; the id is that of the question, else of its credential."""
    gevraagd = lees_vraag(VORMEN[vorm], id="did:web:uitgever.example#7")
    nieuw = "1.x" in vorm
    assert gevraagd == Gevraagd(
        id="urn:uuid:1" if nieuw else "did:web:uitgever.example#7",
        naam="Vraag" if nieuw else "",
        profiel=PROFIEL,
        ontologie=(ONTOLOGIE, "tweede") if nieuw else (ONTOLOGIE,),
        sparql=PAD.encode(),
        parametervorm=v.SHACL.encode() if vorm in ("1.x", "1.x base64url") else None,
    )
    assert "SELECT" not in repr(gevraagd)


FOUT: list[tuple[dict[str, Any], Reden]] = [
    ({"profile": None}, Reden.VELD_ONTBREEKT),
    ({"profile": " "}, Reden.VELD_ONTBREEKT),
    ({"profile": 7}, Reden.VELD_ONGELDIG),
    ({"profile": "a" * 2049}, Reden.VELD_TE_LANG),
    ({"ontology": None}, Reden.VELD_ONTBREEKT),
    ({"ontology": []}, Reden.VELD_ONTBREEKT),
    ({"ontology": [ONTOLOGIE, ""]}, Reden.VELD_ONTBREEKT),
    ({"ontology": {"id": ONTOLOGIE}}, Reden.VELD_ONGELDIG),
    ({"ontology": ["a"] * 33}, Reden.VELD_TE_LANG),
    ({"sparql": None}, Reden.VELD_ONTBREEKT),
    ({"sparql": ""}, Reden.VELD_ONTBREEKT),
    ({"sparql": ["a"]}, Reden.VELD_ONGELDIG),
    ({"sparql": "a" * (256 * 1024 + 1)}, Reden.VELD_TE_LANG),
    ({"sparql": "abcde"}, Reden.CODERING),
    ({"sparql": v.b64(b"\xff\xfe\xfd")}, Reden.CODERING),
    ({"sparql": "SELECT%20%3"}, Reden.CODERING),
    ({"sparql": "SELECT%20%zz"}, Reden.CODERING),
    ({"sparql": "SELECT%20%ff"}, Reden.CODERING),
    ({"query": PAD}, Reden.TEGENSTRIJDIG),
    ({"paramsSHACL": 7}, Reden.VELD_ONGELDIG),
    ({"paramsSHACL": "abcde"}, Reden.CODERING),
    ({"paramsSHACL": "a" * (256 * 1024 + 1)}, Reden.VELD_TE_LANG),
    ({"identifier": 7}, Reden.VELD_ONGELDIG),
    ({"identifier": "a" * 5000}, Reden.VELD_TE_LANG),
    ({"name": []}, Reden.VELD_ONGELDIG),
]


@pytest.mark.parametrize(("anders", "reden"), FOUT, ids=range(len(FOUT)))
@pytest.mark.parametrize("direct", [True, False])
def test_vraag_met_een_fout_veld(anders: dict[str, Any], reden: Reden, *, direct: bool) -> None:
    """S13-S15: profile, ontology and query text must be there and have their form, in either shape."""
    binnen = {**BINNEN, "sparql": v.b64(PAD)} | anders
    with pytest.raises(BerichtFout) as fout:
        lees_vraag({"id": v.AFNEMER} | (binnen if direct else {"validatedQuery": binnen}), id="")
    assert fout.value.reden is reden
    assert fout.value.waar.startswith("credentialSubject")


def test_twee_teksten() -> None:
    """A text inside and another outside ``validatedQuery`` are two questions: refused, whichever was meant."""
    for naam in ("query", "sparql"):
        with pytest.raises(BerichtFout) as fout:
            lees_vraag({"validatedQuery": {**BINNEN, "sparql": v.b64(PAD)}, naam: PAD}, id="1")
        assert fout.value.reden is Reden.TEGENSTRIJDIG


def test_vraag_zonder_naam_waarbij_zij_hoort() -> None:
    """A question without identifier of its own in a credential without one cannot be answered by id."""
    with pytest.raises(BerichtFout) as fout:
        lees_vraag(VORMEN["2021"], id=" ")
    assert (fout.value.reden, fout.value.waar) == (Reden.VELD_ONTBREEKT, "credentialSubject.identifier")


def test_validated_query_moet_een_object_zijn() -> None:
    """A text where the question belongs is no question."""
    with pytest.raises(BerichtFout) as fout:
        lees_vraag({"validatedQuery": "SELECT"}, id="1")
    assert fout.value.reden is Reden.VELD_ONGELDIG
