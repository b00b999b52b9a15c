"""The state database: made closed, migrated on opening, refused where it is newer or not ours, and its history only grows."""

from __future__ import annotations

import ast
import sqlite3
import stat
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select

from datastation.fouten import DatastationFout, Geweigerd, GrensBereikt, InstellingenFout, MotorFout
from datastation.staat import Staat, gebruikers, open_staat
from datastation.staat.migreren import nieuwste
from datastation.staat.tabellen import VAST, metadata
from datastation.staat.tabellen import gebruikers as tabel

NU = datetime(2026, 7, 5, 12, 0, tzinfo=UTC)
PAKKET = Path(__file__).resolve().parents[3] / "datastation"


@pytest.fixture
def pad(tmp_path: Path) -> Path:
    """Where a database may be made."""
    return tmp_path / "staat" / "staat.sqlite"


def rechten(pad: Path) -> int:
    return stat.S_IMODE(pad.stat().st_mode)


def test_alleen_voor_de_eigenaar(pad: Path) -> None:
    """The file and those that SQLite puts beside it are for their owner alone, whatever the umask."""
    staat = open_staat(pad)
    with staat.schrijven() as t:
        gebruikers.voeg_toe(t, "bo", "Bo", NU)
        assert {p.name: rechten(p) for p in pad.parent.iterdir()} == dict.fromkeys(
            ("staat.sqlite", "staat.sqlite-shm", "staat.sqlite-wal"), 0o600
        )
    assert rechten(pad.parent) == 0o700
    staat.sluit()


def test_instellingen_van_de_verbinding(pad: Path) -> None:
    """Every connection writes ahead, waits for the disk, keeps references whole and lets triggers see a replacement."""
    staat = open_staat(pad)
    verwacht = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1, "busy_timeout": 15_000}
    for doe in (staat.lezen, staat.schrijven):
        with doe() as t:
            assert {naam: t.exec_driver_sql(f"PRAGMA {naam}").scalar() for naam in verwacht} == verwacht
    staat.sluit()


def test_geen_weg_naar_buiten(tmp_path: Path) -> None:
    """A database that is a link to somewhere else is not opened."""
    (tmp_path / "elders").touch()
    (tmp_path / "staat.sqlite").symlink_to(tmp_path / "elders")
    with pytest.raises(InstellingenFout, match="kan niet worden geopend"):
        open_staat(tmp_path / "staat.sqlite")


def test_tabellen_zijn_die_van_de_migraties(pad: Path) -> None:
    """What the migrations make is what the code expects, column by column, and every table of history has its triggers."""
    staat = open_staat(pad)
    with staat.lezen() as t:
        assert compare_metadata(MigrationContext.configure(t, opts={"compare_type": True}), metadata) == []
        triggers = {r[0] for r in t.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert triggers == {f"{tabel}_geen_{wat}" for tabel in VAST for wat in ("update", "delete")}
    staat.sluit()


def test_weer_openen_houdt_alles(pad: Path) -> None:
    """What was stored is there after closing and opening."""
    staat = open_staat(pad)
    with staat.schrijven() as t:
        gebruikers.voeg_toe(t, "bo", "Bo", NU)
    staat.sluit()
    staat = open_staat(pad)
    with staat.lezen() as t:
        assert [(g.id, g.aangemaakt) for g in gebruikers.alle(t)] == [("bo", NU)]
    staat.sluit()


def test_een_nieuwere_versie_wordt_geweigerd(pad: Path) -> None:
    """A database that a newer datastation made stays as it is."""
    open_staat(pad).sluit()
    with sqlite3.connect(pad) as c:
        c.execute("UPDATE alembic_version SET version_num = '9999'")
    c.close()
    voor = pad.read_bytes()
    with pytest.raises(Geweigerd, match="nieuwere versie") as fout:
        open_staat(pad)
    assert "9999" in fout.value.waar
    assert pad.read_bytes() == voor
    assert nieuwste() == "0004"


def test_een_database_van_een_ander(pad: Path) -> None:
    """Tables that are not ours are not mixed with ours."""
    pad.parent.mkdir()
    with sqlite3.connect(pad) as c:
        c.execute("CREATE TABLE adressen (naam TEXT)")
    c.close()
    with pytest.raises(Geweigerd, match="iets anders"):
        open_staat(pad)


@pytest.mark.parametrize("inhoud", [b"geen database, maar wel langer dan honderd bytes. " * 20, b"SQLite format 3\0" + b"\xff" * 5000])
def test_een_kapot_bestand(pad: Path, inhoud: bytes) -> None:
    """A file that is no database, or a damaged one, is named; nothing is written over it."""
    pad.parent.mkdir()
    pad.write_bytes(inhoud)
    with pytest.raises(MotorFout) as fout:
        open_staat(pad)
    assert str(pad) in fout.value.waar
    assert pad.read_bytes() == inhoud


@pytest.mark.parametrize(
    ("url", "klasse"),
    [
        ("mysql://a@b/c", InstellingenFout),
        ("sqlite:///elders.db", InstellingenFout),
        ("geen url", InstellingenFout),
        ("postgresql://ds:geheim@127.0.0.1:9/ds", MotorFout),
        ("postgresql://ds:geheim@/ds?unix_sock=/bestaat/niet", MotorFout),
    ],
)
def test_een_url_die_niet_kan(url: str, klasse: type[DatastationFout]) -> None:
    """A wrong URL, or a server that is not there, is said without the password."""
    if klasse is MotorFout:
        pytest.importorskip("pg8000")
    with pytest.raises(klasse) as fout:
        open_staat(url)
    assert "geheim" not in str(fout.value)


def test_allemaal_tegelijk_openen(pad: Path) -> None:
    """Many who open a database that is not there yet all get the same one."""
    hek = threading.Barrier(8)

    def open_en_schrijf(n: int) -> None:
        hek.wait()
        staat = open_staat(pad)
        with staat.schrijven() as t:
            gebruikers.voeg_toe(t, f"g{n}", "Gebruiker", NU)
        staat.sluit()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(open_en_schrijf, range(8)))
    staat = open_staat(pad)
    with staat.lezen() as t:
        assert len(gebruikers.alle(t)) == 8
    staat.sluit()


def test_alles_of_niets(pad: Path) -> None:
    """What was written in a block that raises is not there; the error of the block is the one that comes out."""
    staat = open_staat(pad)

    def breek_af() -> None:
        with staat.schrijven() as t:
            gebruikers.voeg_toe(t, "bo", "Bo", NU)
            raise KeyError

    with pytest.raises(KeyError):
        breek_af()
    with staat.lezen() as t:
        assert gebruikers.alle(t) == ()
    staat.sluit()


def test_een_lezer_ziet_een_stand(pad: Path) -> None:
    """What is stored while somebody reads appears at their next reading, and reading waits for no writer."""
    staat = open_staat(pad)
    with staat.lezen() as lezer:
        assert gebruikers.alle(lezer) == ()
        with staat.schrijven() as t:
            gebruikers.voeg_toe(t, "bo", "Bo", NU)
        assert gebruikers.alle(lezer) == ()
    with staat.lezen() as lezer:
        assert len(gebruikers.alle(lezer)) == 1
    staat.sluit()


def test_te_lang_bezet(pad: Path) -> None:
    """Who waits too long for their turn hears that, and may try again."""
    staat, ander = open_staat(pad), open_staat(pad, wacht=0.1)
    with staat.schrijven():
        with pytest.raises(GrensBereikt) as fout, ander.schrijven():
            pass
        assert fout.value.code == 5
    with ander.schrijven() as t:
        gebruikers.voeg_toe(t, "bo", "Bo", NU)
    staat.sluit()
    ander.sluit()


def test_een_fout_noemt_geen_waarden(pad: Path) -> None:
    """An error of the database, and what it was caused by, repeat nothing of what was being stored."""
    staat = open_staat(pad)
    with staat.schrijven() as t:
        gebruikers.voeg_toe(t, "jansen", "Naam", NU)
    with pytest.raises(MotorFout) as fout, staat.schrijven() as t:
        gebruikers.voeg_toe(t, "jansen", "Naam", NU)
    assert "jansen" not in f"{fout.value} {fout.value.__cause__}"
    staat.sluit()


RIJEN = {
    "overgangen": "1, 'z', 1, NULL, 'ontvangen', 'station', 'poort', 't', '', ''",
    "merken": "1, 'z', 'ingezien', 1, 0, 'a', 'bestuurder', 'bo', 't'",
    "opruimingen": "1, 't', 'station', 'klok', 't'",
    "correcties": "1, 'z', 1, 'a', 'c', '1', '2', 'r', 'kwaliteitsfunctionaris', 'kim', 't', x'00'",
}


@pytest.mark.parametrize("naam", VAST)
def test_geschiedenis_groeit_alleen(pad: Path, naam: str) -> None:
    """No statement changes, removes or replaces a row of the history."""
    staat = open_staat(pad)
    with staat.schrijven() as t:
        t.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        zaak = {k.name: "x" for k in metadata.tables["zaken"].c}
        zaak |= {"zaaknummer": "z", "toestand": "ontvangen", "volg": 1, "vier_ogen": 1, "pogingen": 0, "vervangt": None}
        kolommen, plekken = ", ".join(zaak), ", ".join("?" * len(zaak))
        t.exec_driver_sql(f"INSERT INTO zaken ({kolommen}) VALUES ({plekken})", tuple(zaak.values()))
        t.exec_driver_sql(f"INSERT INTO {naam} VALUES ({RIJEN[naam]})")
    for opdracht in (
        f"UPDATE {naam} SET door_id = 'ander'",
        f"DELETE FROM {naam}",
        f"INSERT OR REPLACE INTO {naam} VALUES ({RIJEN[naam]})",
        *(("DELETE FROM zaken",) if naam != "opruimingen" else ()),  # nothing of it hangs on a case
    ):
        with pytest.raises(MotorFout), staat.schrijven() as t:
            t.exec_driver_sql(opdracht)
    with staat.lezen() as t:
        assert t.exec_driver_sql(f"SELECT count(*) FROM {naam}").scalar() == 1
    staat.sluit()


def test_een_moment_heeft_een_zone(pad: Path) -> None:
    """A moment without zone is refused; in another zone it is the same moment; text sorts as time does."""
    staat = open_staat(pad)
    with pytest.raises(Exception, match="tijdzone"), staat.schrijven() as t:
        gebruikers.voeg_toe(t, "bo", "Bo", NU.replace(tzinfo=None))
    momenten = [NU + timedelta(microseconds=n) for n in (0, 1, 999_999, 1_000_000)]
    with staat.schrijven() as t:
        for n, moment in enumerate(momenten):
            gebruikers.voeg_toe(t, f"g{n}", "Naam", moment.astimezone(timezone(timedelta(hours=n))))
    with staat.lezen() as t:
        assert list(t.execute(select(tabel.c.aangemaakt).order_by(tabel.c.aangemaakt)).scalars()) == momenten
    staat.sluit()


def test_rollen_hebben_een_geschiedenis(pad: Path) -> None:
    """A role that was taken away is gone, and that somebody had it stays to be read."""
    staat = open_staat(pad)
    with staat.schrijven() as t:
        gebruikers.voeg_toe(t, "bo", "Bo", NU)
        gebruikers.geef_rol(t, "bo", "bestuurder", door="bea", nu=NU)
        gebruikers.neem_rol(t, "bo", "bestuurder", door="bas", nu=NU + timedelta(days=1))
        assert gebruikers.gebruiker(t, "bo").rollen == ()
    assert _rol(staat) == ("bestuurder", "bea", "bas")
    staat.sluit()


def _rol(staat: Staat) -> tuple[str, ...]:
    with staat.lezen() as t:
        return tuple(t.exec_driver_sql("SELECT rol, gegeven_door, afgenomen_door FROM rollen").one())


def test_alleen_staat_kent_sql() -> None:
    """No other code touches the state database: it does not even import what that takes."""
    for bestand in PAKKET.rglob("*.py"):
        if bestand.relative_to(PAKKET).parts[0] == "staat":
            continue
        for knoop in ast.walk(ast.parse(bestand.read_text(encoding="utf-8"))):
            namen = [a.name for a in knoop.names] if isinstance(knoop, ast.Import) else []
            namen += [knoop.module or ""] if isinstance(knoop, ast.ImportFrom) else []
            assert not {n.split(".")[0] for n in namen} & {"sqlalchemy", "alembic", "pg8000"}, bestand
