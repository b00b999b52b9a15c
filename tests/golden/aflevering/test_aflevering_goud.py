"""Every form of the hand-made answers, byte for byte.

After an intended change: ``GOUD=schrijf .venv/bin/pytest tests/golden/aflevering``, and read the difference before committing it.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from hulp import levering as v
from python_calamine import load_workbook

from datastation.aflevering import Rapportgegevens, leverbaar, maak, verschil, verschil_bestand, zijspoor
from datastation.model.antwoord import Bestand

VERWACHT = Path(__file__).parent / "verwacht"
ANTWOORDEN = {"registraties": v.registraties, "aantallen": v.aantallen, "analyse": v.analyse}
RAPPORT = Rapportgegevens(bevindingen=v.REGELS, balansen=v.BALANSEN, verlies=v.VERLIES)


def vergelijk(bestand: Bestand) -> None:
    """Compare with the file of that name, or write it."""
    pad = VERWACHT / bestand.naam
    if os.environ.get("GOUD") == "schrijf":
        VERWACHT.mkdir(exist_ok=True)
        pad.write_bytes(bestand.inhoud)
    assert pad.read_bytes() == bestand.inhoud, bestand.naam


# The analysis has no XML form.
VORMEN = [(naam, f) for naam in ANTWOORDEN for f in ("xml", "csv", "json", "html") if (naam, f) != ("analyse", "xml")]


@pytest.mark.parametrize(("naam", "formaat"), VORMEN)
def test_vorm_is_byte_voor_byte_gelijk(naam, formaat):
    """A form of an answer is exactly the file that was read and approved."""
    for bestand in maak(ANTWOORDEN[naam](), v.HERKOMST, formaat, rapport=RAPPORT):
        vergelijk(bestand)


def test_rapport_met_vergelijking():
    """The report with a period before it shows both."""
    vorige = replace(v.aantallen(), begin=date(2025, 7, 1), einde=date(2025, 12, 31), parameters={"periode": "2025-H2"})
    rapport = replace(
        RAPPORT, vorige=vorige, verbeteringen=("Vraag 2, Per vestiging: 1 rij gewijzigd.", "  vestiging 000012345678: 1 rij gewijzigd.")
    )
    (bestand,) = maak(
        v.aantallen(), replace(v.HERKOMST, status="definitief", vervangt="oud.herkomst.json"), "html", rapport=rapport, volgnummer=2
    )
    vergelijk(bestand)


@pytest.mark.parametrize("naam", ANTWOORDEN)
def test_excel_als_cellen(naam):
    """The cells of the workbook, as a spreadsheet reads them."""
    (bestand,) = maak(ANTWOORDEN[naam](), v.HERKOMST, "xlsx")
    boek = load_workbook(BytesIO(bestand.inhoud))
    cellen = {blad: boek.get_sheet_by_name(blad).to_python(skip_empty_area=False) for blad in boek.sheet_names}
    tekst = json.dumps(cellen, ensure_ascii=False, indent=1, default=str) + "\n"
    vergelijk(Bestand(f"{bestand.naam}.cellen.json", tekst.encode()))


def test_zijspoor():
    """The sidecar names every file, the provenance and what was left out."""
    antwoord = v.registraties()
    bestanden = [b for formaat in ("xml", "csv", "json") for b in maak(antwoord, v.HERKOMST, formaat)]
    vergelijk(zijspoor(bestanden, v.HERKOMST, antwoord))


def test_verschil():
    """A second delivery lists what it adds, drops and changes."""
    oud = leverbaar(v.registraties())
    zorg = v.rijen("3")
    zorg[0] = (*zorg[0][:9], 3, *zorg[0][10:])
    nieuw = v.registraties(v3=zorg, v4=[*v.rijen("4")[:-1], ("z3", v.NOORD, True, date(2026, 5, 3), 15, 1)])
    gevonden = verschil(oud, nieuw)
    vergelijk(verschil_bestand(gevonden, nieuw, 2, "igj-wzd-registraties_2026-H1.herkomst.json"))
