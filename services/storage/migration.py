"""Which schema a database has, and how it comes to the present one."""

from importlib import resources
from typing import TYPE_CHECKING

from sqlalchemy import Column, Connection, MetaData, String, Table, insert, inspect, select

from services.domain.errors import Unavailable
from services.storage.dialect import Database
from services.storage.schema import VERSION, metadata, posts

if TYPE_CHECKING:
    from alembic.config import Config

# Alembic's own table, which is read here without alembic: importing that takes a third of a second.
_stamp = Table(
    "alembic_version", MetaData(), Column("version_num", String(32), primary_key=True, nullable=False)
)  # fmt: skip
# What stood in databases before they bore a version.
_FIRST = "0001"


def version(connection: Connection) -> str | None:
    """Read the version of the schema; None: the database is empty."""
    if inspect(connection).has_table(_stamp.name):
        return connection.execute(select(_stamp.c.version_num)).scalar()
    return _FIRST if inspect(connection).has_table(posts.name) else None


def require_present(connection: Connection) -> None:
    """Raise `Unavailable` unless the schema is the one that this program works with."""
    found = version(connection)
    if found is None:
        raise Unavailable("数据库是空的，还没有建表；请先运行 duwang db upgrade")
    if found < VERSION:
        raise Unavailable(f"数据库结构是旧版 {found}，本程序需要 {VERSION}；请先运行 duwang db upgrade")
    _refuse_newer(found)


def upgrade(database: Database) -> str | None:
    """Bring the schema to the present version, in one transaction; who comes second finds nothing left to do.

    Returns the version that it had. Raises `Unavailable` where that is newer than this program.
    """
    with database.writer.begin() as connection:
        database.lock_schema(connection)
        found = version(connection)
        if found is None:
            metadata.create_all(connection)
            _write_stamp(connection, VERSION)
        elif found < VERSION:
            _migrate(connection)
        else:
            _refuse_newer(found)
    return found


def configuration(connection: Connection) -> "Config":
    """Make what alembic's commands want, for one connection."""
    from alembic.config import Config  # noqa: PLC0415 - only where something is to be migrated

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(resources.files("services.storage.migrations")).replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def _migrate(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415

    if not inspect(connection).has_table(_stamp.name):
        _write_stamp(connection, _FIRST)
    command.upgrade(configuration(connection), "head")


def _write_stamp(connection: Connection, number: str) -> None:
    _stamp.create(connection)
    connection.execute(insert(_stamp).values(version_num=number))


def _refuse_newer(found: str) -> None:
    if found > VERSION:
        raise Unavailable(f"数据库结构是 {found} 版，比本程序（{VERSION}）新；请升级本程序，不要用旧程序打开它")
