"""What is not declared, or does not fit its declaration, is refused and never passed."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from datastation.fouten import Geweigerd, InstellingenFout
from datastation.model.antwoord import Resultaat
from datastation.onthulling import GEEN, Cel, Kolom, Regels, Sleutel, Tabel, klasse_van, laat_door, lees_onthulling
from datastation.uitwisselprofiel import alle_profielen

BEREIK = frozenset({"2026-K1"})
AB = frozenset({"p1", "p2"})
N = Kolom("n", "aantal")
CODE = Sleutel("code", ("a", "b", "t"), {"a": "t", "b": "t"})


def tabel(cellen=None, kolommen=(N,), sleutel=CODE, bereik=BEREIK):
    standaard = {(("a",), "n"): Cel(2, AB), (("b",), "n"): Cel(1, frozenset({"p3"})), (("t",), "n"): Cel(3, AB | {"p3"})}
    return Tabel((sleutel,), kolommen, {**standaard, **(cellen or {})}, bereik)


def test_verklaring_geen() -> None:
    """Only the text `geen` passes everything; the shipped Wzd profiles declare it."""
    assert lees_onthulling("geen") is GEEN
    assert {lees_onthulling(p.onthulling) == GEEN for p in alle_profielen() if p.id.startswith("igj-wzd-")} == {True}


@pytest.mark.parametrize("waarde", [None, "", "Geen", "uit", False, 0, [], ["geen"]])
def test_niets_verklaard_is_een_fout(waarde: object) -> None:
    """No declaration, or another one, is an error: there is no default."""
    with pytest.raises(InstellingenFout):
        lees_onthulling(waarde)


def test_regels_lezen() -> None:
    """Rules are read with their defaults, ten and two times ninety per cent."""
    assert lees_onthulling({}) == Regels(k=10, n=2, aandeel=90, nul="beschermd", vol="beschermd")
    assert lees_onthulling({"k": 15, "nul": "vrij", "vol": "vrij"}) == Regels(k=15, nul="vrij", vol="vrij")


@pytest.mark.parametrize("waarde", [{"k": 2}, {"k": "tien"}, {"drempel": 10}, {"aandeel": 0}, {"nul": "vrij"}, {"n": 3}])
def test_regels_die_niet_kunnen(waarde: dict[str, object]) -> None:
    """A limit too low to protect, an unknown setting, or zeros that would give full cells away."""
    with pytest.raises(InstellingenFout):
        lees_onthulling(waarde)


def test_klassen_van_een_profiel() -> None:
    """The classes of a profile file have their place here; a fact that is no number, an unknown class and none at all have not."""
    assert [klasse_van("x", k) for k in ("sleutel", "telling", "grootte", "verhouding", "persoonsgegeven", "koppel")] == [
        "sleutel",
        "aantal",
        "omvang",
        "verhouding",
        "verboden",
        "verboden",
    ]
    for onbekend in ("kenmerk", "", "getal"):
        with pytest.raises(InstellingenFout):
            klasse_van("x", onbekend)


def test_kolom_zonder_klasse() -> None:
    """A column with a class that is none cannot be made, nor a ratio without its parts."""
    with pytest.raises(InstellingenFout):
        Kolom("x", "kenmerk")  # type: ignore[arg-type]
    with pytest.raises(InstellingenFout):
        Kolom("x", "sleutel")  # type: ignore[arg-type]
    with pytest.raises(InstellingenFout):
        Kolom("x", "verhouding", teller="a")
    with pytest.raises(InstellingenFout):
        Kolom("x", "aantal", teller="a", noemer="b")


def test_cel_van_een_niet_gedeclareerde_kolom() -> None:
    """A value in a column that nobody declared refuses the whole table."""
    with pytest.raises(InstellingenFout):
        tabel({(("a",), "extra"): Cel(5)})


FOUTE_CELLEN = {
    "unknown code": {(("Jan Jansen",), "n"): Cel(0)},
    "a count that is not its contributors": {(("a",), "n"): Cel(7, AB)},
    "negative": {(("a",), "n"): Cel(-2, AB)},
    "no number": {(("a",), "n"): Cel(True, AB)},
    "not a finite number": {(("a",), "n"): Cel(Decimal("NaN"), AB)},
    "a total that its parts do not give": {(("t",), "n"): Cel(2, AB)},
    "the same person in two parts of a sum": {(("b",), "n"): Cel(1, frozenset({"p1"})), (("t",), "n"): Cel(2, AB)},
    "missing, yet with contributors": {(("a",), "n"): Cel(None, AB)},
}


@pytest.mark.parametrize("naam", FOUTE_CELLEN)
def test_tabel_die_niet_klopt(naam: str) -> None:
    """A table that is not what it says it is, is refused, without a value of it in the message."""
    with pytest.raises(Geweigerd) as fout:
        tabel(FOUTE_CELLEN[naam])
    assert "Jan" not in str(fout.value)
    assert "p1" not in str(fout.value)


def test_tabel_zonder_rij() -> None:
    """A row that is not there is refused: nobody can tell what the totals say about it."""
    heel = tabel()
    with pytest.raises(Geweigerd):
        replace(heel, cellen={p: c for p, c in heel.cellen.items() if p[0] != ("b",)})


def test_vereniging() -> None:
    """Where a person may stand in two parts, a total counts once."""
    sleutel = Sleutel("code", ("a", "b", "t"), {"a": "t", "b": "t"}, "vereniging")
    assert tabel({(("b",), "n"): Cel(1, frozenset({"p1"})), (("t",), "n"): Cel(2, AB)}, sleutel=sleutel)
    with pytest.raises(Geweigerd):
        tabel({(("t",), "n"): Cel(2, AB)}, sleutel=sleutel)


@pytest.mark.parametrize("cel", [Cel(10, AB, (9,)), Cel(10, AB, (2, 8)), Cel(10, AB, (9, 8)), Cel(10), Cel(10, AB, (9, -1))])
def test_omvang_die_niet_klopt(cel: Cel) -> None:
    """A magnitude without its two largest contributions, or with ones that cannot be."""
    with pytest.raises(Geweigerd):
        Tabel((Sleutel("code", ("a",)),), (Kolom("u", "omvang"),), {(("a",), "u"): cel}, BEREIK)


def test_teller_buiten_de_noemer() -> None:
    """A numerator with somebody who is not in the denominator."""
    kolommen = Kolom("t", "aantal"), Kolom("n", "aantal"), Kolom("v", "verhouding", teller="t", noemer="n")
    cellen = {(("a",), "t"): Cel(1, frozenset({"x"})), (("a",), "n"): Cel(2, AB)}
    with pytest.raises(Geweigerd):
        Tabel((Sleutel("code", ("a",)),), kolommen, cellen, BEREIK)


def test_sleutels_die_niet_kunnen() -> None:
    """An empty list, a double code, an unknown total, a total of itself, two columns of one name, no period."""
    for codes, ouders in (((), {}), (("a", "a"), {}), (("a",), {"a": "t"}), (("a", "b"), {"a": "b", "b": "a"})):
        with pytest.raises(InstellingenFout):
            Sleutel("code", codes, ouders)
    with pytest.raises(InstellingenFout):
        tabel(kolommen=(Kolom("n", "aantal"), Kolom("n", "omvang")))
    with pytest.raises(InstellingenFout):
        tabel(bereik=frozenset())
    with pytest.raises(InstellingenFout):
        tabel(kolommen=(Kolom("n", "aantal", deel_van="elders"),))
    with pytest.raises(InstellingenFout):
        tabel(kolommen=(Kolom("n", "aantal", deel_van="u"), Kolom("u", "omvang")))


def test_doorlaten_alleen_met_verklaring() -> None:
    """Rows of a profile with rules cannot take the way of a profile without."""
    with pytest.raises(InstellingenFout):
        laat_door(Resultaat("1", "", (), ()), Regels())
