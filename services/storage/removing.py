"""Posts taken out of the store, with all that hangs on them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, delete, select

from services.storage import tallies
from services.storage.dialect import Database
from services.storage.schema import posts, reports, violations

# Databases bound the number of parameters of one statement.
_AT_ONCE = 1000


def remove(database: Database, connection: Connection, chosen: Select[Any], limit: int) -> int:
    """Remove at most `limit` of the posts whose keys are `chosen`, within the transaction. Returns how many."""
    gone: Counter[tallies.Kind] = Counter()
    for keys in _claimed(connection, chosen, limit):
        gone += tallies.hanging_on(connection, keys)
        connection.execute(delete(violations).where(violations.c.post_key.in_(keys)))
        connection.execute(delete(reports).where(reports.c.post_key.in_(keys)))
        connection.execute(delete(posts).where(posts.c.key.in_(keys)))
    tallies.add(database, connection, {kind: -number for kind, number in gone.items()})
    return sum(number for kind, number in gone.items() if kind == tallies.Kind(kind.site))


def _claimed(connection: Connection, chosen: Select[Any], limit: int) -> Iterator[Sequence[str]]:
    """Lock posts in the order in which all writers lock them, until there are enough.

    Who came between the choice and the lock may have removed some; then others are chosen.
    """
    left = limit
    while left > 0 and (keys := connection.execute(chosen.limit(min(left, _AT_ONCE))).scalars().all()):
        claim = select(posts.c.key).where(posts.c.key.in_(keys)).order_by(posts.c.key).with_for_update()
        claimed = connection.execute(claim).scalars().all()
        left -= len(claimed)
        yield claimed
