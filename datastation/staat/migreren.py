"""Bring a state database to the version of this datastation; refuse one that is newer, or not ours."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from datastation.fouten import Geweigerd

VERSIETABEL = "alembic_version"
# Any number, the same in every process: whoever migrates a PostgreSQL database holds it.
_SLOT = 7_316_014_991


def config(verbinding: Connection | None = None) -> Config:
    """Settings of alembic: the scripts that the package carries, and the connection to work on."""
    uit = Config()
    uit.set_main_option("script_location", "datastation.staat:migraties")
    uit.set_main_option("path_separator", "os")
    uit.attributes["verbinding"] = verbinding
    return uit


def nieuwste() -> str:
    """Version that this datastation works with."""
    hoofd = ScriptDirectory.from_config(config()).get_current_head()
    assert hoofd is not None
    return hoofd


def werk_bij(verbinding: Connection, waar: str) -> None:
    """Run what is missing, inside the transaction of the caller: a migration that is killed half way has not happened.

    Raises:
        Geweigerd: made by a newer datastation, or tables of somebody else.
    """
    if verbinding.dialect.name == "postgresql":
        verbinding.execute(text("SELECT pg_advisory_xact_lock(:slot)"), {"slot": _SLOT})
    staat_er = MigrationContext.configure(verbinding).get_current_revision()
    if staat_er is None and inspect(verbinding).get_table_names():
        raise Geweigerd(
            "In deze database staat al iets anders.", waar=waar, herstel="Geef een lege database, of een eerdere van het datastation."
        )
    if staat_er is not None and staat_er not in {s.revision for s in ScriptDirectory.from_config(config()).walk_revisions()}:
        raise Geweigerd(
            "Deze database is gemaakt door een nieuwere versie van het datastation.",
            waar=f"{waar}: versie {staat_er}",
            herstel="Installeer die nieuwere versie, of zet een reservekopie van voor de overstap terug.",
        )
    if staat_er != nieuwste():
        command.upgrade(config(verbinding), "head")
