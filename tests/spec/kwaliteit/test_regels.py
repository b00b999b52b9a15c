"""The rules as a whole: complete, unique, documented, and harmless to the engine."""

from __future__ import annotations

import re
from pathlib import Path

from datastation import kwaliteit
from datastation.kwaliteit.pagina import als_pagina
from datastation.kwaliteit.vormen import regels_van_vormen
from datastation.sparql import wacht

WORTEL = Path(__file__).resolve().parents[3]


def test_alle_zeventien() -> None:
    """Each number of reference/wzd.md section 4 has at least one rule."""
    assert {r.nummer for r in kwaliteit.regels()} == set(range(18))


def test_regels_zijn_volledig() -> None:
    """A rule has an id that can stand in an IRI, and a title, ground and repair."""
    for r in kwaliteit.regels():
        assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", r.id), r.id
        assert r.titel.endswith("."), r.id
        assert r.herstel.endswith("."), r.id
        assert r.grond, r.id
    assert len({r.id for r in kwaliteit.regels()}) == len(kwaliteit.regels())


def test_een_regel_wordt_op_een_plek_getoetst() -> None:
    """No rule is both a shape and a control, so that no finding counts twice."""
    assert {c.regel.id for c in kwaliteit.controles()} & {r.id for r in regels_van_vormen()} == set()


def test_alleen_identiteitsregels_lezen_identiteit() -> None:
    """Only rule 6 reads the graph that identifies people (design decision 3)."""
    assert {c.regel.nummer for c in kwaliteit.controles() if c.identificatie} == {6}


def test_geen_klok() -> None:
    """Rules and derivations judge against the last day of the data, never against the clock, and pass the guard unchanged."""
    for pad in (*(WORTEL / "queries/controles").glob("*.rq"), *(WORTEL / "queries/afleidingen").glob("*.rq")):
        tekst = pad.read_text(encoding="utf-8")
        keuring = wacht.keur(tekst)
        assert not re.search(r"\b(NOW|RAND|UUID|STRUUID|BNODE)\s*\(", tekst), pad.name
        assert keuring.herschrijvingen == (), pad.name
        assert keuring.waarschuwingen == (), pad.name
    assert all(set(wacht.keur(c.sparql).variabelen) == {"record", "eigenschap"} for c in kwaliteit.controles())


def test_bladzijde_is_bij() -> None:
    """docs/kwaliteitsregels.md holds one row per rule; make it again with `datastation.kwaliteit.pagina.als_pagina`."""
    assert (WORTEL / "docs/kwaliteitsregels.md").read_text(encoding="utf-8") == als_pagina()
