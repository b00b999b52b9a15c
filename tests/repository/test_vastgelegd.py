"""What the repository promises about itself: hashes, generated pages, documented names, no personal data."""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from datastation import fouten
from datastation.uitwisselprofiel import alle_profielen

WORTEL = Path(__file__).resolve().parents[2]
DOCS = WORTEL / "docs"


def bestanden() -> list[Path]:
    """Files that git knows or would know."""
    uit = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=WORTEL, capture_output=True, text=True, check=True)
    return [p for naam in uit.stdout.splitlines() if (p := WORTEL / naam).is_file()]


def gereedschap(naam: str) -> object:
    sys.path.insert(0, str(WORTEL / "tools"))
    try:
        return importlib.import_module(naam)
    finally:
        sys.path.pop(0)


def test_hashes_van_profielen() -> None:
    """Every question has the hash that its profile names, and no published version changed."""
    assert gereedschap("hashes").main(toets=True) == 0


def test_paginas_uit_code() -> None:
    """The pages that are made from code say what the code says."""
    assert gereedschap("paginas").main(toets=True) == 0


def test_elke_vraag_noemt_haar_parameters() -> None:
    """A question has KIK-V's header, and each variable on it is one that a profile fills in."""
    gevuld = {"begin", "einde", "halfjaar", "begin_vorig", "einde_vorig", "halfjaar_vorig", "vestigingsnummer"}
    for profiel in alle_profielen():
        assert any(p.soort in ("halfjaar", "jaar") for p in profiel.parameters.values()), profiel.naam
        for vraag in profiel.vragen:
            kop = profiel.tekst(vraag).splitlines()[:3]
            assert kop[0].startswith(f"# Indicator: {profiel.id} {vraag.nr},"), vraag.pad
            assert set(re.findall(r"\?(\w+)", kop[1])) <= gevuld, vraag.pad
            assert kop[2].startswith("# Ontologie:"), vraag.pad


def test_elke_regel_gedocumenteerd() -> None:
    """Each quality rule stands on the page of quality rules."""
    from datastation import kwaliteit

    pagina = (DOCS / "kwaliteitsregels.md").read_text(encoding="utf-8")
    assert [r.id for r in kwaliteit.regels() if f"`{r.id}`" not in pagina] == []


def test_elke_foutklasse_op_een_pagina() -> None:
    """The tree in fouten.py names every class with its exit code."""
    boom = fouten.__doc__ or ""
    klassen = [k for k in vars(fouten).values() if isinstance(k, type) and issubclass(k, fouten.DatastationFout)]
    for klasse in klassen:
        assert klasse.__name__ in boom
        assert klasse is fouten.DatastationFout or re.search(rf"{klasse.__name__}\s+{klasse.code}\b", boom), klasse


def test_elke_fout_heeft_haar_uitleg() -> None:
    """docs/fouten.md has one heading per class of error, the one that its messages point at, with its name and exit code."""
    koppen = re.findall(r"^## (\w+)\n\n`(\w+)`, code (\d+)\. .+", (DOCS / "fouten.md").read_text(encoding="utf-8"), re.MULTILINE)
    klassen = [k for k in vars(fouten).values() if isinstance(k, type) and issubclass(k, fouten.DatastationFout)]
    assert sorted(koppen) == sorted((k.anker, k.__name__, str(k.code)) for k in klassen)
    assert (DOCS / "fouten.md").read_text(encoding="utf-8").count("\n## ") == len(koppen)
    assert fouten.BronFout("x").uitleg == "docs/fouten.md#bron"


def test_begrippenlijst_is_volledig() -> None:
    """Every class, property and code list of our ontology that the graph uses stands in BEGRIPPEN.md."""
    lijst = (WORTEL / "BEGRIPPEN.md").read_text(encoding="utf-8")
    graaf = (DOCS / "graafmodel.md").read_text(encoding="utf-8")
    termen = sorted(set(re.findall(r"`?((?:wzd|zib):[A-Za-z][A-Za-z0-9]*)`?", graaf)))
    assert [t for t in termen if t not in lijst] == []


def elfproef(cijfers: str) -> bool:
    som = sum(int(c) * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return int(cijfers) > 0 and som % 11 == 0


# Code positions: a SNOMED code can look like a BSN (decision 14). Lines that hold one of these words are about codes.
CODEWOORDEN = ("snomed", "sct", "/id/", "notation", "soort-interventie", "cl:reden/", "categorie")


def bsns_in(tekst: str) -> list[int]:
    """Line numbers that hold nine digits which pass the 11-proof, outside 9999xxxxx and code positions."""
    regels = []
    for nummer, regel in enumerate(tekst.splitlines(), 1):
        if any(w in regel.lower() for w in CODEWOORDEN):
            continue
        regels += [nummer for m in re.finditer(r"(?<![\w.])(\d{9})(?![\w.])", regel) if not m[1].startswith("9999") and elfproef(m[1])]
    return regels


def test_geen_bsn_in_de_repository() -> None:
    """No file of the checkout holds a number that could be somebody's BSN (acceptance 7)."""
    gevonden = {}
    for pad in bestanden():
        if pad.suffix in {".png", ".parquet", ".xlsx", ".zst", ".gz", ".txt"} and "lock" in pad.parts:
            continue
        try:
            regels = bsns_in(pad.read_text(encoding="utf-8"))
        except UnicodeDecodeError:
            continue
        if regels:
            gevonden[str(pad.relative_to(WORTEL))] = regels
    assert gevonden == {}


def test_de_bsn_scan_kan_falen() -> None:
    """The scan finds a number that passes, and lets test numbers and codes pass."""
    echt = next(str(n) for n in range(123456780, 123456890) if elfproef(str(n)))
    assert bsns_in(f"bsn;{echt};x") == [1]
    assert bsns_in("bsn;999990019\nsnomed;" + echt) == []


def test_geen_adressen_van_registers() -> None:
    """No package index is named in any file: lock files hold names, versions and hashes only."""
    woorden = ("files.python" + "hosted.org", "py" + "pi.org", "registry.npm" + "js.org", "deb.deb" + "ian.org")
    fout = [
        str(p)
        for p in bestanden()
        if p.suffix not in {".png", ".parquet", ".xlsx", ".zst", ".gz"}
        and any(w in p.read_text(encoding="utf-8", errors="ignore") for w in woorden)
    ]
    assert fout == []


def test_netwerk_dicht_in_tests() -> None:
    """A test cannot reach another machine."""
    import socket

    with pytest.raises(Exception, match=r"(?i)socket|network|allowed|blocked"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


def test_geen_functie_of_module_te_lang() -> None:
    """Modules stay under 400 lines and functions under 60: a reader must be able to hold them."""
    import ast

    lang = []
    for pad in (WORTEL / "datastation").rglob("*.py"):
        tekst = pad.read_text(encoding="utf-8")
        if tekst.count("\n") > 400:
            lang.append(str(pad))
        lang += [
            f"{pad}:{k.name}" for k in ast.walk(ast.parse(tekst)) if isinstance(k, ast.FunctionDef) and (k.end_lineno or 0) - k.lineno > 60
        ]
    assert lang == []


def test_profielen_als_json() -> None:
    """`datastation vragen --json` can be read by a script."""
    from datastation.cli.uitvoer import json_uit  # noqa: F401

    assert json.dumps([p.model_dump(mode="json") for p in alle_profielen()])
