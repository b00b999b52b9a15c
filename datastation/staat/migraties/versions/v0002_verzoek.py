"""What was verified of a request stands with its case: facts for the gate, and what the reply needs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column. Cases from before have none; the table is not copied, so its triggers and references stay as they are."""
    op.add_column("zaken", sa.Column("verzoek", sa.Text, nullable=False, server_default=""))
