"""Hostile and legitimate questions at the gate: each file gets the verdict that its own head names."""

from __future__ import annotations

from collections import Counter

import pytest
from hulp.poortvragen import GOED, VIJANDIG

from datastation.poort import Keurreden, Lezersproces


@pytest.fixture(scope="module")
def lezers():
    with Lezersproces() as proces:
        yield proces


@pytest.mark.parametrize("vraag", VIJANDIG, ids=lambda v: v.naam)
def test_vijandige_vraag(vraag, lezers):
    """A hostile question is refused first of all for the reason in its head, or it is one that only the worker can stop."""
    verslag = vraag.keur(lezers)
    uitkomst = f"geweigerd {verslag.redenen[0]}" if verslag.redenen else "gestopt"
    assert uitkomst == vraag.verwacht, verslag.tekst()
    assert all(b.waar and b.wat.endswith(".") and b.herstel for b in verslag.bezwaren)
    assert verslag.aangenomen == (vraag.verwacht == "gestopt")


@pytest.mark.parametrize("vraag", GOED, ids=lambda v: v.naam)
def test_goede_vraag(vraag, lezers):
    """A question that stays within the rules is registered as it was written, byte for byte."""
    verslag = vraag.keur(lezers)
    assert verslag.aangenomen, verslag.tekst()
    assert verslag.registratie.tekst.encode() == vraag.ruw
    assert not verslag.redenen


def test_het_korpus_raakt_elke_reden():
    """The corpus is as large as promised, and every reason why the gate refuses a text has a file that shows it."""
    redenen = Counter(v.verwacht for v in VIJANDIG)
    assert len(VIJANDIG) >= 80
    assert redenen["gestopt"] >= 15
    assert len(GOED) >= 20
    elders = {Keurreden.LEZER_GEVALLEN, Keurreden.LEZER_TE_TRAAG, Keurreden.BETEKENIS}
    assert {f"geweigerd {r}" for r in set(Keurreden) - elders} == set(redenen) - {"gestopt"}
