"""Periods of time that a question is asked about: a half-year or a calendar year. Both ends inclusive (decision 5)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Periode:
    """A half-year (``2026-H1``) or a year (``2026``)."""

    naam: str
    begin: date
    einde: date

    @classmethod
    def uit_tekst(cls, tekst: str) -> Periode:
        """Read ``2026-H1``, ``2026-H2`` or ``2026``.

        Raises:
            ValueError: the text is none of these; the message says what is.
        """
        treffer = re.fullmatch(r"(19\d\d|20\d\d)(?:-H([12]))?", tekst)
        if not treffer:
            raise ValueError("schrijf een halfjaar als 2026-H1 of 2026-H2, of een jaar als 2026")
        jaar, helft = int(treffer[1]), treffer[2]
        if helft is None:
            return cls(tekst, date(jaar, 1, 1), date(jaar, 12, 31))
        if helft == "1":
            return cls(tekst, date(jaar, 1, 1), date(jaar, 6, 30))
        return cls(tekst, date(jaar, 7, 1), date(jaar, 12, 31))

    @property
    def is_halfjaar(self) -> bool:
        """A half-year; else a calendar year."""
        return "-H" in self.naam

    @property
    def vorige(self) -> Periode:
        """The period of the same length just before."""
        jaar = self.begin.year
        if not self.is_halfjaar:
            return Periode.uit_tekst(str(jaar - 1))
        return Periode.uit_tekst(f"{jaar}-H1" if self.naam.endswith("H2") else f"{jaar - 1}-H2")

    @property
    def halfjaren(self) -> tuple[str, ...]:
        """Names of the half-years that it spans, oldest first."""
        return (self.naam,) if self.is_halfjaar else (f"{self.naam}-H1", f"{self.naam}-H2")


def halfjaar_van(dag: date) -> str:
    """The half-year of a day: ``2026-06-30`` is in ``2026-H1``."""
    return f"{dag.year}-H{1 if dag.month <= 6 else 2}"
