"""A tiny Ons source, and what its mapping made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from datastation.model.verlies import Balans, Verliesregel
from datastation.vocabulaire import ID, PREFIXEN

KVK = "99990001"
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


@dataclass(frozen=True)
class Uitkomst:
    """What the mapping made of it."""

    quads: tuple[ox.Quad, ...]
    balansen: dict[str, Balans]
    verliezen: tuple[Verliesregel, ...]

    def waarden(self, onderwerp: str, eigenschap: str) -> set[str]:
        """Objects of one property of ``interventie/ecd.M1``: the text of a literal, the last part of an IRI."""
        prefix, naam = eigenschap.split(":")
        onderwerpen, predicaat = ox.NamedNode(f"{ID}{KVK}/{onderwerp}"), ox.NamedNode(PREFIXEN[prefix] + naam)
        gevonden = [q.object for q in self.quads if q.subject == onderwerpen and q.predicate == predicaat]
        return {o.value if isinstance(o, ox.Literal) else o.value.rsplit("/", 1)[-1] for o in gevonden}

    def bestaat(self, onderwerp: str) -> bool:
        return any(q.subject == ox.NamedNode(f"{ID}{KVK}/{onderwerp}") for q in self.quads)

    def redenen(self, tabel: str) -> set[tuple[str, str]]:
        """(column, reason) of every loss in a table."""
        return {(v.kolom, v.reden) for v in self.verliezen if v.tabel == tabel}
