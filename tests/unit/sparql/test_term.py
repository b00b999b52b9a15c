"""RDF terms: spelling, refusal of what is no term, and Python values."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from datastation.model.term import XSD_BOOLEAN, XSD_DATE, XSD_DECIMAL, XSD_INTEGER, Iri, Knoop, Literaal, term_van
from datastation.vocabulaire import XSD


@given(st.text(), st.sampled_from(["", "nl", "en-GB"]))
def test_schrijven_en_lezen_is_hetzelfde(tekst, taal):
    """The engine reads a written literal back as the same value, whatever it holds."""
    literaal = Literaal(tekst, taal=taal)
    (quad,) = list(ox.parse(f"<urn:s> <urn:p> {literaal.sparql} .\n".encode(), ox.RdfFormat.N_TRIPLES))
    assert quad.object.value == tekst
    assert (quad.object.language or "") == taal.lower()


@pytest.mark.parametrize(
    "iri", ["", "geen schema", "urn:a b", "urn:<", "urn:a>", 'urn:"', "urn:{", "urn:a\n", "urn:\\u0041", "relatief", "urn:\ud800"]
)
def test_geen_iri(iri):
    """What would end the brackets early, or has no scheme, is no IRI."""
    with pytest.raises(ValueError, match="IRI"):
        Iri(iri)


@pytest.mark.parametrize(
    ("literaal", "verwacht"),
    [
        (Literaal("12", XSD_INTEGER), 12),
        (Literaal("-3", XSD + "long"), -3),
        (Literaal("1_000", XSD_INTEGER), "1_000"),
        (Literaal("2.50", XSD_DECIMAL), Decimal("2.50")),
        (Literaal("1e3", XSD + "double"), Decimal(1000)),
        (Literaal("INF", XSD + "double"), "INF"),
        (Literaal("true", XSD_BOOLEAN), True),
        (Literaal("0", XSD_BOOLEAN), False),
        (Literaal("ja", XSD_BOOLEAN), "ja"),
        (Literaal("2026-06-30", XSD_DATE), date(2026, 6, 30)),
        (Literaal("2026-06-31", XSD_DATE), "2026-06-31"),
        (Literaal("2026-06-30+01:00", XSD_DATE), "2026-06-30+01:00"),
        (Literaal("000011112222"), "000011112222"),
        (Literaal("huis", taal="nl"), "huis"),
        (Iri("urn:x"), "urn:x"),
        (Knoop("b1"), "_:b1"),
    ],
    ids=str,
)
def test_waarde_voor_python(literaal, verwacht):
    """A term becomes the Python value of its datatype; a value that its datatype does not allow stays text."""
    assert literaal.python == verwacht
    assert type(literaal.python) is type(verwacht)


@pytest.mark.parametrize("waarde", [True, False, 5, -7, Decimal("1.50"), date(2026, 1, 1), "tekst"])
def test_heen_en_terug(waarde):
    """A Python value survives the way to a term and back."""
    assert term_van(waarde).python == waarde


def test_wat_geen_term_wordt():
    """A moment without datatype, an infinite number, a wrong language tag and half a character are refused."""
    with pytest.raises(TypeError):
        term_van(datetime(2026, 1, 1))  # noqa: DTZ001
    with pytest.raises(ValueError, match="eindige"):
        term_van(Decimal("NaN"))
    for maak in (lambda: Literaal("x", taal="te lang@"), lambda: Literaal("x", XSD_INTEGER, "nl"), lambda: Literaal("\ud800")):
        with pytest.raises(ValueError, match=r"taalcode|Unicode"):
            maak()
