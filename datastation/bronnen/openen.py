"""The door of ``bronnen``: one reader per kind of source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from datastation.bronnen.csv import open_csv
from datastation.bronnen.excel import open_excel
from datastation.bronnen.fhir import open_fhir
from datastation.bronnen.json import open_json
from datastation.bronnen.parquet import open_parquet
from datastation.bronnen.rdf import open_rdf
from datastation.bronnen.sqlite import open_sqlite
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Tabel

Vraag = Mapping[str, frozenset[str]]
_LEZERS: Mapping[str, Callable[[Bron, Path, Vraag, Vraag], dict[str, Tabel]]] = MappingProxyType(
    {
        "csv": open_csv,
        "excel": open_excel,
        "parquet": open_parquet,
        "json": open_json,
        "ndjson": open_json,
        "fhir": open_fhir,
        "rdf": open_rdf,
        "sqlite": open_sqlite,
    }
)
_NIETS: Vraag = MappingProxyType({})


def open_bron(bron: Bron, map: Path, gevraagd: Vraag, optioneel: Vraag = _NIETS) -> dict[str, Tabel]:
    """The tables of a source that a mapping asks.

    Args:
        bron: the source as declared in ``station.toml``.
        map: the station folder; ``bron.pad`` is relative to it.
        gevraagd: table → columns that must be there.
        optioneel: table → columns that may be absent; such a column is then wholly null. A table that stands only here
            and is absent from the source is absent from the answer.

    Returns:
        table → :class:`Tabel`; each stream can be opened again and again.

    Raises:
        BronFout: a file, table or column is missing or unreadable, or no asked table holds a single row. What is wrong
            further on in a file is raised by the stream of that table.
    """
    tabellen = _LEZERS[bron.soort](bron, map, gevraagd, optioneel)
    if tabellen and not any(_heeft_rijen(tabel) for tabel in tabellen.values()):
        raise BronFout(
            f"Bron {bron.naam} is leeg: geen enkele tabel heeft een rij.",
            waar=str(map / bron.pad),
            herstel="Kijk of de export gelukt is, en over welke periode hij gaat.",
        )
    return tabellen


def _heeft_rijen(tabel: Tabel) -> bool:
    return next(iter(tabel.lees()), None) is not None
