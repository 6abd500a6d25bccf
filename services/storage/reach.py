"""Errors of databases, as the rest of the product knows them."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from services.domain.errors import TooBroad, Unavailable

_PASSING = (OperationalError, InterfaceError, PoolTimeoutError)

# States of PostgreSQL: a key that is there already, a statement that took too long.
_TAKEN, _CANCELLED = "23505", "57014"


@contextmanager
def reachable() -> Iterator[None]:
    """Rename the errors that the same call may survive when it is made again; a refused value is not one of them."""
    try:
        yield
    except _PASSING as error:
        raise Unavailable(f"数据库暂时不可用：{_said(error)}") from error


@contextmanager
def limited() -> Iterator[None]:
    """Around a question whose time is limited: to ask the same again would take as long again."""
    try:
        yield
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == _CANCELLED:
            raise TooBroad("查询超过时限，请加上站点、单位或发布时间等条件，缩小范围") from None
        raise


@contextmanager
def opening() -> Iterator[None]:
    """Whatever goes wrong while a database is opened is for whoever gave its address."""
    try:
        yield
    except (SQLAlchemyError, OSError) as error:
        raise Unavailable(f"数据库打不开：{_said(error)}") from None


def is_race(error: IntegrityError) -> bool:
    """Whether another writer was quicker with the same key."""
    return getattr(error.orig, "sqlstate", None) == _TAKEN


def _said(error: Exception) -> str:
    """Quote the driver without the statement around it, and PostgreSQL without the details: these quote rows."""
    driver = getattr(error, "orig", None) or error
    brief = getattr(getattr(driver, "diag", None), "message_primary", None)
    return brief or str(driver).strip()
