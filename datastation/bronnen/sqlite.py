"""SQLite: read-only, every table and view is a table."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from datastation.bronnen.bestanden import Bestand, bestanden_van, leesbaar, tabel_ontbreekt, twee_bestanden
from datastation.bronnen.blokken import maak_blokken, voeg_samen
from datastation.bronnen.koppen import Kolomplan, Kolomvraag, zoek_kolommen
from datastation.bronnen.waarden import teksten
from datastation.fouten import BronFout
from datastation.instellingen import Bron
from datastation.model.tabel import Blok, Tabel

_KEER = 2_048  # rows that exist as Python objects at one time
_WACHT = 5.0  # seconds for another program to finish writing


def open_sqlite(bron: Bron, map: Path, gevraagd: Mapping[str, frozenset[str]], optioneel: Mapping[str, frozenset[str]]) -> dict[str, Tabel]:
    """Tables and views of the database files of a source. Rows are numbered from 1 in the order of the table.

    Raises:
        BronFout: no database, locked or damaged; a table or column is missing; a table stands in two files.
    """
    waar: dict[str, tuple[Bestand, bool]] = {}
    for bestand in bestanden_van(bron, map):
        for naam, is_tabel in _inhoud(bestand):
            if naam in waar and naam in gevraagd.keys() | optioneel.keys():
                raise twee_bestanden(naam, waar[naam][0].naam, bestand.naam)
            waar[naam] = (bestand, is_tabel)
    for tabel in sorted(gevraagd):
        if tabel not in waar:
            raise tabel_ontbreekt(tabel, waar, bron, map)
    return {
        naam: _tabel(naam, *waar[naam], Kolomvraag(gevraagd.get(naam, frozenset()), optioneel.get(naam, frozenset())))
        for naam in waar
        if naam in gevraagd or naam in optioneel
    }


@contextmanager
def _verbinding(bestand: Bestand) -> Iterator[sqlite3.Connection]:
    """A read-only connection; what SQLite says becomes a BronFout."""
    adres = f"{bestand.pad.resolve().as_uri()}?mode=ro"
    with leesbaar(bestand.naam):
        try:
            with closing(sqlite3.connect(adres, uri=True, timeout=_WACHT)) as verbinding:
                yield verbinding
        except UnicodeDecodeError:  # in the schema
            raise _geen_utf8(bestand) from None
        except sqlite3.DatabaseError as fout:
            raise _fout(fout, bestand) from None


def _fout(fout: sqlite3.DatabaseError, bestand: Bestand) -> BronFout:
    if getattr(fout, "sqlite_errorcode", 0) & 0xFF in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return BronFout("De database is bezet.", waar=bestand.naam, herstel="Lees een kopie, of wacht tot het andere programma klaar is.")
    if "decode to UTF-8" in str(fout):
        return _geen_utf8(bestand)  # SQLite's own message holds the value; it goes no further
    if getattr(fout, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_CANTOPEN:
        wat = "De database kan niet geopend worden; vaak hoort er een -wal-bestand bij in een map waar niet geschreven mag worden."
        return BronFout(wat, waar=bestand.naam, herstel="Sluit de database in het andere programma, of lees een kopie (`VACUUM INTO`).")
    wat = "Dit is geen SQLite-database, of hij is beschadigd."
    return BronFout(wat, waar=bestand.naam, herstel="Controleer hem met `PRAGMA integrity_check`, of maak de export opnieuw.")


def _geen_utf8(bestand: Bestand) -> BronFout:
    return BronFout("Er staat tekst in die geen utf-8 is.", waar=bestand.naam, herstel="Herstel de export naar SQLite.")


def _inhoud(bestand: Bestand) -> list[tuple[str, bool]]:
    with _verbinding(bestand) as verbinding:
        vraag = "SELECT name, type = 'table' FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        return [(naam, bool(is_tabel)) for naam, is_tabel in verbinding.execute(vraag)]


def _citeer(naam: str) -> str:
    return '"' + naam.replace('"', '""') + '"'


def _tabel(naam: str, bestand: Bestand, is_tabel: bool, vraag: Kolomvraag) -> Tabel:
    with _verbinding(bestand) as verbinding:
        kop = [deel[0] for deel in verbinding.execute(f"SELECT * FROM {_citeer(naam)} LIMIT 0").description]  # noqa: S608 - quoted name
        heeft_rowid = is_tabel and _heeft_rowid(verbinding, naam)
    plan = zoek_kolommen(kop, vraag, f"{bestand.naam}, tabel {naam}")
    kolommen = [kop[plaats] for plaats in plan.plaatsen if plaats is not None]
    volgorde = " ORDER BY rowid" if heeft_rowid else ""
    tekst = f"SELECT {', '.join(_citeer(k) for k in kolommen)} FROM {_citeer(naam)}{volgorde}"  # noqa: S608 - quoted names
    eigen = Kolomplan(plan.namen, tuple(None if p is None else kolommen.index(kop[p]) for p in plan.plaatsen))
    return Tabel(naam, plan.namen, lambda: voeg_samen(_lees(bestand, naam, tekst, eigen)))


def _heeft_rowid(verbinding: sqlite3.Connection, naam: str) -> bool:
    try:
        verbinding.execute(f"SELECT rowid FROM {_citeer(naam)} LIMIT 0")  # noqa: S608 - quoted name
    except sqlite3.OperationalError:
        return False  # WITHOUT ROWID: it comes in the order of its key
    return True


def _lees(bestand: Bestand, tabel: str, vraag: str, plan: Kolomplan) -> Iterator[Blok]:
    rij = 1
    with _verbinding(bestand) as verbinding:
        antwoord = verbinding.execute(vraag)
        while rijen := antwoord.fetchmany(_KEER):

            def plek(plaats: int, begin: int = rij) -> str:
                return f"{bestand.naam}, tabel {tabel}, rij {begin + plaats}"

            kolommen = [teksten(kolom, plek) for kolom in zip(*rijen, strict=True)]
            yield from maak_blokken(kolommen, plan, bestand.naam, rij)
            rij += len(rijen)
