"""A station of a few rows: refreshing it takes as little as refreshing can."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from datastation import aflevering, onderhoud
from datastation.beantwoorden import beantwoord
from datastation.instellingen import lees_station
from datastation.store import momentopname

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from hulp.tabellen import schrijf_csv, vul_aan

VANDAAG = date(2026, 8, 1)
RESTANTEN = (".bouw-*", ".weg-*", ".wijzer-*", ".zelftest.*")
TOML = """[organisatie]
naam = "Kleinhof"
kvk = {kvk}

[[bronnen]]
naam = "ecd"
soort = "csv"
pad = "export/"
mapping = "csv-nl"

[verversen]
gegevens_tot = 2026-07-05
bewaar = {bewaar}
verlies_max = {verlies_max}
"""


def schrijf_bron(map: Path, momenten: int) -> None:
    """A measure that happened so many times in March."""
    maatregel = {"soort_zorg": "zo nodig", "interventie": "INSL-KAMER", "begindatum": "01-03-2026"}
    rijen = [{"datum": f"{1 + nummer % 28:02d}-03-2026"} for nummer in range(momenten)]
    schrijf_csv(vul_aan({"maatregelen": [maatregel, {}], "registraties": rijen}), map / "export")


def maak(map: Path, momenten: int = 3, *, bewaar: int = 2, verlies_max: float = 0.2, kvk: str = '"99990001"') -> Path:
    """A station folder with a source, not refreshed yet."""
    onderhoud.maak_station(map, TOML.format(kvk=kvk, bewaar=bewaar, verlies_max=verlies_max))
    schrijf_bron(map, momenten)
    return map


def antwoord(map: Path, profiel: str = "igj-wzd-aantallen", vorm: str = "json") -> bytes:
    """The delivery of the snapshot that serves, byte for byte, sidecar left out."""
    gegeven = beantwoord(lees_station(map), profiel, {"periode": "2026-H1"}, vandaag=VANDAAG)
    return b"".join(b.inhoud for b in aflevering.maak(gegeven.antwoord, gegeven.herkomst, vorm))


def huidige(map: Path) -> momentopname.Momentopname:
    return momentopname.huidige(map / "momentopnamen")


def namen(map: Path) -> list[str]:
    """The complete snapshots, oldest first."""
    return [m.id for m in momentopname.lijst(map / "momentopnamen")]


def restanten(map: Path) -> list[str]:
    """What a refresh that died left behind."""
    return sorted(p.name for vorm in RESTANTEN for p in (map / "momentopnamen").glob(vorm))
