"""Small sources and mappings for the tests of the mapping engine."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyoxigraph as ox

from datastation.mapping import Context, Mapping, Uitslag, lees_mapping, voer_uit
from datastation.model.tabel import Blok, Tabel

CONTEXT = Context("12345678", "ecd", "ecd", b"sleutel-van-de-test-32-bytes-lang")
Rijen = list[dict[str, str | None]]


def tabel(naam: str, rijen: Rijen, kolommen: list[str] | None = None, blok: int = 1000, bestanden: int = 1) -> Tabel:
    """A table of some rows, cut into blocks and, where asked, into files that each start at row 2."""
    namen = kolommen if kolommen is not None else list(dict.fromkeys(kolom for rij in rijen for kolom in rij))
    per_bestand = max(1, -(-len(rijen) // bestanden))

    def lees():
        for nummer, begin in enumerate(range(0, len(rijen), per_bestand)):
            deel = rijen[begin : begin + per_bestand]
            for van in range(0, len(deel), blok):
                stuk = deel[van : van + blok]
                kolom = {k: pa.array([rij.get(k) for rij in stuk], pa.string()) for k in namen}
                yield Blok(f"{naam}-{nummer}.csv", 2 + van, pa.record_batch(kolom))

    return Tabel(naam, tuple(namen), lees)


def schrijf_mapping(map: Path, tekst: str, **lijsten: str) -> Mapping:
    """A mapping folder ``m`` under ``map``; code lists as keyword arguments."""
    folder = map / "m"
    (folder / "codelijsten").mkdir(parents=True, exist_ok=True)
    (folder / "mapping.yml").write_text(tekst, encoding="utf-8")
    for naam, inhoud in lijsten.items():
        (folder / "codelijsten" / f"{naam}.csv").write_text(inhoud, encoding="utf-8")
    return lees_mapping("m", map)


def quads(uitslag: Uitslag) -> Counter[str]:
    """Every quad that was written, read back strictly by Oxigraph's own parser."""
    return Counter(str(q) for deel in uitslag.delen for q in ox.parse(deel.pad.read_bytes(), format=ox.RdfFormat.N_QUADS))


def voer(map: Path, mapping: Mapping, tabellen: dict[str, Tabel], context: Context = CONTEXT) -> Uitslag:
    uit = map / "uit"
    uit.mkdir(exist_ok=True)
    return voer_uit(mapping, tabellen, context, uit)


def waarden(map: Path, functie: str, rijen: Rijen, soort: str = "", **lijsten: str) -> tuple[list[str | None], dict[str, tuple[int, ...]]]:
    """What a function gives on each row (None = nothing), and the row indices lost for each reason."""
    mapping = schrijf_mapping(
        map,
        f"""
mappings:
  x:
    sources: [[t]]
    s: urn:rij:$(rij)
    po:
      - {{p: rdf:value, o: {{function: '{functie}'{soort}}}}}
      - [a, urn:x]
""",
        **lijsten,
    )
    genummerd = [{"rij": str(i), **rij} for i, rij in enumerate(rijen)]
    uitslag = voer(map, mapping, {"t": tabel("t", genummerd)})
    gevonden: list[str | None] = [None] * len(rijen)
    for quad in ox.parse(uitslag.delen[0].pad.read_bytes(), format=ox.RdfFormat.N_QUADS):
        if quad.predicate.value.endswith("value"):
            gevonden[int(quad.subject.value.removeprefix("urn:rij:"))] = quad.object.value
    return gevonden, {regel.reden: tuple(rij - 2 for rij in regel.voorbeelden) for regel in uitslag.regels}
