"""A station with two people of whom one is erased, and where anything of that one can still be found."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import zstandard

from datastation import mapping, onderhoud, sleutel, wissen
from datastation.store import momentopname
from datastation.store.werker import Werker
from datastation.vocabulaire import GRAAF_IDENTIFICATIE
from hulp.tabellen import schrijf_csv, vul_aan

NAAM = "Wegveldhuizen"
TOML = """[organisatie]
naam = "Kleinhof"
kvk = "99990001"

[[bronnen]]
naam = "ecd"
soort = "csv"
pad = "export/"
mapping = "csv-nl"
{rest}
[verversen]
gegevens_tot = 2026-07-05
bewaar = 4
verlies_max = 1.0
"""


def bron(map: Path, momenten: int, *, zonder: frozenset[str] = frozenset()) -> None:
    """Two people with measures, moments, plans, titles and one BSN that both have; `zonder`: client numbers that the source dropped."""
    van = [c for c in ("C1", "C2") if c not in zonder]
    volledig = {
        "clienten": [
            {"clientnummer": c, "bsn": "999990019", "achternaam": NAAM if c == "C1" else "Blijft", "woonplaats": "Zwolle"} for c in van
        ],
        "plaatsingen": [{"clientnummer": c} for c in van],
        "zorgplannen": [{"plannummer": f"Z-{c}", "clientnummer": c, "begindatum": "01-01-2026"} for c in van],
        "evaluaties": [{"plannummer": f"Z-{c}", "datum": "01-03-2026"} for c in van],
        "maatregelen": [
            {"maatregelnummer": f"M-{c}", "plannummer": f"Z-{c}", "clientnummer": c, "soort_zorg": "zo nodig", "begindatum": "01-01-2026"}
            for c in van
        ],
        "registraties": [
            {"registratienummer": f"R-{c}-{n}", "maatregelnummer": f"M-{c}", "clientnummer": c, "datum": f"{1 + n:02d}-03-2026"}
            for c in van
            for n in range(momenten)
        ],
        "juridische_titels": [{"clientnummer": c, "status": "RM", "begindatum": "01-01-2026"} for c in van],
        "vertegenwoordigers": [{"clientnummer": c, "soort": "mentor"} for c in van],
    }
    shutil.rmtree(map / "export", ignore_errors=True)
    schrijf_csv(vul_aan(volledig), map / "export")


def maak_station(map: Path, rest: str = "") -> Path:
    """A station folder with that source, not refreshed yet."""
    onderhoud.maak_station(map, TOML.format(rest=rest))
    return map


def pseudoniemen(map: Path, nummer: str) -> set[str]:
    """The keys of a client in IRIs."""
    geheim = sleutel.lees_sleutel(map / "sleutels" / "pseudoniem")
    kaart = mapping.Context(kvk="99990001", ruimte="ecd", bron="", sleutel=geheim)
    return {str(mapping.pseudoniem(kaart, soort)(nummer)).rsplit("/", 1)[1] for soort in wissen.SOORTEN}


def alle_teksten(map: Path) -> Iterator[tuple[Path, bytes]]:
    """Every file of the snapshots, readable: parts unpacked, tables as text, the store as its quads."""
    for pad in sorted(p for p in (map / "momentopnamen").rglob("*") if p.is_file()):
        if pad.suffix == ".zst":
            with pad.open("rb") as stroom:
                yield pad, zstandard.ZstdDecompressor().stream_reader(stroom).read()
        elif pad.suffix == ".parquet":
            yield pad, json.dumps(pq.read_table(pad).to_pylist()).encode()
        else:
            yield pad, pad.read_bytes()


def in_store(opname: momentopname.Momentopname) -> set[str]:
    """All statements of a snapshot, as its engine gives them."""
    with Werker(opname.store) as werker:
        kwads = werker.vraag("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }").ntriples()
        graaf = f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{GRAAF_IDENTIFICATIE}> {{ ?s ?p ?o }} }}"
        return set((kwads + werker.vraag(graaf, (GRAAF_IDENTIFICATIE,)).ntriples()).splitlines())


def sporen(map: Path) -> list[str]:
    """Where something of the first person can still be found, by key, by name or by the numbers of their records."""
    zoek = [*pseudoniemen(map, "C1"), NAAM, "ecd.M-C1", "ecd.Z-C1", "ecd.R-C1-"]
    gevonden = [str(pad) for pad, tekst in alle_teksten(map) for woord in zoek if woord.encode() in tekst]
    for opname in momentopname.lijst(map / "momentopnamen"):
        gevonden += [opname.id for regel in in_store(opname) for woord in zoek if woord in regel]
    return gevonden
