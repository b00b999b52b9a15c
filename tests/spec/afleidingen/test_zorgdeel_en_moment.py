"""Planned care cut where the vestiging changes, and the place of a moment (design decisions 5 and 6)."""

from __future__ import annotations

import pytest
from hulp.graaf import PLAATSEN, bouw, interventie, moment, plaatsing, rijen

H, S = "hoofd", "standaard"
VERHUIZING = [(H, "A1", "2026-01-01", "2026-03-14"), (H, "B1", "2026-03-15", None)]
HEEN_EN_TERUG = [(H, "A1", "2026-01-01", "2026-01-31"), (H, "B1", "2026-02-01", "2026-02-28"), (H, "A1", "2026-03-01", None)]
JA, NEE = "true", "false"

# placements; begin, end and more of the intervention; zorgdelen as (location, ambulant, begin, end)
GEVALLEN = {
    "one stay: one part, with the begin and end of the measure": (
        [(H, "A1", "2026-01-01", None)], ("2026-02-01", "2026-02-10", ""), {("A1", NEE, "2026-02-01", "2026-02-10")}),
    "a running measure has a last part without an end": (
        [(H, "A1", "2026-01-01", None)], ("2026-02-01", None, ""), {("A1", NEE, "2026-02-01", None)}),
    "a client who moves half-way: cut on the day of the move": (
        VERHUIZING, ("2026-02-01", "2026-04-30", ""), {("A1", NEE, "2026-02-01", "2026-03-14"), ("B1", NEE, "2026-03-15", "2026-04-30")}),
    "a measure that ends on the last day before the move has one part": (
        VERHUIZING, ("2026-02-01", "2026-03-14", ""), {("A1", NEE, "2026-02-01", "2026-03-14")}),
    "a measure that ends on the day of the move has a last part of one day": (
        VERHUIZING, ("2026-02-01", "2026-03-15", ""), {("A1", NEE, "2026-02-01", "2026-03-14"), ("B1", NEE, "2026-03-15", "2026-03-15")}),
    "a measure that begins on the day of the move": (VERHUIZING, ("2026-03-15", None, ""), {("B1", NEE, "2026-03-15", None)}),
    "A → B → A gives three parts": (
        HEEN_EN_TERUG, ("2026-01-10", None, ""),
        {("A1", NEE, "2026-01-10", "2026-01-31"), ("B1", NEE, "2026-02-01", "2026-02-28"), ("A1", NEE, "2026-03-01", None)}),
    "another room of the same vestiging cuts nothing; the part names the location of its first day": (
        [(H, "A2", "2026-01-01", "2026-01-31"), (H, "A1", "2026-02-01", None)], ("2026-01-10", None, ""), {("A2", NEE, "2026-01-10", None)}),
    "a measure that began in the second room names that one": (
        [(H, "A2", "2026-01-01", "2026-01-31"), (H, "A1", "2026-02-01", None)], ("2026-02-10", None, ""), {("A1", NEE, "2026-02-10", None)}),
    "from intramural to extramural within a vestiging: cut, and then ambulant": (
        [(H, "A1", "2026-01-01", "2026-01-31"), (H, "AE", "2026-02-01", None)], ("2026-01-10", None, ""),
        {("A1", NEE, "2026-01-10", "2026-01-31"), ("AE", JA, "2026-02-01", None)}),
    "the flag of the source goes first, so that change cuts nothing": (
        [(H, "A1", "2026-01-01", "2026-01-31"), (H, "AE", "2026-02-01", None)], ("2026-01-10", None, "wzd:ambulant false"),
        {("A1", NEE, "2026-01-10", None)}),
    "with the flag of the source a move still cuts": (
        VERHUIZING, ("2026-02-01", None, "wzd:ambulant true"), {("A1", JA, "2026-02-01", "2026-03-14"), ("B1", JA, "2026-03-15", None)}),
    "a location of its own wins: one part for the whole period, moves or not": (
        VERHUIZING, ("2026-02-01", "2026-04-30", "wzd:locatie l:AE"), {("AE", JA, "2026-02-01", "2026-04-30")}),
    "a location of its own without a vestiging gives no part": (VERHUIZING, ("2026-02-01", None, "wzd:locatie l:X"), set()),
    "days of a tie are in no part": (
        [(H, "A1", "2026-01-01", None), (H, "B1", "2026-02-01", "2026-02-10")], ("2026-01-10", "2026-03-01", ""),
        {("A1", NEE, "2026-01-10", "2026-01-31"), ("A1", NEE, "2026-02-11", "2026-03-01")}),
    "days before the first stay and after the last one are in no part": (
        [(H, "A1", "2026-02-01", "2026-02-28")], ("2026-01-10", None, ""), {("A1", NEE, "2026-02-01", "2026-02-28")}),
    "days at a location without a vestiging are in no part": (
        [(H, "A1", "2026-01-01", "2026-01-31"), (H, "X", "2026-02-01", None)], ("2026-01-10", None, ""), {("A1", NEE, "2026-01-10", "2026-01-31")}),
    "a client without a placement: no part": ([], ("2026-01-10", None, ""), set()),
    "an end before the begin: no part": ([(H, "A1", "2026-01-01", None)], ("2026-03-01", "2026-02-01", ""), set()),
    "a measure that began years ago keeps its begin": (
        [(S, "A1", "2019-05-01", None)], ("2019-06-01", None, ""), {("A1", NEE, "2019-06-01", None)}),
}  # fmt: skip
_DELEN = """SELECT ?l ?a ?van ?tot WHERE {
  ?z a wzd:Zorgdeel ; wzd:vanInterventie ?i ; wzd:locatie ?l ; wzd:ambulant ?a ; onz-g:startDatum ?van OPTIONAL { ?z onz-g:eindDatum ?tot } }"""


@pytest.mark.parametrize(("plaatsingen", "maatregel", "verwacht"), GEVALLEN.values(), ids=GEVALLEN)
def test_zorgdelen(plaatsingen: list[tuple], maatregel: tuple[str, str | None, str], verwacht: set[tuple]) -> None:
    """Planned care is delivered per vestiging (art. 17 lid 2 Wzd), so it is cut where that changes."""
    van, tot, rest = maatregel
    feiten = PLAATSEN + "\n".join(plaatsing(nr, *p) for nr, p in enumerate(plaatsingen)) + interventie("M1", 1, van, tot, rest)
    assert rijen(bouw(feiten), _DELEN) == verwacht


def test_naam_van_zorgdeel() -> None:
    """A zorgdeel is named after its intervention and first day, and is the same one each time."""
    feiten = (
        PLAATSEN
        + plaatsing(1, H, "A1", "2026-01-01", "2026-03-14")
        + plaatsing(2, H, "B1", "2026-03-15")
        + interventie("ecd.M1", 1, "2026-02-01")
    )
    namen = [rijen(bouw(feiten), "SELECT ?z WHERE { ?z a wzd:Zorgdeel }") for _ in range(2)]
    assert namen == [{("ecd.M1.2026-02-01",), ("ecd.M1.2026-03-15",)}] * 2


@pytest.mark.parametrize("soort", [2, 3])
def test_zorgdeel_alleen_gepland(soort: int) -> None:
    """Care as needed and unforeseen care count by their moments, so they have no zorgdeel."""
    assert not rijen(bouw(PLAATSEN + plaatsing(1, H, "A1", "2026-01-01") + interventie("M1", soort, "2026-02-01")), _DELEN)


def test_geen_blanco_knopen() -> None:
    """Whatever is derived has an IRI of its own, under the organisation's number."""
    feiten = PLAATSEN + plaatsing(1, H, "A1", "2026-01-01") + interventie("M1", 1, "2026-02-01")
    gevonden = list(
        bouw(feiten).query(
            "SELECT ?s WHERE { ?s a ?k FILTER(?k IN (<https://w3id.org/datastation/def/wzd#Verblijf>, <https://w3id.org/datastation/def/wzd#Zorgdeel>)) }"
        )
    )
    assert len(gevonden) == 2
    assert all(rij["s"].value.startswith("https://w3id.org/datastation/id/12345678/") for rij in gevonden)


# placements; more of the intervention; day and more of the moment; location and ambulant afterwards
MOMENTEN = {
    "the source names both: they stay": ([(H, "A1", "2026-01-01", None)], "", ("2026-02-01", "wzd:locatie l:B1 ; wzd:ambulant true"), ("B1", JA)),
    "neither: the stay of that day": (VERHUIZING, "", ("2026-03-14", ""), ("A1", NEE)),
    "the day of the move counts at the new location": (VERHUIZING, "", ("2026-03-15", ""), ("B1", NEE)),
    "the location of the intervention goes before the stay": (VERHUIZING, "wzd:locatie l:AE", ("2026-02-01", ""), ("AE", NEE)),
    "the location of the moment goes before that of the intervention": (VERHUIZING, "wzd:locatie l:AE", ("2026-02-01", "wzd:locatie l:B1"), ("B1", NEE)),
    "the flag of the intervention goes before the stay": (VERHUIZING, "wzd:ambulant true", ("2026-02-01", ""), ("A1", JA)),
    "a flag on the moment goes before that of the intervention": (VERHUIZING, "wzd:ambulant true", ("2026-02-01", "wzd:ambulant false"), ("A1", NEE)),
    "a stay at an extramural location is ambulant": ([(H, "AE", "2026-01-01", None)], "", ("2026-02-01", ""), ("AE", JA)),
    "no placement that day: no location, and ambulant": ([(H, "A1", "2026-03-01", None)], "", ("2026-02-01", ""), (None, JA)),
    "a tie between intramural placements: no location, but not ambulant": (
        [(H, "A1", "2026-01-01", None), (H, "B1", "2026-01-01", None)], "", ("2026-02-01", ""), (None, NEE)),
    "a standard placement decides where there is no main one": ([(S, "B1", "2026-01-01", None)], "", ("2026-02-01", ""), ("B1", NEE)),
}  # fmt: skip


@pytest.mark.parametrize("soort", [2, 3])
@pytest.mark.parametrize(("plaatsingen", "rest", "op", "verwacht"), MOMENTEN.values(), ids=MOMENTEN)
def test_plaats_van_moment(plaatsingen: list[tuple], rest: str, op: tuple[str, str], verwacht: tuple, soort: int) -> None:
    """The source, else the intervention, else the stay of that day."""
    feiten = PLAATSEN + "\n".join(plaatsing(nr, *p) for nr, p in enumerate(plaatsingen))
    feiten += interventie("M1", soort, "2026-01-01", None, rest) + moment("R1", "M1", *op)
    gevonden = rijen(bouw(feiten), "SELECT ?l ?a WHERE { ?m a wzd:Moment OPTIONAL { ?m wzd:locatie ?l } OPTIONAL { ?m wzd:ambulant ?a } }")
    assert gevonden == {verwacht}
