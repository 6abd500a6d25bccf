"""What every store does when several workers, and people, are at it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier
from typing import Any

from services.domain.errors import Unavailable
from services.domain.violation import Status, Step
from services.storage.store import Record, Recorded, ViolationQuery, ViolationStore
from tests.contract.stores import A, B, each_store, found  # noqa: F401 - the fixture `store`
from tests.fakes import NOW, make_post, make_record, minutes


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Start all at the same moment and wait for all."""
    start = Barrier(len(works))

    def run(work: Callable[[], Any]) -> Any:
        start.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return [*pool.map(run, works)]


def patiently(store: ViolationStore, records: list[Record]) -> Recorded:
    """Record as a worker does: what is unavailable is tried again."""
    while True:
        try:
            return store.record(records)
        except Unavailable:
            continue


def test_many_threads_record_and_read_at_once(store: ViolationStore) -> None:
    def work(worker: int) -> int:
        new = 0
        for number in range(8):
            new += store.record(
                [make_record(make_post(f"{worker}-{number}"), A), make_record(make_post("shared"), A)]
            ).new_posts
            store.violations(ViolationQuery(limit=5))
        return new

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(work, range(4))) == 33
    assert store.counts()["posts"] == store.counts()["violations"] == 33


def test_the_same_posts_recorded_by_four_workers_at_once_are_recorded_once(store: ViolationStore) -> None:
    records = [make_record(make_post(f"p-{number}"), A) for number in range(60)]
    shuffled = [Random(seed).sample(records, len(records)) for seed in range(4)]
    recorded = at_once(*(lambda batch=batch: patiently(store, batch) for batch in shuffled))
    assert sum(each.new_posts for each in recorded) == 60
    assert [len(each.violations) for each in recorded] == [60] * 4
    assert store.counts()["posts"] == store.counts()["violations"] == 60


def test_batches_that_overlap_neither_lose_nor_double_nor_deadlock(store: ViolationStore) -> None:
    def work(seed: int) -> int:
        random, new = Random(seed), 0
        for round_ in range(12):
            numbers = random.sample(range(40), 15)
            at = NOW + minutes(round_)
            batch = [make_record(make_post(f"p-{number}"), A, lexicon=f"v{round_ % 3}", at=at) for number in numbers]
            new += patiently(store, batch).new_posts
        return new

    new = sum(at_once(*(lambda seed=seed: work(seed) for seed in range(4))))
    posts = {each.post_id for each in store.violations(ViolationQuery(limit=100)).violations}
    assert new == sum(len(store.judgements(post)) for post in posts)
    assert store.counts()["posts"] == store.counts()["violations"] == len(posts)


def test_what_a_person_decides_while_the_post_is_checked_again_is_kept(store: ViolationStore) -> None:
    records = [make_record(make_post(f"p-{number}"), A, B) for number in range(20)]
    violations = store.record(records).violations
    again = [make_record(make_post(f"p-{number}"), A, B, lexicon="v2", at=NOW + minutes(1)) for number in range(20)]

    def dismiss() -> None:
        for violation in violations:
            store.move(violation.id, Step.DISMISS, "书名如此")

    at_once(dismiss, lambda: patiently(store, again))
    assert set(found(store, limit=100).values()) == {Status.DISMISSED}
    assert store.counts()["status:dismissed"] == 40
    assert "status:open" not in store.counts()


def test_a_purge_while_others_record_removes_whole_posts(store: ViolationStore) -> None:
    old = [make_record(make_post(f"p-{number}", published_at=NOW - minutes(number + 1)), A) for number in range(60)]
    store.record(old)
    again = [replace(each, checked=replace(each.checked, checked_at=NOW + minutes(1))) for each in old]

    def purge() -> int:
        removed = 0
        while True:
            try:
                removed += (gone := store.purge(NOW, 7))
            except Unavailable:
                continue
            if gone < 7:
                return removed

    at_once(purge, purge, *(lambda begin=begin: patiently(store, again[begin::3]) for begin in range(3)))
    left = store.counts()
    assert left["posts"] == left["violations"] == len(store.violations(ViolationQuery(limit=100)).violations)
