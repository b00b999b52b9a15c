"""What the JSON shapes share: rows of a table, moments in local time, and files that appear line by line or page by page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pyarrow as pa

from datastation.instellingen import TIJDZONE
from datastation.voorbeeld.organisatie import Organisatie

Rij = dict[str, Any]

_LOKAAL = ZoneInfo(TIJDZONE)
_BLOK = 10_000
_LAATSTE_SECONDE = time(23, 59, 59)


def rijen(organisatie: Organisatie, naam: str) -> Iterator[Rij]:
    """The rows of a table of the organisation, block by block, so that a million registrations pass without standing in memory."""
    tabel = getattr(organisatie, naam)
    blokken: Iterable[pa.RecordBatch] = tabel.to_batches(max_chunksize=_BLOK) if isinstance(tabel, pa.Table) else tabel()
    for blok in blokken:
        yield from blok.to_pylist()


def moment(dag: date | None, uur: datetime | None) -> datetime | date | None:
    """Day and clock time of two columns: the day alone where no time is known, nothing where the day is absent."""
    return dag if dag is None or uur is None else datetime.combine(dag, uur.time())


def tekst(waarde: object) -> str | None:
    """The value as text; nothing stays nothing."""
    return None if waarde is None else str(waarde)


def zonder_leeg(rij: Rij) -> Rij:
    """The same object without the fields that hold nothing: a source leaves them out."""
    return {naam: waarde for naam, waarde in rij.items() if waarde not in (None, "", [], {})}


def in_utc(moment: datetime | date | None) -> str | None:
    """``2026-06-30T21:59:00Z`` of a naive local time; a date alone stays a date."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.replace(tzinfo=_LOKAAL).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def met_zone(moment: datetime | date | None) -> str | None:
    """``2026-06-30T23:59:00+02:00`` of a naive local time; a date alone stays a date."""
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        return moment.isoformat()
    return moment.replace(tzinfo=_LOKAAL).isoformat(timespec="seconds")


def begin_van_dag(dag: date | None) -> str | None:
    """The first moment of a local day, in UTC: the evening before, as the clock in UTC has it."""
    return None if dag is None else in_utc(datetime.combine(dag, time()))


def einde_van_dag(dag: date | None) -> str | None:
    """The last second of a local day, in UTC."""
    return None if dag is None else in_utc(datetime.combine(dag, _LAATSTE_SECONDE))


def schrijf_regels(pad: Path, objecten: Iterable[Rij]) -> int:
    """Write one JSON object a line; returns how many."""
    aantal = 0
    with pad.open("wb") as uit:
        for inhoud in objecten:
            uit.write(orjson.dumps(zonder_leeg(inhoud), option=orjson.OPT_APPEND_NEWLINE))
            aantal += 1
    return aantal


def in_porties(objecten: Iterable[Rij], grootte: int) -> Iterator[list[Rij]]:
    """Lists of at most ``grootte`` objects, in order; at least one list, empty where there is nothing."""
    portie: list[Rij] = []
    leeg = True
    for inhoud in objecten:
        portie.append(inhoud)
        if len(portie) == grootte:
            yield portie
            portie, leeg = [], False
    if portie or leeg:
        yield portie
