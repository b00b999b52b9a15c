"""Which care is involuntary (art. 2 lid 1, art. 3a, art. 15 Wzd) and which falls under art. 2 lid 2 Wzd."""

from __future__ import annotations

import pytest
from hulp.graaf import FIXATIE, MEDICATIE, TOEZICHT, bouw, interventie, rijen

ONVRIJWILLIG, LID2 = "OnvrijwilligeZorg", "Artikel2Lid2"
INSLUITEN = "soort-interventie:90278001"  # snomed, category c
VOEDING = "soort-interventie:37041007"  # snomed, category a, no medication
AF = "zib:wilsbekwaam false"

# kind of care, what the source says, form; the types that are added
GEVALLEN = {
    "art. 2 lid 1: the client resists": (1, "wzd:verzetClient true", FIXATIE, {ONVRIJWILLIG}),
    "art. 2 lid 1: the representative resists": (1, "wzd:verzetVertegenwoordiger true", FIXATIE, {ONVRIJWILLIG}),
    "art. 3a: resistance of one is enough": (2, "wzd:verzetClient false ; wzd:verzetVertegenwoordiger true", FIXATIE, {ONVRIJWILLIG}),
    "nobody resists: voluntary": (1, "wzd:verzetClient false ; wzd:verzetVertegenwoordiger false", FIXATIE, set()),
    "zib instemming 1 (client does not consent) counts where resistance is absent": (
        1,
        "zib:instemming instemming:1",
        FIXATIE,
        {ONVRIJWILLIG},
    ),
    "zib instemming 3 (representative does not consent) counts where resistance is absent": (
        1,
        "zib:instemming instemming:3",
        FIXATIE,
        {ONVRIJWILLIG},
    ),
    "zib instemming 2: voluntary": (1, "zib:instemming instemming:2", FIXATIE, set()),
    "recorded absence of resistance goes before refused consent": (
        1,
        "wzd:verzetClient false ; zib:instemming instemming:3",
        FIXATIE,
        set(),
    ),
    "consent of one, refusal of the other": (1, "zib:instemming instemming:2 , instemming:3", FIXATIE, {ONVRIJWILLIG}),
    "art. 15: unforeseen care without any statement is involuntary": (3, "", FIXATIE, {ONVRIJWILLIG}),
    "art. 15: unforeseen care with consent is not": (3, "zib:instemming instemming:2", FIXATIE, set()),
    "art. 15: unforeseen care without resistance is not": (3, "wzd:verzetClient false", FIXATIE, set()),
    "planned care without any statement is not guessed": (1, "", FIXATIE, set()),
    "care as needed without any statement is not guessed": (2, "", FIXATIE, set()),
    "art. 2 lid 2: incapable, nobody resists, category b": (1, f"{AF} ; wzd:verzetClient false", FIXATIE, {LID2}),
    "art. 2 lid 2: category c": (1, f"{AF} ; wzd:verzetClient false", INSLUITEN, {LID2}),
    "art. 2 lid 2: medication": (1, f"{AF} ; wzd:verzetVertegenwoordiger false", MEDICATIE, {LID2}),
    "art. 2 lid 2: consent of the representative is a statement too": (1, f"{AF} ; zib:instemming instemming:4", FIXATIE, {LID2}),
    "art. 2 lid 2 is not about food (category a)": (1, f"{AF} ; wzd:verzetClient false", VOEDING, set()),
    "art. 2 lid 2 is not about supervision (category d)": (1, f"{AF} ; wzd:verzetClient false", TOEZICHT, set()),
    "art. 2 lid 2 is not about capable clients": (1, "zib:wilsbekwaam true ; wzd:verzetClient false", FIXATIE, set()),
    "art. 2 lid 2 asks that capacity is known": (1, "wzd:verzetClient false", FIXATIE, set()),
    "art. 2 lid 2 asks that something is known about resistance": (1, AF, FIXATIE, set()),
    "who resists is never under art. 2 lid 2": (1, f"{AF} ; wzd:verzetClient true", FIXATIE, {ONVRIJWILLIG}),
}


@pytest.mark.parametrize(("soort", "gezegd", "vorm", "verwacht"), GEVALLEN.values(), ids=GEVALLEN)
def test_verzet(soort: int, gezegd: str, vorm: str, verwacht: set[str]) -> None:
    """The types that the derivations add to an intervention."""
    rest = f"zib:soortInterventie {vorm}" + (f" ; {gezegd}" if gezegd else "")
    store = bouw(interventie("M1", soort, "2026-01-01", None, rest))
    gevonden = {k for (k,) in rijen(store, "SELECT ?k WHERE { ?i wzd:soortZorg ?s ; a ?k }")}
    assert gevonden == {"VrijheidsbeperkendeInterventie"} | verwacht
