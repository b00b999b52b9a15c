"""SPARQL 1.1 JSON results: written with the types of the columns, read strictly."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hulp import berichten as v

from datastation.berichten import BerichtFout, Generatie, Reden, delen, lees_sparql_json, resultaat_id, resultset, sparql_json
from datastation.model.antwoord import Kolom, Resultaat
from datastation.vocabulaire import XSD


def een(soort: str, waarde: Any) -> dict[str, Any]:
    """The one cell of an answer."""
    inhoud = sparql_json(Resultaat("1", "", (Kolom("x", "kenmerk", soort),), ((waarde,),)))  # type: ignore[arg-type]
    (binding,) = inhoud["results"]["bindings"]
    return binding


CELLEN = [
    ("tekst", "000011112222", "000011112222", None),
    ("tekst", "", "", None),
    ("tekst", 7, "7", "integer"),
    ("geheel", 0, "0", "integer"),
    ("geheel", -7, "-7", "integer"),
    ("geheel", "Niet beschikbaar", "Niet beschikbaar", None),
    ("decimaal", Decimal("0.10"), "0.10", "decimal"),
    ("decimaal", Decimal("1E+3"), "1000", "decimal"),
    ("decimaal", 3, "3", "decimal"),
    ("decimaal", "Ongedefinieerd", "Ongedefinieerd", None),
    ("datum", date(2026, 1, 1), "2026-01-01", "date"),
    ("waarheid", True, "true", "boolean"),
    ("decimaal", False, "false", "boolean"),
]


@pytest.mark.parametrize(("soort", "waarde", "tekst", "datatype"), CELLEN)
def test_cel_heeft_het_type_van_haar_kolom(soort: str, waarde: Any, tekst: str, datatype: str | None) -> None:
    """Each kind of column has its XSD type; a cell that is something else says so by its own type; plain text has none."""
    kaal = {"type": "literal", "value": tekst}
    assert een(soort, waarde) == {"x": kaal if datatype is None else {**kaal, "datatype": XSD + datatype}}


def test_afwezig_is_geen_binding() -> None:
    """An absent cell has no binding, and an answer without rows keeps its columns."""
    assert een("geheel", None) == {}
    leeg = Resultaat("1", "", v.RESULTAAT.kolommen, ())
    assert sparql_json(leeg) == {"head": {"vars": [k.naam for k in v.RESULTAAT.kolommen[:-1]]}, "results": {"bindings": []}}


def lees(cel: Any) -> Any:
    """The value of one cell."""
    return lees_sparql_json({"head": {"vars": ["x"]}, "results": {"bindings": [{"x": cel}]}})[1][0][0]


WAARDEN = [
    ({"type": "uri", "value": "http://a.example/x"}, "http://a.example/x"),
    ({"type": "bnode", "value": "b0"}, "_:b0"),
    ({"type": "literal", "value": "x", "xml:lang": "nl"}, "x"),
    ({"type": "typed-literal", "value": "07", "datatype": XSD + "integer"}, 7),
    ({"type": "literal", "value": "1.5E1", "datatype": XSD + "double"}, Decimal(15)),
    ({"type": "literal", "value": "NaN", "datatype": XSD + "double"}, "NaN"),
    ({"type": "literal", "value": "zeven", "datatype": XSD + "integer"}, "zeven"),
    ({"type": "literal", "value": "9" * 5000, "datatype": XSD + "integer"}, "9" * 5000),
    ({"type": "literal", "value": "2026", "datatype": XSD + "gYear"}, "2026"),
    ({"type": "literal", "value": "x", "extra": "mag"}, "x"),
]


@pytest.mark.parametrize(("cel", "waarde"), WAARDEN, ids=range(len(WAARDEN)))
def test_cel_lezen(cel: dict[str, str], waarde: Any) -> None:
    """A cell of another station becomes the value that Python has for it; what its type does not allow stays text."""
    gelezen = lees(cel)
    assert (gelezen, type(gelezen)) == (waarde, type(waarde))


KAPOT: list[dict[str, Any]] = [
    {},
    {"head": {}, "boolean": True},
    {"head": {"vars": "x"}, "results": {"bindings": []}},
    {"head": {"vars": [1]}, "results": {"bindings": []}},
    {"head": {"vars": [""]}, "results": {"bindings": []}},
    {"head": {"vars": ["x", "x"]}, "results": {"bindings": []}},
    {"head": {"vars": [f"x{i}" for i in range(1001)]}, "results": {"bindings": []}},
    {"head": {"vars": []}, "results": []},
    {"head": {"vars": []}, "results": {}},
    {"head": {"vars": []}, "results": {"bindings": {}}},
    {"head": {"vars": []}, "results": {"bindings": [{}] * 100_001}},
    {"head": {"vars": ["x"]}, "results": {"bindings": [[]]}},
    {"head": {"vars": ["x"]}, "results": {"bindings": [{"y": {"type": "literal", "value": "1"}}]}},
    *(
        {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": cel}]}}
        for cel in (
            None,
            "1",
            {},
            {"type": "literal"},
            {"value": "1"},
            {"type": "literal", "value": 1},
            {"type": "triple", "value": "1"},
            {"type": "uri", "value": "geen iri"},
            {"type": "uri", "value": "http://a.example/ b"},
            {"type": "literal", "value": "1", "datatype": "geen iri"},
            {"type": "literal", "value": "1", "xml:lang": "geen taal"},
            {"type": "literal", "value": "1", "xml:lang": "nl", "datatype": XSD + "integer"},
        )
    ),
]


@pytest.mark.parametrize("inhoud", KAPOT, ids=range(len(KAPOT)))
def test_kapot_resultaat(inhoud: dict[str, Any]) -> None:
    """What is no answer to a SELECT is refused, without its values."""
    with pytest.raises(BerichtFout) as fout:
        lees_sparql_json(inhoud)
    assert fout.value.reden is Reden.RESULTAAT
    assert fout.value.waar.split(".")[0] in ("head", "results")


def test_resultset_heen_en_terug() -> None:
    """S19: an array of id and result, under ``resultset``; in 1.x the id has the message before it."""
    paren = [("1", {"head": {}}), ("2", {"boolean": True})]
    assert resultset(paren) == {"resultset": [{"id": "1", "result": {"head": {}}}, {"id": "2", "result": {"boolean": True}}]}
    assert list(delen(resultset(paren))) == paren
    assert [resultaat_id(g, "m", "v") for g in Generatie] == ["v", "v", "m#v"]


@pytest.mark.parametrize(
    "inhoud",
    [
        {"resultset": {}},
        {"resultset": ["1"]},
        {"resultset": [{"id": 1, "result": {}}]},
        {"resultset": [{"id": "1", "result": "tekst"}]},
        {"resultset": [{}] * 101},
    ],
)
def test_kapotte_resultset(inhoud: dict[str, Any]) -> None:
    """A resultset of another form is refused."""
    with pytest.raises(BerichtFout) as fout:
        delen(inhoud)
    assert fout.value.reden is Reden.RESULTAAT
