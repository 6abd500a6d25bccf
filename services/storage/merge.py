"""INSERT that writes over the row of the same key: the same words in both databases, under two names."""

from typing import Any, TypeVar

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = TypeVar("Insert", postgresql.Insert, sqlite.Insert)


def merge(new: Insert, table: Table, summed: frozenset[str]) -> Insert:
    """Overwrite every column but the key; the `summed` ones are added to what stands there."""
    keys = [column.name for column in table.primary_key]
    written: dict[str, Any] = {
        column.name: new.excluded[column.name] for column in table.columns if column.name not in keys
    }
    written |= {name: table.c[name] + new.excluded[name] for name in summed}
    return new.on_conflict_do_update(index_elements=keys, set_=written)
