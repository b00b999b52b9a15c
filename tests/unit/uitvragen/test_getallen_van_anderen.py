"""Cells of an answer: the kinds that the profile names, and numbers that can be written down."""

from __future__ import annotations

from typing import Any

import pytest
from hulp.nepstation import DAG

from datastation.uitvragen.nazien import Ongeldig, keur_tabel
from datastation.uitwisselprofiel import KolomBeschrijving, zoek

XSD = "http://www.w3.org/2001/XMLSchema#"
VRAAG = zoek("igj-wzd-aantallen", DAG).vraag("4")


def tabel(soort: Any, waarde: str, type_: str) -> Any:
    """A table of one column and one cell."""
    vraag = VRAAG.model_copy(update={"kolommen": (KolomBeschrijving(naam="x", klasse="kenmerk", soort=soort, titel="x"),)})
    cel = {"type": "literal", "value": waarde, **({"datatype": XSD + type_} if type_ else {})}
    return keur_tabel(vraag, {"head": {"vars": ["x"]}, "results": {"bindings": [{"x": cel}, {}]}})


@pytest.mark.parametrize(
    ("soort", "waarde", "type_"),
    [
        ("geheel", "12", "integer"),
        ("geheel", "-9007199254740991", "integer"),
        ("geheel", "Ongedefinieerd", ""),
        ("decimaal", "1.50", "decimal"),
        ("decimaal", "3", "integer"),
        ("decimaal", "1e3", "double"),
        ("datum", "2026-01-31", "date"),
        ("waarheid", "true", "boolean"),
        ("tekst", "2026", ""),
    ],
)
def test_wat_past(soort: str, waarde: str, type_: str) -> None:
    """A value of the kind of its column, text in any column, and an absent cell."""
    assert tabel(soort, waarde, type_).rijen[1] == (None,)


@pytest.mark.parametrize(
    ("soort", "waarde", "type_"),
    [
        ("geheel", "9007199254740992", "integer"),
        ("geheel", "1.5", "decimal"),
        ("geheel", "true", "boolean"),
        ("decimaal", "1e999999999", "double"),
        ("decimaal", "1e-999999999", "double"),
        ("decimaal", "0." + "1" * 40, "decimal"),
        ("decimaal", "true", "boolean"),
        ("datum", "12", "integer"),
        ("waarheid", "1", "integer"),
        ("tekst", "12", "integer"),
        ("tekst", "2026-01-31", "date"),
    ],
)
def test_wat_niet_past(soort: str, waarde: str, type_: str) -> None:
    """Another kind, or a number that would not fit in a table of anybody."""
    with pytest.raises(Ongeldig) as fout:
        tabel(soort, waarde, type_)
    assert fout.value.code == "ander-soort-waarde"
