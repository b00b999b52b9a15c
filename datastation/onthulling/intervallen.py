"""Interval audit: how far can a suppressed value still move, given everything a reader knows?

The unknowns are whole numbers with a lower bound, tied by linear equations (totals) that the true values satisfy. An unknown is protected when
two whole-number solutions exist that differ by at least what it needs. Those solutions are looked for with an exact simplex on integers: no
rounding, no solver from outside. A protection that is not *shown* by two solutions counts as absent, so an error here suppresses too much, not
too little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm


@dataclass(frozen=True)
class Onbekende:
    """A value that the reader does not see.

    Attributes:
        waarde: the true value.
        onder: what the reader knows it is at least.
        nodig: how much room it must keep; 0 where nothing needs to be hidden.
    """

    waarde: int
    onder: int
    nodig: int


def te_smal(onbekenden: Sequence[Onbekende], vergelijkingen: Sequence[Mapping[int, int]]) -> tuple[int, ...]:
    """Positions of the unknowns that do not have the room they need, in order.

    Args:
        vergelijkingen: per equation the coefficient of each unknown in it; the constant follows from the true values.
    """
    smal: list[int] = []
    for leden, eigen in _samenhangend(len(onbekenden), vergelijkingen):
        if any(onbekenden[i].nodig for i in leden) and eigen:
            nummer = {i: j for j, i in enumerate(leden)}
            ruimte = _Ruimte([onbekenden[i] for i in leden], [{nummer[i]: c for i, c in v.items()} for v in eigen])
            smal += [i for i in leden if onbekenden[i].nodig and not ruimte.genoeg(nummer[i])]
    return tuple(sorted(smal))


def _samenhangend(aantal: int, vergelijkingen: Sequence[Mapping[int, int]]) -> list[tuple[list[int], list[Mapping[int, int]]]]:
    """Unknowns that some chain of equations ties together, with those equations."""
    hoofd = list(range(aantal))

    def wortel(i: int) -> int:
        while hoofd[i] != i:
            hoofd[i] = hoofd[hoofd[i]]
            i = hoofd[i]
        return i

    for vergelijking in vergelijkingen:
        eerste, *rest = vergelijking or (None,)
        for i in rest:
            hoofd[wortel(i)] = wortel(eerste) if eerste is not None else wortel(i)
    groepen: dict[int, tuple[list[int], list[Mapping[int, int]]]] = {}
    for i in range(aantal):
        groepen.setdefault(wortel(i), ([], []))[0].append(i)
    for vergelijking in vergelijkingen:
        if vergelijking:
            groepen[wortel(next(iter(vergelijking)))][1].append(vergelijking)
    return [groepen[w] for w in sorted(groepen)]


class _Ruimte:
    """The solutions of one tied group: a simplex tableau with whole coefficients, walked from the true values."""

    def __init__(self, onbekenden: Sequence[Onbekende], vergelijkingen: Sequence[Mapping[int, int]]) -> None:
        self.nodig = [o.nodig for o in onbekenden]
        self.begin = [o.waarde - o.onder for o in onbekenden]  # every unknown as its distance above its lower bound
        assert min(self.begin) >= 0, "a true value lies below what the reader knows it to be at least"
        self.stand: list[int | Fraction] = list(self.begin)
        self.laag, self.hoog = list(self.begin), list(self.begin)
        self.rijen: list[dict[int, int]] = []
        self.basis: list[int] = []
        for vergelijking in vergelijkingen:
            self._voeg_toe(dict(vergelijking))
        self._naar_hoekpunt()

    def genoeg(self, s: int) -> bool:
        """Whether two solutions exist between which unknown `s` differs by what it needs."""
        return any(self._klaar(s) or self._stuur(s, omhoog=omhoog) for omhoog in (True, False)) or self._klaar(s)

    def _klaar(self, s: int) -> bool:
        return self.hoog[s] - self.laag[s] >= self.nodig[s]

    def _voeg_toe(self, nieuw: dict[int, int]) -> None:
        for rij, b in zip(self.rijen, self.basis, strict=True):
            if b in nieuw:
                nieuw = _combineer(nieuw, rij, b)
        if not nieuw:
            return  # follows from the equations before it
        spil = min(nieuw)
        if nieuw[spil] < 0:
            nieuw = {i: -c for i, c in nieuw.items()}
        self.rijen = [_combineer(rij, nieuw, spil) if spil in rij else rij for rij in self.rijen]
        self.rijen.append(nieuw)
        self.basis.append(spil)

    def _naar_hoekpunt(self) -> None:
        """Push every unknown outside the basis down to its bound; one that cannot go so far changes places with what blocks it."""
        for j in range(len(self.stand)):
            if j not in self.basis and self.stand[j]:
                self._schuif(j, omhoog=False)
        self._noteer()

    def _stuur(self, s: int, *, omhoog: bool) -> bool:
        """Walk from corner to corner until `s` has its room (True) or is at its extreme (False). Bland's rule: it always ends."""
        if s not in self.basis:
            if not omhoog:
                return False  # outside the basis is at the lower bound
            if not self._schuif(s, omhoog=True):
                return True
            self._noteer()
            if self._klaar(s):
                return True
        while s in self.basis:
            rij = self.rijen[self.basis.index(s)]
            in_te_brengen = [j for j, c in rij.items() if j != s and (c < 0) == omhoog]
            if not in_te_brengen:
                return False
            if not self._schuif(min(in_te_brengen), omhoog=True):
                return True
            self._noteer()
            if self._klaar(s):
                return True
        return False

    def _schuif(self, j: int, *, omhoog: bool) -> bool:
        """Move unknown `j` (outside the basis) as far as it goes; False where nothing stops it."""
        stap: int | Fraction | None = None if omhoog else self.stand[j]
        blok: int | None = None
        for r, rij in enumerate(self.rijen):
            c = rij.get(j, 0)
            if (c > 0) if omhoog else (c < 0):
                ver = _deel(self.stand[self.basis[r]] * rij[self.basis[r]], abs(c))
                if stap is None or ver < stap or (ver == stap and blok is not None and self.basis[r] < self.basis[blok]):
                    stap, blok = ver, r
        if stap is None:
            return False
        teken = 1 if omhoog else -1
        self.stand[j] += teken * stap
        if stap:
            for r, rij in enumerate(self.rijen):
                if j in rij:
                    self.stand[self.basis[r]] -= _deel(teken * stap * rij[j], rij[self.basis[r]])
        if blok is not None:
            self._wissel(blok, j)
        return True

    def _wissel(self, r: int, j: int) -> None:
        rij = self.rijen[r] if self.rijen[r][j] > 0 else {i: -c for i, c in self.rijen[r].items()}
        self.rijen = [rij if q == r else _combineer(ander, rij, j) if j in ander else ander for q, ander in enumerate(self.rijen)]
        self.basis[r] = j

    def _noteer(self) -> None:
        """Remember how far a whole-number solution reaches: this corner, or the last whole point on the way to it."""
        noemer = lcm(*(u.denominator for u in self.stand))
        verschil = [u.numerator * (noemer // u.denominator) - b * noemer for u, b in zip(self.stand, self.begin, strict=True)]
        deler = gcd(*verschil)
        if not deler:
            return
        keer = deler // noemer
        for i, v in enumerate(verschil):
            punt = self.begin[i] + keer * (v // deler)
            self.laag[i], self.hoog[i] = min(self.laag[i], punt), max(self.hoog[i], punt)


def _deel(teller: int | Fraction, noemer: int) -> int | Fraction:
    """Exact quotient; a plain int where it is whole, which it nearly always is and which is many times faster."""
    uit = Fraction(teller, noemer) if not isinstance(teller, int) or teller % noemer else teller // noemer
    return uit.numerator if uit.denominator == 1 else uit


def _combineer(doel: Mapping[int, int], spilrij: Mapping[int, int], spil: int) -> dict[int, int]:
    """`doel` with unknown `spil` eliminated through `spilrij` (positive there), in lowest terms; the sign of what stays is kept."""
    p, d = spilrij[spil], doel[spil]
    uit = {i: c * p for i, c in doel.items()}
    for i, c in spilrij.items():
        if waarde := uit.get(i, 0) - c * d:
            uit[i] = waarde
        else:
            uit.pop(i, None)
    deler = gcd(*uit.values()) if uit else 1
    return {i: c // deler for i, c in uit.items()} if deler > 1 else uit
