"""The 11-proof, in one place for mapping, deliveries and the example organisation."""

from __future__ import annotations

import pytest

from datastation.model.bsn import elfproef


def test_een_mogelijk_bsn_en_elk_ander_cijfer():
    """The weighed sum is a multiple of eleven; a typing error in any one of the nine digits is seen."""
    goed = "999990019"
    assert elfproef(goed)
    anders = [goed[:i] + c + goed[i + 1 :] for i in range(9) for c in "0123456789" if c != goed[i]]
    assert len(anders) == 81
    assert [t for t in anders if elfproef(t)] == []


@pytest.mark.parametrize("tekst", ["", "0" * 9, "99999001", "9999900190", "99999001a", "99999 0019", " 999990019", "٩" * 5 + "0019"])
def test_wat_geen_negen_cijfers_is_faalt(tekst):
    """It is about nine digits 0-9 and nothing else; nine zeros are no number."""
    assert not elfproef(tekst)
