"""A batch of judgements, recorded: load what the posts have, enter the records, write what has changed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Select, Table, select
from sqlalchemy.sql.dml import Insert

from services.storage.ledger import Account, Judged, Newest
from services.storage.rows import post_key, post_row, report_row, to_violation, violation_row
from services.storage.schema import posts, reports, violations
from services.storage.store import Record, Recorded

# Databases bound the number of parameters of one statement.
_CHUNK = 1000

Upsert = Callable[[Table], Insert]


def record_batch(connection: Connection, upsert: Upsert, records: Sequence[Record]) -> Recorded:
    """Inside one transaction of the caller."""
    keys = [post_key(record.post) for record in records]
    accounts = _load(connection, dict.fromkeys(keys))
    new = sum([accounts[key].enter(record) for key, record in zip(keys, records, strict=True)])
    _write(connection, upsert, accounts)
    found = {
        violation.id: violation
        for key, record in zip(keys, records, strict=True)
        for violation in accounts[key].found(record)
    }
    return Recorded(new_posts=new, known_posts=len(records) - new, violations=tuple(found.values()))


def _load(connection: Connection, keys: Iterable[str]) -> dict[str, Account]:
    accounts = {key: Account() for key in keys}
    newest = select(posts.c.key, posts.c.revision, posts.c.lexicon_version, posts.c.checked_at)
    for row in _rows(connection, newest, posts.c.key, accounts):
        accounts[row.key].newest = Newest(Judged(row.revision, row.lexicon_version), row.checked_at)
    seen = [key for key, account in accounts.items() if account.newest]
    judged = select(reports.c.post_key, reports.c.revision, reports.c.lexicon_version, reports.c.complete)
    for row in _rows(connection, judged, reports.c.post_key, seen):
        accounts[row.post_key].judgements[Judged(row.revision, row.lexicon_version)] = row.complete
    for row in _rows(connection, select(violations), violations.c.post_key, seen):
        accounts[row.post_key].violations[row.id] = to_violation(row)
    return accounts


def _rows(connection: Connection, statement: Select[Any], key: Any, keys: Iterable[str]) -> Iterator[Any]:
    wanted = list(keys)
    for begin in range(0, len(wanted), _CHUNK):
        yield from connection.execute(statement.where(key.in_(wanted[begin : begin + _CHUNK])))


def _write(connection: Connection, upsert: Upsert, accounts: Mapping[str, Account]) -> None:
    for table, rows in (
        (posts, list(_post_rows(accounts))),
        (reports, list(_report_rows(accounts))),
        (violations, list(_violation_rows(accounts))),
    ):
        if rows:
            connection.execute(upsert(table), rows)


def _post_rows(accounts: Mapping[str, Account]) -> Iterator[dict[str, Any]]:
    for key, account in accounts.items():
        if account.newest and account.newest_record:
            yield post_row(key, account.newest.judged.revision, account.newest_record)


def _report_rows(accounts: Mapping[str, Account]) -> Iterator[dict[str, Any]]:
    for key, account in accounts.items():
        for judged, record in account.new_records.items():
            yield report_row(key, judged.revision, record)


def _violation_rows(accounts: Mapping[str, Account]) -> Iterator[dict[str, Any]]:
    for key, account in accounts.items():
        for id_ in sorted(account.changed):
            yield violation_row(key, account.violations[id_])
