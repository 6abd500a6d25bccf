"""Queries: a `ViolationQuery` as SQL."""

from sqlalchemy import ColumnElement, Select, and_, or_, select

from services.domain.canary import CANARY_SUFFIX
from services.storage.cursor import decode_cursor
from services.storage.schema import violations
from services.storage.store import ViolationQuery

_EQUAL = ("site", "unit", "channel", "column", "category", "severity", "status", "rule")
_SEARCHED = (violations.c.quote, violations.c.title, violations.c.message)


def page_of(query: ViolationQuery) -> Select[tuple[object, ...]]:
    """One row more than the page holds, so that the last page is known. Raises `InvalidCursor`."""
    newest_first = (violations.c.published_at.desc(), violations.c.id.desc())
    return select(violations).where(*_conditions(query)).order_by(*newest_first).limit(query.limit + 1)


def visible(column: ColumnElement[str], sites: frozenset[str] | None) -> list[ColumnElement[bool]]:
    """Who may see all sites sees all but the canaries, which must be asked for by name."""
    return [~column.endswith(CANARY_SUFFIX)] if sites is None else [column.in_(sorted(sites))]


def _conditions(query: ViolationQuery) -> list[ColumnElement[bool]]:
    table = violations.c
    conditions = visible(table.site, query.sites)
    conditions += [table[name] == value for name in _EQUAL if (value := getattr(query, name)) is not None]
    if query.published_from is not None:
        conditions.append(table.published_at >= query.published_from)
    if query.published_to is not None:
        conditions.append(table.published_at < query.published_to)
    if query.q:
        conditions.append(or_(*(column.icontains(query.q, autoescape=True) for column in _SEARCHED)))
    if query.cursor is not None:
        conditions.append(_older_than(query.cursor))
    return conditions


def _older_than(cursor: str) -> ColumnElement[bool]:
    place, table = decode_cursor(cursor), violations.c
    same_time = and_(table.published_at == place.published_at, table.id < place.id)
    # The first condition alone lets the database begin in the index at the right place.
    return and_(table.published_at <= place.published_at, or_(table.published_at < place.published_at, same_time))
