"""Alembic runs this file. The connection, inside a transaction, comes from `storage/migration.py`."""

from alembic import context

from services.storage.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
