"""Findings for people and for scripts: counted per rule, or one row each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from datastation.kwaliteit.regels import regel
from datastation.model.bevinding import Bevinding, Ernst, Regel

_VOLGORDE = {ernst: plek for plek, ernst in enumerate(Ernst)}


@dataclass(frozen=True)
class Regelstand:
    """What one rule found.

    Attributes:
        regel: the rule.
        records: how many records it points at.
        voorbeelden: some findings, in the order given.
    """

    regel: Regel
    records: int
    voorbeelden: tuple[Bevinding, ...]


def per_regel(bevindingen: Iterable[Bevinding], voorbeelden: int = 5) -> tuple[Regelstand, ...]:
    """Group findings by rule: what blocks first, then most records first."""
    groepen: dict[str, list[Bevinding]] = {}
    for b in bevindingen:
        groepen.setdefault(b.regel, []).append(b)
    standen = (Regelstand(regel(id), len({b.record for b in groep}), tuple(groep[:voorbeelden])) for id, groep in groepen.items())
    return tuple(sorted(standen, key=lambda s: (_VOLGORDE[s.regel.ernst], -s.records, s.regel.id)))


def blokkerend(bevindingen: Iterable[Bevinding]) -> tuple[Bevinding, ...]:
    """The findings that keep a record out of a delivery."""
    return tuple(b for b in bevindingen if regel(b.regel).ernst is Ernst.BLOKKEERT)


def als_rijen(bevindingen: Iterable[Bevinding]) -> list[dict[str, str | int]]:
    """One flat row per finding, for a table, JSON or CSV."""
    rijen: list[dict[str, str | int]] = []
    for b in bevindingen:
        r = regel(b.regel)
        rijen.append(
            {
                "regel": r.id,
                "nummer": r.nummer,
                "ernst": r.ernst.value,
                "titel": r.titel,
                "bron": b.bron,
                "bestand": b.bestand,
                "rij": b.rij,
                "eigenschap": b.eigenschap,
                "herstel": r.herstel,
                "grond": r.grond,
                "record": b.record,
            }
        )
    return rijen
