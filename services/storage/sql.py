"""The store in SQL: SQLite (WAL) for one machine; `dialect.py` is all that differs for another database."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial

from sqlalchemy import Connection, distinct, func, select, update
from sqlalchemy.exc import InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from services.domain.errors import Conflict, NotFound, Unavailable
from services.domain.violation import Step, Violation, after
from services.storage.cursor import Place, encode_cursor
from services.storage.dialect import for_writing, open_engine, upsert
from services.storage.filters import page_of, visible
from services.storage.recording import record_batch
from services.storage.rows import to_record, to_violation
from services.storage.schema import metadata, posts, reports, violations
from services.storage.store import Page, Record, Recorded, ViolationQuery

_COUNTED = ("severity", "category", "status")


class SqlStore:
    """A `ViolationStore` at an SQLAlchemy URL. Safe to share between threads.

    `published_from` is inclusive, `published_to` exclusive. Every method raises `Unavailable` when the database cannot
    be reached or is locked for longer than 30 s; then nothing of the call was recorded.
    """

    def __init__(self, url: str) -> None:
        try:
            self._engine = open_engine(url)
            self._writer = for_writing(self._engine)
            with self._writing() as connection:
                metadata.create_all(connection)
        except (SQLAlchemyError, OSError, ImportError) as error:
            raise Unavailable(f"数据库打不开：{_said(error)}") from None

    @property
    def address(self) -> str:
        """Where the store is, for people: without the password."""
        return self._engine.url.render_as_string(hide_password=True)

    def record(self, records: Sequence[Record]) -> Recorded:
        with self._writing() as connection:
            return record_batch(connection, partial(upsert, self._engine), records)

    def violations(self, query: ViolationQuery) -> Page:
        with self._reading() as connection:
            rows = connection.execute(page_of(query)).all()
        shown = [to_violation(row) for row in rows[: query.limit]]
        has_more = len(rows) > query.limit
        return Page(shown, encode_cursor(Place(shown[-1].published_at, shown[-1].id)) if has_more else None)

    def violation(self, violation_id: str, sites: frozenset[str] | None = None) -> Violation:
        with self._reading() as connection:
            return _violation(connection, violation_id, sites)

    def move(self, violation_id: str, step: Step, note: str, sites: frozenset[str] | None = None) -> Violation:
        with self._writing() as connection:
            found = _violation(connection, violation_id, sites)
            moved = replace(found, status=after(found.status, step), note=note)
            change = update(violations).where(violations.c.id == violation_id)
            connection.execute(change.values(status=moved.status.value, note=moved.note))
            return moved

    def report(self, post_id: str, site: str | None = None, sites: frozenset[str] | None = None) -> Record:
        newest = (
            (reports.c.post_key == posts.c.key)
            & (reports.c.revision == posts.c.revision)
            & (reports.c.lexicon_version == posts.c.lexicon_version)
        )
        columns = [column for column in reports.c if column.name not in posts.c]
        query = (
            select(posts, *columns).join(reports, newest).where(posts.c.id == post_id, *visible(posts.c.site, sites))
        )
        if site is not None:
            query = query.where(posts.c.site == site)
        with self._reading() as connection:
            rows = connection.execute(query.limit(2)).all()
        if not rows:
            raise NotFound(f"没有编号为 {post_id} 的稿件的检查结果")
        if len(rows) > 1:
            raise Conflict(f"多个站点有编号为 {post_id} 的稿件，请用 site 指明站点")
        return to_record(rows[0])

    def counts(self, sites: frozenset[str] | None = None) -> dict[str, int]:
        groups = [violations.c[name] for name in _COUNTED]
        by_group = select(func.count(), *groups).where(*visible(violations.c.site, sites)).group_by(*groups)
        all_posts = select(func.count(distinct(posts.c.key))).where(*visible(posts.c.site, sites))
        with self._reading() as connection:
            counts = Counter({"posts": connection.execute(all_posts).scalar_one(), "violations": 0})
            for number, *values in connection.execute(by_group):
                counts["violations"] += number
                counts.update({f"{name}:{value}": number for name, value in zip(_COUNTED, values, strict=True)})
        return dict(counts)

    def close(self) -> None:
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _reachable(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _reachable(), self._writer.begin() as connection:
            yield connection


def _violation(connection: Connection, violation_id: str, sites: frozenset[str] | None) -> Violation:
    query = select(violations).where(violations.c.id == violation_id, *visible(violations.c.site, sites))
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {violation_id} 的问题")
    return to_violation(row)


@contextmanager
def _reachable() -> Iterator[None]:
    """Rename the errors that the same call may survive when it is made again; a refused value is not one of them."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeoutError) as error:
        raise Unavailable(f"数据库暂时不可用：{_said(error)}") from error


def _said(error: Exception) -> str:
    """Quote the driver without the statement around it."""
    return str(getattr(error, "orig", None) or error)
