"""The nine csv-nl tables of a small organisation: only what matters is written down, the rest gets a plain default.

A column that a table names is taken as it stands, an empty cell stays empty. A column that it does not name gets the default of
`STANDAARD`. A table that is not given at all gets the rows that the other tables need: one vestiging with one location, a client for
each client number, a stay of each client at the first location, a plan for each plan number.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

Rij = dict[str, str]
Tabellen = dict[str, list[Rij]]

KOPPEN: dict[str, tuple[str, ...]] = {
    "locaties": (
        "locatiecode", "naam", "bovenliggend", "vestigingsnummer", "vestiging_naam", "accommodatie", "intramuraal", "begindatum", "einddatum",
    ),
    "clienten": (
        "clientnummer", "bsn", "geboortedatum", "overlijdensdatum", "geslacht", "voornamen", "voorvoegsel", "achternaam", "straat",
        "huisnummer", "postcode", "woonplaats", "land", "geboorteland", "in_zorg_vanaf", "uit_zorg_per",
    ),
    "plaatsingen": ("plaatsingnummer", "clientnummer", "locatiecode", "soort", "begindatum", "einddatum"),
    "zorgplannen": ("plannummer", "clientnummer", "begindatum", "einddatum", "stap", "oordeel_functionaris", "arts_akkoord"),
    "evaluaties": ("evaluatienummer", "plannummer", "datum"),
    "maatregelen": (
        "maatregelnummer", "plannummer", "clientnummer", "wet", "status", "soort_zorg", "interventie", "begindatum", "begintijd", "einddatum",
        "eindtijd", "frequentie_aantal", "frequentie_eenheid", "duur_minuten", "ambulant", "locatiecode", "wilsbekwaam", "instemming",
        "verzet_client", "verzet_vertegenwoordiger", "ernstig_nadeel", "reden", "besluit_op", "vervangt", "reden_einde",
    ),
    "registraties": (
        "registratienummer", "clientnummer", "maatregelnummer", "datum", "begintijd", "eindtijd", "duur_minuten", "aantal", "locatiecode",
        "ambulant", "wet", "toelichting",
    ),
    "juridische_titels": ("titelnummer", "clientnummer", "status", "begindatum", "einddatum", "geldig_tot"),
    "vertegenwoordigers": ("nummer", "clientnummer", "soort", "begindatum", "einddatum"),
}  # fmt: skip

# What a column holds that a table does not name. A key gets the letter and the number of its row.
_SLEUTELS = {
    "locaties": "L", "clienten": "C", "plaatsingen": "P", "zorgplannen": "Z", "evaluaties": "E", "maatregelen": "M", "registraties": "R",
    "juridische_titels": "T", "vertegenwoordigers": "V",
}  # fmt: skip
STANDAARD: dict[str, Rij] = {
    "locaties": {"intramuraal": "J"},
    "clienten": {"geboortedatum": "01-02-1940", "geslacht": "V", "in_zorg_vanaf": "01-01-2015"},
    "plaatsingen": {"clientnummer": "C1", "locatiecode": "L1", "soort": "hoofd", "begindatum": "01-01-2015"},
    "zorgplannen": {"clientnummer": "C1", "begindatum": "01-01-2015", "oordeel_functionaris": "akkoord", "arts_akkoord": "J"},
    "evaluaties": {"plannummer": "Z1"},
    "maatregelen": {
        "plannummer": "Z1", "clientnummer": "C1", "wet": "Wzd", "status": "actief", "soort_zorg": "structureel planbaar",
        "interventie": "INSL-KAMER", "begindatum": "01-02-2026", "wilsbekwaam": "N", "verzet_client": "J", "verzet_vertegenwoordiger": "N",
    },
    "registraties": {"clientnummer": "C1", "maatregelnummer": "M1", "datum": "01-03-2026", "aantal": "1", "wet": "Wzd"},
    "juridische_titels": {"clientnummer": "C1", "status": "rechterlijke machtiging", "begindatum": "01-01-2020"},
    "vertegenwoordigers": {"clientnummer": "C1", "soort": "mentor"},
}  # fmt: skip
VESTIGING = "000099990001"


def vul_aan(gegeven: Mapping[str, Sequence[Mapping[str, str]]]) -> Tabellen:
    """All nine tables with all their columns.

    Raises:
        ValueError: a table or column that csv-nl does not have.
    """
    for naam, rijen in gegeven.items():
        vreemd = {kop for rij in rijen for kop in rij} - set(KOPPEN.get(naam, ()))
        if vreemd or naam not in KOPPEN:
            raise ValueError(f"csv-nl heeft dit niet: {naam} {', '.join(sorted(vreemd))}")
    vol: Tabellen = {naam: [_vul(naam, nr, rij) for nr, rij in enumerate(gegeven.get(naam, ()), 1)] for naam in KOPPEN}
    if not vol["locaties"]:
        vol["locaties"] = [_vul("locaties", 1, {"vestigingsnummer": VESTIGING})]
    _vul_clienten(vol)
    if "plaatsingen" not in gegeven:
        eerste = vol["locaties"][0]["locatiecode"]
        vol["plaatsingen"] = [
            _vul("plaatsingen", nr, {"clientnummer": c["clientnummer"], "locatiecode": eerste}) for nr, c in enumerate(vol["clienten"], 1)
        ]
    _vul_plannen(vol)
    return vol


def _vul(naam: str, nummer: int, rij: Mapping[str, str]) -> Rij:
    vol = dict.fromkeys(KOPPEN[naam], "") | {KOPPEN[naam][0]: f"{_SLEUTELS[naam]}{nummer}"} | STANDAARD[naam] | rij
    if naam == "locaties":
        vol["naam"] = rij.get("naam", f"Locatie {vol['locatiecode']}")
        if vol["vestigingsnummer"]:
            vol["vestiging_naam"] = rij.get("vestiging_naam", f"Vestiging {vol['vestigingsnummer'][-1]}")
            vol["accommodatie"] = rij.get("accommodatie", "J")
    elif naam == "clienten":
        vol["bsn"] = rij.get("bsn", bsn(nummer))
    elif naam == "maatregelen" and vol["soort_zorg"] == "structureel planbaar":
        vol["frequentie_aantal"] = rij.get("frequentie_aantal", "1")
        vol["frequentie_eenheid"] = rij.get("frequentie_eenheid", "dag")
    return vol


def _vul_clienten(vol: Tabellen) -> None:
    bekend = {c["clientnummer"] for c in vol["clienten"]}
    genoemd = {r["clientnummer"] for naam in KOPPEN if "clientnummer" in KOPPEN[naam] for r in vol[naam]} - {""}
    for nummer in sorted(genoemd - bekend):
        vol["clienten"].append(_vul("clienten", len(vol["clienten"]) + 1, {"clientnummer": nummer}))


def _vul_plannen(vol: Tabellen) -> None:
    bekend = {p["plannummer"] for p in vol["zorgplannen"]}
    for maatregel in vol["maatregelen"]:
        plan = maatregel["plannummer"]
        if plan and plan not in bekend:
            bekend.add(plan)
            vol["zorgplannen"].append(_vul("zorgplannen", 0, {"plannummer": plan, "clientnummer": maatregel["clientnummer"]}))


def bsn(nummer: int) -> str:
    """The n-th synthetic BSN (99999xxxx) that passes the 11-proof."""
    goed = (str(n) for n in range(999990000, 1000000000) if doorstaat_elfproef(str(n)))  # 9-digit numbers of the synthetic range
    for _ in range(nummer - 1):
        next(goed)
    return next(goed)


def doorstaat_elfproef(tekst: str) -> bool:
    """Nine digits, 9a + 8b + … + 2h − i divisible by eleven."""
    if len(tekst) != 9 or not tekst.isdigit():
        return False
    return (sum(int(c) * (9 - i) for i, c in enumerate(tekst[:8])) - int(tekst[8])) % 11 == 0


def schrijf_csv(tabellen: Tabellen, map: Path) -> None:
    """The tables as the files of an export: semicolons, quotes only where needed."""
    map.mkdir(parents=True, exist_ok=True)
    for naam, koppen in KOPPEN.items():
        with (map / f"{naam}.csv").open("w", encoding="utf-8", newline="") as uit:
            schrijver = csv.DictWriter(uit, koppen, delimiter=";")
            schrijver.writeheader()
            schrijver.writerows(tabellen[naam])


def lees_csv(map: Path) -> Tabellen:
    """The tables of an export that `schrijf_csv` or the generator wrote."""
    gelezen: Tabellen = {}
    for naam in KOPPEN:
        with (map / f"{naam}.csv").open(encoding="utf-8", newline="") as bestand:
            gelezen[naam] = list(csv.DictReader(bestand, delimiter=";"))
    return gelezen


def kolom(rijen: Iterable[Rij], naam: str) -> list[str | None]:
    """One column, null where a cell is empty."""
    return [rij[naam] or None for rij in rijen]
