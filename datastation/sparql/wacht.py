"""The guard: no query reaches the engine in a form that it is known to answer wrongly (docs/wacht.md)."""

from __future__ import annotations

from dataclasses import dataclass

from datastation.sparql.lees import lees


@dataclass(frozen=True)
class Keuring:
    """A query that may run.

    Attributes:
        tekst: the text to run, rewrites done. soort: SELECT, ASK or CONSTRUCT.
        herschrijvingen, waarschuwingen: what was changed and what to look at, Dutch. variabelen: columns of the answer.
    """

    tekst: str
    soort: str
    herschrijvingen: tuple[str, ...]
    waarschuwingen: tuple[str, ...]
    variabelen: tuple[str, ...]


def keur(tekst: str, *, streng: bool = True) -> Keuring:
    """Check a query."""
    vraag = lees(tekst)
    return Keuring(vraag.tekst, vraag.vorm, (), (), tuple(k.var.naam for k in vraag.hoofd.kolommen if k.var))
