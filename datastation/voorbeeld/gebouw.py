"""The places of the synthetic organisation: registered locations, their wards and rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from datastation.voorbeeld.namen import vestigingsnaam
from datastation.voorbeeld.rijen import Locatie, Vestiging

Rol = Literal["verblijf", "ambulant", "zonder-onvrijwillig", "kleinschalig"]
OPENING = date(2012, 1, 1)
SLUITING = date(2022, 12, 31)
ALLEEN_STRUCTUREEL, AMBULANT, ZONDER_ONVRIJWILLIG, KLEINSCHALIG = 2, 3, 4, 5
_KLEINSTE = 6
_CLIENTEN_PER_VESTIGING = 300
_MEESTE = 60


@dataclass(frozen=True, slots=True)
class Gebouw:
    """All places. ``kamers[i]``: location codes in which a client of vestiging ``i`` lives (for the ambulant team: the team itself)."""

    vestigingen: list[Vestiging]
    locaties: list[Locatie]
    rollen: list[Rol]
    kamers: list[list[str]]
    dagbesteding: str
    gesloten: str


def maak_gebouw(clienten: int) -> Gebouw:
    """Places for this many clients: six vestigingen at least, one more for each 300 clients, 60 at most.

    Always among them: number 2 gives structural care only, 3 is the ambulant team (registered, not intramural, no accommodatie),
    4 gives no involuntary care (intramural, no accommodatie), 5 is small (intramural, no accommodatie either).
    """
    aantal = min(_MEESTE, max(_KLEINSTE, 1 + clienten // _CLIENTEN_PER_VESTIGING))
    rollen: list[Rol] = ["verblijf"] * aantal
    rollen[AMBULANT], rollen[ZONDER_ONVRIJWILLIG], rollen[KLEINSCHALIG] = "ambulant", "zonder-onvrijwillig", "kleinschalig"
    gebouw = Gebouw([], [], rollen, [], dagbesteding="L-DAG", gesloten="L00-OUD")
    for nummer, rol in enumerate(rollen):
        _vestiging(gebouw, nummer, rol, bedden=2 + clienten // (aantal - 1))
    hoofd = gebouw.locaties[0].locatiecode
    gebouw.locaties.append(Locatie(gebouw.gesloten, "Paviljoen (gesloten)", hoofd, None, None, None, True, OPENING, SLUITING))
    gebouw.locaties.append(Locatie(gebouw.dagbesteding, "Dagbesteding De Denkfabriek", None, None, None, None, False, OPENING))
    return gebouw


def _vestiging(gebouw: Gebouw, nummer: int, rol: Rol, bedden: int) -> None:
    """Add one vestiging: registered location > two wards > rooms; an ambulant one has one team beneath it."""
    code, naam = f"L{nummer:02d}", vestigingsnaam(nummer)
    vestiging = Vestiging(f"{99_990_001 + nummer:012d}", naam, rol == "verblijf")
    gebouw.vestigingen.append(vestiging)
    gebouw.locaties.append(Locatie(code, naam, None, vestiging.vestigingsnummer, naam, vestiging.accommodatie, rol != "ambulant", OPENING))
    if rol == "ambulant":
        team = Locatie(f"{code}-T1", f"Team thuis bij {naam}", code, None, None, None, False, OPENING)
        gebouw.locaties.append(team)
        gebouw.kamers.append([team.locatiecode])
        return
    kamers = []
    for afdeling in ("A", "B"):
        boven = Locatie(f"{code}-{afdeling}", f"Afdeling {afdeling}, {naam}", code, None, None, None, True, OPENING)
        gebouw.locaties.append(boven)
        for kamer in range(1, 1 + max(2, bedden // 2)):
            plek = Locatie(
                f"{boven.locatiecode}{kamer:03d}", f"Kamer {afdeling}{kamer}", boven.locatiecode, None, None, None, True, OPENING
            )
            gebouw.locaties.append(plek)
            kamers.append(plek.locatiecode)
    gebouw.kamers.append(kamers)
