"""Findings of the quality rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ernst(StrEnum):
    """What a finding does: keep the record out of deliveries, warn, or inform."""

    BLOKKEERT = "blokkeert"
    WAARSCHUWT = "waarschuwt"
    INFORMEERT = "informeert"


@dataclass(frozen=True)
class Regel:
    """A quality rule.

    Attributes:
        id: short fixed name, also the file name under ``queries/controles`` or the shape's IRI in ``ontology/shapes``.
        nummer: number in reference/wzd.md section 4 (1..17), or 0 for a rule of our own.
        ernst: what a finding does.
        titel: one line, plain Dutch.
        grond: the law article or the practical ground.
        herstel: what to do in the ECD, plain Dutch.
    """

    id: str
    nummer: int
    ernst: Ernst
    titel: str
    grond: str
    herstel: str


@dataclass(frozen=True)
class Bevinding:
    """One record that a rule points at.

    Attributes:
        regel: id of the rule.
        record: IRI of the record (a pseudonym where it is a person).
        eigenschap: IRI of the property, or "".
        bron, bestand, rij: the source row to repair, filled in from row provenance ("" and 0 where unknown).
    """

    regel: str
    record: str
    eigenschap: str = ""
    bron: str = ""
    bestand: str = ""
    rij: int = 0
