"""What every store keeps, for how long, and how it is found again: traces, judgements, posts to check again, purges."""

from datetime import UTC, datetime
from typing import Any

import pytest

from services.checker.personal_data import mask
from services.domain.errors import NotFound
from services.domain.report import Verdict
from services.domain.trace import Trace
from services.domain.violation import Step
from services.storage.store import Record, StoredQuery, ViolationQuery, ViolationStore
from tests.contract.stores import A, B, each_store, many  # noqa: F401 - the fixture `store`
from tests.fakes import NOW, make_post, make_record, minutes

TRACE = Trace(
    seen_at=NOW, taken_at=NOW + minutes(1), worker="host-1", version="1.2.3", steps={"decode": 0.125, "check": 3.5}
)


def traced(record: Record) -> Record:
    return Record(record.post, record.checked, TRACE)


def ids(store: ViolationStore, **query: Any) -> list[str]:
    """The ids of the posts to check again, page by page."""
    found: list[str] = []
    after = ""
    while page := store.stored(StoredQuery(after=after, **query)):
        assert [each.key for each in page] == sorted(each.key for each in page)
        after = page[-1].key
        found += [each.post.id for each in page]
    assert len(found) == len(set(found)) == store.to_check_again(StoredQuery(**query))
    return sorted(found)


def test_a_trace_is_kept_with_its_judgement(store: ViolationStore) -> None:
    record = traced(make_record(make_post(), A))
    store.record([record, make_record(make_post("p-2"))])
    assert store.report("p-1") == record
    assert store.report("p-2").trace is None


def test_every_judgement_on_a_post_is_told_newest_first(store: ViolationStore) -> None:
    before = datetime.now(UTC)
    store.record([traced(make_record(make_post(body="布署，自冶区"), A, B))])
    store.record([make_record(make_post(body="部署"), lexicon="v2", complete=False, at=NOW + minutes(2))])
    second, first = store.judgements("p-1")
    assert (first.findings, first.verdict, first.complete, first.trace) == (2, Verdict.REVIEW, True, TRACE)
    assert (first.site, first.post_id, first.revision) == ("a.gov.cn", "p-1", make_post(body="布署，自冶区").revision)
    assert (first.checked_at, first.elapsed_ms, first.roster_as_of) == (NOW, 1.25, "2026-03-31")
    assert (second.lexicon_version, second.findings, second.complete, second.trace) == ("v2", 0, False, None)
    assert before <= first.recorded_at <= second.recorded_at <= datetime.now(UTC)


def test_judgements_are_for_those_who_may_see_the_site(store: ViolationStore) -> None:
    store.record([make_record(make_post(site="a")), make_record(make_post(site="b"))])
    assert {each.site for each in store.judgements("p-1")} == {"a", "b"}
    assert [each.site for each in store.judgements("p-1", site="b")] == ["b"]
    assert [each.site for each in store.judgements("p-1", sites=frozenset({"a"}))] == ["a"]
    nowhere = {"site": "a", "sites": frozenset({"b"})}
    missing: dict[str, Any]
    for missing in ({"site": "c"}, {"sites": frozenset()}, nowhere):
        with pytest.raises(NotFound):
            store.judgements("p-1", **missing)
    with pytest.raises(NotFound):
        store.judgements("nothing")


def test_a_stored_post_is_as_it_was_submitted(store: ViolationStore) -> None:
    post = make_post(title="联系电话13912345678\ud800", body="布署\x00", meta={"k": [1, None]}, attachments=({"n": 1},))
    store.record([make_record(post, A)])
    (stored,) = store.stored(StoredQuery())
    assert stored.post == post
    assert stored.post.revision == post.revision
    assert store.report("p-1").post.title == mask(post.title) != post.title


@pytest.mark.parametrize("limit", [1, 4, 25, 200])
def test_pages_of_stored_posts_hold_each_once(store: ViolationStore, limit: int) -> None:
    many(store)
    assert ids(store, limit=limit) == sorted(f"p-{number}" for number in range(25))


@pytest.mark.parametrize(
    ("query", "count"),
    [
        pytest.param({"site": "a"}, 12, id="site"),
        pytest.param({"since": NOW}, 4, id="since-is-inclusive"),
        pytest.param({"until": NOW}, 21, id="until-is-exclusive"),
        pytest.param({"since": NOW - minutes(2), "until": NOW, "site": "a"}, 4, id="together"),
        pytest.param({"unlike": "v1"}, 0, id="unlike-the-version-of-all"),
        pytest.param({"unlike": "v2"}, 25, id="unlike-the-version-of-none"),
    ],
)
def test_stored_posts_are_chosen(store: ViolationStore, query: dict[str, Any], count: int) -> None:
    many(store)
    assert len(ids(store, **query)) == count


def test_a_post_that_was_checked_again_is_no_longer_to_check(store: ViolationStore) -> None:
    many(store)
    (first, *_) = store.stored(StoredQuery(unlike="v2"))
    store.record([make_record(first.post, lexicon="v2", at=NOW + minutes(1))])
    assert store.to_check_again(StoredQuery(unlike="v2")) == 24
    assert first.post.id not in ids(store, unlike="v2")


def test_a_purge_removes_the_oldest_with_all_that_hangs_on_them(store: ViolationStore) -> None:
    many(store)
    assert store.purge(NOW, 5) == 5
    assert {each.post.published_at for each in store.stored(StoredQuery())} == {NOW - minutes(n) for n in range(5)}
    assert store.counts()["posts"] == store.counts()["violations"] == 20
    with pytest.raises(NotFound):
        store.judgements("p-24")
    assert store.purge(NOW, 100) == 16
    assert store.purge(NOW, 100) == 0
    assert sorted(each.post.id for each in store.stored(StoredQuery())) == ["p-0", "p-1", "p-2", "p-3"]
    assert len(store.violations(ViolationQuery()).violations) == 4


def test_a_purged_post_that_comes_back_is_new(store: ViolationStore) -> None:
    record = make_record(make_post(published_at=NOW - minutes(1)), A)
    (violation,) = store.record([record]).violations
    store.move(violation.id, Step.DISMISS, "书名如此")
    assert store.purge(NOW, 1) == 1
    assert store.record([record]).new_posts == 1
    assert store.violation(violation.id) == violation


def test_a_forgotten_site_is_gone_and_the_others_stay(store: ViolationStore) -> None:
    many(store)
    assert store.forget("a") == 12
    assert store.forget("a") == 0
    assert store.counts()["posts"] == store.counts()["violations"] == 13
    assert store.counts(frozenset({"a"})) == {"posts": 0, "violations": 0}
    assert {each.site for each in store.violations(ViolationQuery()).violations} == {"b"}


def test_a_forgotten_site_may_have_more_posts_than_one_transaction_takes(store: ViolationStore) -> None:
    store.record([make_record(make_post(f"p-{number}")) for number in range(2001)])
    assert store.forget("a.gov.cn") == 2001
    assert store.to_check_again(StoredQuery()) == 0
