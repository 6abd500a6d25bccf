"""What every log of dead letters does: a file, and a topic of a real Kafka."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import NamedTuple

import pytest

from services.bus.dead_letter_file import DeadLetterFile
from services.bus.kafka import KafkaBus
from services.bus.kafka_cluster import Cluster
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS
from services.domain.errors import Unavailable
from services.letters.file_log import FileLog
from services.letters.kafka_log import KafkaLog
from services.letters.log import DeadLetterLog
from services.wire.dead_letter import Cause, DeadLetter, encode_dead_letter
from tests.fakes import NOW

pytestmark = pytest.mark.anyio

LETTER = DeadLetter(
    original=b"\xff\x00 {no post}\n",
    cause=Cause.INVALID_POST,
    reason="缺少正文",
    field="body",
    topic="duwang.posts",
    partition=3,
    offset=7,
    at="2026-03-31T09:30:00+08:00",
)


class Place(NamedTuple):
    """A log, a second one on the same letters as another process has it, and what a worker does with its letters."""

    log: DeadLetterLog
    another: Callable[[], DeadLetterLog]
    lay_aside: Callable[..., Awaitable[None]]


@pytest.fixture(params=["file", "kafka"])
async def place(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Place]:
    if request.param == "file":
        yield _in_a_file(tmp_path / "var" / "dead-letters.jsonl")
        return
    async with _on_kafka(request.getfixturevalue("kafka")) as place:
        yield place


def _in_a_file(path: Path) -> Place:
    async def lay_aside(*records: bytes) -> None:
        bus = MemoryBus()
        file = DeadLetterFile(bus.consumer(DEAD_LETTERS, "file"), path)
        work = asyncio.ensure_future(file.run())
        await bus.producer().publish_all(DEAD_LETTERS, [(b"", record) for record in records])
        await bus.settled(DEAD_LETTERS)
        file.stop()
        await work

    return Place(FileLog(path), lambda: FileLog(path), lay_aside)


@asynccontextmanager
async def _on_kafka(brokers: str) -> AsyncIterator[Place]:
    cluster = Cluster(brokers=brokers, prefix=f"{uuid.uuid4().hex}.", partitions=3)
    bus = KafkaBus(cluster, client="letters")

    async def lay_aside(*records: bytes) -> None:
        await bus.producer().publish_all(DEAD_LETTERS, [(b"", record) for record in records])

    def log() -> KafkaLog:
        return KafkaLog(cluster, bus.producer(), client="letters")

    yield Place(log(), log, lay_aside)
    await bus.close()


async def letters(log: DeadLetterLog) -> list[DeadLetter]:
    return sorted([kept.letter async for kept in log.letters()], key=lambda letter: letter.offset)


async def ids(log: DeadLetterLog) -> set[str]:
    return {kept.id async for kept in log.letters()}


def numbered(count: int) -> list[DeadLetter]:
    return [replace(LETTER, offset=number) for number in range(count)]


async def test_a_log_that_nobody_wrote_to_is_empty(place: Place) -> None:
    assert await letters(place.log) == []
    assert await place.log.replayed() == {}


async def test_letters_come_as_they_were_laid_aside_as_often_as_one_reads(place: Place) -> None:
    laid = numbered(40)
    await place.lay_aside(*map(encode_dead_letter, laid))
    assert await letters(place.log) == laid
    assert await letters(place.another()) == laid


async def test_an_id_is_the_same_for_every_reader_and_one_letters_alone(place: Place) -> None:
    await place.lay_aside(*map(encode_dead_letter, numbered(20)))
    first = await ids(place.log)
    assert len(first) == 20
    assert await ids(place.another()) == first
    assert {len(id_) for id_ in first} == {16}


async def test_a_letter_that_was_written_twice_is_one(place: Place) -> None:
    record = encode_dead_letter(LETTER)
    await place.lay_aside(record)
    await place.lay_aside(record, record)
    assert await letters(place.log) == [LETTER]


async def test_marks_are_remembered_by_whoever_reads_next_and_the_letters_stay(place: Place) -> None:
    await place.lay_aside(*map(encode_dead_letter, numbered(5)))
    one, two, three, *_ = sorted(await ids(place.log))
    await place.log.mark([one, two], NOW)
    await place.another().mark([three], NOW + timedelta(hours=1))
    assert await place.another().replayed() == {one: NOW, two: NOW, three: NOW + timedelta(hours=1)}
    assert len(await letters(place.log)) == 5


async def test_the_last_mark_counts(place: Place) -> None:
    await place.lay_aside(encode_dead_letter(LETTER))
    (one,) = await ids(place.log)
    for hour in range(3):
        await place.log.mark([one], NOW + timedelta(hours=hour))
    assert await place.log.replayed() == {one: NOW + timedelta(hours=2)}


async def test_letters_laid_aside_later_are_there_at_the_next_reading(place: Place) -> None:
    await place.lay_aside(*map(encode_dead_letter, numbered(2)))
    assert len(await letters(place.log)) == 2
    await place.lay_aside(encode_dead_letter(replace(LETTER, offset=2)))
    assert await letters(place.log) == numbered(3)


async def test_a_damaged_record_is_shown_and_hides_no_other(place: Place) -> None:
    await place.lay_aside(b'{"cause": "inval', encode_dead_letter(LETTER))
    damaged, whole = await letters(place.log)
    assert whole == LETTER
    assert (damaged.original, damaged.cause) == (b'{"cause": "inval', Cause.INVALID_MESSAGE)
    assert damaged.reason
    assert damaged.place


async def test_a_large_letter_comes_whole(place: Place) -> None:
    laid = [replace(LETTER, offset=number, original=bytes([number]) * 3_000_000) for number in range(3)]
    await place.lay_aside(*map(encode_dead_letter, laid))
    assert await letters(place.log) == laid


async def test_a_line_that_is_still_being_written_is_left_for_the_next_reading(tmp_path: Path) -> None:
    path, record = tmp_path / "dead-letters.jsonl", encode_dead_letter(LETTER)
    path.write_bytes(record + b"\n" + record[:20])
    assert await letters(FileLog(path)) == [LETTER]


async def test_a_mark_that_was_cut_short_spoils_neither_the_next_nor_the_one_before(tmp_path: Path) -> None:
    log = FileLog(tmp_path / "dead-letters.jsonl")
    await log.mark(["a"], NOW)
    with (tmp_path / "dead-letters.replayed.jsonl").open("ab") as file:
        file.write(b'{"replayed":["b')
    await log.mark(["c"], NOW)
    assert await log.replayed() == {"a": NOW, "c": NOW}


async def test_a_broker_that_is_not_there_is_named() -> None:
    cluster = Cluster(brokers="127.0.0.1:9")
    bus = KafkaBus(cluster, client="letters")
    log = KafkaLog(cluster, bus.producer(), client="letters", patience_s=0.5)
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:9"):
        await letters(log)
    await bus.close()
