"""The stores that the suites judge. A database joins by one more parameter."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from services.domain.post import Channel
from services.domain.rule import Category, Severity
from services.domain.violation import Status
from services.storage.sql import SqlStore
from services.storage.store import ViolationQuery, ViolationStore
from tests.fakes import NOW, make_finding, make_post, make_record, minutes
from tests.servers.postgresql import shared_databases

A, B = make_finding("布署"), make_finding("自冶区", start=3)


@pytest.fixture(
    name="store",
    params=[
        pytest.param(lambda folder: f"sqlite:///{folder}/new/duwang.db", id="sqlite-file"),
        pytest.param(lambda _folder: "sqlite://", id="sqlite-memory"),
        pytest.param(lambda _folder: shared_databases()(), id="postgresql"),
    ],
)
def each_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ViolationStore]:
    opened = SqlStore(request.param(tmp_path))
    yield opened
    opened.close()


def found(store: ViolationStore, **query: Any) -> dict[str, Status]:
    return {each.finding.quote: each.status for each in store.violations(ViolationQuery(**query)).violations}


def many(store: ViolationStore) -> None:
    records = []
    for number in range(25):
        post = make_post(
            f"p-{number}",
            site="a" if number % 2 else "b",
            unit=f"单位{number % 3}",
            channel=Channel.WEIBO if number % 5 == 0 else Channel.WEBSITE,
            column=f"栏目{number % 2}",
            title=f"标题{number}",
            published_at=NOW - minutes(number // 4),
        )
        severity = Severity.SERIOUS if number % 4 == 0 else Severity.ERROR
        category = Category.TYPO if number % 2 else Category.SPAM_HIJACK
        finding = make_finding(severity=severity, category=category, rule=f"r{number % 3}")
        records.append(make_record(post, finding))
    store.record(records)
