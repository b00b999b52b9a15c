"""The interval audit against counting out every solution, on small generated systems."""

from __future__ import annotations

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from datastation.onthulling.intervallen import Onbekende, te_smal


@st.composite
def stelsels(draw):
    aantal = draw(st.integers(1, 4))
    onbekenden = []
    for _ in range(aantal):
        onder = draw(st.integers(0, 1))
        onbekenden.append(Onbekende(draw(st.integers(onder, 4)), onder, draw(st.integers(0, 4))))
    factor = st.dictionaries(st.integers(0, aantal - 1), st.sampled_from([1, 1, 1, -1, 2]), min_size=1)
    vergelijkingen = draw(st.lists(factor, max_size=4))
    # One equation over everything, so that no unknown is without bound and all solutions can be counted out.
    return onbekenden, [*vergelijkingen, dict.fromkeys(range(aantal), 1)]


def alle_oplossingen(onbekenden, vergelijkingen):
    som = sum(o.waarde for o in onbekenden)
    for punt in product(*(range(o.onder, som + 1) for o in onbekenden)):
        if all(sum(c * (punt[i] - onbekenden[i].waarde) for i, c in v.items()) == 0 for v in vergelijkingen):
            yield punt


@given(stelsels())
@settings(max_examples=80, deadline=None)
def test_nooit_meer_ruimte_dan_er_is(stelsel) -> None:
    """What the audit passes has two whole-number solutions that far apart: it is never wrong on the unsafe side."""
    onbekenden, vergelijkingen = stelsel
    smal = set(te_smal(onbekenden, vergelijkingen))
    punten = list(alle_oplossingen(onbekenden, vergelijkingen))
    for i, onbekende in enumerate(onbekenden):
        ruimte = max(p[i] for p in punten) - min(p[i] for p in punten)
        assert i in smal or ruimte >= onbekende.nodig


@given(st.integers(2, 3), st.integers(2, 3), st.data())
@settings(max_examples=40, deadline=None)
def test_precies_in_een_tabel(rijen: int, kolommen: int, data) -> None:
    """In a table with row and column totals the audit is exact: it refuses only what is really too narrow."""
    onbekenden = [Onbekende(data.draw(st.integers(0, 3)), 0, data.draw(st.integers(1, 4))) for _ in range(rijen * kolommen)]
    vergelijkingen = [{r * kolommen + k: 1 for k in range(kolommen)} for r in range(rijen)]
    vergelijkingen += [{r * kolommen + k: 1 for r in range(rijen)} for k in range(kolommen)]
    laag, hoog = [o.waarde for o in onbekenden], [o.waarde for o in onbekenden]
    for punt in _tabellen(onbekenden, rijen, kolommen):
        laag, hoog = [min(a, b) for a, b in zip(laag, punt, strict=True)], [max(a, b) for a, b in zip(hoog, punt, strict=True)]
    echt = tuple(i for i, o in enumerate(onbekenden) if hoog[i] - laag[i] < o.nodig)
    assert te_smal(onbekenden, vergelijkingen) == echt


def _tabellen(onbekenden, rijen, kolommen):
    """Every table with the same row and column totals, row by row."""
    rand = [sum(onbekenden[r * kolommen + k].waarde for r in range(rijen)) for k in range(kolommen)]

    def verder(r, over):
        if r == rijen:
            if not any(over):
                yield ()
            return
        som = sum(onbekenden[r * kolommen + k].waarde for k in range(kolommen))
        for rij in product(*(range(min(som, o) + 1) for o in over)):
            if sum(rij) == som:
                yield from ((*rij, *rest) for rest in verder(r + 1, [o - c for o, c in zip(over, rij, strict=True)]))

    yield from verder(0, rand)


def test_zonder_grens_is_genoeg() -> None:
    """An unknown that no equation bounds has all the room it needs; one that is alone in its equation has none."""
    assert te_smal([Onbekende(5, 0, 10), Onbekende(9, 0, 10)], [{0: 1, 1: -1}]) == ()
    assert te_smal([Onbekende(5, 0, 10)], [{0: 1}]) == (0,)
    assert te_smal([Onbekende(5, 0, 10)], []) == ()
