"""The store in SQL: SQLite (WAL) for one machine, PostgreSQL for many; `dialect.py` is all that differs."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import Connection, Select, select, update
from sqlalchemy.exc import IntegrityError

from services.domain.errors import Conflict, NotFound, Unavailable
from services.domain.violation import Step, Violation, after
from services.storage import tallies
from services.storage.cursor import Place, encode_cursor
from services.storage.dialect import open_database
from services.storage.filters import page_of, visible
from services.storage.migration import require_present, upgrade, version
from services.storage.reach import is_race, limited, opening, reachable
from services.storage.recording import record_batch
from services.storage.removing import remove
from services.storage.rows import to_judgement, to_record, to_stored, to_violation
from services.storage.schema import VERSION, posts, violations
from services.storage.selects import all_reports, newest_report, number_of_posts, page_of_posts
from services.storage.store import Judgement, Page, Record, Recorded, StoredPost, StoredQuery, ViolationQuery

Sites = frozenset[str] | None

# Each time another worker has recorded some of the same new posts, so an end is in sight.
_RACES = 8
_FORGOTTEN_AT_ONCE = 1000


class SqlStore:
    """A `ViolationStore` at an SQLAlchemy URL. Safe to share between threads.

    `published_from` is inclusive, `published_to` exclusive. Every method raises `Unavailable` when the database cannot
    be reached, is locked for longer than 30 s, or takes longer than 10 s for what somebody waits for (PostgreSQL); then
    nothing of the call was recorded.

    `migrate` brings an older schema to the present one, or makes it in an empty database; None does so where the
    database is a file of our own (SQLite). Otherwise an older or a newer schema is `Unavailable`.
    """

    def __init__(
        self, url: str, *, migrate: bool | None = None, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        with opening():
            self._database = open_database(url)
            try:
                self._prepare(migrate=self._database.upgrades_itself if migrate is None else migrate)
            except BaseException:
                self.close()
                raise
        self._clock = clock

    @property
    def address(self) -> str:
        """Where the store is, for people: without the password."""
        return self._database.reader.url.render_as_string(hide_password=True)

    def record(self, records: Sequence[Record]) -> Recorded:
        for _ in range(_RACES):
            try:
                with self._writing() as connection:
                    return record_batch(self._database, connection, records, self._clock())
            except IntegrityError as error:
                if not is_race(error):
                    raise
        raise Unavailable("数据库暂时不可用：其他进程在同时记录同一批稿件")

    def violations(self, query: ViolationQuery) -> Page:
        with self._reading() as connection:
            rows = connection.execute(page_of(query)).all()
        shown = [to_violation(row) for row in rows[: query.limit]]
        has_more = len(rows) > query.limit
        return Page(shown, encode_cursor(Place(shown[-1].published_at, shown[-1].id)) if has_more else None)

    def violation(self, violation_id: str, sites: Sites = None) -> Violation:
        with self._reading() as connection:
            return _violation(connection, violation_id, _by_id(violation_id, sites))

    def move(self, violation_id: str, step: Step, note: str, sites: Sites = None) -> Violation:
        with self._writing() as connection:
            found = _violation(connection, violation_id, _by_id(violation_id, sites).with_for_update())
            moved = replace(found, status=after(found.status, step), note=note)
            change = update(violations).where(violations.c.id == violation_id)
            connection.execute(change.values(status=moved.status.value, note=moved.note))
            tallies.add(self._database, connection, {tallies.kind_of(found): -1, tallies.kind_of(moved): 1})
            return moved

    def report(self, post_id: str, site: str | None = None, sites: Sites = None) -> Record:
        with self._reading() as connection:
            rows = connection.execute(newest_report(post_id, site, sites)).all()
        if not rows:
            raise _no_judgement(post_id)
        if len(rows) > 1:
            raise Conflict(f"多个站点有编号为 {post_id} 的稿件，请用 site 指明站点")
        return to_record(rows[0])

    def judgements(self, post_id: str, site: str | None = None, sites: Sites = None) -> Sequence[Judgement]:
        with self._reading() as connection:
            rows = connection.execute(all_reports(post_id, site, sites)).all()
        if not rows:
            raise _no_judgement(post_id)
        return [to_judgement(row) for row in rows]

    def stored(self, query: StoredQuery) -> Sequence[StoredPost]:
        with self._working() as connection:
            return [to_stored(row) for row in connection.execute(page_of_posts(query))]

    def to_check_again(self, query: StoredQuery) -> int:
        with self._working() as connection:
            return int(connection.execute(number_of_posts(query)).scalar_one())

    def purge(self, before: datetime, limit: int) -> int:
        oldest = select(posts.c.key).where(posts.c.published_at < before).order_by(posts.c.published_at)
        with self._writing() as connection:
            return remove(self._database, connection, oldest, limit)

    def forget(self, site: str) -> int:
        theirs, forgotten = select(posts.c.key).where(posts.c.site == site), 0
        while True:
            with self._writing() as connection:
                gone = remove(self._database, connection, theirs, _FORGOTTEN_AT_ONCE)
            forgotten += gone
            if gone < _FORGOTTEN_AT_ONCE:
                return forgotten

    def counts(self, sites: Sites = None) -> dict[str, int]:
        with self._reading() as connection:
            return tallies.totals(connection, *visible(tallies.SITE, sites))

    def close(self) -> None:
        self._database.close()

    def _prepare(self, *, migrate: bool) -> None:
        with self._database.reader.connect() as connection:
            is_present = version(connection) == VERSION
        if not is_present and migrate:
            upgrade(self._database)
        elif not is_present:
            with self._database.reader.connect() as connection:
                require_present(connection)

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with reachable(), limited(), self._database.reader.connect() as connection:
            yield connection

    @contextmanager
    def _working(self) -> Iterator[Connection]:
        with reachable(), self._database.patient.connect() as connection:
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with reachable(), self._database.writer.begin() as connection:
            yield connection


def _by_id(violation_id: str, sites: Sites) -> Select[tuple[object, ...]]:
    return select(violations).where(violations.c.id == violation_id, *visible(violations.c.site, sites))


def _violation(connection: Connection, violation_id: str, query: Select[tuple[object, ...]]) -> Violation:
    row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"没有编号为 {violation_id} 的问题")
    return to_violation(row)


def _no_judgement(post_id: str) -> NotFound:
    return NotFound(f"没有编号为 {post_id} 的稿件的检查结果")
