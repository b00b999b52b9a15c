"""FHIR resources, small enough to read in a test, and what their mapping made of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyoxigraph as ox

from datastation.model.verlies import Balans, Verliesregel
from datastation.vocabulaire import ID, PREFIXEN

KVK = "99990001"
EIGEN = "https://w3id.org/datastation/fhir/StructureDefinition/"
SNOMED = "http://snomed.info/sct"
Hulpbron = dict[str, Any]


def concept(code: str, stelsel: str = SNOMED) -> Hulpbron:
    return {"coding": [{"system": stelsel, "code": code}]}


def eigen(naam: str, soort: str, waarde: object) -> Hulpbron:
    """One of our own extensions."""
    return {"url": EIGEN + naam, f"value{soort}": waarde}


def verrichting(**velden: Any) -> Hulpbron:
    """A Procedure ``M1`` of patient C1 in the category of 2020."""
    basis = {"resourceType": "Procedure", "id": "M1", "status": "completed", "category": concept("225317005"), "code": concept("90278001")}
    return basis | {"subject": {"reference": "Patient/C1"}} | velden


def aandoening(categorie: str, code: str, **velden: Any) -> Hulpbron:
    """A Condition ``T1`` of patient C1."""
    basis = {"resourceType": "Condition", "id": "T1", "category": [concept(categorie)], "code": concept(code, "urn:oid:0")}
    return basis | {"subject": {"reference": "Patient/C1"}} | velden


@dataclass(frozen=True)
class Uitkomst:
    """What the mapping made of it."""

    quads: tuple[ox.Quad, ...]
    balansen: dict[str, Balans]
    verliezen: tuple[Verliesregel, ...]

    def waarden(self, onderwerp: str, eigenschap: str) -> set[str]:
        """Objects of one property of ``interventie/ecd.M1``: the text of a literal, the last part of an IRI."""
        prefix, naam = eigenschap.split(":")
        iri, predicaat = ox.NamedNode(f"{ID}{KVK}/{onderwerp}"), ox.NamedNode(PREFIXEN[prefix] + naam)
        gevonden = [q.object for q in self.quads if q.subject == iri and q.predicate == predicaat]
        return {o.value if isinstance(o, ox.Literal) else o.value.rsplit("/", 1)[-1] for o in gevonden}

    def bestaat(self, onderwerp: str) -> bool:
        return any(q.subject == ox.NamedNode(f"{ID}{KVK}/{onderwerp}") for q in self.quads)

    def redenen(self, tabel: str) -> set[tuple[str, str]]:
        """(fate, reason) of every loss in a table."""
        return {(v.soort, v.reden) for v in self.verliezen if v.tabel == tabel}
