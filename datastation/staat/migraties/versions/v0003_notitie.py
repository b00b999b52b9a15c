"""What was decided stands with each step, and what was used once is remembered with the cases that came in with it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.String(32).with_variant(sa.DateTime(timezone=True), "postgresql")


def upgrade() -> None:
    """Add a column (steps from before have no note) and a table."""
    op.add_column("overgangen", sa.Column("notitie", sa.Text, nullable=False, server_default=""))
    op.create_table(
        "gezien",
        sa.Column("sleutel", sa.String(64), primary_key=True),
        sa.Column("tot", MOMENT, nullable=False),
        sa.Index("gezien_tot", "tot"),
    )
