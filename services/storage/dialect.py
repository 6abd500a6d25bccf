"""The one place that knows which database it is; `sqlite.py` and `postgresql.py` say what that means."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import URL, ColumnElement, Connection, Engine, Table, make_url
from sqlalchemy.exc import ArgumentError

from services.domain.errors import Unavailable
from services.storage.postgresql import Postgresql
from services.storage.sqlite import Sqlite

Rows = Sequence[dict[str, Any]]

_KNOWN: dict[str, Callable[[URL], "Database"]] = {"sqlite": Sqlite, "postgresql": Postgresql}
_EXAMPLE = "postgresql://用户:密码@主机:5432/库名"


class Database(Protocol):
    """What a database does in its own way. `upgrades_itself`: its schema is brought up to date whenever it is opened.

    `reader` is for what somebody waits for, `patient` for reading that may take long; they may be one engine.
    """

    upgrades_itself: bool
    reader: Engine
    patient: Engine
    writer: Engine

    def among(self, column: ColumnElement[str], values: Sequence[str]) -> ColumnElement[bool]:
        """Say that the column holds one of the values, at most a thousand."""

    def insert(self, connection: Connection, table: Table, rows: Rows) -> None:
        """Write rows whose keys are new. Raises `IntegrityError` where another writer was quicker."""

    def upsert(self, connection: Connection, table: Table, rows: Rows, *, summed: frozenset[str] = frozenset()) -> None:
        """Write rows over those of the same key; the `summed` columns are added to what stands there."""

    def lock_schema(self, connection: Connection) -> None:
        """Keep others from changing the schema until the transaction ends."""

    def size(self, connection: Connection) -> int:
        """Count the bytes on disk."""

    def close(self) -> None: ...


def open_database(url: str) -> Database:
    """Name the database and prepare its connections. Raises `Unavailable` for an address that cannot be used.

    What is said of the address never quotes it: it holds the password.
    """
    address = _address(url)
    if (kind := _KNOWN.get(address.get_backend_name())) is None:
        raise Unavailable(f"数据库打不开：不支持 {address.get_backend_name()}，可用 {'、'.join(_KNOWN)}")
    try:
        return kind(address)
    except ModuleNotFoundError as error:
        remedy = "pip install 'duwang[postgresql]'"
        raise Unavailable(f"数据库打不开：没有安装驱动 {error.name}，请运行 {remedy}") from None


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise Unavailable(f"数据库打不开：{_badly_written()}") from None
    if "@" in (address.host or ""):  # a password with an @ that was not escaped has ended up here
        raise Unavailable(f"数据库打不开：{_badly_written()}")
    return address


def _badly_written() -> str:
    return f"数据库地址写法有误，应如 {_EXAMPLE}；密码中的 @ : / # ? 等字符要写成百分号编码，如 @ 写成 %40"
