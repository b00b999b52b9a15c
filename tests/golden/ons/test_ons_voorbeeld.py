"""The worked example of the mapping `ons`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from datastation.voorbeeld.organisatie import maak_organisatie
from datastation.voorbeeld.vormen.ons import schrijf_ons

MAPPING = Path(__file__).resolve().parents[3] / "mappings" / "ons"

# Table, column, fate, reason, rows: read by hand from the example.
VERLIEZEN = {
    ("location_assignments", "type", "buiten_bereik", "geen_verblijf", (3,)),
    ("legal_statuses", "request", "buiten_bereik", "aanvraag", (2,)),
    ("legal_statuses", "archived", "buiten_bereik", "verwijderd", (5,)),
    ("legal_statuses", "status", "eigenschap", "code_zonder_doel", (4,)),
    ("care_plan_entries", "situation", "buiten_bereik", "onvoorziene_situatie", (3,)),
    ("care_plan_entries", "status", "buiten_bereik", "concept", (4,)),
    ("care_plan_entries", "law", "buiten_bereik", "andere_wet", (5,)),
    ("care_plan_entries.restrictiveMeasureEntries", "frequencyUnit", "eigenschap", "code_zonder_doel", (3,)),
    ("care_plan_entries.restrictiveMeasureEntries", "^status", "buiten_bereik", "concept", (5,)),
    ("care_plan_entries.restrictiveMeasureEntries", "^law", "buiten_bereik", "andere_wet", (6,)),
    ("registrations", "restrictiveMeasureEntryId, restrictiveMeasureId", "rij", "code_zonder_doel", (4,)),
    ("registrations", "law", "buiten_bereik", "andere_wet", (5,)),
}


def test_het_voorbeeld_geeft_de_verwachte_feiten(voer):
    """Every quad of `verwacht.nq`, and no other."""
    quads, _ = voer("ons", "ndjson", MAPPING / "voorbeeld")
    assert quads == set((MAPPING / "verwacht.nq").read_text(encoding="utf-8").splitlines())


def test_het_voorbeeld_geeft_de_verwachte_verliezen(voer):
    """Everything that did not become a fact stands in the ledger with its row, and the balance holds."""
    _, uitslag = voer("ons", "ndjson", MAPPING / "voorbeeld")
    assert {(v.tabel, v.kolom, v.soort, v.reden, v.voorbeelden) for v in uitslag.regels} == VERLIEZEN
    assert all(balans.klopt for balans in uitslag.balansen)


def test_ons_draagt_alles():
    """Nothing of the example organisation is lost in this shape; `test_voorbeeld_vormen` compares the facts."""
    assert tomllib.loads((MAPPING / "draagt.toml").read_text(encoding="utf-8"))["draagt_niet"] == []


def test_dezelfde_organisatie_geeft_dezelfde_bytes(tmp_path):
    """Writing twice gives the same files."""
    for naam in ("een", "twee"):
        schrijf_ons(maak_organisatie(30, seed=4), tmp_path / naam)
    een, twee = ({p.name: p.read_bytes() for p in (tmp_path / naam).iterdir()} for naam in ("een", "twee"))
    assert een == twee
