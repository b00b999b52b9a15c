"""Code lists of a mapping: ``codelijsten/<naam>.csv`` with columns ``bron;doel;toelichting``."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from datastation.fouten import MappingFout


@dataclass(frozen=True)
class Codelijst:
    """Source code → IRI, or "" where the list says that there is no target (a named loss)."""

    naam: str
    doelen: dict[str, str]

    def __hash__(self) -> int:
        return hash(self.naam)


def lees_codelijst(pad: Path, naar_iri: Callable[[str, str], str]) -> Codelijst:
    """Read one list.

    Args:
        pad: the CSV file: UTF-8, semicolons, a header.
        naar_iri: turns a CURIE or IRI (with the place, for its error) into an IRI.

    Raises:
        MappingFout: no such file, wrong header, a code twice, a target that is no IRI; names file and line.
    """
    try:
        tekst = pad.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        bekend = ", ".join(sorted(p.stem for p in pad.parent.glob("*.csv"))) or "geen enkele"
        raise MappingFout("De codelijst bestaat niet.", waar=str(pad), herstel=f"Maak het bestand, of kies uit: {bekend}.") from None
    except UnicodeDecodeError:
        raise MappingFout("De codelijst is geen UTF-8.", waar=str(pad), herstel="Sla het bestand op als UTF-8.") from None
    rijen = csv.reader(io.StringIO(tekst), delimiter=";", strict=True)
    doelen: dict[str, str] = {}
    try:
        kop = next(rijen, [])
        if [naam.strip() for naam in kop[:2]] != ["bron", "doel"]:
            raise MappingFout(
                "De codelijst heeft niet de kolommen bron;doel;toelichting.", waar=f"{pad}, regel 1", herstel="Herstel de kop."
            )
        for rij in rijen:
            if not any(cel.strip() for cel in rij):
                continue
            waar = f"{pad}, regel {rijen.line_num}"
            if len(rij) < 2:
                raise MappingFout("Deze regel heeft geen doel.", waar=waar, herstel="Schrijf bron;doel;toelichting; doel mag leeg zijn.")
            bron, doel = rij[0].strip(), rij[1].strip()
            if bron in doelen:
                raise MappingFout("Deze code staat er twee keer.", waar=waar, herstel="Laat één regel staan.")
            doelen[bron] = naar_iri(doel, waar) if doel else ""
    except csv.Error:
        raise MappingFout(
            "De codelijst is geen goede CSV.", waar=f"{pad}, regel {rijen.line_num}", herstel="Kijk naar de aanhalingstekens."
        ) from None
    return Codelijst(pad.stem, doelen)
