"""A seeded, plausible, wholly synthetic care organisation, written in any of the shapes that the mappings read."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from datastation.fouten import GebruiksFout
from datastation.instellingen import BESTANDSNAAM
from datastation.voorbeeld.organisatie import Organisatie, maak_organisatie
from datastation.voorbeeld.splitsen import splits

__all__ = [
    "VORMEN",
    "Organisatie",
    "Vorm",
    "maak_organisatie",
    "schrijf",
    "schrijf_station",
    "splits",
    "station_toml",
    "station_toml_gesplitst",
]

Vorm = Literal["ons", "csv-nl", "fhir-zib2020"]
VORMEN: tuple[Vorm, ...] = get_args(Vorm)
EXPORTMAP = "export"
_SOORT: dict[Vorm, str] = {"ons": "ndjson", "csv-nl": "csv", "fhir-zib2020": "fhir"}


def schrijf(organisatie: Organisatie, map: Path, vorm: str, *, excel: bool = False) -> None:
    """Write the source files of ``organisatie`` in ``map`` in this shape (``excel``: csv-nl as one workbook).

    Raises:
        GebruiksFout: no such shape, or a workbook asked of a shape that has none.
    """
    if vorm not in VORMEN:
        raise GebruiksFout(f"De vorm {vorm} bestaat niet.", waar="--vorm", herstel=f"Kies een van: {', '.join(VORMEN)}.")
    if excel and vorm != "csv-nl":
        raise GebruiksFout(f"De vorm {vorm} bestaat niet als Excel.", waar="--vorm", herstel="Kies --vorm csv-nl.")
    map.mkdir(parents=True, exist_ok=True)
    # Each shape is loaded only when it is asked for: FHIR brings much with it.
    if vorm == "csv-nl":
        from datastation.voorbeeld.vormen.csv_nl import schrijf_csv_nl  # noqa: PLC0415

        schrijf_csv_nl(organisatie, map, excel=excel)
    elif vorm == "ons":
        from datastation.voorbeeld.vormen.ons import schrijf_ons  # noqa: PLC0415

        schrijf_ons(organisatie, map)
    else:
        from datastation.voorbeeld.vormen.fhir import schrijf_fhir  # noqa: PLC0415

        schrijf_fhir(organisatie, map)


def station_toml(organisatie: Organisatie, vorm: Vorm, *, excel: bool = False) -> str:
    """A complete ``station.toml`` for this organisation in this shape.

    The source is called ``ecd`` in every shape, so that clients get the same pseudonyms and records the same IRIs.
    """
    soort = "excel" if excel else _SOORT[vorm]
    return f"""# Verzonnen gegevens: deze organisatie en deze mensen bestaan niet.
[organisatie]
naam = "{organisatie.naam}"
kvk = "{organisatie.kvk}"

[[bronnen]]
naam = "ecd"
soort = "{soort}"
pad = "{EXPORTMAP}/"
mapping = "{vorm}"

[verversen]
gegevens_tot = {organisatie.peildatum.isoformat()}
"""


def station_toml_gesplitst(organisatie: Organisatie) -> str:
    """A ``station.toml`` with one source per shape, each in a folder of its own; they share client numbers, so also an identiteitsruimte."""
    bronnen = "\n".join(
        f"""[[bronnen]]
naam = "{vorm}"
soort = "{_SOORT[vorm]}"
pad = "{EXPORTMAP}/{vorm}/"
mapping = "{vorm}"
identiteitsruimte = "ecd"
"""
        for vorm in VORMEN
    )
    return f"""# Verzonnen gegevens: deze organisatie en deze mensen bestaan niet.
[organisatie]
naam = "{organisatie.naam}"
kvk = "{organisatie.kvk}"

{bronnen}
[verversen]
gegevens_tot = {organisatie.peildatum.isoformat()}
"""


def schrijf_station(organisatie: Organisatie, map: Path, vorm: Vorm, *, excel: bool = False) -> None:
    """Write a station folder: ``station.toml`` and ``export/`` with the source files."""
    schrijf(organisatie, map / EXPORTMAP, vorm, excel=excel)
    (map / BESTANDSNAAM).write_text(station_toml(organisatie, vorm, excel=excel), encoding="utf-8")
