"""A tiny Ons source."""

from __future__ import annotations

from typing import Any

Rij = dict[str, Any]

# What every source must have; a test replaces the tables that it is about.
BASIS: dict[str, list[Rij]] = {
    "locations": [{"id": "L1", "name": "Huis", "intramuralLocation": True}],
    "clients": [{"id": "C1", "birthName": "Verzin", "dateOfBirth": "1950-01-01", "gender": "MALE"}],
    "client_bsn": [{"clientId": "C1"}],
    "location_assignments": [
        {"id": "P1", "clientObjectId": "C1", "locationObjectId": "L1", "type": "MAIN", "begin": "2020-01-01T00:00:00Z"}
    ],
    "care_plan_entries": [],
}


def zorgplanregel(**velden: Any) -> Rij:
    """A line of a plan in force under the Wzd, with one measure ``M1``; ``maatregel`` adds fields to that measure."""
    maatregel = {"id": "M1", "snomedExpressionValue": "90278001 | separeren van patiënt |", "beginDate": "2026-01-01"}
    maatregel |= velden.pop("maatregel", {})
    regel = {"id": "Z1", "carePlanId": "Z1", "clientId": "C1", "situation": "careplan", "law": 1, "status": "active"}
    return regel | velden | {"restrictiveMeasureEntries": [maatregel]}
