"""Dates of feeds and of pages' meta tags."""

from datetime import UTC, datetime

import pytest

from services.domain.post import BEIJING
from services.ingest.feeds.dates import read_date
from tests.fakes import NOW

MORNING = datetime(2026, 3, 30, 9, 30, tzinfo=BEIJING)
MIDNIGHT = datetime(2026, 3, 30, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-03-30T09:30:00+08:00", MORNING),
        ("2026-03-30T01:30:00Z", MORNING),
        ("2026-03-30 09:30", MORNING),
        ("2026-03-30 9:30", MORNING),
        ("2026-03-30", MIDNIGHT),
        ("2026/3/30 9:30:00", MORNING),
        ("2026年3月30日 9时30分", MORNING),
        ("2026年03月30日", MIDNIGHT),
        ("2026.3.30", MIDNIGHT),
        ("Mon, 30 Mar 2026 01:30:00 GMT", MORNING),
        ("Mon, 30 Mar 2026 09:30:00 +0800", MORNING),
        ("Mon, 30 Mar 2026 09:30:00", MORNING),
        ("Mon, 30 Mar 2026 09:30:00 CST", MORNING),
        ("Mon Mar 30 09:30:00 CST 2026", MORNING),
        (" 2026-03-30\n", MIDNIGHT),
    ],
)
def test_a_date_without_a_zone_is_beijing_time(text: str, moment: datetime) -> None:
    assert read_date(text, NOW) == moment


@pytest.mark.parametrize(
    "text",
    [
        *("", "昨天", "0001-01-01T00:00:00", "9999-12-31", "2099-01-01", "2026-13-40", "1" * 99, "2026年2月30日"),
        *("0001-01-01T00:00:00+14:00", "Mon, 99 Foo 2026 99:99:99 +9999", "1949-09-30"),
    ],
)
def test_what_is_no_date_or_cannot_be_true_is_none(text: str) -> None:
    assert read_date(text, NOW) is None


def test_a_moment_of_any_zone_is_compared_as_a_moment() -> None:
    assert read_date("2026-03-31T01:30:00+00:00", NOW) == datetime(2026, 3, 31, 1, 30, tzinfo=UTC)
