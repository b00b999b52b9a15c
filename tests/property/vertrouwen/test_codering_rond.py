"""Codings round trip, one text has one value, and no byte of a message can be changed unnoticed."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pyoxigraph as ox
import pytest
from hulp.partijen import oordeel, presentatie_jwt, presentatie_ld
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from datastation.vertrouwen import Afgewezen, Reden
from datastation.vertrouwen.canoniek import canoniek, uit_triples
from datastation.vertrouwen.codering import b58btc, b64url, naar_b58btc, naar_b64url, seconden, tijd
from datastation.vertrouwen.strikt import lees_json


@given(st.binary(min_size=1, max_size=80))
def test_heen_en_terug(ruw: bytes) -> None:
    """base64url and base58btc give their bytes back."""
    assert b64url(naar_b64url(ruw)) == ruw
    assert b58btc(naar_b58btc(ruw)) == ruw


@given(st.text("ABCabc019-_=+/ \n", max_size=12))
def test_een_schrijfwijze(tekst: str) -> None:
    """A base64url text that is taken is the only text for its bytes."""
    try:
        ruw = b64url(tekst)
    except Afgewezen as fout:
        assert fout.reden is Reden.VORM  # noqa: PT017
    else:
        assert base64.urlsafe_b64encode(ruw).decode().rstrip("=") == tekst


@given(st.datetimes(min_value=datetime(1, 1, 2), max_value=datetime(9999, 12, 30)))  # noqa: DTZ001
def test_tijden(moment: datetime) -> None:
    """A time in UTC reads back to the microsecond, with Z or an offset."""
    met = moment.replace(tzinfo=UTC)
    assert tijd(met.isoformat(), waar="x") == met
    assert tijd(met.isoformat().replace("+00:00", "Z"), waar="x") == met


@pytest.mark.parametrize(
    "waarde",
    [
        None,
        5,
        "",
        "2026-07-05",
        "2026-07-05T12:00:00",
        "2026-07-05 12:00:00Z",
        "2026-13-05T12:00:00Z",
        "2026-07-05T12:00:00+99:00",
        "0001-01-01T00:00:00+01:00",
    ],
)
def test_geen_tijd(waarde: Any) -> None:
    """A text without a zone, out of the calendar, or of another form is no time."""
    with pytest.raises(Afgewezen) as fout:
        tijd(waarde, waar="x")
    assert fout.value.reden is Reden.VORM


def test_nanoseconden() -> None:
    """Fractions beyond the microsecond, as Go writes them, are cut off."""
    assert tijd("2022-03-01T16:26:44.021655789+01:00", waar="x") == datetime(2022, 3, 1, 15, 26, 44, 21655, tzinfo=UTC)
    assert seconden(1.5, waar="x").microsecond == 500_000


GELDIG_JWT, GELDIG_LD = presentatie_jwt(), json.dumps(presentatie_ld())


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_geen_teken_kan_anders(data: st.DataObject) -> None:
    """Any one character changed in a valid message: refused with a reason, or the same facts (white space and the like)."""
    for geldig in (GELDIG_JWT, GELDIG_LD):
        plek = data.draw(st.integers(0, len(geldig) - 1))
        teken = data.draw(st.sampled_from('aZ0_-.={}[]",:\\é\x00'))
        ander = geldig[:plek] + teken + geldig[plek + 1 :]
        try:
            uit = oordeel(ander)
        except Afgewezen:
            continue
        assert uit == oordeel(geldig)


@settings(max_examples=200)
@given(st.binary(max_size=60) | st.text(max_size=60))
def test_rommel_wordt_geweigerd(rommel: bytes | str) -> None:
    """Whatever comes in, the answer is a refusal with a reason and never another error."""
    with pytest.raises(Afgewezen):
        oordeel(rommel)
    try:
        lees_json(rommel)
    except Afgewezen as fout:
        assert fout.reden in Reden  # noqa: PT017


def lege(aantal: int) -> list[ox.Quad]:
    return [ox.Quad(ox.BlankNode(f"b{n}"), ox.NamedNode("urn:p"), ox.Literal(str(n))) for n in range(aantal)]


def test_grenzen_van_een_graaf() -> None:
    """Too many quads or blank nodes are refused before any work; up to the limit it works, look-alikes too."""
    p = ox.NamedNode("urn:p")
    veel = [ox.Quad(p, p, ox.Literal(str(n))) for n in range(501)]
    assert canoniek(veel[:500]).count(b"\n") == 500
    assert canoniek(lege(50)).count(b"\n") == 50
    for quads in (veel, lege(51)):
        with pytest.raises(Afgewezen) as fout:
            canoniek(quads)
        assert fout.value.reden is Reden.GRAAF_TE_GROOT
    ring = [ox.Quad(ox.BlankNode(f"b{n}"), p, ox.BlankNode(f"b{(n + 1) % 6}")) for n in range(6)]
    assert canoniek(ring) == canoniek(ring[::-1])


def test_termen() -> None:
    """Language tags and numbers of a document reach the graph; a term that is no IRI does not."""
    uit = {
        "@default": [
            {
                "subject": {"type": "IRI", "value": "urn:a"},
                "predicate": {"type": "IRI", "value": "urn:p"},
                "object": {"type": "literal", "value": "x", "language": "nl", "datatype": "urn:x"},
            }
        ],
        "urn:g": [],
    }
    assert canoniek(uit_triples(uit)) == b'<urn:a> <urn:p> "x"@nl .\n'
    uit["@default"][0]["subject"]["value"] = "geen iri"
    with pytest.raises(Afgewezen) as fout:
        uit_triples(uit)
    assert fout.value.reden is Reden.RELATIEVE_IRI
