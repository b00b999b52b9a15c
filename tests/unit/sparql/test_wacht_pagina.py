"""docs/wacht.md tells every rule of the guard, as the code has it."""

from __future__ import annotations

from pathlib import Path

from datastation.sparql.regels import REGELS
from datastation.sparql.toets import Vondst

PAGINA = Path(__file__).resolve().parents[3] / "docs/wacht.md"
CODE = Path(__file__).resolve().parents[3] / "datastation/sparql"


def test_pagina_noemt_elke_regel_zoals_de_code():
    """The table of the page is the table of the code: no rule missing, none made up, none outdated."""
    rijen = [
        regel for regel in PAGINA.read_text(encoding="utf-8").splitlines() if regel.startswith("| ") and not regel.startswith("| regel |")
    ]
    assert rijen == [f"| {r.id} | {r.gevolg} | {r.wat} | {r.waarom} |" for r in REGELS.values()]


def test_elke_vondst_heeft_een_regel():
    """What the code finds carries the id of a rule of the table."""
    import re

    ids = set(re.findall(r'Vondst\("([a-z-]+)"', (CODE / "toets.py").read_text(encoding="utf-8")))
    ids |= set(re.findall(r'Vondst\(\s*"([a-z-]+)"', (CODE / "toets.py").read_text(encoding="utf-8")))
    assert ids <= set(REGELS)
    assert Vondst.__doc__
