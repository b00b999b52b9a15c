"""An answer and its companion as the table that disclosure control judges: what fits becomes cells, whatever does not is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from datastation.fouten import Geweigerd
from datastation.model.antwoord import Kolom, Resultaat, Waarde
from datastation.model.periode import Periode
from datastation.model.term import Literaal
from datastation.onthulling import Cel, Code, Regels, Tabel, bescherm
from datastation.uitwisselen.tabel import als_resultaat, berekend, maak_tabel
from datastation.uitwisselprofiel import Vraag, Vraagstelling

A, B = "000000000001", "000000000002"
HASH = "0" * 64
VRAAG = Vraag.model_validate(
    {
        "nr": "1",
        "titel": "Personeel",
        "pad": "x.rq",
        "sha256": HASH,
        "inzenders": {"pad": "y.rq", "sha256": HASH},
        "kolommen": [
            {"naam": "plek", "klasse": "sleutel", "titel": "Plek"},
            {"naam": "n", "klasse": "telling", "soort": "geheel", "titel": "Mensen"},
            {"naam": "uren", "klasse": "grootte", "soort": "decimaal", "titel": "Uren"},
        ],
        "tabel": {
            "sleutels": {"plek": {"codes": "vestigingen", "totaal": "totaal"}},
            "verhoudingen": [{"naam": "per", "titel": "Uren per persoon", "teller": "uren", "noemer": "n", "factor": 1}],
            "maten": {"uren": "contracturen"},
        },
    }
)
MENSEN = {A: {f"a{i}": "10" for i in range(12)}, B: {f"b{i}": "20.5" for i in range(4)}}


def stelling(*nummers: str, periode: str = "2026-H1") -> Vraagstelling:
    waarden = {"vestigingsnummer": tuple(Literaal(n) for n in nummers or (A, B))}
    return Vraagstelling({"periode": periode}, Periode.uit_tekst(periode), waarden)


def rijen(mensen: dict[str, dict[str, str]] = MENSEN, *, totaal: bool = True) -> list[tuple[Waarde, ...]]:
    """Rows that a right question gives."""
    uit: list[tuple[Waarde, ...]] = [(p, len(w), sum(map(Decimal, w.values()), Decimal(0))) for p, w in mensen.items()]
    return [
        *uit,
        ("totaal", sum(len(w) for w in mensen.values()), sum((Decimal(u) for w in mensen.values() for u in w.values()), Decimal(0))),
    ][: None if totaal else -1]


def bijdragen(mensen: dict[str, dict[str, str]] = MENSEN) -> list[tuple[Waarde, ...]]:
    """Rows that a right companion gives."""
    return [(p, wie, 1, Decimal(uren)) for p, w in mensen.items() for wie, uren in w.items()]


def tabel(hoofd: list[Any], naast: list[Any], s: Vraagstelling | None = None, vraag: Vraag = VRAAG) -> Tabel:
    begeleidend = vraag.begeleidend
    assert begeleidend is not None
    een = Resultaat("1", "", tuple(k.als_kolom() for k in vraag.kolommen), tuple(hoofd))
    twee = Resultaat("1", "", tuple(k.als_kolom() for k in begeleidend.kolommen), tuple(naast))
    return maak_tabel(vraag, een, twee, s or stelling(), (B, A))


def test_een_tabel_met_inzenders() -> None:
    """Totals hold everybody of their parts; a magnitude has its two largest contributions; the range is the half-years of the period."""
    gemaakt = tabel(rijen(), bijdragen())
    assert gemaakt.sleutels[0].codes == (A, B, "totaal")
    assert gemaakt.cellen[("totaal",), "n"] == Cel(16, frozenset({*MENSEN[A], *MENSEN[B]}))
    assert gemaakt.cellen[(A,), "uren"] == Cel(Decimal(120), frozenset(MENSEN[A]), (Decimal(10), Decimal(10)))
    assert gemaakt.cellen[("totaal",), "uren"].grootste == (Decimal("20.5"), Decimal("20.5"))
    assert gemaakt.bereik == {"2026-H1"}
    assert tabel(rijen(), bijdragen(), stelling(periode="2026")).bereik == {"2026-H1", "2026-H2"}
    assert berekend(gemaakt, (B,), "per") == "82.0 / 4"


def test_peildatum() -> None:
    """A question about one day has that day as its range: the last of the period."""
    assert VRAAG.tabel is not None
    vraag = VRAAG.model_copy(update={"tabel": VRAAG.tabel.model_copy(update={"bereik": "peildatum"})})
    assert tabel(rijen(), bijdragen(), vraag=vraag).bereik == {"2026-06-30"}


def test_een_vestiging_gevraagd() -> None:
    """Where one vestiging is asked, the others and the total over all are not asked, also where the question gives a total of that one."""
    een = {A: MENSEN[A]}
    gemaakt = tabel(rijen(een), bijdragen(een), stelling(A))
    assert {p[0][0] for p, c in gemaakt.cellen.items() if not c.gevraagd} == {B, "totaal"}
    assert tabel(rijen(een, totaal=False), bijdragen(een), stelling(A)) == gemaakt


def test_zonder_waarde() -> None:
    """An absent value is missing, not zero, and takes no part in its total; a contribution of nothing is none."""
    hoofd = [(A, 12, Decimal(120)), (B, 0, None), ("totaal", 12, Decimal(120))]
    naast = [*bijdragen({A: MENSEN[A]}), (B, "b", 0, None)]
    gemaakt = tabel(hoofd, naast)
    assert gemaakt.cellen[(B,), "uren"] == Cel(None)
    assert gemaakt.cellen[(B,), "n"] == Cel(0)


def met(rij: tuple[Any, ...]) -> list[Any]:
    return [*bijdragen(), rij]


WEIGER: dict[str, tuple[list[Any], list[Any], Vraagstelling | None]] = {
    "a row is missing": (rijen()[:1] + rijen()[2:], bijdragen(), None),
    "a row stands there twice": ([*rijen(), rijen()[0]], bijdragen(), None),
    "a code that is not on the list": ([*rijen(), ("elders", 0, Decimal(0))], bijdragen(), None),
    "a contributor outside the list": (rijen(), met(("elders", "x", 1, Decimal(1))), None),
    "a contribution to a total": (rijen(), met(("totaal", "x", 1, Decimal(1))), None),
    "a key without a value": ([*rijen(), (None, 0, Decimal(0))], bijdragen(), None),
    "a row that was not asked": (rijen(), bijdragen({A: MENSEN[A]}), stelling(A)),
    "a contributor that was not asked": (rijen({A: MENSEN[A]}), bijdragen(), stelling(A)),
    "one contributor too few": (rijen(), bijdragen()[1:], None),
    "one contributor too many": (rijen(), met((A, "x", 1, None)), None),
    "more hours than the sum": (rijen(), met((A, "a0", 1, Decimal(1))), None),
    "a contribution below nothing": (rijen(), met((A, "a0", 1, Decimal(-1))), None),
    "a contribution of nobody": (rijen(), met((A, None, 1, Decimal(0))), None),
    "a contribution that is no number": (rijen(), met((A, "x", True, None)), None),
    "a value that is no number": ([(A, "12", Decimal(120)), *rijen()[1:]], bijdragen(), None),
    "a total that is not the sum": ([*rijen()[:2], ("totaal", 16, Decimal(203))], bijdragen(), None),
    "contributors to a cell without a value": ([(A, 12, None), *rijen()[1:]], bijdragen(), None),
}


@pytest.mark.parametrize("naam", WEIGER)
def test_wat_niet_past_wordt_geweigerd(naam: str) -> None:
    """Nothing is guessed and nothing passes; the error never holds a code that is on no list."""
    hoofd, naast, s = WEIGER[naam]
    with pytest.raises(Geweigerd) as fout:
        tabel(hoofd, naast, s)
    assert "elders" not in str(fout.value)


def test_afgeronde_bijdragen() -> None:
    """Contributions come rounded, their sum too: a hair of difference is none."""
    deel = Decimal("33.333333")
    hoofd = [(A, 3, Decimal(100)), (B, 0, Decimal(0)), ("totaal", 3, Decimal(100))]
    assert tabel(hoofd, [(A, f"a{i}", 1, deel) for i in range(3)]).cellen[(A,), "uren"].waarde == 100
    rond = Decimal("66.666667")
    krap = [(A, 2, Decimal("133.333333")), (B, 0, Decimal(0)), ("totaal", 2, Decimal("133.333333"))]
    assert sum(tabel(krap, [(A, f"a{i}", 1, rond) for i in range(2)]).cellen[(A,), "uren"].grootste) == Decimal("133.333333")


def test_terug_naar_een_antwoord() -> None:
    """What leaves: every row, a code after each column, the ratio worked out here, numbers where the decision has them and nowhere else."""
    ruim = Regels(nul="vrij", vol="vrij")
    begin = Resultaat("1", "Personeel", tuple(k.als_kolom() for k in VRAAG.kolommen), tuple(rijen()))
    beslissing = bescherm(tabel(rijen(), bijdragen()), ruim)
    uit = als_resultaat(VRAAG, begin, beslissing)
    assert [k.naam for k in uit.kolommen] == ["plek", "n", "n_code", "uren", "uren_code", "per", "per_code"]
    assert uit.kolommen[5] == Kolom("per", "verhouding", "decimaal", "Uren per persoon")
    assert [rij[0] for rij in uit.rijen] == [A, B, "totaal"]
    for rij in uit.rijen:
        for waarde, code in zip(rij[1::2], rij[2::2], strict=True):
            assert (waarde is not None) == (code in (Code.WAARDE, Code.NUL))
    assert uit.rijen[1][2] == "onderdrukt"
    zelfde = als_resultaat(VRAAG, replace(begin, rijen=()), beslissing)
    assert zelfde == uit, "values come from the decision alone"


def test_bereik_van_de_dag() -> None:
    """The last day of a year is the last day of its second half."""
    assert Periode.uit_tekst("2026").einde == date(2026, 12, 31) == Periode.uit_tekst("2026-H2").einde
