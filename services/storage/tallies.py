"""How many violations of each kind and how many posts there are, kept in step by whoever changes them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, func, select

from services.domain.violation import Violation
from services.storage.dialect import Database
from services.storage.schema import posts, tallies, violations

_COUNTED = ("severity", "category", "status")
SITE = tallies.c.site
_SUMMED = frozenset({"number"})


class Kind(NamedTuple):
    """What is counted together. Posts have nothing but a site."""

    site: str
    severity: str = ""
    category: str = ""
    status: str = ""


def kind_of(violation: Violation) -> Kind:
    finding = violation.finding
    return Kind(violation.site, finding.severity.value, finding.category.value, violation.status.value)


def add(database: Database, connection: Connection, changes: Mapping[Kind, int]) -> None:
    """Add to the tallies. The last thing before the commit, in order: everybody writes these rows, and must wait."""
    rows = [kind._asdict() | {"number": number} for kind, number in sorted(changes.items()) if number]
    database.upsert(connection, tallies, rows, summed=_SUMMED)


def hanging_on(connection: Connection, keys: Iterable[str]) -> Counter[Kind]:
    """Count these posts and what hangs on them."""
    wanted = list(keys)
    kinds = [violations.c.site, *(violations.c[name] for name in _COUNTED)]
    found = select(*kinds, func.count()).where(violations.c.post_key.in_(wanted)).group_by(*kinds)
    sites = select(posts.c.site, func.count()).where(posts.c.key.in_(wanted)).group_by(posts.c.site)
    counts = Counter({Kind(*values): number for *values, number in connection.execute(found)})
    counts.update({Kind(site): number for site, number in connection.execute(sites)})
    return counts


def totals(connection: Connection, *conditions: ColumnElement[bool]) -> dict[str, int]:
    """Sum the tallies under the names of `ViolationStore.counts`."""
    groups = [tallies.c[name] for name in _COUNTED]
    query = select(*groups, func.sum(tallies.c.number)).where(*conditions).group_by(*groups)
    counts = Counter({"posts": 0, "violations": 0})
    for *values, sum_ in connection.execute(query):
        number = int(sum_)
        if not any(values):
            counts["posts"] += number
        elif number:
            counts["violations"] += number
            counts.update({f"{name}:{value}": number for name, value in zip(_COUNTED, values, strict=True)})
    return dict(counts)
