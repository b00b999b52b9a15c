"""Every refusal of ours has a sentence, and a problem code that another party understands."""

from __future__ import annotations

from enum import Enum

import pytest
from hulp import berichten as v

from datastation.berichten import MEDIATYPEN, PROBLEEMCODES, BerichtFout, Generatie, Reden, mediatype, probleemcode, schrijf_antwoord
from datastation.berichten.probleemcodes import PROBLEEM
from datastation.poort.reden import Reden as Poortreden
from datastation.vertrouwen.redenen import Reden as Vertrouwensreden

EIGEN = [*Reden, *Vertrouwensreden, *(r for r in Poortreden if r is not Poortreden.TOEGELATEN)]


@pytest.mark.parametrize("reden", EIGEN, ids=lambda r: f"{type(r).__module__.split('.')[1]}-{r.value}")
def test_elke_weigering_heeft_een_probleemcode(reden: Enum) -> None:
    """No refusal of reading, of trust or of the gate leaves as an unknown problem."""
    assert PROBLEEM.fullmatch(PROBLEEMCODES.get(str(reden.value), "")), "zet deze code in datastation/berichten/probleemcodes.py"


def test_codes_vertalen() -> None:
    """A problem code stays what it is; a word that nobody knows becomes the general one; the table holds nothing twice."""
    assert probleemcode("verlopen") == "e.p.req.time"
    assert probleemcode("e.p.req.out-of-band") == "e.p.req.out-of-band"
    assert probleemcode("e.p.") == probleemcode("nooit gehoord") == probleemcode("") == "e.p.req"
    assert all(PROBLEEM.fullmatch(code) for code in PROBLEEMCODES.values())


@pytest.mark.parametrize("reden", Reden)
def test_elke_reden_heeft_een_zin(reden: Reden) -> None:
    """Every reason says itself in Dutch; the error is one of exit code 4 and knows its rule."""
    fout = BerichtFout(reden, waar="body", regel=9)
    assert (fout.code, fout.wat, fout.waar, fout.regel, fout.reden) == (4, reden.zin, "body", 9, reden)
    assert reden.zin.endswith(".")
    assert "docs/berichten.md" in str(fout)


def test_zinnen_zijn_verschillend() -> None:
    """Two reasons never sound the same."""
    assert len({r.zin for r in Reden}) == len(Reden)


@pytest.mark.parametrize("generatie", Generatie)
def test_mediatype(generatie: Generatie) -> None:
    """What we send we also take."""
    assert mediatype(generatie) in MEDIATYPEN


def test_antwoord_van_1_is_zijn_handtekening() -> None:
    """An answer of 1.x without signature cannot be written."""
    with pytest.raises(AssertionError):
        schrijf_antwoord(v.kader(Generatie.KIKV_1), "", {})


def test_antwoord_zonder_bewijs() -> None:
    """In the older generations the proof is ours, and may be absent."""
    for generatie in (Generatie.KIKV_2021, Generatie.NUTS_2022):
        assert b"bewijs" not in schrijf_antwoord(v.kader(generatie), "", v.antwoordset(generatie))
