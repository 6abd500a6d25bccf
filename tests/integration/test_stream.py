"""Posts in, violations out: source → bus → worker → store → violations, with everything that goes wrong on the way."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from services.bus.dead_letter_file import DeadLetterFile
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS, VIOLATIONS
from services.checker.worker import Batch, Patience, Work, Worker
from services.domain.errors import NotFound, Unavailable
from services.domain.report import Verdict
from services.ingest.pump import Pumped, pump, to_dead_letters
from services.ingest.sources.jsonl import JsonlFile
from services.storage.sql import SqlStore
from services.storage.store import Record, Recorded, ViolationQuery
from services.telemetry.metrics import Metrics
from services.wire.post import bus_key, encode_post
from tests.fakes import FATAL, NOW, WRONG, WordChecker, make_post

pytestmark = pytest.mark.anyio
_QUICK = Patience(first_s=0.001, longest_s=0.002, whole=2)


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Stream:
    """The product's stream on a memory bus, with what it published kept for reading."""

    def __init__(self, store: Any, **options: Any) -> None:
        self.bus, self.metrics, self.store = MemoryBus(capacity=options.pop("capacity", 1000)), Metrics(), store
        self.batches: list[Batch] = []
        self.worker = self.new_worker(**options)

    def new_worker(self, **options: Any) -> Worker:
        return Worker(
            self.bus.consumer(POSTS, "checker"), self.bus.producer(), WordChecker(), self.store, self.metrics,
            lambda: NOW, work=Work(**{"patience": _QUICK, **options}), on_batch=self.batches.append,
        )  # fmt: skip

    async def published(self, topic: str) -> list[Any]:
        """All that is still kept of a topic that nobody else reads."""
        return [json.loads(message.value) for message in await self.bus.consumer(topic, "test").poll(1000, 0)]

    async def send(self, *values: bytes) -> None:
        for value in values:
            await self.bus.producer().publish(POSTS, b"", value)

    def sample(self, name: str, **labels: str) -> float | None:
        return self.metrics.registry.get_sample_value(name, labels)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        work = asyncio.ensure_future(self.worker.run())
        try:
            yield
        finally:
            self.worker.stop()
            async with asyncio.timeout(5):
                await work


class FlakyStore:
    """Fails as often as told, with this error, before it records."""

    def __init__(self, store: SqlStore, failures: int, error: Exception) -> None:
        self._store, self.failures, self._error = store, failures, error

    def record(self, records: Sequence[Record]) -> Recorded:
        if self.failures:
            self.failures -= 1
            raise self._error
        return self._store.record(records)


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = SqlStore(f"sqlite:///{tmp_path}/duwang.db")
    yield opened
    opened.close()


BROKEN = [
    '{"id": "cut',
    '{"id": "no-body"}',
    '{"id": "", "body": "x"}',
    '{"id": "old", "body": "x", "published_at": "1900-01-01"}',
]


def archive(folder: Path) -> Path:
    """500 lines: 480 posts, 10 twins of them, 2 second revisions, 4 that break the checker, 4 that are no posts."""
    posts = [
        {"id": f"p-{n}", "site": "a", "body": f"第{n}篇，会议作出{WRONG if n % 10 == 0 else '部署'}。"}
        for n in range(480)
    ]
    posts += posts[:10]
    posts += [{**posts[0], "body": "第0篇，已改为部署。"}, {**posts[10], "body": f"第10篇，仍是{WRONG}。"}]
    posts += [{"id": f"fatal-{n}", "body": FATAL} for n in range(4)]
    lines = [json.dumps(post, ensure_ascii=False) for post in posts]
    lines[100:100] = BROKEN
    assert len(lines) == 500
    path = folder / "archive.jsonl"
    path.write_text("\n".join(lines), "utf-8")
    return path


async def ingest(stream: Stream, path: Path) -> Pumped:
    producer = stream.bus.producer()
    async with stream.running():
        pumped = await pump(JsonlFile(path, now=NOW), producer, to_dead_letters(producer, stream.metrics))
        await stream.bus.settled(POSTS)
    return pumped


async def test_500_posts_end_as_one_result_for_each_revision(store: SqlStore, tmp_path: Path) -> None:
    stream = Stream(store)
    pumped = await ingest(stream, archive(tmp_path))
    assert (pumped.posts, pumped.rejected) == (496, 4)
    recorded = [batch.recorded for batch in stream.batches]
    assert sum(each.new_posts for each in recorded) == 482
    assert sum(each.known_posts for each in recorded) == 10
    assert store.counts() == {
        "posts": 480, "violations": 48, "severity:error": 48, "category:typo": 48, "status:open": 47, "status:fixed": 1,
    }  # fmt: skip
    assert store.report("p-0").checked.report.verdict is Verdict.PASS
    assert store.report("p-10").post.body == f"第10篇，仍是{WRONG}。"


async def test_violations_are_published_with_their_post(store: SqlStore, tmp_path: Path) -> None:
    stream = Stream(store)
    await ingest(stream, archive(tmp_path))
    published = {each["id"]: each for each in await stream.published(VIOLATIONS)}
    assert len(published) == 48
    assert {each["finding"]["quote"] for each in published.values()} == {WRONG}
    assert {each["post_id"] for each in published.values()} == {f"p-{number}" for number in range(0, 480, 10)}


async def test_nothing_is_lost_bad_lines_and_fatal_posts_are_dead_letters(store: SqlStore, tmp_path: Path) -> None:
    stream = Stream(store)
    path = archive(tmp_path)
    await ingest(stream, path)
    letters = await stream.published(DEAD_LETTERS)
    lines = [letter for letter in letters if letter["cause"] == "invalid_post"]
    assert [letter["place"] for letter in lines] == [f"{path}:{number}" for number in range(101, 105)]
    assert [base64.b64decode(letter["original"]).decode().strip() for letter in lines] == BROKEN
    assert all(letter["reason"] for letter in letters)
    fatal = [letter for letter in letters if letter["cause"] == "check_failed"]
    assert [json.loads(base64.b64decode(letter["original"]))["id"] for letter in fatal] == [
        f"fatal-{n}" for n in range(4)
    ]
    assert {(letter["topic"], letter["partition"]) for letter in fatal} == {(POSTS, 0)}
    assert not any(FATAL in letter["reason"] for letter in fatal), "a reason does not quote the post"
    with pytest.raises(NotFound):
        store.report("fatal-0")


async def test_ingesting_again_doubles_nothing(store: SqlStore, tmp_path: Path) -> None:
    path = archive(tmp_path)
    await ingest(Stream(store), path)
    before, statuses = store.counts(), store.violations(ViolationQuery(limit=100)).violations
    again = Stream(store)
    await ingest(again, path)
    assert store.counts() == before
    assert store.violations(ViolationQuery(limit=100)).violations == statuses
    assert sum(batch.recorded.new_posts for batch in again.batches) == 0


async def test_metrics_count_what_happened(store: SqlStore, tmp_path: Path) -> None:
    stream = Stream(store)
    await ingest(stream, archive(tmp_path))
    assert stream.sample("duwang_posts_checked_total", channel="other", verdict="pass") == 442
    assert stream.sample("duwang_posts_checked_total", channel="other", verdict="review") == 50
    assert stream.sample("duwang_violations_total", category="typo", severity="error") == 50
    assert stream.sample("duwang_unchecked_total", reason="error") == 4
    assert stream.sample("duwang_dead_letters_total", reason="invalid_post") == 4
    assert stream.sample("duwang_dead_letters_total", reason="check_failed") == 4
    assert stream.sample("duwang_check_seconds_count", door="stream") == 492
    assert stream.sample("duwang_check_stage_seconds_count", stage="words") == 492
    assert stream.sample("duwang_publish_to_verdict_seconds_count", channel="other") == 492
    assert stream.sample("duwang_consumer_lag_records", topic=POSTS, partition="0") is not None


async def test_what_is_no_post_on_the_bus_is_a_dead_letter_with_its_place(store: SqlStore) -> None:
    stream = Stream(store)
    async with stream.running():
        await stream.send(encode_post(make_post()), b"\xff\x00 no post", encode_post(make_post("p-2")))
        await stream.bus.settled(POSTS)
    (letter,) = await stream.published(DEAD_LETTERS)
    assert (letter["topic"], letter["partition"], letter["offset"], letter["cause"]) == (POSTS, 0, 1, "invalid_post")
    assert base64.b64decode(letter["original"]) == b"\xff\x00 no post"
    assert store.counts()["posts"] == 2


@pytest.mark.parametrize("error", [Unavailable("锁住了"), RuntimeError("?")], ids=["unavailable", "unknown"])
async def test_a_store_that_fails_for_a_while_costs_nothing(store: SqlStore, error: Exception) -> None:
    stream = Stream(FlakyStore(store, 2, error))
    async with stream.running():
        await stream.send(*(encode_post(make_post(f"p-{number}", f"{number} {WRONG}")) for number in range(3)))
        await stream.bus.settled(POSTS)
    assert store.counts()["posts"] == 3
    assert len(await stream.published(VIOLATIONS)) == 3
    assert await stream.published(DEAD_LETTERS) == []
    assert stream.sample("duwang_store_failures_total") == 2


async def test_stopping_while_the_store_is_away_commits_nothing_and_the_next_worker_gets_it_all(
    store: SqlStore,
) -> None:
    stream = Stream(FlakyStore(store, 10**9, Unavailable("断开")))
    await stream.send(encode_post(make_post()), encode_post(make_post("p-2")))
    async with stream.running():
        while not stream.sample("duwang_store_failures_total"):  # noqa: ASYNC110 - a count has no event
            await asyncio.sleep(0.001)
    assert store.counts()["posts"] == 0
    stream.store = store
    stream.worker = stream.new_worker()
    async with stream.running():
        await stream.bus.settled(POSTS)
    assert store.counts()["posts"] == 2


async def test_a_post_that_the_store_refuses_is_laid_aside_and_the_others_go_on(store: SqlStore) -> None:
    class Picky(FlakyStore):
        def record(self, records: Sequence[Record]) -> Recorded:
            if any(record.post.id == "poison" for record in records):
                raise ValueError(records)
            return self._store.record(records)

    stream = Stream(Picky(store, 0, ValueError()))
    await stream.send(*(encode_post(make_post(id_)) for id_ in ("p-1", "poison", "p-2")))
    async with stream.running():
        await stream.bus.settled(POSTS)
    (letter,) = await stream.published(DEAD_LETTERS)
    assert (letter["cause"], letter["offset"]) == ("store_refused", 1)
    assert store.counts()["posts"] == 2


async def test_a_store_that_refuses_everything_is_to_blame_itself(store: SqlStore) -> None:
    stream = Stream(FlakyStore(store, 30, ValueError("no such column")))
    await stream.send(*(encode_post(make_post(f"p-{number}")) for number in range(5)))
    async with stream.running():
        await stream.bus.settled(POSTS)
    assert await stream.published(DEAD_LETTERS) == []
    assert store.counts()["posts"] == 5


async def test_a_worker_whose_patience_ends_says_so(store: SqlStore) -> None:
    stream = Stream(FlakyStore(store, 99, Unavailable("磁盘已满")), patience=Patience(first_s=0.001, attempts=3))
    await stream.send(encode_post(make_post()))
    with pytest.raises(Unavailable, match="磁盘已满"):
        await stream.worker.run()


async def test_a_check_past_its_deadline_is_recorded_as_incomplete_and_counted(store: SqlStore) -> None:
    stream = Stream(store, deadline_s=-1)
    async with stream.running():
        await stream.send(encode_post(make_post()))
        await stream.bus.settled(POSTS)
    report = store.report("p-1").checked.report
    assert (report.complete, report.skipped, report.verdict) == (False, ("words",), Verdict.REVIEW)
    assert stream.sample("duwang_unchecked_total", reason="incomplete") == 1


async def test_a_stopped_worker_has_finished_its_batch(store: SqlStore) -> None:
    stream = Stream(store, batch_size=10)
    await stream.send(*(encode_post(make_post(f"p-{number}")) for number in range(100)))
    work = asyncio.ensure_future(stream.worker.run())
    while not stream.batches:  # noqa: ASYNC110 - a list has no event
        await asyncio.sleep(0)
    stream.worker.stop()
    await work
    consumer = stream.bus.consumer(POSTS, "checker")
    assert 0 < store.counts()["posts"] < 100
    assert await consumer.lag() == 100 - store.counts()["posts"]


async def test_the_loop_stays_free_while_a_batch_is_checked(store: SqlStore) -> None:
    stream = Stream(store)
    await stream.send(*(encode_post(make_post(f"p-{number}")) for number in range(300)))
    longest, last = 0.0, asyncio.get_running_loop().time()
    async with stream.running():
        settled = asyncio.ensure_future(stream.bus.settled(POSTS))
        while not settled.done():
            await asyncio.sleep(0)
            now = asyncio.get_running_loop().time()
            longest, last = max(longest, now - last), now
    assert longest < 0.5


async def test_two_workers_share_the_posts_and_record_each_once(store: SqlStore) -> None:
    stream = Stream(store)
    stream.bus = MemoryBus(partitions=4)
    workers = [stream.new_worker(batch_size=8) for _ in range(2)]
    work = [asyncio.ensure_future(worker.run()) for worker in workers]
    for number in range(200):
        post = make_post(f"p-{number}")
        await stream.bus.producer().publish(POSTS, bus_key(post.site, post.id), encode_post(post))
    await stream.bus.settled(POSTS)
    for worker in workers:
        worker.stop()
    await asyncio.gather(*work)
    assert store.counts()["posts"] == sum(batch.recorded.new_posts for batch in stream.batches) == 200


async def test_a_full_bus_slows_the_source_down_and_loses_nothing(store: SqlStore, tmp_path: Path) -> None:
    stream = Stream(store, capacity=4)
    await ingest(stream, archive(tmp_path))
    assert store.counts()["posts"] == 480


async def test_a_letter_torn_by_a_crash_does_not_swallow_the_next(tmp_path: Path) -> None:
    bus, path = MemoryBus(), tmp_path / "dead-letters.jsonl"
    path.write_bytes(b'{"n":0}\n{"n":')
    file = DeadLetterFile(bus.consumer(DEAD_LETTERS, "file"), path)
    work = asyncio.ensure_future(file.run())
    await bus.producer().publish(DEAD_LETTERS, b"", b'{"n":2}')
    await bus.settled(DEAD_LETTERS)
    file.stop()
    await work
    assert path.read_bytes() == b'{"n":0}\n{"n":\n{"n":2}\n'


async def test_dead_letters_stay_in_their_file(tmp_path: Path) -> None:
    bus = MemoryBus()
    file = DeadLetterFile(bus.consumer(DEAD_LETTERS, "file"), tmp_path / "new" / "dead-letters.jsonl")
    work = asyncio.ensure_future(file.run())
    for number in range(3):
        await bus.producer().publish(DEAD_LETTERS, b"", b'{"n":%d}' % number)
    await bus.settled(DEAD_LETTERS)
    assert (tmp_path / "new" / "dead-letters.jsonl").read_text() == '{"n":0}\n{"n":1}\n{"n":2}\n'
    file.stop()
    await work
