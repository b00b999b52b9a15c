"""What a profile with disclosure rules declares of each question, so that its answer can be judged as a whole table.

The rules themselves, and what they do with it, belong to `datastation.onthulling`; how the two meet stands in docs/onthulling.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from datastation.instellingen import Streng

VESTIGINGEN = "vestigingen"  # in the place of a list of codes: all vestigingen that the snapshot knows
INZENDER = "inzender"  # column of a companion question: who contributed


class Begeleidend(Streng):
    """The companion of a question, by path and hash: the same key columns, ``inzender``, and what that one contributes per measured column.

    The station asks it; a requester never can, and its rows go nowhere.
    """

    pad: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Sleutelvorm(Streng):
    """A key column: its closed list, and which codes are totals of others."""

    codes: tuple[str, ...] | Literal["vestigingen"] = Field(description='Gesloten lijst, of "vestigingen".')
    ouders: dict[str, str] = Field(default_factory=dict, description="Code = de code van het totaal waar zij in zit.")
    totaal: str = Field(default="", description="Code van het totaal over alle codes zonder ouder; leeg = er is geen totaal.")
    soort: Literal["som", "vereniging"] = Field(default="som", description="Of iemand in één deel staat, of in meer en dan één keer telt.")

    def lijst(self, vestigingen: Sequence[str]) -> tuple[tuple[str, ...], dict[str, str]]:
        """All codes, and the parent of each that has one."""
        los = tuple(sorted(vestigingen)) if self.codes == VESTIGINGEN else tuple(self.codes)
        if not self.totaal:
            return los, dict(self.ouders)
        return (*los, self.totaal), {**dict.fromkeys((c for c in los if c not in self.ouders), self.totaal), **self.ouders}


class Verhouding(Streng):
    """A ratio of two measured columns. The station works it out; the question does not give it."""

    naam: str = Field(pattern=r"^\w+$")
    titel: str
    teller: str
    noemer: str
    factor: int = Field(default=100, ge=1, description="100 = procenten.")
    decimalen: int = Field(default=1, ge=0, le=6)


class Tabelvorm(Streng):
    """The answer of a question as a table."""

    sleutels: dict[str, Sleutelvorm]
    bereik: Literal["periode", "peildatum"] = Field(
        default="periode", description="Of geteld is over de hele periode, of op haar laatste dag."
    )
    verhoudingen: tuple[Verhouding, ...] = ()
    niet_geleverd: tuple[str, ...] = Field(default=(), description="Gemeten kolommen die er alleen voor een verhouding zijn.")
    deel_van: dict[str, str] = Field(default_factory=dict, description="Aantal = het aantal waar het een deel van is.")
    maten: dict[str, str] = Field(default_factory=dict, description="Omvang = wat zij meet, met dezelfde naam in elke vraag.")

    @model_validator(mode="after")
    def _totalen(self) -> Tabelvorm:
        for naam, sleutel in self.sleutels.items():
            if sleutel.totaal and sleutel.codes != VESTIGINGEN and sleutel.totaal in sleutel.codes:
                raise ValueError(f"sleutel {naam}: noem het totaal niet ook bij de codes")
        return self
