"""A whole aggregate answer about personnel: counts, share of permanent staff and hours per vestiging and function."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path

import pytest
from getekend import TOTAAL, lees, sleutel

from datastation.onthulling import Cel, Code, Kolom, Regel, Regels, Tabel, bescherm

BESTAND = Path(__file__).with_name("personeel_per_vestiging.csv")


def personeel() -> Tabel:
    """The table of the file, with invented contributors; hours are spread evenly, except that one doctor of berk has most of them."""
    rijen = list(csv.DictReader(BESTAND.read_text(encoding="utf-8").splitlines()[1:], delimiter=";"))
    s = (
        sleutel("vestiging", list(dict.fromkeys(r["vestiging"] for r in rijen))),
        sleutel("functie", list(dict.fromkeys(r["functie"] for r in rijen))),
    )
    cellen = {}
    for plek in product(s[0].codes, s[1].codes):
        eigen = [r for r in rijen if plek[0] in (r["vestiging"], TOTAAL) and plek[1] in (r["functie"], TOTAAL)]
        for kolom in ("aantal", "vast"):
            leden = frozenset(f"{r['vestiging']}/{r['functie']}/{i}" for r in eigen for i in range(int(r[kolom])))
            cellen[plek, kolom] = Cel(len(leden), leden)
        uren = sum(int(r["uren"]) for r in eigen)
        leden = cellen[plek, "aantal"].inzenders
        cellen[plek, "uren"] = Cel(uren, leden, tuple([min(36, uren // max(1, len(leden)))] * min(2, len(leden))))
    kolommen = (
        Kolom("aantal", "aantal"),
        Kolom("vast", "aantal", geleverd=False),
        Kolom("deel_vast", "verhouding", teller="vast", noemer="aantal"),
        Kolom("uren", "omvang"),
    )
    return Tabel(s, kolommen, cellen, frozenset({"2026-03-31"}))


@pytest.mark.parametrize("regels", [Regels(), Regels(nul="vrij", vol="vrij")])
def test_kleine_cellen_weg_grote_cellen_mee(regels: Regels) -> None:
    """No cell below ten leaves; of the cells that may, at least two thirds of the counts and half of all columns do."""
    tabel = personeel()
    uit = bescherm(tabel, regels).uitkomsten
    nuttig, geleverd = 0, 0
    for (rij, kolom), uitkomst in uit.items():
        if kolom == "aantal":
            aantal = len(tabel.cellen[rij, kolom].inzenders)
            assert uitkomst.code is not Code.WAARDE or aantal >= 10
            nuttig, geleverd = nuttig + (aantal >= 10), geleverd + (uitkomst.code is Code.WAARDE)
    assert geleverd / nuttig > 2 / 3, (geleverd, nuttig)
    assert sum(u.waarde is not None for u in uit.values()) > len(uit) / 2


def test_personeel_getekend() -> None:
    """The counts, as a person reads them."""
    beslissing = bescherm(personeel(), Regels())
    rijen: dict[str, list[str]] = {}
    for (rij, kolom), uitkomst in beslissing.uitkomsten.items():
        if kolom == "aantal":
            rijen.setdefault(rij[0], []).append(lees(uitkomst))
    assert rijen == {
        "berk": ["24", "31", "x", "x", "x", "84"],
        "eik": ["41", "22", "x", "x", "20", "112"],
        "linde": ["15", "13", "x", "x", "x", "42"],
        "olm": ["36", "44", "21", "12", "17", "130"],
        "totaal": ["116", "110", "55", "26", "61", "368"],
    }


def test_verhouding_verraadt_de_teller_niet() -> None:
    """A share leaves only where its numerator and denominator both may: from a share and a number of people the other follows."""
    tabel = personeel()
    beslissing = bescherm(tabel, Regels(nul="vrij", vol="vrij"))
    for rij in tabel.rijen:
        teller, noemer = (len(tabel.cellen[rij, k].inzenders) for k in ("vast", "aantal"))
        if 0 < teller < 10 or 0 < noemer - teller < 10:
            assert beslissing.uitkomsten[rij, "deel_vast"].code is Code.ONDERDRUKT
    redenen = [r for r in beslissing.redenen if r.kolom == "deel_vast" and r.rij == ("eik", "behandelaar")]
    assert {r.regel for r in redenen} == {Regel.VERHOUDING}
    assert beslissing.uitkomsten[("totaal", "totaal"), "deel_vast"].waarde is not None
