"""The Merkle tree of RFC 6962 section 2.1, kept as the roots of its perfect subtrees.

Node ``(niveau, positie)`` is the root of the leaves ``[positie × 2^niveau, (positie + 1) × 2^niveau)``. Such a node never changes once its
last leaf is there, so that the tree too is append-only: a new leaf adds one node per subtree that it completes, two on average. Every root
and every proof, for each earlier size too, is made of O(log² n) of them; no entry is read.

A function `Lees` gives a node. Where it stands (SQL, a dict in a test) is no matter here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence

Lees = Callable[[int, int], bytes]
LEEG = hashlib.sha256(b"").digest()  # the root of a tree without leaves


def bladhash(inhoud: bytes) -> bytes:
    """Hash of a leaf: SHA-256 of 0x00 and its bytes (RFC 6962 2.1)."""
    return hashlib.sha256(b"\x00" + inhoud).digest()


def knoophash(links: bytes, rechts: bytes) -> bytes:
    """Hash of an inner node: SHA-256 of 0x01 and both children (RFC 6962 2.1). The prefix keeps a node from passing as a leaf."""
    return hashlib.sha256(b"\x01" + links + rechts).digest()


def nieuwe_knopen(blad: int, hash: bytes, lees: Lees) -> Iterator[tuple[int, int, bytes]]:
    """The nodes ``(niveau, positie, hash)`` that leaf number `blad` adds to a tree of `blad` leaves; the leaf itself first."""
    niveau = 0
    yield niveau, blad, hash
    while blad & 1:
        hash = knoophash(lees(niveau, blad - 1), hash)
        niveau, blad = niveau + 1, blad >> 1
        yield niveau, blad, hash


def wortel(grootte: int, lees: Lees) -> bytes:
    """The root over the first `grootte` leaves: MTH(D[0:grootte])."""
    return _deelwortel(0, grootte, lees) if grootte else LEEG


def _deelwortel(begin: int, einde: int, lees: Lees) -> bytes:
    """MTH(D[begin:einde]); `begin` is a multiple of the largest power of two below the length, as the halving of the RFC makes it."""
    lengte = einde - begin
    if lengte & (lengte - 1) == 0:
        niveau = lengte.bit_length() - 1
        return lees(niveau, begin >> niveau)
    midden = begin + _helft(lengte)
    return knoophash(_deelwortel(begin, midden, lees), _deelwortel(midden, einde, lees))


def _helft(lengte: int) -> int:
    """The largest power of two that is smaller than a length of two or more."""
    return 1 << (lengte - 1).bit_length() - 1


def insluitpad(blad: int, grootte: int, lees: Lees) -> tuple[bytes, ...]:
    """PATH(blad, D[0:grootte]) of RFC 6962 2.1.1: what with the leaf gives the root, from below to above.

    Raises:
        ValueError: there is no such leaf in a tree of this size.
    """
    if not 0 <= blad < grootte:
        raise ValueError("no such leaf")
    begin, einde, pad = 0, grootte, []
    while einde - begin > 1:
        midden = begin + _helft(einde - begin)
        if blad < midden:
            pad.append(_deelwortel(midden, einde, lees))
            einde = midden
        else:
            pad.append(_deelwortel(begin, midden, lees))
            begin = midden
    return tuple(reversed(pad))


def samenhangpad(oud: int, nieuw: int, lees: Lees) -> tuple[bytes, ...]:
    """PROOF(oud, D[0:nieuw]) of RFC 6962 2.1.2: that the first `oud` leaves are the same in both trees. Empty from 0 and for equal sizes.

    Raises:
        ValueError: the old tree is larger than the new one.
    """
    if not 0 <= oud <= nieuw:
        raise ValueError("the old tree is larger than the new one")
    if oud == 0:
        return ()
    begin, einde, heel, pad = 0, nieuw, True, []
    while oud != einde:
        midden = begin + _helft(einde - begin)
        if oud <= midden:
            pad.append(_deelwortel(midden, einde, lees))
            einde = midden
        else:
            pad.append(_deelwortel(begin, midden, lees))
            begin, heel = midden, False
    if not heel:
        pad.append(_deelwortel(begin, einde, lees))
    return tuple(reversed(pad))


def klopt_insluiting(blad: int, grootte: int, hash: bytes, pad: Sequence[bytes], wortel: bytes) -> bool:
    """Whether a leaf with this hash stands at `blad` in the tree of this size and root (RFC 9162 2.1.3.2). Never raises on a bad proof."""
    if not 0 <= blad < grootte or not _zijn_hashes(hash, wortel, *pad):
        return False
    fn, sn, r = blad, grootte - 1, hash
    for p in pad:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = knoophash(p, r)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = knoophash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == wortel


def klopt_samenhang(oud: int, nieuw: int, wortel_oud: bytes, wortel_nieuw: bytes, pad: Sequence[bytes]) -> bool:
    """Whether the new tree begins with the old one (RFC 9162 2.1.4.2). Never raises on a bad proof.

    About an old tree without leaves nothing is proven, so nothing is accepted: every tree begins with that one.
    """
    if not 1 <= oud <= nieuw:
        return False
    if oud == nieuw:
        return not pad and wortel_oud == wortel_nieuw
    if not pad or not _zijn_hashes(wortel_oud, wortel_nieuw, *pad):
        return False
    stappen = ([wortel_oud] if oud & (oud - 1) == 0 else []) + list(pad)
    fn, sn = oud - 1, nieuw - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = stappen[0]
    for c in stappen[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = knoophash(c, fr), knoophash(c, sr)
            while fn & 1 == 0 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = knoophash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == wortel_oud and sr == wortel_nieuw


def _zijn_hashes(*waarden: bytes) -> bool:
    return all(len(w) == 32 for w in waarden)


class Toppen:
    """A tree that grows while only the roots of its perfect subtrees are held: what a replay needs."""

    def __init__(self) -> None:
        self.grootte = 0
        self._knopen: dict[tuple[int, int], bytes] = {}

    def voeg_toe(self, hash: bytes) -> list[tuple[int, int, bytes]]:
        """Add a leaf by its hash; the nodes that it adds, the leaf itself first."""
        nieuw = list(nieuwe_knopen(self.grootte, hash, lambda n, p: self._knopen[n, p]))
        for niveau, positie, _ in nieuw[:-1]:
            self._knopen.pop((niveau, positie - 1), None)
        niveau, positie, top = nieuw[-1]
        self._knopen[niveau, positie] = top
        self.grootte += 1
        return nieuw

    def wortel(self) -> bytes:
        """The root of what was added so far."""
        return wortel(self.grootte, lambda n, p: self._knopen[n, p])
