"""PostgreSQL through psycopg 3: many workers on many machines. Its schema is upgraded by `duwang db upgrade`."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, any_, bindparam, create_engine, event, text
from sqlalchemy.dialects.postgresql import ARRAY, insert

from services.storage.columns import AnyText, storable
from services.storage.merge import merge

_DRIVER = "postgresql+psycopg"
# Seconds, but for the last. A server that has vanished without a word is noticed within a minute.
_CONNECTION = {
    "application_name": "duwang",
    "connect_timeout": 5,
    "keepalives": 1,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 60_000,
}
# Milliseconds. Somebody waits for a page; a batch waits for another worker, and nobody for one that has been cut off.
_READING = {"statement_timeout": 10_000}
_WRITING = {"lock_timeout": 30_000, "idle_in_transaction_session_timeout": 60_000}
_POOL = {"pool_size": 5, "max_overflow": 10, "pool_timeout": 10, "pool_pre_ping": True}
_COPY = "COPY "
_UPGRADING = 0x64757761  # one number for everybody who upgrades


class Postgresql:
    """A `Database`."""

    upgrades_itself = False

    def __init__(self, address: URL) -> None:
        self.reader, self.writer = _engine(address, _READING), _engine(address, _WRITING)
        self.patient = self.writer
        event.listen(self.writer, "do_executemany", _copy)
        event.listen(self.writer, "do_execute", _copy_one)

    def among(self, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
        """One array, and so one statement for any number of values, which the server plans once."""
        return column == any_(bindparam(None, values, ARRAY(column.type)))

    def insert(self, connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
        """COPY: a third of the time of INSERT, on both sides (ADR 0013)."""
        if rows:
            quote = connection.dialect.identifier_preparer.quote
            names = ", ".join(quote(column.name) for column in table.columns)
            copy = f"{_COPY}{quote(table.name)} ({names}) FROM STDIN"
            connection.exec_driver_sql(copy, _values(table, rows))

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
        connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _UPGRADING})

    def size(self, connection: Connection) -> int:
        return int(connection.execute(text("SELECT pg_database_size(current_database())")).scalar_one())

    def close(self) -> None:
        self.reader.dispose()
        self.writer.dispose()


def _engine(address: URL, limits: dict[str, int]) -> Engine:
    options = [f"-c {name}={value}" for name, value in limits.items()]
    given = address.query.get("options", "")
    both = " ".join([*options, *([given] if isinstance(given, str) else given)]).strip()
    defaults = {name: value for name, value in _CONNECTION.items() if name not in address.query}
    driver = address.set(drivername=_DRIVER) if address.drivername == "postgresql" else address
    # Parameters are post texts: they must not reach a log through an error's message.
    return create_engine(driver, hide_parameters=True, connect_args=defaults | {"options": both}, **_POOL)


def _values(table: Table, rows: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    names = table.columns.keys()
    texts = {column.name for column in table.columns if isinstance(column.type, AnyText)}
    return [tuple([storable(row[name]) if name in texts else row[name] for name in names]) for row in rows]


def _copy(cursor: Any, statement: str, parameters: Sequence[Sequence[Any]], _context: object) -> bool:
    """Stand in for the driver's executemany where rows are copied, so that errors are treated like all others."""
    if not statement.startswith(_COPY):
        return False
    with cursor.copy(statement) as copy:
        for row in parameters:
            copy.write_row(row)
    return True


def _copy_one(cursor: Any, statement: str, parameters: Sequence[Any], context: object) -> bool:
    """Stand in for the driver's execute, which is what a list of one row comes to."""
    return _copy(cursor, statement, [parameters], context)
