"""Run by alembic: apply the migrations on the connection, and in the transaction, of whoever opens the state database."""

from __future__ import annotations

from alembic import context

from datastation.staat.tabellen import metadata

context.configure(connection=context.config.attributes["verbinding"], target_metadata=metadata, transactional_ddl=True)
context.run_migrations()
