"""Differencing: what released groups give away about small groups when they are subtracted from each other.

Two checks, both on exact sets of contributors. A pair: two released groups that differ by fewer than k people. And any number of groups
together: the released groups span a space; a suppressed group, or a group of fewer than k people, that lies in it can be computed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Hashable, Sequence
from typing import TypeVar

from datastation.onthulling.tabel import Plek, Tabel

Groep = frozenset[str]
Naam = TypeVar("Naam", bound=Hashable)
# Arithmetic modulo a prime finds the same dependencies as fractions unless a determinant is a multiple of it; a false one only suppresses more.
_PRIEM = (1 << 61) - 1
_KLEINE_FACTOR = 64
Vector = dict[int, int]
# Prefix of a member that nobody is: it stands for what a reader cannot know to be empty, and counts for no people.
VERZONNEN = "\0"


def groepen(tabel: Tabel) -> dict[Plek, Groep]:
    """Contributors per cell, with an imagined one for each smallest cell and part of `bereik` that it covers.

    A reader does not know that a suppressed cell is empty, so what follows from its emptiness does not follow for them. Which of the imagined
    ones count is for `met_verzonnen`. They are named after what they mean, so the same cell in another answer has the same.
    """
    return {
        plek: cel.inzenders | {naam for blad in tabel.bladen(plek) for naam in _verzonnen(tabel, blad)}
        for plek, cel in tabel.cellen.items()
    }


def leeg(groep: Groep) -> bool:
    """Whether nobody is in a group."""
    return all(lid.startswith(VERZONNEN) for lid in groep)


def met_verzonnen(groep: Groep, actief: Collection[str]) -> Groep:
    """A group with only those imagined members that stand in an empty cell whose emptiness is a secret."""
    return frozenset(lid for lid in groep if not lid.startswith(VERZONNEN) or lid in actief)


def _verzonnen(tabel: Tabel, plek: Plek) -> list[str]:
    rij, kolom = plek
    betekenis = [kolom, *sorted(zip((s.naam for s in tabel.sleutels), rij, strict=True))]
    return [VERZONNEN + hashlib.sha256(json.dumps([deel, *betekenis]).encode()).hexdigest()[:32] for deel in sorted(tabel.bereik)]


class Buren:
    """Released groups, asked for one that is too near: not the same, and fewer than `k` people apart."""

    def __init__(self, k: int) -> None:
        self.k = k
        self._nummers: dict[str, int] = {}
        self._op_omvang: dict[int, dict[int, str]] = {}

    def _masker(self, groep: Groep) -> int:
        masker = 0
        for lid in groep:
            masker |= 1 << self._nummers.setdefault(lid, len(self._nummers))
        return masker

    def voeg_toe(self, groep: Groep, herkomst: str) -> None:
        """Add a released group; `herkomst` names the release it came from."""
        if groep:
            self._op_omvang.setdefault(len(groep), {}).setdefault(self._masker(groep), herkomst)

    def te_dichtbij(self, groep: Groep) -> tuple[str, int] | None:
        """The nearest group that is too near, smallest difference first: where it came from, and by how many people it differs."""
        masker = self._masker(groep)
        gevonden: list[tuple[int, str]] = []
        for omvang in range(max(1, len(groep) - self.k + 1), len(groep) + self.k):
            for ander, herkomst in self._op_omvang.get(omvang, {}).items():
                verschil = (masker ^ ander).bit_count()
                if 0 < verschil < self.k:
                    gevonden.append((verschil, herkomst))
        return (min(gevonden)[1], min(gevonden)[0]) if gevonden else None


def weggevers(vrij: Sequence[Groep], nieuw: Sequence[tuple[Naam, Groep]], dicht: Collection[Groep], k: int) -> tuple[Naam, ...]:
    """Which of the new groups may not be released, because with what came before they give a small or suppressed group away.

    Args:
        vrij: groups released before, of one measure.
        nieuw: groups to release, in the order in which they may go: an earlier one is kept at the cost of a later one.
        dicht: suppressed groups, of this answer and of earlier ones.
    """
    alle = [*vrij, *(g for _, g in nieuw), *dicht]
    vectoren, groottes = atomen(alle)
    ruimte = _Opspanning(groottes, k)
    for vector in vectoren[: len(vrij)]:
        ruimte = ruimte.met(vector)
    verborgen = [v for v in vectoren[len(vrij) + len(nieuw) :] if v and not ruimte.bevat(v)]
    geweigerd: list[Naam] = []
    for (naam, _), vector in zip(nieuw, vectoren[len(vrij) : len(vrij) + len(nieuw)], strict=True):
        erbij = ruimte.met(vector)
        if erbij is ruimte:
            continue
        if erbij.klein_sinds(ruimte) or any(erbij.bevat(v) for v in verborgen):
            geweigerd.append(naam)
        else:
            ruimte = erbij
    return tuple(geweigerd)


def atomen(groepen: Sequence[Groep]) -> tuple[list[Vector], list[int]]:
    """People who are in exactly the same groups are one atom. Every group as a vector over atoms, and the size of each atom."""
    kenmerk: dict[str, int] = {}
    for i, groep in enumerate(groepen):
        for lid in groep:
            kenmerk[lid] = kenmerk.get(lid, 0) | 1 << i
    nummers = {teken: j for j, teken in enumerate(sorted(set(kenmerk.values())))}
    groottes = [0] * len(nummers)
    for lid, teken in kenmerk.items():
        groottes[nummers[teken]] += not lid.startswith(VERZONNEN)
    return [{nummers[kenmerk[lid]]: 1 for lid in groep} for groep in groepen], groottes


class _Opspanning:
    """Everything that can be computed from released groups by adding and subtracting: reduced rows, one per pivot atom."""

    def __init__(self, groottes: Sequence[int], k: int, rijen: dict[int, Vector] | None = None) -> None:
        self.groottes, self.k, self.rijen = groottes, k, rijen or {}

    def _rest(self, vector: Vector) -> Vector:
        rest = dict(vector)
        for spil in vector:
            if spil in self.rijen and spil in rest:
                _trek_af(rest, self.rijen[spil], rest[spil])
        return rest

    def bevat(self, vector: Vector) -> bool:
        """Whether this group can be computed."""
        return not self._rest(vector)

    def met(self, vector: Vector) -> _Opspanning:
        """With one more group; this same object where it adds nothing."""
        rest = self._rest(vector)
        if not rest:
            return self
        spil = min(rest)
        keer = pow(rest[spil], -1, _PRIEM)
        nieuw = {i: c * keer % _PRIEM for i, c in rest.items()}
        rijen = dict(self.rijen)
        for eigen, rij in self.rijen.items():
            if spil in rij:
                rijen[eigen] = _trek_af(dict(rij), nieuw, rij[spil])
        rijen[spil] = nieuw
        return _Opspanning(self.groottes, self.k, rijen)

    def klein_sinds(self, ervoor: _Opspanning) -> bool:
        """Whether a row that was not there before is about fewer than k people."""
        return any(self._gewicht(rij) < self.k for spil, rij in self.rijen.items() if ervoor.rijen.get(spil) is not rij)

    def _gewicht(self, rij: Vector) -> int:
        gewicht = 0
        for i, c in rij.items():
            factor = min(c, _PRIEM - c)
            if factor > _KLEINE_FACTOR:
                return self.k  # a fraction: not a difference of groups
            gewicht += factor * self.groottes[i]
        return gewicht


def _trek_af(rij: Vector, ander: Vector, keer: int) -> Vector:
    for i, c in ander.items():
        if waarde := (rij.get(i, 0) - keer * c) % _PRIEM:
            rij[i] = waarde
        else:
            rij.pop(i, None)
    return rij
