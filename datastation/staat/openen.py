"""Open the state database: SQLite in a file of the owner alone, or PostgreSQL by its URL; bring it to the newest version."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError

from datastation import besloten
from datastation.fouten import DatastationFout, GrensBereikt, InstellingenFout, MotorFout
from datastation.staat import migreren

Transactie = Connection  # what the functions of this layer take; other code only hands it on

WACHT = 15.0  # seconds that a process waits for another one that writes
_INSTELLINGEN = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA synchronous = FULL",  # a committed step survives a power cut, not only a killed process
    "PRAGMA recursive_triggers = ON",  # INSERT OR REPLACE removes rows too: the triggers must see that
)
_POSTGRES = "postgresql+pg8000"


class Staat:
    """An open state database; may be shared by threads, not by a forked process."""

    def __init__(self, motor: Engine, waar: str) -> None:
        self._motor, self._waar = motor, waar

    @contextmanager
    def schrijven(self) -> Iterator[Transactie]:
        """One transaction that may change things: all of it is stored when the block ends, nothing when it raises.

        Raises:
            GrensBereikt: another process kept the database too long, or the disk is full. MotorFout: it cannot be read or reached.
        """
        with self._in_onze_woorden(), self._motor.connect() as verbinding:
            schrijft = verbinding.execution_options(datastation_schrijft=True)
            with schrijft.begin():
                yield schrijft

    @contextmanager
    def lezen(self) -> Iterator[Transactie]:
        """One transaction that sees one state of everything and changes nothing. Raises as `schrijven` does."""
        with self._in_onze_woorden(), self._motor.connect() as verbinding:
            leest = verbinding.execution_options(postgresql_readonly=True, isolation_level=_ISOLATIE[verbinding.dialect.name])
            overgang = leest.begin()
            try:
                yield leest
            finally:
                overgang.rollback()

    def sluit(self) -> None:
        """Close all connections."""
        self._motor.dispose()

    @contextmanager
    def _in_onze_woorden(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as fout:
            raise _vertaald(fout, self._waar) from fout


def open_staat(plaats: Path | str, *, wacht: float = WACHT) -> Staat:
    """Open the state database, made where it is not there yet, and run the migrations that it lacks.

    Args:
        plaats: path of a SQLite file (made 0600 in a folder made 0700), or a URL ``postgresql://…``.
        wacht: seconds that a transaction waits for its turn.

    Raises:
        InstellingenFout: the URL is of no kind we know, the driver is not installed, or the file is a link or may not be written.
        Geweigerd: the database was made by a newer datastation, or is not one of ours.
        GrensBereikt, MotorFout: see `Staat.schrijven`.
    """
    motor, waar = _postgres(plaats, wacht) if isinstance(plaats, str) else (_sqlite(plaats, wacht), str(plaats))
    staat = Staat(motor, waar)
    try:
        with staat.schrijven() as t:
            migreren.werk_bij(t, waar)
    except BaseException:
        staat.sluit()
        raise
    return staat


def _sqlite(pad: Path, wacht: float) -> Engine:
    try:
        besloten.maak_map(pad.parent)
        # SQLite gives the files that it puts beside this one (-wal, -shm) the same rights.
        os.close(os.open(pad, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600))
    except OSError as fout:
        raise InstellingenFout(
            "Het bestand van de database kan niet worden geopend.",
            waar=f"{pad}: {fout.strerror}",
            herstel="Geef een bestand (geen link) in een map waar het datastation mag schrijven.",
        ) from fout
    motor = create_engine(f"sqlite:///{pad}", connect_args={"timeout": wacht}, hide_parameters=True)

    @event.listens_for(motor, "connect")
    def _ingesteld(verbinding: sqlite3.Connection, _: object) -> None:
        verbinding.isolation_level = None  # we say BEGIN ourselves: the driver would do so too late, and without IMMEDIATE
        for regel in _INSTELLINGEN:
            verbinding.execute(regel)
        verbinding.execute("PRAGMA journal_mode = WAL")

    @event.listens_for(motor, "begin")
    def _begonnen(verbinding: Connection) -> None:
        schrijft = verbinding.get_execution_options().get("datastation_schrijft")
        # A transaction that will write takes its turn at once: one that reads first may find at its first write that it is too late.
        verbinding.exec_driver_sql("BEGIN IMMEDIATE" if schrijft else "BEGIN")

    return motor


# A reader sees one state. SQLite always does so.
_ISOLATIE: dict[str, Any] = {"postgresql": "REPEATABLE READ", "sqlite": "SERIALIZABLE"}


def _postgres(tekst: str, wacht: float) -> tuple[Engine, str]:
    try:
        url = make_url(tekst)
        if url.drivername not in ("postgresql", _POSTGRES):
            raise InstellingenFout(
                "Deze soort database kennen we niet.", waar=url.drivername, herstel="Geef een URL die begint met postgresql://."
            )
        motor = create_engine(url.set(drivername=_POSTGRES), pool_pre_ping=True, hide_parameters=True)
    except ArgumentError:
        raise InstellingenFout("Dit is geen URL van een database.", herstel="Schrijf haar als postgresql://naam@server/database.") from None
    except (ModuleNotFoundError, NoSuchModuleError):
        raise InstellingenFout(
            "De driver voor PostgreSQL ontbreekt.", herstel="Installeer haar: pip install 'datastation[postgres]'."
        ) from None

    @event.listens_for(motor, "begin")
    def _begonnen(verbinding: Connection) -> None:
        verbinding.exec_driver_sql(f"SET LOCAL lock_timeout = {int(wacht * 1000)}")

    return motor, f"{url.host or 'socket'}/{url.database}"


# Serialization failure, deadlock, lock not available.
_POSTGRES_BEZET = ("40001", "40P01", "55P03")


def _sqlstate(fout: DBAPIError) -> str:
    """Code of PostgreSQL for an error; "" where it gave none."""
    deel = fout.orig.args[0] if fout.orig is not None and fout.orig.args else None
    return str(deel.get("C", "")) if isinstance(deel, dict) else ""


def _vertaald(fout: DBAPIError, waar: str) -> DatastationFout:
    """An error of the database in our words. Its own text may hold values of rows, so it is not repeated."""
    naam = getattr(fout.orig, "sqlite_errorname", "") or _sqlstate(fout)
    if naam.startswith(("SQLITE_BUSY", "SQLITE_LOCKED", *_POSTGRES_BEZET)):
        return GrensBereikt("De database was te lang bezet.", grens="wandtijd", waar=waar, herstel="Probeer het over een minuut opnieuw.")
    if naam in ("SQLITE_FULL", "53100"):
        return GrensBereikt(
            "De schijf is vol; er is niets gewijzigd.", grens="schijf", waar=waar, herstel="Maak ruimte en probeer het weer."
        )
    if naam in ("SQLITE_NOTADB", "SQLITE_CORRUPT"):
        return MotorFout("De database is beschadigd, of dit is geen database.", waar=waar, herstel="Zet de laatste reservekopie terug.")
    if isinstance(fout, InterfaceError) or fout.connection_invalidated:
        return MotorFout("De database is niet bereikbaar.", waar=waar, herstel="Ga na of de server draait en of de URL klopt.")
    soort = naam or type(fout.orig).__name__
    return MotorFout("De database weigert deze wijziging; er is niets gewijzigd.", waar=f"{waar}: {soort}", herstel="Meld dit.")
