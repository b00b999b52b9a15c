"""Keys seen before, over blocks and files, in 16 bytes a key.

A key is kept as two independent 64-bit multilinear hashes (a family for which two different keys meet with a chance of at
most 2^-57 each): for 100 million keys the chance that any two are taken for the same is below 2^-60. Keys longer than
256 bytes go through BLAKE2b.
"""

from __future__ import annotations

import hashlib

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from datastation.mapping.kolom import Masker, bytes_van

_LANG = 256
_Hash = npt.NDArray[np.uint64]
# Fixed random odd numbers: the same refresh twice gives the same ledger.
_GEWICHT: _Hash = np.random.default_rng(20200101).integers(0, 2**64, (2, _LANG + 1), np.uint64) | np.uint64(1)


def vingers(sleutels: pa.StringArray) -> tuple[_Hash, _Hash]:
    """Two hashes of each value; no value may be null."""
    start, data = bytes_van(sleutels)
    lengte = np.diff(start)
    if not len(lengte):
        leeg = np.zeros(0, np.uint64)
        return leeg, leeg
    kort = np.minimum(lengte, _LANG)
    grens = np.concatenate([[0], np.cumsum(kort)])
    plaats = np.arange(grens[-1]) - np.repeat(grens[:-1], kort)
    tekens = data[np.repeat(start[:-1], kort) + plaats].astype(np.uint64) + np.uint64(1)
    uit = []
    for gewicht in _GEWICHT:
        som = np.concatenate([np.zeros(1, np.uint64), np.cumsum(tekens * gewicht[plaats], dtype=np.uint64)])
        uit.append(som[grens[1:]] - som[grens[:-1]] + gewicht[_LANG] * lengte.astype(np.uint64))
    for rij in np.flatnonzero(lengte > _LANG):
        hak = hashlib.blake2b(data[start[rij] : start[rij + 1]].tobytes(), digest_size=16).digest()
        uit[0][rij], uit[1][rij] = np.frombuffer(hak, np.uint64)
    return uit[0], uit[1]


class Gezien:
    """The set of keys seen so far."""

    def __init__(self) -> None:
        self._lopen: list[tuple[_Hash, _Hash]] = []

    def eerder(self, sleutels: pa.StringArray) -> Masker:
        """Which of these keys were seen before, in an earlier block or earlier in this one; they are remembered."""
        eerste, tweede = vingers(sleutels)
        orde = np.lexsort((tweede, eerste))
        eerste, tweede = eerste[orde], tweede[orde]
        dubbel = np.zeros(len(orde), np.bool_)
        dubbel[1:] = (eerste[1:] == eerste[:-1]) & (tweede[1:] == tweede[:-1])
        nieuw = ~dubbel
        for loop in self._lopen:
            dubbel |= _komt_voor(loop, eerste, tweede)
        self._bewaar((eerste[nieuw & ~dubbel], tweede[nieuw & ~dubbel]))
        uit = np.zeros(len(orde), np.bool_)
        uit[orde] = dubbel
        return uit

    def _bewaar(self, loop: tuple[_Hash, _Hash]) -> None:
        self._lopen.append(loop)
        # Runs of about equal length are merged, so there are never more than log(n) of them.
        while len(self._lopen) > 1 and len(self._lopen[-2][0]) < 2 * len(self._lopen[-1][0]):
            (a, b), (c, d) = self._lopen.pop(), self._lopen.pop()
            eerste, tweede = np.concatenate([a, c]), np.concatenate([b, d])
            orde = np.argsort(eerste, kind="stable")
            self._lopen.append((eerste[orde], tweede[orde]))


def _komt_voor(loop: tuple[_Hash, _Hash], eerste: _Hash, tweede: _Hash) -> Masker:
    links = np.searchsorted(loop[0], eerste, side="left")
    binnen = links < len(loop[0])
    plek = np.where(binnen, links, 0)
    uit: Masker = np.zeros(len(eerste), np.bool_)
    if not len(loop[0]):
        return uit
    raak = binnen & (loop[0][plek] == eerste)
    uit = raak & (loop[1][plek] == tweede)
    # Equal first hashes with another second one: look further, one by one; this practically never happens.
    for rij in np.flatnonzero(raak & ~uit):
        rechts = np.searchsorted(loop[0], eerste[rij], side="right")
        uit[rij] = bool((loop[1][links[rij] : rechts] == tweede[rij]).any())
    return uit


def aaneen(kolommen: list[pa.StringArray]) -> pa.StringArray:
    """Several columns as one key that no other combination of values gives; null where one of them is."""
    if len(kolommen) == 1:
        return kolommen[0]
    delen: list[object] = []
    for kolom in kolommen:
        delen += [pc.utf8_length(kolom).cast(pa.string()), ":", kolom]
    return pc.binary_join_element_wise(*delen, "")
