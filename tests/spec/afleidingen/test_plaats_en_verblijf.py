"""Where a client stays: the vestiging above a location, and the stretches of days with one deciding location (design decision 6)."""

from __future__ import annotations

import pytest
from hulp.graaf import PLAATSEN, bouw, plaatsing, rijen

BOMEN = {
    "a room gets the vestiging of the location above it": (PLAATSEN, {"A1": "000000000001", "B1": "000000000002", "A": "000000000001"}),
    "of two registered levels the nearest one counts": (
        PLAATSEN + "l:D a wzd:Locatie ; wzd:geregistreerdAls v:000000000002 ; onz-g:partOf l:A . l:D1 onz-g:partOf l:D .",
        {"D": "000000000002", "D1": "000000000002", "A1": "000000000001"},
    ),
    "a location without any registered level above it has none": (PLAATSEN, {"X": None}),
    "two parents at different vestigingen decide nothing": (PLAATSEN + "l:T onz-g:partOf l:A1 , l:B1 .", {"T": None}),
    "two ways up to one vestiging decide": (PLAATSEN + "l:T onz-g:partOf l:A1 , l:A2 .", {"T": "000000000001"}),
    "a circle in the tree does not hang": (
        PLAATSEN + "l:P onz-g:partOf l:Q . l:Q onz-g:partOf l:P , l:A .",
        {"P": "000000000001", "X": None},
    ),
    "an eight-digit number (KvK in the wrong field) is no vestiging, and the one above does not step in": (
        PLAATSEN + 'v:12345678 wzd:vestigingsnummer "12345678" ; rdfs:label "K" ; wzd:accommodatie true . '
        "l:K wzd:geregistreerdAls v:12345678 ; onz-g:partOf l:A . l:K1 onz-g:partOf l:K .",
        {"K": None, "K1": None},
    ),
    "a vestiging of which is not known whether it is an accommodatie cannot be delivered, so it is none": (
        PLAATSEN + 'v:000000000003 wzd:vestigingsnummer "000000000003" ; rdfs:label "C" . l:C wzd:geregistreerdAls v:000000000003 .',
        {"C": None},
    ),
}


@pytest.mark.parametrize(("feiten", "verwacht"), BOMEN.values(), ids=BOMEN)
def test_vestiging_van_locatie(feiten: str, verwacht: dict[str, str | None]) -> None:
    """The nearest registered vestiging up the tree, or none (art. 20 Wzd)."""
    gevonden = dict(rijen(bouw(feiten), "SELECT ?l ?v WHERE { ?l wzd:opVestiging ?v }"))
    assert {locatie: gevonden.get(locatie) for locatie in verwacht} == verwacht


H, S = "hoofd", "standaard"
VERBLIJVEN = {
    "one placement is one stay": ([(H, "A1", "2026-01-01", "2026-03-31")], {("A1", "2026-01-01", "2026-03-31")}),
    "a placement without an end runs on": ([(H, "A1", "2026-01-01", None)], {("A1", "2026-01-01", None)}),
    "a client who moves: the day of the move belongs to the new location": (
        [(H, "A1", "2026-01-01", "2026-03-14"), (H, "B1", "2026-03-15", None)],
        {("A1", "2026-01-01", "2026-03-14"), ("B1", "2026-03-15", None)},
    ),
    "A → B → A is three stays": (
        [(H, "A1", "2026-01-01", "2026-01-31"), (H, "B1", "2026-02-01", "2026-02-28"), (H, "A1", "2026-03-01", None)],
        {("A1", "2026-01-01", "2026-01-31"), ("B1", "2026-02-01", "2026-02-28"), ("A1", "2026-03-01", None)},
    ),
    "a main placement goes before a standard one on the same days": (
        [(S, "A1", "2026-01-01", None), (H, "B1", "2026-02-01", "2026-02-10")],
        {("A1", "2026-01-01", "2026-01-31"), ("B1", "2026-02-01", "2026-02-10"), ("A1", "2026-02-11", None)},
    ),
    "two main placements at different vestigingen: no stay on those days": (
        [(H, "A1", "2026-01-01", None), (H, "B1", "2026-02-01", "2026-02-10")],
        {("A1", "2026-01-01", "2026-01-31"), ("A1", "2026-02-11", None)},
    ),
    "two standard ones without a main one: no stay": ([(S, "A1", "2026-01-01", "2026-01-31"), (S, "B1", "2026-01-01", "2026-01-31")], set()),
    "two standard ones beside a main one are no tie": (
        [(S, "A1", "2026-01-01", "2026-01-31"), (S, "B1", "2026-01-01", "2026-01-31"), (H, "B", "2026-01-01", "2026-01-31")],
        {("B", "2026-01-01", "2026-01-31")},
    ),
    "a tie of main ones is not broken by a standard one": (
        [(H, "A1", "2026-01-01", "2026-01-31"), (H, "B1", "2026-01-01", "2026-01-31"), (S, "A1", "2026-01-01", "2026-01-31")],
        set(),
    ),
    "two locations of one vestiging are no tie: the lowest IRI": (
        [(H, "A2", "2026-01-01", "2026-01-31"), (H, "A1", "2026-01-01", "2026-01-31")],
        {("A1", "2026-01-01", "2026-01-31")},
    ),
    "a location without a vestiging beside one with: a tie": ([(H, "A1", "2026-01-01", "2026-01-31"), (H, "X", "2026-01-01", "2026-01-31")], set()),
    "adjacent placements at one location are one stay": (
        [(H, "A1", "2026-01-01", "2026-01-31"), (S, "A1", "2026-02-01", None)],
        {("A1", "2026-01-01", None)},
    ),
    "a day without a placement splits a stay": (
        [(H, "A1", "2026-01-01", "2026-01-30"), (H, "A1", "2026-02-01", None)],
        {("A1", "2026-01-01", "2026-01-30"), ("A1", "2026-02-01", None)},
    ),
    "the same placement twice is one stay": ([(H, "A1", "2026-01-01", None), (H, "A1", "2026-01-01", None)], {("A1", "2026-01-01", None)}),
    "a stay of one day": ([(H, "A1", "2024-02-29", "2024-02-29")], {("A1", "2024-02-29", "2024-02-29")}),
    "over the leap day and the turn of the year": (
        [(H, "A1", "2023-12-31", "2024-02-28"), (H, "B1", "2024-02-29", "2024-12-31"), (H, "A1", "2025-01-01", None)],
        {("A1", "2023-12-31", "2024-02-28"), ("B1", "2024-02-29", "2024-12-31"), ("A1", "2025-01-01", None)},
    ),
    "a placement that ends before it begins holds on no day": ([(H, "A1", "2026-02-01", "2026-01-01"), (S, "B1", "2026-01-15", None)], {("B1", "2026-01-15", None)}),
}  # fmt: skip


@pytest.mark.parametrize(("plaatsingen", "verwacht"), VERBLIJVEN.values(), ids=VERBLIJVEN)
def test_verblijf(plaatsingen: list[tuple[str, str, str, str | None]], verwacht: set[tuple[str, str, str | None]]) -> None:
    """Stretches of days with one deciding location, both ends inclusive."""
    feiten = PLAATSEN + "\n".join(plaatsing(nr, *p) for nr, p in enumerate(plaatsingen))
    gevonden = rijen(
        bouw(feiten),
        "SELECT ?l ?van ?tot WHERE { ?v a wzd:Verblijf ; wzd:client ?c ; wzd:locatie ?l ; onz-g:startDatum ?van OPTIONAL { ?v onz-g:eindDatum ?tot } }",
    )
    assert gevonden == verwacht


def test_verblijf_per_client() -> None:
    """Placements of one client say nothing about another one, and a stay is named after its client and first day."""
    feiten = PLAATSEN + plaatsing(1, H, "A1", "2026-01-01") + plaatsing(2, H, "B1", "2026-01-05", client="c2")
    gevonden = rijen(bouw(feiten), "SELECT ?v ?c ?l WHERE { ?v a wzd:Verblijf ; wzd:client ?c ; wzd:locatie ?l }")
    assert gevonden == {("c1.2026-01-01", "c1", "A1"), ("c2.2026-01-05", "c2", "B1")}
