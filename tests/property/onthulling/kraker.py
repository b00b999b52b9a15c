"""An attacker in plain Python who imports nothing of the datastation: from released numbers back to what was suppressed.

Unknowns are counts of people by kind (everything the questions tell apart). What the attacker knows: every released number with what it is
a sum of, that counts are whole and not negative, and what the codes mean. Method: subtracting facts from each other (Gauss), interval
propagation, an exhaustive search for a second explanation of the released numbers, and where that takes too long a linear programme.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations
from math import ceil, floor, gcd, lcm

VEEL = 10_000


class Kraker:
    """Kinds are hashable; `weet` adds knowledge; `kraak` gives the one number a set of kinds can add up to, or None."""

    def __init__(self, soorten):
        self.soorten = frozenset(soorten)
        self.feiten: list[tuple[frozenset, int, int]] = []
        self.stappen = 0

    def weet(self, soorten, laag, hoog=None):
        self.feiten.append((frozenset(soorten), laag, laag if hoog is None else hoog))

    def weet_verhouding(self, teller, noemer, procent, decimalen=1):
        """A rounded percentage. Useful where the denominator is known, from wherever."""
        if (heel := self.grenzen(noemer))[0] == heel[1]:
            half = 0.5 * 10**-decimalen
            self.weet(teller, ceil((float(procent) - half) * heel[0] / 100 - 1e-9), floor((float(procent) + half) * heel[0] / 100 + 1e-9))

    def grenzen(self, doel):
        """What interval propagation makes of a sum."""
        atomen, feiten, doelen = self._verdeel([doel])
        laag, hoog = [0] * atomen, [VEEL] * atomen
        assert _voortplanten([(tuple((i, 1) for i in leden), onder, boven) for leden, onder, boven in feiten], laag, hoog)
        return _som_grenzen(feiten, doelen[0], laag, hoog)

    def kraak(self, doel, waar, voorbeeld, stappen=2_000):
        """The value of a sum if only one is possible, None if another is too, "onbeslist" if the search ran out of steps.

        `waar` and `voorbeeld` (the true number per kind) only order the search: they make it find a second explanation sooner.
        """
        atomen, feiten, doelen = self._verdeel([doel], voorbeeld)
        feiten = [((*((i, 1) for i in leden),), laag, hoog) for leden, laag, hoog in feiten]
        feiten += _aftrekken(feiten)
        doelen = [tuple((i, 1) for i in doelen[0])]
        begin = self._begin
        if _tweede_uitleg(feiten, doelen[0], begin):
            return None
        for extra in ((0, waar - 1), (waar + 1, VEEL * VEEL)):
            if extra[1] < extra[0]:
                continue
            self.stappen = stappen
            uitkomst = self._zoek([*feiten, (doelen[0], *extra)], [0] * atomen, [VEEL] * atomen, begin)
            if uitkomst is None:
                return _met_lineair_programma(feiten, doelen[0], waar, atomen)
            if uitkomst:
                return None
        return waar

    def _verdeel(self, doelen, voorbeeld=None):
        """Kinds that stand in the same facts and targets are one unknown."""
        groepen = [f[0] for f in self.feiten] + [frozenset(d) for d in doelen]
        per_teken: dict[tuple[bool, ...], int] = {}
        nummer, begin = {}, []
        for soort in sorted(self.soorten):
            teken = tuple(soort in g for g in groepen)
            if not any(teken):
                continue
            if teken not in per_teken:
                per_teken[teken] = len(per_teken)
                begin.append(0)
            nummer[soort] = per_teken[teken]
            begin[nummer[soort]] += (voorbeeld or {}).get(soort, 0)
        self._begin = begin
        vertaald = [tuple(sorted({nummer[s] for s in g})) for g in groepen]
        feiten = [(g, f[1], f[2]) for g, f in zip(vertaald, self.feiten, strict=False)]
        return len(per_teken), feiten, vertaald[len(self.feiten) :]

    def _zoek(self, feiten, laag, hoog, begin):
        """True: these facts have a solution. False: none. None: out of steps."""
        self.stappen -= 1
        if self.stappen < 0:
            return None
        if not _voortplanten(feiten, laag, hoog):
            return False
        open_ = [i for i in range(len(laag)) if laag[i] < hoog[i]]
        if not open_:
            return True
        i = min(open_, key=lambda j: hoog[j] - laag[j])
        for waarde in sorted(range(laag[i], min(hoog[i], laag[i] + 200) + 1), key=lambda w: abs(w - begin[i])):
            l2, h2 = laag[:], hoog[:]
            l2[i] = h2[i] = waarde
            uitkomst = self._zoek(feiten, l2, h2, begin)
            if uitkomst is not False:
                return uitkomst
        return None if hoog[i] > laag[i] + 200 else False


def _voortplanten(feiten, laag, hoog):
    """Narrow every unknown by every fact (sum of factor times unknown within bounds) until nothing moves; False on a contradiction."""
    bewoog = True
    while bewoog:
        bewoog = False
        for leden, onder, boven in feiten:
            minst = sum(c * (laag[i] if c > 0 else hoog[i]) for i, c in leden)
            meest = sum(c * (hoog[i] if c > 0 else laag[i]) for i, c in leden)
            if minst > boven or meest < onder:
                return False
            for i, c in leden:
                a, b = (onder - meest + c * (hoog[i] if c > 0 else laag[i]), boven - minst + c * (laag[i] if c > 0 else hoog[i]))
                nieuw_laag, nieuw_hoog = (-(-a // c), b // c) if c > 0 else (-(b // -c), -a // -c)
                nieuw_laag, nieuw_hoog = max(laag[i], nieuw_laag), min(hoog[i], nieuw_hoog)
                if nieuw_laag > nieuw_hoog:
                    return False
                if (nieuw_laag, nieuw_hoog) != (laag[i], hoog[i]):
                    minst += c * (nieuw_laag - laag[i]) if c > 0 else c * (nieuw_hoog - hoog[i])
                    meest += c * (nieuw_hoog - hoog[i]) if c > 0 else c * (nieuw_laag - laag[i])
                    laag[i], hoog[i], bewoog = nieuw_laag, nieuw_hoog, True
    return True


def _aftrekken(feiten):
    """Reduced rows of the exact facts, with whole factors: what adding and subtracting them gives."""
    rijen = []
    for leden, laag, hoog in feiten:
        if laag != hoog:
            continue
        rij = {i: Fraction(c) for i, c in leden} | {-1: Fraction(laag)}
        for spil, ander in rijen:
            if spil in rij:
                rij = _min(rij, ander, rij[spil])
        spil = min((i for i in rij if i >= 0), default=None)
        if spil is None:
            continue
        rij = {i: c / rij[spil] for i, c in rij.items()}
        rijen = [(s, _min(r, rij, r[spil]) if spil in r else r) for s, r in rijen]
        rijen.append((spil, rij))
    heel = []
    for _, rij in rijen:
        noemer = lcm(*(c.denominator for c in rij.values()))
        som = int(rij.get(-1, 0) * noemer)
        heel.append((tuple((i, int(c * noemer)) for i, c in rij.items() if i >= 0), som, som))
    return heel


def _tweede_uitleg(feiten, doel, begin):
    """Whether a small step away from the truth explains the facts too and gives the target another value: a quick no to "only one"."""
    spillen = {min(i for i, _ in rij): dict(rij) for rij, _, _ in _aftrekken(feiten)}
    stappen = []
    for vrij in range(len(begin)):
        if vrij not in spillen:
            keer = lcm(*(rij[s] for s, rij in spillen.items()))
            stap = {vrij: keer} | {s: -rij[vrij] * keer // rij[s] for s, rij in spillen.items() if vrij in rij}
            deler = gcd(*stap.values())
            stappen += [{i: teken * c // deler for i, c in stap.items()} for teken in (1, -1)]
    paren = ({i: a.get(i, 0) + b.get(i, 0) for i in {*a, *b}} for a, b in combinations(stappen, 2))
    for stap in chain(stappen, paren):
        if sum(stap.get(i, 0) for i, _ in doel) and all(begin[i] + c >= 0 for i, c in stap.items()):
            punt = [b + stap.get(i, 0) for i, b in enumerate(begin)]
            if all(laag <= sum(c * punt[i] for i, c in leden) <= hoog for leden, laag, hoog in feiten):
                return True
    return False


def _met_lineair_programma(feiten, doel, waar, atomen):
    """The same verdict from the extremes of the target in fractions: no room at all, or a whole-number corner with another value."""
    for teken in (1, -1):
        punt = _uiterste(feiten, {i: teken * c for i, c in doel}, atomen)
        waarde = None if punt is None else sum(c * punt[i] for i, c in doel)
        if waarde is None or (waarde != waar and all(u.denominator == 1 for u in punt)):
            return None
        if waarde != waar:
            return "onbeslist"
    return waar


def _uiterste(feiten, doel, atomen):
    """Where the target is largest, or None without bound: two-phase simplex on fractions, Bland's rule, a dense tableau."""
    rijen, rechts, breedte = [], [], atomen
    for leden, laag, hoog in feiten:
        for grens, speling in ((laag, -1), (hoog, 1)) if laag != hoog else ((laag, 0),):
            if grens < VEEL * VEEL and not (speling == 1 and grens >= VEEL):
                rij = dict(leden)
                if speling:
                    rij[breedte] = speling
                    breedte += 1
                rijen.append(rij if grens >= 0 else {i: -c for i, c in rij.items()})
                rechts.append(abs(grens))
    m = len(rijen)
    tabel = [
        [Fraction(rij.get(i, 0)) for i in range(breedte)] + [Fraction(r == q) for q in range(m)] + [Fraction(rechts[r])]
        for r, rij in enumerate(rijen)
    ]
    basis = [breedte + r for r in range(m)]
    assert _simplex(tabel, basis, [Fraction(-(i >= breedte)) for i in range(breedte + m)], breedte + m)
    assert all(tabel[r][-1] == 0 for r in range(m) if basis[r] >= breedte), "the facts contradict each other"
    for r in [r for r in range(m) if basis[r] >= breedte]:
        if (j := next((j for j in range(breedte) if tabel[r][j]), None)) is not None:
            _spil(tabel, basis, r, j)
    if not _simplex(tabel, basis, [Fraction(doel.get(i, 0)) for i in range(breedte + m)], breedte):
        return None
    punt = [Fraction(0)] * (breedte + m)
    for r, b in enumerate(basis):
        punt[b] = tabel[r][-1]
    return punt[:atomen]


def _simplex(tabel, basis, prijs, breedte):
    """Walk to the maximum over the first `breedte` columns; False where there is none."""
    while True:
        winst = next(
            (j for j in range(breedte) if prijs[j] > sum(prijs[b] * tabel[r][j] for r, b in enumerate(basis) if prijs[b] and tabel[r][j])),
            None,
        )
        if winst is None:
            return True
        keuze = [(tabel[r][-1] / tabel[r][winst], basis[r], r) for r in range(len(tabel)) if tabel[r][winst] > 0]
        if not keuze:
            return False
        _spil(tabel, basis, min(keuze)[2], winst)


def _spil(tabel, basis, r, j):
    deler = tabel[r][j]
    tabel[r] = [c / deler if c else c for c in tabel[r]]
    for q in range(len(tabel)):
        if q != r and (keer := tabel[q][j]):
            tabel[q] = [a - keer * b if b else a for a, b in zip(tabel[q], tabel[r], strict=True)]
    basis[r] = j


def _min(rij, ander, keer):
    uit = {i: rij.get(i, 0) - keer * ander.get(i, 0) for i in {*rij, *ander}}
    return {i: c for i, c in uit.items() if c}


def _som_grenzen(feiten, doel, laag, hoog):
    onder, boven = sum(laag[i] for i in doel), sum(hoog[i] for i in doel)
    for leden, f_laag, f_hoog in feiten:
        if leden == doel:
            onder, boven = max(onder, f_laag), min(boven, f_hoog)
    return onder, boven
