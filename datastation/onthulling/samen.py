"""Interval audit over this answer and all earlier ones together: what do their totals leave of the room of a suppressed group?

`weggevers` sees what can be computed by adding and subtracting. Counts are never negative, and that gives more away: two totals that are equal
make everything between them zero. Here the unknowns are atoms (people who stand in exactly the same groups), the equations are released groups.
"""

from __future__ import annotations

from collections.abc import Sequence

from datastation.onthulling.intervallen import Onbekende, te_smal
from datastation.onthulling.verschillen import Groep, atomen, met_verzonnen

# Above this many atoms the audit takes minutes; then `weggevers` stands alone, and the decision says so. A year of quarterly tables of 100 cells has a few hundred.
MEESTE_ATOMEN = 400


def zonder_ruimte(vrij: Sequence[Groep], dicht: Sequence[Groep], k: int, onder: int) -> frozenset[Groep] | None:
    """Suppressed groups whose number of people is pinned down to less than `k` of room; None where there is too much to work out.

    Args:
        vrij: groups whose number left.
        dicht: suppressed groups.
        onder: what a reader knows a suppressed group with people in it to hold at least.
    """
    vectoren, groottes = atomen([*vrij, *dicht])
    if len(groottes) > MEESTE_ATOMEN:
        return None
    onbekenden = [Onbekende(grootte, 0, 0) for grootte in groottes]
    vergelijkingen = [dict(v) for v in vectoren[: len(vrij)]]
    for groep, vector in zip(dicht, vectoren[len(vrij) :], strict=True):
        omvang = len(met_verzonnen(groep, ()))
        vergelijkingen.append({**vector, len(onbekenden): -1})
        onbekenden.append(Onbekende(omvang, min(onder, omvang), k))
    smal = te_smal(onbekenden, vergelijkingen)
    return frozenset(dicht[i - len(groottes)] for i in smal)
