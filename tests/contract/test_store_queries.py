"""What every store answers: pages, filters, cursors, counts."""

from typing import Any

import pytest

from services.domain.errors import InvalidCursor
from services.domain.violation import Step, Violation
from services.storage.store import ViolationQuery, ViolationStore
from tests.contract.stores import A, each_store, many  # noqa: F401 - the fixture `store`
from tests.fakes import NOW, make_post, make_record, minutes


def test_pages_run_newest_first_and_join_without_gap_or_overlap(store: ViolationStore) -> None:
    many(store)
    seen: list[Violation] = []
    cursor = None
    while True:
        page = store.violations(ViolationQuery(limit=4, cursor=cursor))
        seen += page.violations
        if (cursor := page.next_cursor) is None:
            break
        assert len(page.violations) == 4
    assert len(seen) == len({each.id for each in seen}) == 25
    assert seen == sorted(seen, key=lambda each: (each.published_at, each.id), reverse=True)


def test_the_last_page_has_no_cursor_also_when_it_is_full(store: ViolationStore) -> None:
    many(store)
    assert store.violations(ViolationQuery(limit=25)).next_cursor is None
    assert store.violations(ViolationQuery(limit=24)).next_cursor is not None


def test_what_arrives_between_two_pages_does_not_shift_them(store: ViolationStore) -> None:
    many(store)
    first = store.violations(ViolationQuery(limit=10))
    store.record([make_record(make_post("new", published_at=NOW + minutes(1)), A)])
    second = store.violations(ViolationQuery(limit=10, cursor=first.next_cursor))
    assert not {each.id for each in first.violations} & {each.id for each in second.violations}


@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param({"site": "a"}, 12, id="site"),
        pytest.param({"sites": frozenset({"a"})}, 12, id="sites"),
        pytest.param({"sites": frozenset({"a"}), "site": "b"}, 0, id="site-of-another"),
        pytest.param({"sites": frozenset()}, 0, id="no-sites"),
        pytest.param({"unit": "单位1"}, 8, id="unit"),
        pytest.param({"channel": "weibo"}, 5, id="channel"),
        pytest.param({"column": "栏目0"}, 13, id="column"),
        pytest.param({"category": "typo"}, 12, id="category"),
        pytest.param({"severity": "serious"}, 7, id="severity"),
        pytest.param({"status": "open"}, 25, id="status"),
        pytest.param({"status": "fixed"}, 0, id="status-none"),
        pytest.param({"rule": "r2"}, 8, id="rule"),
        pytest.param({"published_from": NOW}, 4, id="from-is-inclusive"),
        pytest.param({"published_to": NOW}, 21, id="to-is-exclusive"),
        pytest.param({"published_from": NOW - minutes(2), "published_to": NOW}, 8, id="between"),
        pytest.param({"q": "标题7"}, 1, id="q-title"),
        pytest.param({"q": "布署"}, 25, id="q-quote"),
        pytest.param({"q": "错误写法"}, 25, id="q-message"),
        pytest.param({"q": "标题", "site": "a", "severity": "error"}, 12, id="together"),
        pytest.param({"q": ""}, 25, id="q-empty"),
    ],
)
def test_each_filter_keeps_its_own(store: ViolationStore, query: dict[str, Any], count: int) -> None:
    many(store)
    assert len(store.violations(ViolationQuery(**query)).violations) == count


@pytest.mark.parametrize("q", ["100%", "a_b", "反\\斜", "'; drop table violations; --", "%", "_", "/"])
def test_a_search_is_for_the_very_characters(store: ViolationStore, q: str) -> None:
    store.record([make_record(make_post("p-1", title="普通的标题"), A)])
    assert not store.violations(ViolationQuery(q=q)).violations
    store.record([make_record(make_post("p-2", title=f"前{q}后"), A)])
    assert [each.post_id for each in store.violations(ViolationQuery(q=q)).violations] == ["p-2"]


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "好", "a" * 500, "=", "bm90LW91cnMtYXQtYWxs"])
def test_a_foreign_cursor_is_refused(store: ViolationStore, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        store.violations(ViolationQuery(cursor=cursor))


def test_counts_are_totals_by_kind_and_by_site(store: ViolationStore) -> None:
    many(store)
    (first, *_) = store.violations(ViolationQuery()).violations
    store.move(first.id, Step.CONFIRM, "")
    counts = store.counts()
    assert counts["posts"] == counts["violations"] == 25
    assert (counts["severity:serious"], counts["severity:error"]) == (7, 18)
    assert (counts["category:typo"], counts["category:spam_hijack"]) == (12, 13)
    assert (counts["status:open"], counts["status:confirmed"]) == (24, 1)
    assert store.counts(frozenset({"a"}))["posts"] == 12
    assert store.counts(frozenset())["violations"] == 0


def test_an_empty_store_answers(store: ViolationStore) -> None:
    assert store.violations(ViolationQuery()).violations == []
    assert (store.counts()["posts"], store.counts()["violations"]) == (0, 0)
    assert store.record([]).new_posts == 0
