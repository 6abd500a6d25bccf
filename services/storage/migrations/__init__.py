"""How a database comes to the present schema: one file for each step in `versions/`, run by `storage/migration.py`."""
