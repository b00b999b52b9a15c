"""Local time: from a source's moments to days and offsets of its zone (decision 5).

The zone's transitions are looked up in ``zoneinfo`` (so the ``tzdata`` package will do where the machine has none), per
year of the data, and then applied to whole columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from datastation.fouten import MappingFout
from datastation.instellingen import TIJDZONE
from datastation.mapping.kolom import Masker, Vector
from datastation.mapping.tijd import GEEN_ZONE, Momenten

_DAG = 86_400
_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)


def _afstand(zone: ZoneInfo, utc: int) -> int:
    """Seconds east of UTC at a moment (seconds since 1970)."""
    verschil = (_BEGIN + timedelta(seconds=utc)).astimezone(zone).utcoffset()
    assert verschil is not None
    return int(verschil.total_seconds())


@lru_cache(maxsize=64)
def _zone(naam: str) -> ZoneInfo:
    try:
        return ZoneInfo(naam)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise MappingFout("De tijdzone van de bron bestaat niet.", waar=f"tijdzone = {naam}", herstel=f"Schrijf {TIJDZONE}.") from None


@lru_cache(maxsize=4096)
def _jaar(naam: str, jaar: int) -> tuple[tuple[int, int, int], ...]:
    """Transitions of a year as (UTC second, offset before, offset after); the first one marks its begin and changes nothing."""
    zone = _zone(naam)
    # Python's clock ends within the years 1 and 9999: leave a day at both ends for the offset.
    eerste = datetime(jaar, 1, 1 + (jaar == 1), tzinfo=UTC)
    dagen = 363 if jaar in (1, 9999) else 366
    begin = int((eerste - _BEGIN).total_seconds())
    vorige = _afstand(zone, begin)
    uit = [(begin, vorige, vorige)]
    for dag in range(1, dagen + 1):
        nu = min(begin + dag * _DAG, 253_402_128_000)
        afstand = _afstand(zone, nu)
        if afstand != vorige:
            laag, hoog = nu - _DAG, nu
            while hoog - laag > 1:
                midden = (laag + hoog) // 2
                laag, hoog = (midden, hoog) if _afstand(zone, midden) == vorige else (laag, midden)
            uit.append((hoog, vorige, afstand))
            vorige = afstand
    return tuple(uit)


def _overgangen(naam: str, dag: Vector) -> tuple[Vector, Vector, Vector]:
    jaren = np.unique(dag.astype("M8[D]").astype("M8[Y]").astype(np.int64) + 1970)
    nodig = sorted({int(jaar) + d for jaar in jaren for d in (-1, 0, 1) if 1 <= jaar + d <= 9999})
    punten = sorted({punt for jaar in nodig for punt in _jaar(naam, jaar)})
    utc, voor, na = (np.array(rij, np.int64) for rij in zip(*punten, strict=True))
    voor[1:] = na[:-1]
    return utc, voor, na


@dataclass
class Lokaal:
    """Moments in local time.

    Attributes:
        dag, seconde: the local day and second of that day.
        afstand: minutes east of UTC.
        utc: seconds since 1970.
        goed: a moment that can be written as xsd:dateTime with an offset.
        gat: a local time that the clock skipped (``tijd_bestaat_niet``).
    """

    dag: Vector
    seconde: Vector
    afstand: Vector
    utc: Vector
    goed: Masker
    gat: Masker


def naar_lokaal(momenten: Momenten, zone: str) -> Lokaal:
    """Local time of moments with and without a zone; a time that came twice is the earlier one.

    An offset that is no whole number of minutes (before 1940) cannot be written in xsd:dateTime: not ``goed``.
    """
    dag = np.where(momenten.goed, momenten.dag, 0)
    if not len(dag):
        leeg = np.zeros(0, np.int64)
        return Lokaal(leeg, leeg, leeg, leeg, momenten.goed, momenten.goed)
    utc_punt, voor, na = _overgangen(zone, dag)
    klok = dag * _DAG + momenten.seconde
    met_zone = momenten.zone != GEEN_ZONE
    utc_met = klok - np.where(met_zone, momenten.zone, 0) * 60
    plaats_met = np.maximum(np.searchsorted(utc_punt, utc_met, side="right") - 1, 0)
    plaats_zonder = np.maximum(np.searchsorted(utc_punt + voor, klok, side="right") - 1, 0)
    plaats = np.where(met_zone, plaats_met, plaats_zonder)
    afstand = na[plaats]
    gat = ~met_zone & (klok < (utc_punt + na)[plaats]) & (voor[plaats] < na[plaats])
    utc = np.where(met_zone, utc_met, klok - afstand)
    lokaal = utc + afstand
    lokale_dag = lokaal // _DAG
    goed = momenten.goed & ~gat & (afstand % 60 == 0) & (lokale_dag >= -719_162) & (lokale_dag <= 2_932_896)
    return Lokaal(lokale_dag, lokaal - lokale_dag * _DAG, afstand // 60, utc, goed, momenten.goed & gat)
