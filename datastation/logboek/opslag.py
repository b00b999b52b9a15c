"""The file `logboek.sqlite`: its tables, the triggers that refuse every change, and transactions that are whole or not there.

| table | what |
|---|---|
| `regel` | contents of an entry (JCS bytes) with what it is found by; gone once pruned |
| `knoop` | leaves (`niveau` 0) and perfect subtrees of the tree; stays for ever |
| `hoofd` | signed tree heads |
| `snoei` | up to where contents may go: only a `logboek_gesnoeid` entry opens it |

The triggers stop mistakes and a careless hand. Who can write the file can drop them: that is found by the replay (`naspelen`), and by
heads that have left the machine.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datastation import besloten
from datastation.fouten import GebruiksFout, GrensBereikt, MotorFout

BESTAND = "logboek.sqlite"
WACHT = 30.0  # seconds that an append waits for another process
VERSIE = 1
# What reading a damaged file ends in. The second: SQLite names a broken piece of schema in its message, as the bytes that are there.
STUK = (sqlite3.Error, UnicodeDecodeError)

_TABELLEN = {
    "regel": """CREATE TABLE regel (
        volgnummer INTEGER PRIMARY KEY CHECK (volgnummer >= 0), zaaknummer TEXT, gebeurtenis TEXT NOT NULL, tijd TEXT NOT NULL,
        inhoud BLOB NOT NULL CHECK (typeof(inhoud) = 'blob'))""",
    "knoop": """CREATE TABLE knoop (
        niveau INTEGER NOT NULL, positie INTEGER NOT NULL, hash BLOB NOT NULL CHECK (typeof(hash) = 'blob' AND length(hash) = 32),
        PRIMARY KEY (niveau, positie)) WITHOUT ROWID""",
    "hoofd": "CREATE TABLE hoofd (nummer INTEGER PRIMARY KEY, grootte INTEGER NOT NULL, inhoud BLOB NOT NULL)",
    "snoei": "CREATE TABLE snoei (tot INTEGER PRIMARY KEY, regel INTEGER NOT NULL)",
    "regel_zaak": "CREATE INDEX regel_zaak ON regel (zaaknummer)",
    "regel_gebeurtenis": "CREATE INDEX regel_gebeurtenis ON regel (gebeurtenis)",
}


def _weiger(naam: str, wanneer: str, tabel: str, voorwaarde: str = "") -> tuple[str, str]:
    als = f" WHEN {voorwaarde}" if voorwaarde else ""
    return naam, f"CREATE TRIGGER {naam} BEFORE {wanneer} ON {tabel}{als} BEGIN SELECT RAISE(ABORT, 'het logboek groeit alleen aan'); END"


# An INSERT OR REPLACE deletes without asking the DELETE trigger: hence the triggers on INSERT, which let only the next one in.
TRIGGERS = dict(
    (
        *(_weiger(f"{tabel}_blijft", "UPDATE", tabel) for tabel in ("regel", "knoop", "hoofd", "snoei")),
        *(_weiger(f"{tabel}_gaat_niet_weg", "DELETE", tabel) for tabel in ("knoop", "hoofd", "snoei")),
        _weiger("regel_gaat_niet_weg", "DELETE", "regel", "OLD.volgnummer >= coalesce((SELECT max(tot) FROM snoei), 0)"),
        _weiger("regel_sluit_aan", "INSERT", "regel", "NEW.volgnummer <> coalesce((SELECT max(volgnummer) + 1 FROM regel), 0)"),
        _weiger(
            "knoop_is_nieuw",
            "INSERT",
            "knoop",
            "EXISTS (SELECT 1 FROM knoop WHERE niveau = NEW.niveau AND positie = NEW.positie)"
            " OR NEW.positie <> coalesce((SELECT max(positie) + 1 FROM knoop WHERE niveau = NEW.niveau), 0)",
        ),
        _weiger("hoofd_sluit_aan", "INSERT", "hoofd", "NEW.nummer <> coalesce((SELECT max(nummer) + 1 FROM hoofd), 0)"),
        _weiger(
            "snoei_is_vastgelegd",
            "INSERT",
            "snoei",
            "NEW.tot <= coalesce((SELECT max(tot) FROM snoei), 0) OR NEW.tot > NEW.regel"
            " OR NOT EXISTS (SELECT 1 FROM regel WHERE volgnummer = NEW.regel AND gebeurtenis = 'logboek_gesnoeid')",
        ),
    )
)
SCHEMA = {**_TABELLEN, **TRIGGERS}  # name to text, as SQLite keeps it


class Opslag:
    """A connection to a log file. Several threads may share one, several processes may each have their own.

    Args:
        map: the folder that holds the file.
        maak: make folder (0700) and file (0600) where they are not there.

    Raises:
        GebruiksFout: there is no log and `maak` is off.
        MotorFout: the file is not a log of this kind, or is damaged.
    """

    def __init__(self, map: Path, *, maak: bool) -> None:
        self.pad = map / BESTAND
        if maak:
            besloten.maak_map(map)
            besloten.open_erbij(self.pad).close()
        elif not self.pad.is_file():
            raise geen_logboek(self.pad)
        self._slot = threading.Lock()
        with fouten_in_woorden(self.pad):
            self._verbinding = sqlite3.connect(self.pad, timeout=WACHT, isolation_level=None, check_same_thread=False)
            try:
                self._begin()
            except BaseException:
                self._verbinding.close()
                raise

    def _begin(self) -> None:
        db = self._verbinding
        _wal(db)
        # FULL: what is acknowledged has reached the disk. Pruned contents are overwritten, not only let go.
        for regel in ("synchronous = FULL", "secure_delete = ON", "trusted_schema = OFF"):
            db.execute(f"PRAGMA {regel}")
        with self.transactie() as db:
            versie = db.execute("PRAGMA user_version").fetchone()[0]
            if versie not in (0, VERSIE):
                raise MotorFout(
                    "Dit logboek is van een andere versie van het datastation.",
                    waar=str(self.pad),
                    herstel="Gebruik die versie van het programma.",
                )
            if versie == 0:
                for tekst in SCHEMA.values():
                    db.execute(tekst)
                db.execute(f"PRAGMA user_version = {VERSIE}")

    @contextmanager
    def transactie(self) -> Iterator[sqlite3.Connection]:
        """All that happens inside is there after it, or nothing is. One writer at a time, over all processes."""
        with self._slot, fouten_in_woorden(self.pad):
            db = self._verbinding
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise

    def veeg(self) -> None:
        """Move what is in the WAL to the file and empty it: pruned contents must not go on living there."""
        with self._slot, fouten_in_woorden(self.pad):
            self._verbinding.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def sluit(self) -> None:
        """Close the connection."""
        with self._slot:
            self._verbinding.close()


def _wal(db: sqlite3.Connection) -> None:
    """Switch to WAL. SQLite does not wait for another process here, whatever the timeout."""
    einde = time.monotonic() + WACHT
    while True:
        try:
            db.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as fout:
            if (fout.sqlite_errorcode & 0xFF) != sqlite3.SQLITE_BUSY or time.monotonic() > einde:
                raise
            time.sleep(0.01)
        else:
            return


@contextmanager
def alleen_lezen(map: Path) -> Iterator[sqlite3.Connection]:
    """One consistent view on a log, for a replay: other processes go on appending.

    Raises:
        GebruiksFout: there is no log.
    """
    pad = map / BESTAND
    if not pad.is_file():
        raise geen_logboek(pad)
    db = sqlite3.connect(f"{pad.resolve().as_uri()}?mode=ro", uri=True, timeout=WACHT, isolation_level=None)
    # A damaged text is still read, so that it can be said where it stands.
    db.text_factory = lambda tekst: tekst.decode("utf-8", "replace")
    try:
        db.execute("BEGIN")
        yield db
    finally:
        db.close()


def lees_knoop(db: sqlite3.Connection, niveau: int, positie: int) -> bytes:
    """A node of the tree.

    Raises:
        MotorFout: it is not there: the log is damaged.
    """
    rij = db.execute("SELECT hash FROM knoop WHERE niveau = ? AND positie = ?", (niveau, positie)).fetchone()
    if rij is None:
        raise beschadigd(f"knoop {niveau}/{positie} van de boom")
    hash: bytes = rij[0]
    return hash


def grootte(db: sqlite3.Connection) -> int:
    """How many entries the log has, pruned ones too.

    Raises:
        MotorFout: leaves and entries do not end at the same number.
    """
    bladen = db.execute("SELECT coalesce(max(positie) + 1, 0) FROM knoop WHERE niveau = 0").fetchone()[0]
    regels = db.execute("SELECT coalesce(max(volgnummer) + 1, 0) FROM regel").fetchone()[0]
    if bladen != regels:
        raise beschadigd("het einde van het logboek")
    return int(bladen)


def geen_logboek(pad: Path) -> GebruiksFout:
    """The error for a log that is not there."""
    return GebruiksFout("Er is nog geen logboek.", waar=str(pad), herstel="Het ontstaat bij de eerste gebeurtenis die het vastlegt.")


def beschadigd(waar: str) -> MotorFout:
    """The error for a log that does not fit together."""
    return MotorFout("Het logboek is beschadigd.", waar=waar, herstel="Kijk het na met: datastation logboek verifieer")


@contextmanager
def fouten_in_woorden(pad: Path) -> Iterator[None]:
    """What SQLite says, as an error of the datastation.

    Raises:
        GrensBereikt: the disk is full, or another process held the log for too long.
        MotorFout: all else.
    """
    try:
        yield
    except STUK as fout:
        code = getattr(fout, "sqlite_errorcode", 0) & 0xFF
        if code == sqlite3.SQLITE_FULL:
            raise GrensBereikt("De schijf is vol; er is niets vastgelegd.", grens="schijf", waar=str(pad), herstel="Maak ruimte.") from None
        if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
            raise GrensBereikt(
                "Een ander programma houdt het logboek bezet; er is niets vastgelegd.",
                grens="wandtijd",
                waar=str(pad),
                herstel="Probeer het opnieuw.",
            ) from None
        raise beschadigd(f"{pad} ({getattr(fout, 'sqlite_errorname', type(fout).__name__)})") from fout
