"""What a reader of the table knows: the declared totals as equations over the cells that stay hidden."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, lcm

from datastation.onthulling.eerste import eerste_redenen
from datastation.onthulling.intervallen import Onbekende, te_smal
from datastation.onthulling.regels import Regels
from datastation.onthulling.tabel import Cel, Plek, Tabel, Verband


@dataclass(frozen=True)
class Smal:
    """A hidden cell that the totals pin down too far, and the equations it stands in."""

    plek: Plek
    verbanden: tuple[tuple[Plek, ...], ...]


class Kennis:
    """Hidden cells as unknowns, totals as equations; cells that left stand in the constants."""

    def __init__(self, tabel: Tabel, regels: Regels, verborgen: Collection[Plek], sluitbaar: Collection[Plek]) -> None:
        self._tabel, self._regels = tabel, regels
        self._verborgen, self._sluitbaar = frozenset(verborgen), frozenset(sluitbaar)
        self._klein = eerste_redenen(tabel, regels).keys()
        self._schalen = {k.naam: _schaal(tabel, k.naam) for k in tabel.kolommen if k.klasse in ("aantal", "omvang")}
        self._onbekenden: list[Onbekende] = []
        self._plekken: list[tuple[Plek, ...]] = []  # per unknown the cells it is about: one, or the two whose difference it is
        self._nummers: dict[Plek, int] = {}
        self._vergelijkingen: list[dict[int, int]] = []
        self._leden: list[tuple[Plek, ...]] = []
        for plek in tabel.plekken:
            if plek in self._verborgen:
                self._nummers[plek] = self._nieuw(self._van_cel(plek), (plek,))
        for verband in tabel.verbanden():
            self._voeg_toe(verband)
        for teller, noemer in tabel.deelparen():
            self._deel_van(teller, noemer, eigen=True)

    @classmethod
    def van(cls, tabel: Tabel, regels: Regels, dicht: Collection[Plek], bekend: Collection[Plek]) -> Kennis:
        """Of a table with the cells `dicht` suppressed, where a reader has the numbers of the cells `bekend` from elsewhere."""
        met_waarde = [p for p in tabel.plekken if tabel.cellen[p].waarde is not None and tabel.kolom(p[1]).klasse != "verboden"]
        verborgen = [p for p in met_waarde if p not in bekend and (p in dicht or not tabel.in_spel(p))]
        sluitbaar = [
            p for p in met_waarde if p not in bekend and p not in verborgen and (tabel.cellen[p].waarde or regels.nul == "beschermd")
        ]
        return cls(tabel, regels, verborgen, sluitbaar)

    def te_smal(self) -> Iterator[Smal]:
        """Cells without the room they need, in key order."""
        for i in te_smal(self._onbekenden, self._vergelijkingen):
            plekken = set(self._plekken[i])
            yield Smal(self._plekken[i][0], tuple(leden for leden in self._leden if plekken & set(leden)))

    def kandidaten(self, smal: Smal) -> set[Plek]:
        """Cells that can be closed to give it room: in the equations that hidden cells tie to it, those where one cell stands hidden alone;
        where there is none, the nearest."""
        gezien: set[tuple[Plek, ...]] = set()
        rand, dichtbij = list(smal.verbanden), set[Plek]()
        while rand:
            gezien |= set(rand)
            door = {p for leden in rand for p in leden}
            dichtbij = dichtbij or door & self._sluitbaar
            rand = [leden for leden in self._leden if leden not in gezien and door & self._verborgen & set(leden)]
        alleen = {p for leden in gezien for p in leden if p in self._sluitbaar and self.helpt(p)}
        return alleen or dichtbij

    def helpt(self, plek: Plek) -> int:
        """In how many equations with a single hidden cell this one stands."""
        return sum(len(v) == 1 and plek in leden for v, leden in zip(self._vergelijkingen, self._leden, strict=True))

    def _nieuw(self, onbekende: Onbekende, plekken: tuple[Plek, ...]) -> int:
        self._onbekenden.append(onbekende)
        self._plekken.append(plekken)
        return len(self._onbekenden) - 1

    def _van_cel(self, plek: Plek) -> Onbekende:
        cel, tel = self._tabel.cellen[plek], self._tabel.kolom(plek[1]).klasse == "aantal"
        geheim = self._tabel.in_spel(plek) or plek in self._klein
        # Where zeros always leave, a reader knows that a suppressed count is not zero.
        onder = 1 if tel and self._regels.nul == "vrij" and self._tabel.in_spel(plek) else 0
        return Onbekende(self._heel(plek), onder, self._nodig(plek, cel) if geheim else 0)

    def _nodig(self, plek: Plek, cel: Cel) -> int:
        """A count needs k of room; a magnitude at least as much, and the part of its value that dominance leaves to the others."""
        if self._tabel.kolom(plek[1]).klasse == "aantal":
            return self._regels.k
        deel = Fraction(cel.waarde or 0) * (100 - self._regels.aandeel) / 100
        return ceil(max(Fraction(self._regels.k), deel) * self._schalen[plek[1]])

    def _heel(self, plek: Plek) -> int:
        waarde = self._tabel.cellen[plek].waarde
        assert waarde is not None, "a missing cell is no unknown: nobody has its value"
        return int(Decimal(waarde) * self._schalen[plek[1]])

    def _voeg_toe(self, verband: Verband) -> None:
        leden = (verband.totaal, *verband.delen)
        vergelijking = {self._nummers[p]: -1 for p in verband.delen if p in self._nummers}
        if verband.totaal in self._nummers:
            vergelijking[self._nummers[verband.totaal]] = 1
        if verband.soort == "vereniging":
            dubbel = sum(self._heel(p) for p in verband.delen) - self._heel(verband.totaal)
            vergelijking[self._nieuw(Onbekende(dubbel, 0, 0), leden)] = 1
            for deel in verband.delen:
                self._deel_van(deel, verband.totaal, eigen=False)
        self._vergelijking(vergelijking, leden)

    def _deel_van(self, deel: Plek, geheel: Plek, *, eigen: bool) -> None:
        """Part ≤ whole: the rest is an unknown of its own. The rest of a ratio is a group that may be small itself (`eigen`)."""
        rest = self._heel(geheel) - self._heel(deel)
        nodig = self._regels.k if eigen and 0 < rest < self._regels.k else 0
        vergelijking = {self._nieuw(Onbekende(rest, 0, nodig), (deel, geheel)): -1}
        for plek, teken in ((geheel, 1), (deel, -1)):
            if plek in self._nummers:
                vergelijking[self._nummers[plek]] = teken
        self._vergelijking(vergelijking, (deel, geheel))

    def _vergelijking(self, vergelijking: dict[int, int], leden: tuple[Plek, ...]) -> None:
        self._vergelijkingen.append(vergelijking)
        self._leden.append(leden)


def _schaal(tabel: Tabel, kolom: str) -> int:
    """By what the values of a column are multiplied to be whole numbers."""
    waarden = (cel.waarde for (_, naam), cel in tabel.cellen.items() if naam == kolom and cel.waarde is not None)
    return lcm(*(Fraction(w).denominator for w in waarden))
