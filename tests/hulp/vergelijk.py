"""The answers of a station beside those of the plain reference."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from hulp.naief import Naief
from hulp.naief_zorg import Periode
from hulp.proefstation import Snelstation, Uitkomst, pseudoniem, tabel_van
from hulp.tabellen import Tabellen

PROFIELEN = ("igj-wzd-aantallen", "igj-wzd-registraties", "igj-wzd-analyse")


def periode_van(tekst: str) -> Periode:
    """2026-H1, 2026-H2 or 2026."""
    jaar, _, helft = tekst.partition("-")
    return Periode(date(int(jaar), 7 if helft == "H2" else 1, 1), date(int(jaar), *((6, 30) if helft == "H1" else (12, 31))))


def naief_antwoord(naief: Naief, profiel: str, teksten: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
    """The reference's answer to a profile."""
    gevraagd = [teksten["vestiging"]] if "vestiging" in teksten else sorted(naief.org.vestigingen)
    p = periode_van(teksten.get("periode") or teksten["jaar"])
    vraag = {"igj-wzd-aantallen": naief.aantallen, "igj-wzd-registraties": naief.registraties, "igj-wzd-analyse": naief.analyse}[profiel]
    return vraag(p, gevraagd)


def maak_naief(tabellen: Tabellen, station: Snelstation) -> Naief:
    """The reference over the same rows, told what the rules keep out."""
    return Naief(tabellen, station.geblokkeerd(), station.gegevens_tot)


def verschillen(tabellen: Tabellen, station: Snelstation, naief: Naief, vragen: Mapping[str, Mapping[str, str]]) -> list[str]:
    """What the two say differently, readable; empty where they agree.

    Args:
        vragen: profile → its parameters.
    """
    wie = {pseudoniem(c["clientnummer"]): c["clientnummer"] for c in tabellen["clienten"]}
    gevonden = []
    for profiel, teksten in vragen.items():
        gekregen = station.antwoord(profiel, teksten, onvolledig_mag=True)
        verwacht = naief_antwoord(naief, profiel, teksten)
        for nr, rijen in verwacht.items():
            links = _als_regels(
                [rij | {"client": wie[rij["client"]]} if "client" in rij else rij for rij in tabel_van(gekregen.resultaten[nr])]
            )
            rechts = _als_regels(rijen)
            gevonden += [f"{profiel} {nr} {dict(teksten)}: alleen de vraag: {r}" for r in _zonder(links, rechts)]
            gevonden += [f"{profiel} {nr} {dict(teksten)}: alleen de naïeve: {r}" for r in _zonder(rechts, links)]
        p = periode_van(teksten.get("periode") or teksten["jaar"])
        if gekregen.uitgesloten != naief.uitgesloten(p):
            gevonden.append(f"{profiel} {dict(teksten)} uitgesloten: {gekregen.uitgesloten} / {naief.uitgesloten(p)}")
    return gevonden


def _als_regels(rijen: list[dict[str, Any]]) -> list[str]:
    return sorted(" ".join(f"{naam}={_tekst(rij[naam])}" for naam in sorted(rij)) for rij in rijen)


def _tekst(waarde: object) -> str:
    return "-" if waarde is None else str(waarde)


def _zonder(lijst: list[str], andere: list[str]) -> list[str]:
    over = list(andere)
    uit = []
    for regel in lijst:
        if regel in over:
            over.remove(regel)
        else:
            uit.append(regel)
    return uit


def zelfde(een: Uitkomst, ander: Uitkomst) -> bool:
    """Whether two stations answer the same, row for row."""
    return een.uitgesloten == ander.uitgesloten and {n: r.rijen for n, r in een.resultaten.items()} == {
        n: r.rijen for n, r in ander.resultaten.items()
    }
