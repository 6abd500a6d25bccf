"""SQLite: one file (WAL) for one machine, or one database in memory. Nothing to install, nothing to upgrade by hand."""

import time
from collections.abc import Sequence
from pathlib import Path
from sqlite3 import OperationalError
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, QueuePool, Table, create_engine, event, text
from sqlalchemy.dialects.sqlite import insert

from services.storage.merge import merge

_PRAGMAS = ("busy_timeout=30000", "synchronous=NORMAL", "foreign_keys=ON")
_TRIES, _PAUSE_S = 600, 0.05


class Sqlite:
    """A `Database`. A file and its folder are made where they are missing."""

    upgrades_itself = True

    def __init__(self, address: URL) -> None:
        # Parameters are post texts: they must not reach a log through an error's message.
        self.reader: Engine = create_engine(address, hide_parameters=True, **_options(address))
        event.listen(self.reader, "connect", _set_up)
        event.listen(self.reader, "begin", _begin)
        self.patient: Engine = self.reader
        self.writer: Engine = self.reader.execution_options(writes=True)

    def among(self, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
        return column.in_(values)

    def insert(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        if rows:
            connection.execute(insert(table), rows)

    def upsert(
        self,
        connection: Connection,
        table: Table,
        rows: Sequence[dict[str, Any]],
        *,
        summed: frozenset[str] = frozenset(),
    ) -> None:
        if rows:
            connection.execute(merge(insert(table), table, summed), rows)

    def lock_schema(self, connection: Connection) -> None:
        """A transaction that writes is the only one anyway."""

    def size(self, connection: Connection) -> int:
        pages = text("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return int(connection.execute(pages).scalar_one())

    def close(self) -> None:
        self.reader.dispose()


def _options(address: URL) -> dict[str, Any]:
    if address.database in {None, "", ":memory:"}:
        # One connection is the database; whoever wants it waits for it.
        return {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    return {}


def _set_up(connection: Any, _record: object) -> None:
    # The driver begins transactions late and commits before DDL; with None it leaves both to us.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()
    _use_wal(connection)


def _use_wal(connection: Any) -> None:
    """A new file is changed by whoever comes first; the others are refused at once, however long they may wait."""
    for remaining in reversed(range(_TRIES)):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except OperationalError:
            if not remaining:
                raise
            time.sleep(_PAUSE_S)
        else:
            return


def _begin(connection: Connection) -> None:
    """Begin. Who reads before he writes must own the write lock from the start, or he can fail half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
