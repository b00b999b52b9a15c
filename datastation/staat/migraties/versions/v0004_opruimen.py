"""What is past its term may go, after it was written down up to which moment; all other history stays as it was written."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMMER = sa.BigInteger().with_variant(sa.Integer, "sqlite")
MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")
VAST = ("overgangen", "merken", "correcties")
# A case that has its outcome, and that nobody touched since before a moment that was written down.
MAG_WEG = (
    "EXISTS (SELECT 1 FROM zaken z JOIN opruimingen o ON z.gewijzigd < o.grens WHERE z.zaaknummer = OLD.zaaknummer"
    " AND z.toestand NOT IN ('ontvangen', 'geverifieerd', 'toegelaten', 'beantwoord'))"
)


def upgrade() -> None:
    """Add the table, which itself only grows, and let the triggers on removal look at it."""
    op.create_table(
        "opruimingen",
        sa.Column("id", NUMMER, primary_key=True),
        sa.Column("grens", MOMENT, nullable=False),
        sa.Column("door_rol", sa.String(30), nullable=False),
        sa.Column("door_id", sa.Text, nullable=False),
        sa.Column("op", MOMENT, nullable=False),
    )
    if op.get_bind().dialect.name == "postgresql":
        _postgres()
    else:
        _sqlite()


def _sqlite() -> None:
    for wat in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER opruimingen_geen_{wat.lower()} BEFORE {wat} ON opruimingen"
            " BEGIN SELECT RAISE(ABORT, 'opruimingen: alleen toevoegen'); END"
        )
    for tabel in VAST:
        op.execute(f"DROP TRIGGER {tabel}_geen_delete")
        op.execute(
            f"CREATE TRIGGER {tabel}_geen_delete BEFORE DELETE ON {tabel} WHEN NOT {MAG_WEG}"
            f" BEGIN SELECT RAISE(ABORT, '{tabel}: alleen toevoegen'); END"
        )


def _postgres() -> None:
    op.execute("CREATE TRIGGER opruimingen_vast BEFORE UPDATE OR DELETE ON opruimingen FOR EACH ROW EXECUTE FUNCTION alleen_toevoegen()")
    op.execute("CREATE TRIGGER opruimingen_vast_leeg BEFORE TRUNCATE ON opruimingen FOR EACH STATEMENT EXECUTE FUNCTION alleen_toevoegen()")
    op.execute(
        "CREATE FUNCTION alleen_oud_weg() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF TG_OP = 'DELETE' AND {MAG_WEG} THEN RETURN OLD; END IF;"
        " RAISE EXCEPTION '%: alleen toevoegen', TG_TABLE_NAME; END $$"
    )
    for tabel in VAST:
        op.execute(f"DROP TRIGGER {tabel}_vast ON {tabel}")
        op.execute(f"CREATE TRIGGER {tabel}_vast BEFORE UPDATE OR DELETE ON {tabel} FOR EACH ROW EXECUTE FUNCTION alleen_oud_weg()")
