"""Round trips: what is written reads back the same; whatever comes in is read or refused, and nothing else."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from hulp import berichten as v
from hypothesis import given
from hypothesis import strategies as st

from datastation.berichten import (
    Antwoordkader,
    BerichtFout,
    Foutbericht,
    Generatie,
    Verzoek,
    koppen_van,
    lees_parameters,
    lees_reactie,
    lees_sparql_json,
    lees_verzoek,
    lees_vraag,
    schrijf_foutmelding,
    schrijf_parameters,
    schrijf_verzoek,
    sparql_json,
)
from datastation.model.antwoord import Kolom, Resultaat

IDS = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E, exclude_characters="#"), min_size=1, max_size=256)
DIDS = st.from_regex(r"did:web:[a-z]{1,20}\.example(%3A[0-9]{2,4})?(:[A-Za-z0-9._-]{1,10}){0,2}", fullmatch=True)
TEKST = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=60)
NAMEN = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)
PARAMETERS = st.dictionaries(NAMEN, TEKST, max_size=8)
MOMENTEN = st.integers(0, 4_000_000_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@st.composite
def verzoeken(draw: st.DrawFn) -> Verzoek:
    """Any request that can be written."""
    generatie = draw(st.sampled_from(Generatie))
    nuts, oud = generatie is Generatie.NUTS_2022, generatie is Generatie.KIKV_2021
    kaal = generatie is Generatie.KIKV_1 and draw(st.booleans())
    gemaakt = None if nuts else draw(st.none() | MOMENTEN)
    vervalt = None if nuts else draw(st.none() | MOMENTEN)
    if gemaakt and vervalt and vervalt <= gemaakt:
        gemaakt = None
    return Verzoek(
        generatie=generatie,
        id=draw(IDS),
        gesprek=draw(IDS),
        van=draw(DIDS),
        aan=tuple(draw(st.lists(DIDS, min_size=1, max_size=1 if nuts else 4))),
        gemaakt=gemaakt,
        vervalt=vervalt,
        antwoordadres=v.ADRES if nuts or oud else draw(st.sampled_from(["", v.ADRES])),
        presentatie="" if kaal else draw(st.sampled_from([v.JSONLD] if nuts else [v.JWT, v.JSONLD])),
        kale_vragen=(v.KAAL,) * draw(st.integers(1, 3)) if kaal else (),
        parameters=draw(PARAMETERS),
        bovenliggend="" if nuts or oud else draw(st.just("") | IDS),
        dataset="" if nuts or oud else draw(st.sampled_from(["", "https://station.example/d"])),
        record="" if nuts or oud else draw(st.sampled_from(["", "https://station.example/r"])),
    )


@given(verzoeken())
def test_verzoek_heen_en_terug(verzoek: Verzoek) -> None:
    """Any request reads back as it was written, from its body and its headers alone."""
    assert lees_verzoek(schrijf_verzoek(verzoek), koppen=koppen_van(verzoek)) == verzoek


@given(verzoeken())
def test_koppen_zijn_een_regel_ascii(verzoek: Verzoek) -> None:
    """No header holds a line end or a character that HTTP does not take, whatever the parameters are."""
    for waarde in koppen_van(verzoek).values():
        assert waarde.isascii()
        assert waarde.isprintable()


@given(PARAMETERS, st.sampled_from(["json", "turtle"]))
def test_parameters_heen_en_terug(parameters: Mapping[str, str], vorm: Any) -> None:
    """Any parameters read back the same from either form."""
    assert lees_parameters(schrijf_parameters(parameters, vorm)) == parameters


@given(st.sampled_from(Generatie), TEKST, st.lists(TEKST, max_size=3), IDS, IDS, DIDS)
def test_foutmelding_heen_en_terug(generatie: Generatie, tekst: str, args: list[str], verzoek_id: str, gesprek: str, aan: str) -> None:
    """An error report of any text reads back with its arguments filled in, once."""
    tekst = f"Fout: {tekst}"
    kader = Antwoordkader(generatie, verzoek_id, gesprek, v.STATION, aan, "b-1", v.NU)
    fout = lees_reactie(schrijf_foutmelding(kader, "verlopen", tekst, args), koppen=koppen_van(kader))
    assert isinstance(fout, Foutbericht)
    verwacht = tekst
    if not any("{" in stuk for stuk in (tekst, *args)):
        assert fout.tekst == verwacht
    assert (fout.code, fout.aan, fout.id) == ("e.p.req.time", (aan,), "b-1")


CELLEN = {
    "tekst": TEKST,
    "geheel": st.integers(),
    "decimaal": st.decimals(allow_nan=False, allow_infinity=False, places=4) | st.integers(),
    "datum": st.dates(),
    "waarheid": st.booleans(),
}


@st.composite
def resultaten(draw: st.DrawFn) -> Resultaat:
    """Any answer."""
    kolommen = tuple(
        Kolom(f"k{i}", draw(st.sampled_from(["sleutel", "telling", "koppel"])), draw(st.sampled_from(sorted(CELLEN))))  # type: ignore[arg-type]
        for i in range(draw(st.integers(1, 5)))
    )
    rijen = draw(st.lists(st.tuples(*(st.none() | CELLEN[k.soort] for k in kolommen)), max_size=5))
    return Resultaat("1", "", kolommen, tuple(rijen))


@given(resultaten())
def test_resultaat_heen_en_terug(resultaat: Resultaat) -> None:
    """The delivered cells read back equal and of the type of their column, through real JSON."""
    kolommen, rijen = lees_sparql_json(json.loads(json.dumps(sparql_json(resultaat))))
    geleverd = [resultaat.kolommen[i] for i in resultaat.geleverd]
    assert kolommen == tuple(k.naam for k in geleverd)
    assert rijen == tuple(tuple(rij[i] for i in resultaat.geleverd) for rij in resultaat.rijen)
    soorten = {"tekst": str, "geheel": int, "decimaal": Decimal, "datum": date, "waarheid": bool}
    assert all(type(w) is soorten[k.soort] for rij in rijen for w, k in zip(rij, geleverd, strict=True) if w is not None)


VRAAGTEKSTEN = st.text(st.characters(exclude_categories=("Cs",)), max_size=80).map(lambda t: f"SELECT * {{ {t} }}")


@given(VRAAGTEKSTEN, st.sampled_from(["plat", "procent", "formulier", "b64", "b64url"]))
def test_vraagtekst_heen_en_terug(tekst: str, vorm: str) -> None:
    """Any query text comes out byte for byte, however it is packed: a hash is taken of it."""
    gepakt = {
        "plat": tekst,
        "procent": quote(tekst, safe=""),
        "formulier": quote(tekst, safe=" ").replace(" ", "+"),
        "b64": v.b64(tekst),
        "b64url": v.b64url(tekst),
    }[vorm]
    assert lees_vraag({"profile": "p", "ontology": "o", "query": gepakt}, id="1").sparql == tekst.encode()


WAARDE: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | TEKST
    | st.sampled_from([v.AFNEMER, v.ADRES, v.JWT, v.JSONLD, v.b64(v.JSONLD)]),
    lambda deel: (
        st.lists(deel, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "id", "alg", "message", "vp", "code"]) | TEKST, deel, max_size=3)
    ),
    max_leaves=6,
)


def _plekken(bericht: Any, pad: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    namen = list(bericht) if isinstance(bericht, dict) else range(len(bericht)) if isinstance(bericht, list) else ()
    return [(*pad, n) for n in namen] + [p for n in namen for p in _plekken(bericht[n], (*pad, n))]


@given(st.data(), st.sampled_from(Generatie))
def test_gewijzigd_bericht_wordt_gelezen_of_geweigerd(data: st.DataObject, generatie: Generatie) -> None:
    """Whatever stands in whichever place of a message: both readers read it or refuse it with a `BerichtFout`, never anything else."""
    berichten = v.berichten(generatie)
    koppen, ruw = berichten[data.draw(st.sampled_from(sorted(berichten)))]
    bericht = json.loads(ruw)
    *namen, laatste = data.draw(st.sampled_from(_plekken(bericht)))
    plek = bericht
    for naam in namen:
        plek = plek[naam]
    plek[laatste] = data.draw(WAARDE)
    if koppen.get("Message-ID"):
        koppen[data.draw(st.sampled_from(sorted(koppen)))] = data.draw(TEKST)
    for lees in (lees_verzoek, lees_reactie):
        try:
            gelezen = lees(json.dumps(bericht).encode(), koppen=koppen)
        except BerichtFout:
            continue
        assert gelezen.van.startswith("did:")
        assert gelezen.aan
        if isinstance(gelezen, Verzoek):
            opnieuw = replace(gelezen, gemaakt=_heel(gelezen.gemaakt), vervalt=_heel(gelezen.vervalt))
            if not (opnieuw.gemaakt and opnieuw.vervalt and opnieuw.vervalt <= opnieuw.gemaakt):
                assert lees_verzoek(schrijf_verzoek(opnieuw), koppen=koppen_van(opnieuw)) == opnieuw


def _heel(moment: datetime | None) -> datetime | None:
    return None if moment is None else datetime.fromtimestamp(math.floor(moment.timestamp()), UTC)


@given(st.binary(max_size=200) | st.binary(max_size=200).map(lambda b: b"ey" + b) | st.binary(max_size=200).map(lambda b: b"{" + b))
def test_willekeurige_bytes(ruw: bytes) -> None:
    """Bytes that are no message are refused by both readers."""
    for lees in (lees_verzoek, lees_reactie):
        try:
            lees(ruw, koppen={})
        except BerichtFout:
            continue
        raise AssertionError("read as a message")


@given(TEKST | st.binary(max_size=100).map(v.b64) | st.text(max_size=100).map(lambda t: "{" + t))
def test_willekeurige_parameters(tekst: str) -> None:
    """Any string is read as parameters or refused."""
    try:
        gelezen = lees_parameters(tekst)
    except BerichtFout:
        return
    assert lees_parameters(schrijf_parameters(gelezen)) == gelezen


@given(WAARDE, WAARDE)
def test_willekeurig_resultaat(kop: Any, inhoud: Any) -> None:
    """Anything in the place of an answer is read or refused."""
    for geval in ({"head": kop, "results": inhoud}, {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": inhoud}]}}):
        try:
            lees_sparql_json(geval)
        except BerichtFout:
            continue
