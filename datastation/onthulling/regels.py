"""The rules of a profile and the sentences that explain them. Numbers: reference/trust.md 6.1 and 6.3 (own default: k = 10, nk(2, 90 %))."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from datastation.fouten import InstellingenFout
from datastation.instellingen import leesbaar


class Regel(StrEnum):
    """Why a cell does not leave."""

    VERBODEN = "verboden"
    KLEIN = "klein-aantal"
    NUL = "nul"
    VOL = "vol"
    DOMINANTIE = "dominantie"
    VERSCHIL = "verschil"
    AFLEIDBAAR = "afleidbaar"
    AANVULLEND = "aanvullend"
    VERHOUDING = "verhouding"


ZINNEN: Mapping[Regel, str] = {
    Regel.VERBODEN: "Deze kolom mag volgens het profiel het station niet uit.",
    Regel.KLEIN: "Deze cel gaat over minder dan {k} mensen. Zij kunnen te herkennen zijn.",
    Regel.NUL: "Deze cel is nul. Dat zegt iets over iedereen in de groep, en het profiel laat een nul niet naar buiten.",
    Regel.VOL: "Iedereen in de groep valt in deze cel. Daardoor weet de lezer iets over elk van hen.",
    Regel.DOMINANTIE: "De {n} grootste bijdragen zijn samen {aandeel} % of meer van deze omvang. De lezer kan hen bijna precies schatten.",
    Regel.VERSCHIL: "Deze cel verschilt minder dan {k} mensen van een cel die al naar buiten gaat of ging. Het verschil gaat over die paar mensen.",
    Regel.AFLEIDBAAR: "Samen met wat al naar buiten gaat of ging, geeft deze cel een kleine of onderdrukte groep weg.",
    Regel.AANVULLEND: "Met deze cel erbij is een andere onderdrukte cel uit te rekenen uit de totalen.",
    Regel.VERHOUDING: "De teller of de noemer van deze verhouding mag niet naar buiten. Uit de verhouding zijn die terug te rekenen.",
}

# What the requester may read at a suppressed cell: the same for every rule, so that the sentence does not say which cell was small.
ZIN_VOOR_AFNEMER = "Niet geleverd om herkenning van mensen te voorkomen."


class Regels(BaseModel):
    """Disclosure rules of one profile, as its file declares them under ``onthulling``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    k: int = Field(default=10, ge=3, description="Een cel gaat over ten minste zoveel mensen.")
    n: Literal[1, 2] = Field(default=2, description="Dominantie: zoveel grootste bijdragen samen.")
    aandeel: int = Field(default=90, ge=1, le=100, description="Dominantie: vanaf dit percentage onderdrukken.")
    nul: Literal["beschermd", "vrij"] = Field(default="beschermd", description="Of een nul naar buiten mag.")
    vol: Literal["beschermd", "vrij"] = Field(default="beschermd", description="Of een cel naar buiten mag waar de hele groep in valt.")

    @model_validator(mode="after")
    def _samenhang(self) -> Regels:
        if self.nul == "vrij" and self.vol == "beschermd":
            raise ValueError("als nullen naar buiten gaan, is een volle cel daaruit af te leiden: zet ook vol op vrij")
        return self

    @property
    def naam(self) -> str:
        """How the policy of a station calls these rules: by the smallest group that leaves, ``k10``. The rest stands in the frozen profile."""
        return f"k{self.k}"

    def zin(self, regel: Regel) -> str:
        """The sentence of a rule, with the numbers of this profile filled in."""
        return ZINNEN[regel].format(k=self.k, n=self.n, aandeel=self.aandeel)


class Geen(BaseModel):
    """A profile with a legal ground for exact figures: nothing is rounded or suppressed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @property
    def naam(self) -> str:
        """How the policy of a station calls this."""
        return "geen"


GEEN = Geen()


def lees_onthulling(waarde: object) -> Regels | Geen:
    """What a profile declares under ``onthulling``: the text ``geen``, or a table of rules (an empty one takes every default).

    Raises:
        InstellingenFout: nothing is declared, or something else. There is no default: passing everything is always somebody's decision.
    """
    if waarde == "geen":
        return GEEN
    if isinstance(waarde, Mapping):
        try:
            return Regels.model_validate(dict(waarde))
        except ValidationError as fout:
            raise InstellingenFout(
                "De regels voor onthulling kloppen niet.",
                waar=f"onthulling\n{leesbaar(fout)}",
                herstel="Herstel deze regels in het profiel.",
            ) from None
    raise InstellingenFout(
        "Een profiel verklaart niet hoe het met onthulling omgaat.",
        waar="onthulling",
        herstel='Zet er regels, of onthulling = "geen" als een wet exacte cijfers vraagt.',
    )
