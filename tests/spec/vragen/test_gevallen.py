"""The questions of the profiles, case by case: each page in ``gevallen/`` is a small organisation and the answer that it must give.

A new case is a new page; no code. The form of a page stands in ``tests/hulp/gevallen.py``.
"""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hulp.gevallen import Geval, gevonden, gevraagd, lees_geval
from hulp.proefstation import Proefstation, Snelstation
from hulp.tabellen import vul_aan

from datastation.fouten import GebruiksFout
from datastation.uitwisselprofiel import zoek

MAP = Path(__file__).resolve().parent / "gevallen"
GEVALLEN = [lees_geval(pad) for pad in sorted(MAP.glob("*.md"))]
# The normal run takes these the whole way too; `lang` takes all of them.
HELE_WEG = (
    "verhuizing-planbaar", "verhuizing-momenten", "zomertijd", "frequentie-ontbreekt", "bsn-fout-met-naam", "bsn-fout-zonder-naam",
    "periode-voorbij-gegevens", "mediaan-keten",
)  # fmt: skip
PROFIELEN = ("igj-wzd-aantallen", "igj-wzd-registraties", "igj-wzd-analyse")


def _proef(station: Proefstation | Snelstation, geval: Geval) -> None:
    if geval.geweigerd:
        profiel, woorden = geval.geweigerd
        with pytest.raises(GebruiksFout) as fout:
            station.antwoord(profiel, geval.teksten, onvolledig_mag=geval.onvolledig_mag)
        assert woorden in str(fout.value)
    for profiel in dict.fromkeys(v.profiel for v in geval.verwacht):
        uitkomst = station.antwoord(profiel, geval.teksten, onvolledig_mag=geval.onvolledig_mag)
        for verwacht in geval.verwacht:
            if verwacht.profiel == profiel:
                gekregen = gevonden(uitkomst.resultaten[verwacht.vraag], verwacht)
                assert gekregen == gevraagd(verwacht), f"{profiel} vraag {verwacht.vraag}: {', '.join(verwacht.koppen)}"
        assert uitkomst.uitgesloten == geval.uitgesloten


def _met_merk(geval: Geval, *merken: pytest.MarkDecorator) -> object:
    gebrek = geval.instelling.get("gebrek")
    return pytest.param(
        geval, id=geval.titel, marks=[*merken, *([pytest.mark.xfail(reason=gebrek, raises=AssertionError)] if gebrek else [])]
    )


@pytest.mark.parametrize("geval", [_met_merk(g) for g in GEVALLEN])
def test_geval(geval: Geval) -> None:
    """The answer to the questions of a page is the table of that page."""
    _proef(Snelstation(vul_aan(geval.gegeven), geval.gegevens_tot), geval)


@pytest.mark.parametrize("geval", [_met_merk(g, *([] if g.pad.stem in HELE_WEG else [pytest.mark.lang])) for g in GEVALLEN])
def test_geval_hele_weg(geval: Geval, tmp_path: Path) -> None:
    """The same through files, a refresh and a worker."""
    with Proefstation(tmp_path, vul_aan(geval.gegeven), geval.gegevens_tot) as station:
        _proef(station, geval)


def test_elke_vraag_heeft_gevallen() -> None:
    """Each question of each profile has at least three cases."""
    aantal = Counter((v.profiel, v.vraag) for g in GEVALLEN for v in g.verwacht)
    vragen = [(naam, vraag.nr) for naam in PROFIELEN for vraag in zoek(naam, date(2026, 8, 1)).vragen]
    assert {v: aantal[v] for v in vragen if aantal[v] < 3} == {}


def test_titels_zijn_uniek() -> None:
    """A title says one rule, and names a page that exists; the pages of the whole way are there."""
    assert [titel for titel, aantal in Counter(g.titel for g in GEVALLEN).items() if aantal > 1] == []
    assert set(HELE_WEG) <= {g.pad.stem for g in GEVALLEN}


def test_raster() -> None:
    """Zero stands as zero: for each vestiging ten categories, three kinds of care, ambulant or not, also where nobody has any (art. 17 lid 2 Wzd)."""
    locaties = [{"vestigingsnummer": f"00009999000{n}"} for n in (1, 2)]
    station = Snelstation(vul_aan({"locaties": locaties, "clienten": [{}]}))
    resultaat = station.antwoord("igj-wzd-aantallen", {"periode": "2026-H1"}).resultaten["1"]
    assert len({rij[:5] for rij in resultaat.rijen}) == len(resultaat.rijen) == 2 * 10 * 3 * 2
    assert {rij[5:] for rij in resultaat.rijen} == {(0, 0, 0)}
