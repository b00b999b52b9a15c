"""All quality rules, as data: id, number in reference/wzd.md section 4, severity, ground, repair."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from datastation.kwaliteit.controles import controles
from datastation.kwaliteit.vormen import regels_van_vormen
from datastation.model.bevinding import Ernst, Regel

Toets = Literal["vorm", "controle", "levering"]

# Rule 17 is about a file, not about a record: the profile binds one half-year and one law, and the XSD is checked before delivery.
BIJ_LEVERING = (
    Regel(
        id="een-halfjaar-een-wet",
        nummer=17,
        ernst=Ernst.BLOKKEERT,
        titel="Een levering gaat over precies één halfjaar en één wet.",
        grond="IGJ: per wet één xml-bestand, per halfjaar",
        herstel="Kies een heel halfjaar (bijvoorbeeld 2026-H1). Zorg onder een andere wet wordt bij het inlezen geteld en blijft buiten de levering.",
    ),
)


@lru_cache(maxsize=1)
def _alle() -> dict[str, tuple[Regel, Toets]]:
    alle: dict[str, tuple[Regel, Toets]] = {r.id: (r, "vorm") for r in regels_van_vormen()}
    alle |= {c.regel.id: (c.regel, "controle") for c in controles()}
    alle |= {r.id: (r, "levering") for r in BIJ_LEVERING}
    return alle


@lru_cache(maxsize=1)
def regels() -> tuple[Regel, ...]:
    """All rules, by number (the ones of our own, 0, last) and id."""
    return tuple(sorted((r for r, _ in _alle().values()), key=lambda r: (r.nummer or 99, r.id)))


def regel(id: str) -> Regel:
    """One rule.

    Raises:
        KeyError: there is no such rule.
    """
    return _alle()[id][0]


def plaats_van_toets(id: str) -> Toets:
    """Where a rule is judged: on the lines before the load (``vorm``), in the snapshot (``controle``), or at the delivery."""
    return _alle()[id][1]
