"""The tree of stored subtrees against the definition of RFC 6962 section 2.1, written down as it stands there."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datastation.logboek import boom

GROOTTEN = st.integers(0, 130)


def h(b):
    return hashlib.sha256(b).digest()


def k(n):
    m = 1
    while m * 2 < n:
        m *= 2
    return m


def mth(d):
    if not d:
        return h(b"")
    if len(d) == 1:
        return h(b"\x00" + d[0])
    return h(b"\x01" + mth(d[: k(len(d))]) + mth(d[k(len(d)) :]))


def path(m, d):
    if len(d) == 1:
        return []
    i = k(len(d))
    return [*path(m, d[:i]), mth(d[i:])] if m < i else [*path(m - i, d[i:]), mth(d[:i])]


def subproof(m, d, b):
    if m == len(d):
        return [] if b else [mth(d)]
    i = k(len(d))
    return [*subproof(m, d[:i], b), mth(d[i:])] if m <= i else [*subproof(m - i, d[i:], False), mth(d[:i])]


def bladen(n):
    return [str(i).encode() * (i % 3) for i in range(n)]


def geplant(d):
    knopen = {}
    for i, blad in enumerate(d):
        for niveau, positie, hash in boom.nieuwe_knopen(i, boom.bladhash(blad), lambda n, p: knopen[n, p]):
            assert (niveau, positie) not in knopen
            knopen[niveau, positie] = hash
    return lambda n, p: knopen[n, p]


@given(n=GROOTTEN)
def test_wortels_van_elke_grootte(n):
    """A grown tree gives the root of the definition, for each earlier size too; a replay that keeps the tops only gives the same."""
    d = bladen(n)
    lees, toppen = geplant(d), boom.Toppen()
    for m in range(n + 1):
        assert boom.wortel(m, lees) == toppen.wortel() == mth(d[:m])
        if m < n:
            toppen.voeg_toe(boom.bladhash(d[m]))


@given(st.data(), st.integers(1, 130))
def test_insluiting(data, n):
    """The path of a leaf is that of the definition and is accepted; for another place, size, leaf or root it is not."""
    d, i = bladen(n), data.draw(st.integers(0, n - 1))
    pad, wortel, blad = boom.insluitpad(i, n, geplant(d)), mth(d), boom.bladhash(d[i])
    assert list(pad) == path(i, d)
    assert boom.klopt_insluiting(i, n, blad, pad, wortel)
    ander = data.draw(st.integers(0, n - 1).filter(lambda j: boom.bladhash(d[j]) != blad) | st.none()) if n > 3 else None
    if ander is not None:
        assert not boom.klopt_insluiting(ander, n, blad, pad, wortel)
    assert not boom.klopt_insluiting(i, n, h(b"anders"), pad, wortel)
    assert not boom.klopt_insluiting(i, n, blad, pad, h(wortel))
    assert not boom.klopt_insluiting(i, n, blad, (*pad, wortel), wortel)
    assert not boom.klopt_insluiting(-1, n, blad, pad, wortel)
    assert not boom.klopt_insluiting(n, n, blad, pad, wortel)
    if pad:
        assert not boom.klopt_insluiting(i, n, blad, pad[:-1], wortel)


@given(st.data(), st.integers(1, 130))
def test_samenhang(data, n):
    """The proof between two sizes is that of the definition and is accepted; one bit further it is not."""
    d, m = bladen(n), data.draw(st.integers(1, n))
    pad, oud, nieuw = boom.samenhangpad(m, n, geplant(d)), mth(d[:m]), mth(d)
    assert list(pad) == (subproof(m, d, True) if m < n else [])
    assert boom.klopt_samenhang(m, n, oud, nieuw, pad)
    assert not boom.klopt_samenhang(m, n, h(oud), nieuw, pad)
    assert not boom.klopt_samenhang(m, n, oud, h(nieuw), pad)
    assert not boom.klopt_samenhang(m, n, oud, nieuw, (*pad, oud))
    if pad:
        plek, bit = data.draw(st.integers(0, len(pad) - 1)), data.draw(st.integers(0, 255))
        fout = bytearray(pad[plek])
        fout[bit // 8] ^= 1 << bit % 8
        assert not boom.klopt_samenhang(m, n, oud, nieuw, (*pad[:plek], bytes(fout), *pad[plek + 1 :]))
        assert not boom.klopt_samenhang(m, n, oud, nieuw, pad[:-1])


@given(st.integers(0, 130))
def test_over_het_lege_logboek_wordt_niets_bewezen(n):
    """From size 0 there is nothing to prove: the path is empty and nobody accepts it; nor a tree that shrank."""
    nieuw = mth(bladen(n))
    assert boom.samenhangpad(0, n, geplant(bladen(n))) == ()
    assert not boom.klopt_samenhang(0, n, boom.LEEG, nieuw, ())
    assert not boom.klopt_samenhang(n + 1, n, nieuw, nieuw, ())


def test_wat_geen_hash_is_telt_niet():
    """An empty leaf under an empty root proves nothing, however equal they are."""
    assert not boom.klopt_insluiting(0, 1, b"", (), b"")
    assert not boom.klopt_samenhang(1, 2, b"", b"", (b"",))


@pytest.mark.parametrize(("blad", "grootte"), [(0, 0), (-1, 4), (4, 4)])
def test_geen_pad_voor_een_blad_dat_er_niet_is(blad, grootte):
    """A path to a leaf that the tree does not have is an error of the caller."""
    with pytest.raises(ValueError, match="no such leaf"):
        boom.insluitpad(blad, grootte, geplant(bladen(grootte)))
    with pytest.raises(ValueError, match="larger"):
        boom.samenhangpad(grootte + 1, grootte, geplant(bladen(grootte)))
