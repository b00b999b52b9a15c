"""Tables drawn in text. Inner cells are numbers of people; totals are made here; outcomes are read back in the same drawing.

Outcomes: a number, `0` for nul, `x` for onderdrukt, `?` for ontbreekt, `.` for niet gevraagd.
"""

from __future__ import annotations

from itertools import product

from datastation.onthulling import Beslissing, Cel, Code, Kolom, Sleutel, Tabel

TOTAAL = "totaal"


def _cellen(tekst):
    regels = [[c.strip() for c in r.split("|")] for r in tekst.strip().splitlines()]
    kop, *rest = regels
    return kop[1:], {(rij[0], kolom): waarde for rij in rest for kolom, waarde in zip(kop[1:], rij[1:], strict=True)}, [r[0] for r in rest]


def sleutel(naam, codes, ouders=None, totaal="som"):
    """A key with a grand total over every code that has no other total."""
    ouders = dict(ouders or {})
    top = [c for c in (*codes, *dict.fromkeys(ouders.values())) if c not in ouders]
    alle = dict.fromkeys((*codes, *ouders.values(), TOTAAL))
    return Sleutel(naam, tuple(alle), {**ouders, **dict.fromkeys(top, TOTAAL)}, totaal)


def teken(tekst, *, rijouders=None, kolomouders=None, prefix="", maat="aantal", bereik=frozenset({"2026-03-31"})):
    """A table of counts with row, column and grand totals, and nested ones where `ouders` say so."""
    kolommen, inhoud, rijen = _cellen(tekst)
    s = sleutel("rij", rijen, rijouders), sleutel("kolom", kolommen, kolomouders)
    cellen = {}
    for plek in product(s[0].codes, s[1].codes):
        bladen = [(r, k) for r in rijen for k in kolommen if onder(s[0], r, plek[0]) and onder(s[1], k, plek[1])]
        waarden = [inhoud[b] for b in bladen]
        if len(bladen) == 1 and waarden[0] == "?":
            cellen[plek, "n"] = Cel(None)
            continue
        mensen = frozenset(f"{prefix}{r}/{k}/{i}" for r, k in bladen for i in range(int(inhoud[r, k].strip(".?") or 0)))
        gevraagd = not (len(bladen) == 1 and waarden[0].startswith("."))
        cellen[plek, "n"] = Cel(len(mensen), mensen, gevraagd=gevraagd)
    return Tabel(s, (Kolom("n", maat),), cellen, bereik)


def onder(sleutel, code, boven):
    """Whether a code is this total, or a part of it at any depth."""
    while code != boven:
        if code not in sleutel.ouders:
            return False
        code = sleutel.ouders[code]
    return True


def lees(uitkomst):
    return {Code.ONDERDRUKT: "x", Code.ONTBREEKT: "?", Code.NIET_GEVRAAGD: "."}.get(uitkomst.code) or str(uitkomst.waarde)


def tekening(beslissing: Beslissing, kolom="n"):
    """Rows of outcomes, totals too."""
    rijen = {}
    for (codes, naam), uitkomst in beslissing.uitkomsten.items():
        if naam == kolom:
            rijen.setdefault(codes[0], []).append(lees(uitkomst))
    return [[code, *cellen] for code, cellen in rijen.items()]


def verwacht(tekst):
    """The drawing that a test expects, with its totals."""
    return [[c.strip() for c in r.split("|")] for r in tekst.strip().splitlines()][1:]
