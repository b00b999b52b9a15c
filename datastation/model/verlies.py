"""The loss ledger: what a mapping could not use, and the balance that proves nothing vanished (decision 12)."""

from __future__ import annotations

from dataclasses import dataclass, field

VOORBEELDEN_PER_REGEL = 20


@dataclass(frozen=True)
class Verliesregel:
    """One reason for which rows or properties of one column were not used.

    Never a value: row numbers only.

    Attributes:
        bron, tabel, bestand, kolom: where.
        soort: ``rij`` (the whole row refused), ``eigenschap`` (one property refused) or ``buiten_bereik`` (row not meant for us).
        reden: short fixed name of the reason, e.g. ``ongeldige_datum``; documented in docs/verliesredenen.md.
        herstel: what to do in the source system, Dutch.
        aantal: how often.
        voorbeelden: first row numbers, at most VOORBEELDEN_PER_REGEL.
    """

    bron: str
    tabel: str
    bestand: str
    kolom: str
    soort: str
    reden: str
    herstel: str
    aantal: int
    voorbeelden: tuple[int, ...] = ()


@dataclass(frozen=True)
class Balans:
    """Rows in = mapped + refused + out of scope, for one table of one source."""

    bron: str
    tabel: str
    gelezen: int
    gemapt: int
    geweigerd: int
    buiten_bereik: int

    @property
    def klopt(self) -> bool:
        """No row vanished."""
        return self.gelezen == self.gemapt + self.geweigerd + self.buiten_bereik


@dataclass
class Verliesboek:
    """All balances and losses of one refresh."""

    balansen: list[Balans] = field(default_factory=list)
    regels: list[Verliesregel] = field(default_factory=list)

    @property
    def klopt(self) -> bool:
        """No row of any table vanished."""
        return all(b.klopt for b in self.balansen)
