"""A batch of judgements, recorded: load what the posts have, enter the records, write what has changed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, select

from services.storage import tallies
from services.storage.dialect import Database
from services.storage.ledger import Account, Judged, Newest
from services.storage.rows import post_key, post_row, report_row, to_violation, violation_row
from services.storage.schema import posts, reports, violations
from services.storage.store import Record, Recorded

# Databases bound the number of parameters of one statement.
_CHUNK = 1000

Accounts = Mapping[str, Account]
# A row, and whether the store has one of the same key.
Row = tuple[bool, dict[str, Any]]


def record_batch(database: Database, connection: Connection, records: Sequence[Record], now: datetime) -> Recorded:
    """Inside one transaction of the caller. Raises `IntegrityError` where another worker records the same new posts.

    Everybody locks posts in the order of their keys, so that two workers with the same posts wait and never deadlock.
    """
    keys = [post_key(record.post) for record in records]
    accounts = _load(database, connection, sorted(set(keys)), now)
    new = sum([accounts[key].enter(record) for key, record in zip(keys, records, strict=True)])
    _write(database, connection, accounts, now)
    tallies.add(database, connection, _counted(accounts, dict(zip(keys, records, strict=True))))
    found = {
        violation.id: violation
        for key, record in zip(keys, records, strict=True)
        for violation in accounts[key].found(record)
    }
    return Recorded(new_posts=new, known_posts=len(records) - new, violations=tuple(found.values()))


def _load(database: Database, connection: Connection, keys: Sequence[str], now: datetime) -> Accounts:
    rows = partial(_rows, database, connection)
    accounts = {key: Account() for key in keys}
    newest = select(posts.c.key, posts.c.revision, posts.c.lexicon_version, posts.c.checked_at)
    for row in rows(newest.order_by(posts.c.key).with_for_update(key_share=True), posts.c.key, keys):
        accounts[row.key].know(Newest(Judged(row.revision, row.lexicon_version), row.checked_at), now)
    known = [key for key, account in accounts.items() if account.is_known]
    judged = select(reports.c.post_key, reports.c.revision, reports.c.lexicon_version, reports.c.complete)
    for row in rows(judged, reports.c.post_key, known):
        accounts[row.post_key].know_judgement(Judged(row.revision, row.lexicon_version), complete=row.complete)
    # Locked, so that what a person decides meanwhile is neither missed nor overwritten.
    found = select(violations).order_by(violations.c.id).with_for_update()
    for row in rows(found, violations.c.post_key, known):
        accounts[row.post_key].know_violation(to_violation(row))
    return accounts


def _rows(
    database: Database, connection: Connection, statement: Select[Any], key: Column[str], wanted: Sequence[str]
) -> Iterator[Any]:
    for begin in range(0, len(wanted), _CHUNK):
        yield from connection.execute(statement.where(database.among(key, wanted[begin : begin + _CHUNK])))


def _write(database: Database, connection: Connection, accounts: Accounts, now: datetime) -> None:
    tables: tuple[tuple[Table, Iterator[Row]], ...] = (
        (posts, _post_rows(accounts)),
        (reports, _report_rows(accounts, now)),
        (violations, _violation_rows(accounts)),
    )
    for table, found in tables:
        rows = list(found)
        database.insert(connection, table, [row for is_known, row in rows if not is_known])
        database.upsert(connection, table, [row for is_known, row in rows if is_known])


def _post_rows(accounts: Accounts) -> Iterator[Row]:
    for key, account in accounts.items():
        if account.newest and account.newest_record:
            yield account.is_known, post_row(key, account.newest.judged.revision, account.newest_record)


def _report_rows(accounts: Accounts, now: datetime) -> Iterator[Row]:
    for key, account in accounts.items():
        for judged, record in account.new_records.items():
            yield judged in account.known_judgements, report_row(key, judged.revision, record, now)


def _violation_rows(accounts: Accounts) -> Iterator[Row]:
    for key, account in accounts.items():
        for id_ in sorted(account.changed):
            yield id_ in account.before, violation_row(key, account.violations[id_])


def _counted(accounts: Accounts, records: Mapping[str, Record]) -> Counter[tallies.Kind]:
    changes = Counter[tallies.Kind]()
    for key, account in accounts.items():
        changes.update(account.counted(records[key].post.site))
    return changes
