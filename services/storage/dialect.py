"""The one place that knows which database it is: connection settings, transactions, upsert."""

from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, QueuePool, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError
from sqlalchemy.sql.dml import Insert

_PRAGMAS = ("busy_timeout=30000", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON")

_KNOWN = ("sqlite", "postgresql")


def open_engine(url: str) -> Engine:
    """Connect. A SQLite file and its folder are made where they are missing."""
    address = make_url(url)
    if address.get_backend_name() not in _KNOWN:
        raise ArgumentError(f"不支持 {address.get_backend_name()}，可用 {'、'.join(_KNOWN)}")
    # Parameters are post texts: they must not reach a log through an error's message.
    engine = create_engine(address, hide_parameters=True, **_options(address))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def for_writing(engine: Engine) -> Engine:
    """Give the same engine for transactions that write."""
    return engine.execution_options(writes=True)


def upsert(engine: Engine, table: Table) -> Insert:
    """Make an INSERT that overwrites the row of the same primary key."""
    keys = [column.name for column in table.primary_key.columns]
    others = [column.name for column in table.columns if column.name not in keys]
    if engine.dialect.name == "sqlite":
        new = sqlite.insert(table)
        return new.on_conflict_do_update(index_elements=keys, set_={name: new.excluded[name] for name in others})
    row = postgresql.insert(table)
    return row.on_conflict_do_update(index_elements=keys, set_={name: row.excluded[name] for name in others})


def _options(address: URL) -> dict[str, Any]:
    if address.get_backend_name() != "sqlite":
        return {"pool_pre_ping": True}
    if address.database in {None, "", ":memory:"}:
        # One connection is the database; whoever wants it waits for it.
        return {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "connect_args": {"check_same_thread": False}}
    Path(str(address.database)).parent.mkdir(parents=True, exist_ok=True)
    return {}


def _set_up_sqlite(connection: Any, _record: object) -> None:
    # The driver begins transactions late and commits before DDL; with None it leaves both to us.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin. Who reads before he writes must own the write lock from the start, or he can fail half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
