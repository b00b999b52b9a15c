"""What the two Wzd overviews share: the head, and the rules that a schema cannot express."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Protocol

from datastation.aflevering.vorm_csv import als_tekst
from datastation.fouten import AfleveringFout
from datastation.model.antwoord import Antwoord, Waarde
from datastation.model.periode import Periode, halfjaar_van


class Schrijver(Protocol):
    """Writes a tree from top to bottom."""

    def element(self, naam: str, /, **attributen: str) -> AbstractContextManager[None]:
        """An element with elements under it."""

    def blad(self, naam: str, tekst: str) -> None:
        """An element with text."""


def eis_halfjaar(antwoord: Antwoord) -> None:
    """Rule 17: one overview is one half-year (and, by its profile, one law).

    Raises:
        AfleveringFout: the period is anything else.
    """
    halfjaar = Periode.uit_tekst(halfjaar_van(antwoord.begin))
    if (antwoord.begin, antwoord.einde) != (halfjaar.begin, halfjaar.einde):
        raise AfleveringFout(
            "Een overzicht voor de Wzd gaat over precies één halfjaar (regel 17).",
            waar=f"{antwoord.begin} tot en met {antwoord.einde}",
            herstel="Vraag een halfjaar, bijvoorbeeld periode=2026-H1.",
        )


def aanlevering(antwoord: Antwoord) -> dict[str, str]:
    """Attributes of ``Aanlevering``."""
    return {
        "kvkNummer": antwoord.kvk,
        "naam": antwoord.organisatie,
        "periodeBegin": antwoord.begin.isoformat(),
        "periodeEinde": antwoord.einde.isoformat(),
        "gegevensTot": antwoord.gegevens_tot.isoformat(),
    }


def tekst(waarde: Waarde) -> str:
    """A value as XML text."""
    return als_tekst(waarde)


def heel(waarde: Waarde) -> int:
    """A whole number, where the contract promises one."""
    if isinstance(waarde, int):
        return waarde
    raise _niet_beloofd("geheel getal")


def dag(waarde: Waarde) -> date:
    """A day, where the contract promises one."""
    if isinstance(waarde, date):
        return waarde
    raise _niet_beloofd("datum")


def _niet_beloofd(soort: str) -> AfleveringFout:
    return AfleveringFout(f"Een cel van het antwoord is geen {soort}, waar het profiel dat belooft.", waar="het antwoord")
