"""Plants data-quality errors: of every kind that wzd.md section 4 knows a chosen share, and writes down which records have them.

Errors in a measure stand in the table of `maatregelfouten`, the others are the functions of `overige_fouten`. A record gets one error of its own at most,
so that a finding can be traced to its cause. The scarce records are served first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from datastation.voorbeeld.bak import Bak, Geplant
from datastation.voorbeeld.gebouw import ALLEEN_STRUCTUREEL
from datastation.voorbeeld.maatregelfouten import MAATREGELFOUTEN, SCHAARS, Doe, Kies
from datastation.voorbeeld.momenten import Momentenplan
from datastation.voorbeeld.overige_fouten import plant_clienten, plant_nummers, plant_plannen, plant_registraties, plant_titels
from datastation.voorbeeld.rijen import Maatregel
from datastation.voorbeeld.toeval import Toeval


def plant(toeval: Toeval, bak: Bak, aandeel: float) -> tuple[Mapping[str, tuple[str, ...]], Momentenplan]:
    """Plant every kind of error in the records of ``bak``; return which keys have which, and the registrations with theirs.

    ``09:artikel-2-lid-2`` and ``17:andere-wet`` are no errors: they list what a delivery must leave out.
    """
    geplant: Geplant = {
        "09:artikel-2-lid-2": tuple(m.maatregelnummer for m in bak.maatregelen if m.aard == "art2lid2"),
        "17:andere-wet": tuple(m.maatregelnummer for m in bak.maatregelen if m.wet == "Wvggz"),
    }
    if aandeel == 0:
        return geplant, bak.momentenplan
    _plant_maatregelen(toeval, bak, aandeel, geplant, MAATREGELFOUTEN[:SCHAARS])
    plant_clienten(toeval, bak, aandeel, geplant)
    plant_plannen(toeval, bak, aandeel, geplant)
    plant_titels(toeval, bak, aandeel, geplant)
    _plant_dubbele(toeval, bak, aandeel, geplant)
    _plant_maatregelen(toeval, bak, aandeel, geplant, MAATREGELFOUTEN[SCHAARS:])
    plant_nummers(toeval, bak, geplant)
    geplant["15:geen-ongeplande-registraties"] = (bak.gebouw.vestigingen[ALLEEN_STRUCTUREEL].vestigingsnummer,)
    momentenplan = plant_registraties(toeval, bak.momentenplan, aandeel, geplant)
    return dict(sorted(geplant.items())), momentenplan


def _plant_maatregelen(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant, soorten: tuple[tuple[str, Kies, Doe], ...]) -> None:
    for naam, kies, doe in soorten:
        for m in _grijp(toeval, bak, naam, aandeel, kies):
            doe(bak, m)
            bak.noteer(geplant, naam, m.maatregelnummer)


def _aantal(naam: str, aandeel: float, records: int) -> int:
    """The share of a rule divided over its kinds; at least one."""
    soorten = sum(ander[:2] == naam[:2] for ander, _, _ in MAATREGELFOUTEN) or 1
    return max(1, int(aandeel * records / soorten))


def _grijp(toeval: Toeval, bak: Bak, naam: str, aandeel: float, kies: Kies) -> list[Maatregel]:
    geschikt = [m for m in bak.maatregelen if bak.vrij(m) and kies(bak, m)]
    # Never more than a quarter of what is left: the kinds after this one need some too.
    aantal = max(1, min(_aantal(naam, aandeel, len(bak.maatregelen)), len(geschikt) // 4))
    gegrepen = toeval.greep(geschikt, aantal)
    bak.op_slot.update(m.maatregelnummer for m in gegrepen)
    return gegrepen


def _plant_dubbele(toeval: Toeval, bak: Bak, aandeel: float, geplant: Geplant) -> None:
    """The same measure written down twice, under two numbers."""
    tweede_nummers: list[str] = []
    for m in _grijp(toeval, bak, "07:dubbel", aandeel, lambda _bak, m: m.soort_zorg == 1):
        tweede = replace(m, maatregelnummer=f"M{len(bak.maatregelen) + 1:06d}", vast=True)
        bak.maatregelen.append(tweede)
        tweede_nummers.append(tweede.maatregelnummer)
    geplant["07:dubbel"] = tuple(tweede_nummers)
