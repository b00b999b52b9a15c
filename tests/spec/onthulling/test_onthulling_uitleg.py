"""Magnitudes, forbidden columns, earlier releases, exact figures by declaration, and what each reader gets to see."""

from __future__ import annotations

import json
from decimal import Decimal

from getekend import sleutel, teken, tekening

from datastation.model.antwoord import Resultaat
from datastation.onthulling import (
    GEEN,
    Cel,
    Code,
    EerdereGroep,
    Kolom,
    Regel,
    Regels,
    Sleutel,
    Tabel,
    beoordeel,
    bescherm,
    laat_door,
)

VRIJ = Regels(nul="vrij", vol="vrij")


def omvang(*cellen: tuple[int, int, int, int]) -> Tabel:
    """One row of magnitudes: (number of contributors, sum, largest, second) per column code, with a total."""
    codes = [f"c{i}" for i in range(len(cellen))]
    per = {
        c: Cel(som, frozenset(f"{c}/{i}" for i in range(n)), (groot, tweede))
        for c, (n, som, groot, tweede) in zip(codes, cellen, strict=True)
    }
    grootste = sorted((g for cel in per.values() for g in cel.grootste), reverse=True)
    per["totaal"] = Cel(
        sum(int(c.waarde or 0) for c in per.values()), frozenset[str]().union(*(c.inzenders for c in per.values())), tuple(grootste[:2])
    )
    return Tabel(
        (sleutel("code", codes),), (Kolom("uren", "omvang"),), {((c,), "uren"): cel for c, cel in per.items()}, frozenset({"2026"})
    )


def test_dominantie() -> None:
    """A sum of many that two of them make up for ninety per cent is held back, with another so that the total does not give it."""
    beslissing = bescherm(omvang((20, 1000, 500, 400), (30, 900, 40, 40), (25, 800, 40, 40)), VRIJ)
    assert [r[1:] for r in tekening(beslissing, "uren")] == [["x"], ["900"], ["x"], ["2700"]]
    assert beslissing.redenen[0].regel is Regel.DOMINANTIE
    assert dict(beslissing.redenen[0].getallen) == {"aandeel": 90, "grens": 90}
    assert [r[1:] for r in tekening(bescherm(omvang((20, 1000, 499, 400), (30, 900, 40, 40)), VRIJ), "uren")] == [
        ["1000"],
        ["900"],
        ["1900"],
    ]


def test_kommagetallen() -> None:
    """Sums with decimals are audited exactly."""
    tabel = omvang((20, 1000, 500, 400), (30, 900, 40, 40), (25, 800, 40, 40))
    half = {p: Cel(Decimal(c.waarde or 0) / 4, c.inzenders, tuple(Decimal(g) / 4 for g in c.grootste)) for p, c in tabel.cellen.items()}
    uit = tekening(bescherm(Tabel(tabel.sleutels, tabel.kolommen, half, tabel.bereik), VRIJ), "uren")
    assert [r[1:] for r in uit] == [["x"], ["225"], ["x"], ["675"]]


def test_verboden_kolom() -> None:
    """A forbidden column never leaves, whatever is in it."""
    tabel = Tabel(
        (sleutel("code", ["a"]),), (Kolom("naam", "verboden"),), {((c,), "naam"): Cel(99) for c in ("a", "totaal")}, frozenset({"2026"})
    )
    assert {u.code for u in bescherm(tabel, VRIJ).uitkomsten.values()} == {Code.ONDERDRUKT}


def test_geen_laat_alles_door() -> None:
    """A profile that declares no disclosure control passes every cell as it is, also small, zero and forbidden ones."""
    tabel = teken("| a | b\nnoord | 3 | 0\nzuid | ? | .12")
    assert tekening(bescherm(tabel, GEEN))[:2] == [["noord", "3", "0", "3"], ["zuid", "?", ".", "12"]]
    resultaat = Resultaat("1", "titel", (), ((1, "x"),))
    assert laat_door(resultaat, GEEN) is resultaat


def eerder(tabel: Tabel, regels: Regels, naam: str = "eerste") -> list[EerdereGroep]:
    oordeel = beoordeel(tabel, regels)
    return [EerdereGroep(m, g, vrij, naam) for vrij, deel in ((True, oordeel.vrij), (False, oordeel.dicht)) for m, g in deel]


def test_lijst_van_locaties() -> None:
    """A second list of locations that leaves out one small one gets no total: the difference would be that location."""
    alle = teken("| a\nnoord | 30\nzuid | 25\nwest | 4\noost | 40")
    assert tekening(bescherm(alle, VRIJ))[-1] == ["totaal", "99", "99"]
    zonder = teken("| a\nnoord | 30\nzuid | 25\noost | 40")
    assert tekening(bescherm(zonder, VRIJ))[-1] == ["totaal", "95", "95"]
    beslissing = bescherm(zonder, VRIJ, eerder(alle, VRIJ))
    assert tekening(beslissing)[-1] == ["totaal", "x", "x"]
    reden = next(r for r in beslissing.redenen if r.rij == ("totaal", "totaal"))
    assert reden.regel is Regel.VERSCHIL
    assert dict(reden.getallen) == {"verschil": 4, "grens": 10, "met": "eerdere vrijgave eerste"}


def test_aanvulling_later_gevraagd() -> None:
    """A cell that was held back for another stays held back when somebody asks for it alone."""
    alle = teken("| a\nnoord | 30\nzuid | 25\nwest | 4\noost | 40")
    assert tekening(bescherm(alle, VRIJ))[1][1] == "x"
    alleen = teken("| a\nzuid | 25")
    assert tekening(bescherm(alleen, VRIJ))[0][1] == "25"
    assert tekening(bescherm(alleen, VRIJ, eerder(alle, VRIJ)))[0][1] == "x"


def test_zelfde_groep_mag_weer() -> None:
    """What left before leaves again."""
    alle = teken("| a | b\nnoord | 30 | 12\nzuid | 25 | 18")
    assert bescherm(alle, Regels(), eerder(alle, Regels())) == bescherm(alle, Regels())


def test_afnemer_ziet_geen_reden() -> None:
    """Every suppressed cell looks the same to the requester; the reasons and their numbers are marked for the release screen."""
    beslissing = bescherm(teken("| a | b\nnoord | 3 | 20\nzuid | 15 | 25"), Regels())
    cellen = [cel for rij in beslissing.voor_afnemer() for cel in rij.values() if isinstance(cel, dict)]
    onderdrukt = [cel for cel in cellen if cel["code"] == "onderdrukt"]
    assert len(onderdrukt) == 4
    assert all(cel == onderdrukt[0] for cel in onderdrukt)
    tekst = json.dumps(beslissing.voor_afnemer(), ensure_ascii=False)
    assert not any(woord in tekst for woord in ("klein", "aanvullend", "inzenders", "grens", "redenen"))
    scherm = beslissing.voor_vrijgavescherm()
    assert scherm["alleen_vrijgavescherm"] is True
    assert len(scherm["redenen"]) == 4  # type: ignore[arg-type]


def test_elke_regel_heeft_een_zin() -> None:
    """Each rule explains itself in a sentence with the numbers of the profile, and no sentence holds an unfilled number."""
    regels = Regels(k=12, aandeel=85)
    zinnen = [regels.zin(regel) for regel in Regel]
    assert all(zin.endswith(".") and "{" not in zin for zin in zinnen)
    assert "12" in regels.zin(Regel.KLEIN)
    assert "85 %" in regels.zin(Regel.DOMINANTIE)


def test_reden_noemt_niemand() -> None:
    """No pseudonym of a contributor stands in a decision."""
    tabel = teken("| a | b\nnoord | 3 | 20\nzuid | 15 | 25", prefix="PSEUDO-")
    assert "PSEUDO-" not in repr(bescherm(tabel, Regels()))


def test_te_veel_om_na_te_rekenen() -> None:
    """Past the size that can be audited with earlier answers, the decision says so instead of keeping silent."""
    begin = teken("| a | b\nnoord | 300 | 4\nzuid | 200 | 30")
    # Earlier groups that together tell hundreds of people apart.
    mensen = sorted(begin.cellen[("totaal", "totaal"), "n"].inzenders)
    oud = [EerdereGroep("aantal", frozenset(m for i, m in enumerate(mensen) if i >> bit & 1), True, "oud") for bit in range(9)]
    assert bescherm(begin, VRIJ, oud[:4]).niet_nagerekend == ()
    beslissing = bescherm(begin, VRIJ, oud)
    assert beslissing.niet_nagerekend == ("aantal",)
    assert beslissing.voor_vrijgavescherm()["niet_nagerekend"] == ["aantal"]


def test_alleen_wat_echt_vertrok_geldt_als_bekend() -> None:
    """A numerator whose ratio was held back did not leave, so the ledger does not count it as known."""
    a, b = frozenset(f"a{i}" for i in range(20)), frozenset(f"a{i}" for i in range(25))
    kolommen = Kolom("t", "aantal", geleverd=False), Kolom("n", "aantal", geleverd=False), Kolom("v", "verhouding", teller="t", noemer="n")

    def vrij(noemer: frozenset[str]) -> int:
        cellen = {(("x",), "t"): Cel(20, a), (("x",), "n"): Cel(len(noemer), noemer)}
        return len(beoordeel(Tabel((Sleutel("code", ("x",)),), kolommen, cellen, frozenset({"2026"})), VRIJ).vrij)

    assert vrij(b) == 0
    assert vrij(b | {f"b{i}" for i in range(20)}) == 2


def test_deel_van_een_andere_kolom() -> None:
    """A count that is a part of another, without a ratio: the two are not both told where the rest is small."""
    groot, klein = frozenset(f"p{i}" for i in range(40)), frozenset(f"p{i}" for i in range(36))
    kolommen = Kolom("alle", "aantal"), Kolom("vast", "aantal", deel_van="alle")
    cellen = {(("x",), "alle"): Cel(40, groot), (("x",), "vast"): Cel(36, klein)}
    beslissing = bescherm(Tabel((Sleutel("code", ("x",)),), kolommen, cellen, frozenset({"2026"})), VRIJ)
    assert [u.code for u in beslissing.uitkomsten.values()] == [Code.WAARDE, Code.ONDERDRUKT]
