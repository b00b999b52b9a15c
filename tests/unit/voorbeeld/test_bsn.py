"""Synthetic BSNs (decision 14)."""

from __future__ import annotations

from itertools import islice

import pytest

from datastation.model.bsn import elfproef
from datastation.voorbeeld.bsn import geldige_bsns, ongeldige_bsns


@pytest.mark.parametrize(
    ("clienten", "begin"), [(30, "99999"), (900, "99999"), (901, "9999"), (9_000, "9999"), (9_001, "999"), (20_000, "999")]
)
def test_het_bereik_past_bij_het_aantal_clienten(clienten, begin):
    """Every number passes the 11-proof, is used once, and lies in the range that belongs to this many clients."""
    bsns = list(islice(geldige_bsns(clienten), clienten))
    assert len(set(bsns)) == clienten
    assert all(elfproef(bsn) and bsn.startswith(begin) for bsn in bsns)


def test_de_bereiken_hebben_de_bekende_omvang():
    """99999xxxx holds 909 valid numbers, 9999xxxxx 9,091."""
    assert sum(1 for _ in geldige_bsns(1)) == 909
    assert sum(1 for _ in geldige_bsns(901)) == 9_091


def test_een_fout_bsn_houdt_de_vorm_van_ons_bereik():
    """A number that fails is nine digits, of the form 9999xxxxx, and fails."""
    fout = list(islice(ongeldige_bsns(), 500))
    assert all(len(bsn) == 9 and bsn.startswith("9999") and not elfproef(bsn) for bsn in fout)
