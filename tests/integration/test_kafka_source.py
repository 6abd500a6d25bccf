"""Foreign messages of a CMS topic onto the bus: nothing is lost, whatever breaks, and what is no post is laid aside."""

import asyncio
import base64
import json
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from typing import Any

import pytest

from services.bus.kafka import Cluster, KafkaBus
from services.bus.kafka_newest import newest
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS, Bus, Consumer, Message, Producer
from services.domain.errors import Unavailable, UnreadableInput
from services.domain.post import Post
from services.ingest.catalogue import KafkaSource, parse_sources
from services.ingest.sources.kafka import CmsTopic, reader_of
from services.telemetry.metrics import Metrics
from services.wire.post import decode_post
from tests.fakes import NOW
from tests.servers.kafka import KafkaServer

pytestmark = pytest.mark.anyio
_PATIENCE_S = 60
SOURCES = """
sources:
  - name: cms
    kind: kafka
    topic: cms.article
    encoding: gb18030
    where: {path: $.op, is: publish}
    rest: meta
    mapping: {id: $.no, body: {path: $.text, decode: [base64, gb18030]}, site: {const: www.qinglan.gov.cn}}
"""


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


def message(number: int | None, text: str = "青岚县召开会议。", operation: str = "publish", **more: Any) -> bytes:
    packed = base64.b64encode(text.encode("gb18030")).decode()
    document = {"op": operation, "no": number, "text": packed, "标题": "会议"} | more
    return json.dumps(document, ensure_ascii=False).encode("gb18030")


def source() -> KafkaSource:
    (found,) = parse_sources(SOURCES, "s")
    assert isinstance(found, KafkaSource)
    return found


class Cms:
    """A CMS that publishes to `topic` of a bus, and the product's reader of it."""

    def __init__(self, bus: Bus, topic: str = "cms.article") -> None:
        self.bus, self.topic, self.metrics = bus, topic, Metrics()

    def reader(self, producer: Producer | None = None, **options: Any) -> CmsTopic:
        consumer = self.bus.consumer(self.topic, "duwang-ingest")
        return CmsTopic(
            "cms", reader_of(source()), consumer, producer or self.bus.producer(), self.metrics,
            first_pause_s=0.01, **options,
        )  # fmt: skip

    async def send(self, *values: bytes) -> None:
        await self.bus.producer().publish_all(
            self.topic, [(b"%d" % number, each) for number, each in enumerate(values)]
        )

    def count(self, name: str, **labels: str) -> float:
        return self.metrics.registry.get_sample_value(name, labels) or 0


@asynccontextmanager
async def running(reader: CmsTopic) -> AsyncIterator[asyncio.Task[None]]:
    work = asyncio.create_task(reader.run())
    try:
        yield work
    finally:
        reader.stop()
        await asyncio.gather(work, return_exceptions=True)
    if not work.cancelled():
        work.result()


async def until(done: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not done():  # noqa: ASYNC110 - counters and metrics have no event
            await asyncio.sleep(0.01)


async def arrived(consumer: Consumer, enough: Callable[[list[Message]], bool]) -> list[Message]:
    """Poll until there is enough, then close."""
    messages: list[Message] = []
    try:
        async with asyncio.timeout(_PATIENCE_S):
            while not enough(messages):
                messages += await consumer.poll(500, 0.2)
    finally:
        await consumer.close()
    return messages


def posts(messages: Sequence[Message]) -> list[Post]:
    return [decode_post(each.value, now=NOW) for each in messages]


def ids(messages: Sequence[Message]) -> set[str]:
    return {post.id for post in posts(messages)}


class Flaky:
    """A producer whose brokers are away for the first calls, or for ever."""

    def __init__(self, inner: Producer, failures: float) -> None:
        self._inner, self.failures, self.calls = inner, failures, 0

    async def publish(self, topic: str, key: bytes, value: bytes) -> None:
        await self.publish_all(topic, [(key, value)])

    async def publish_all(self, topic: str, records: Sequence[tuple[bytes, bytes]]) -> None:
        self.calls += 1
        if self.calls <= self.failures:
            raise Unavailable("Kafka 没有收下消息")
        await self._inner.publish_all(topic, records)


async def test_messages_become_posts_and_others_are_passed_over_or_laid_aside_with_their_bytes() -> None:
    cms = Cms(MemoryBus())
    bad = message(None)
    await cms.send(message(1, "青岚县𠮷日"), message(2, operation="delete"), bad, b"", "乱码".encode(), message(3))
    reader = cms.reader()
    async with running(reader):
        await cms.bus.settled(cms.topic)  # type: ignore[attr-defined]
    found = await arrived(cms.bus.consumer(POSTS, "g"), lambda messages: len(messages) == 2)
    assert [(post.id, post.body) for post in posts(found)] == [("1", "青岚县𠮷日"), ("3", "青岚县召开会议。")]
    assert posts(found)[0].meta["original"]["标题"] == "会议"
    assert [each.key for each in found] == [b"www.qinglan.gov.cn/1", b"www.qinglan.gov.cn/3"]
    letters = await arrived(cms.bus.consumer(DEAD_LETTERS, "g"), lambda messages: len(messages) == 2)
    first, second = (json.loads(letter.value) for letter in letters)
    assert first | {"at": ""} == {
        "cause": "invalid_message", "field": "id", "topic": cms.topic, "partition": 0, "offset": 2, "place": "",
        "at": "", "reason": "$.no 处没有内容", "original": base64.b64encode(bad).decode(),
    }  # fmt: skip
    assert base64.b64decode(second["original"]) == "乱码".encode()
    assert reader.passed_over == 2
    assert cms.count("duwang_posts_ingested_total", source="kafka") == 2
    assert cms.count("duwang_dead_letters_total", reason="invalid_message") == 2


async def test_while_the_brokers_are_away_it_waits_and_commits_nothing() -> None:
    cms = Cms(MemoryBus())
    await cms.send(*(message(number) for number in range(10)))
    flaky = Flaky(cms.bus.producer(), failures=3)
    async with running(cms.reader(flaky, batch_size=4)):
        await until(lambda: flaky.calls >= 2)
        await cms.bus.settled(cms.topic)  # type: ignore[attr-defined]
    found = await arrived(cms.bus.consumer(POSTS, "g"), lambda messages: len(messages) >= 10)
    assert [post.id for post in posts(found)] == [str(number) for number in range(10)]
    assert cms.count("duwang_posts_ingested_total", source="kafka") == 10


async def test_told_to_stop_while_the_brokers_are_away_it_ends_and_the_messages_come_again() -> None:
    cms = Cms(MemoryBus())
    await cms.send(message(1), message(2))
    flaky = Flaky(cms.bus.producer(), failures=float("inf"))
    async with running(cms.reader(flaky)):
        await until(lambda: flaky.calls >= 2)
    again = cms.bus.consumer(cms.topic, "duwang-ingest")
    assert len(await again.poll(10, 1)) == 2


@pytest.fixture
async def kafka_cms(kafka: str) -> AsyncIterator[Cms]:
    """A foreign topic with three partitions on a real broker, and a bus with a prefix of its own."""
    async with _cms(kafka) as cms:
        yield cms


@asynccontextmanager
async def _cms(address: str, **options: Any) -> AsyncIterator[Cms]:
    prefix = f"cms-{uuid.uuid4().hex[:8]}-"
    bus = KafkaBus(Cluster(brokers=address, prefix=prefix, partitions=3, **options), client="cms")
    try:
        yield Cms(bus)
    finally:
        await bus.close()


async def test_on_kafka_a_reader_that_dies_loses_nothing(kafka_cms: Cms) -> None:
    await kafka_cms.send(*(message(number) for number in range(300)))
    flaky = Flaky(kafka_cms.bus.producer(), failures=0)
    async with running(kafka_cms.reader(flaky, batch_size=50)) as work:
        await until(lambda: flaky.calls >= 2)
        work.cancel()
    async with running(kafka_cms.reader(batch_size=50)):
        found = await arrived(kafka_cms.bus.consumer(POSTS, "g"), lambda messages: len(ids(messages)) == 300)
    assert ids(found) == {str(number) for number in range(300)}


async def test_what_is_too_large_for_the_bus_is_laid_aside_and_the_others_go_on(kafka: str) -> None:
    async with _cms(kafka, max_message_bytes=100_000) as cms:
        async with _cms(kafka) as large:
            large.topic = cms.topic
            cms.bus, bus = large.bus, cms.bus
            await cms.send(message(1), message(2, "长" * 20_000), message(3, "长" * 30_000), message(4))
            async with running(cms.reader(bus.producer())):
                name = "duwang_dead_letters_total"
                await until(lambda: cms.count(name, reason="invalid_message") == 2)
        found = await arrived(bus.consumer(POSTS, "g"), lambda messages: len(messages) >= 2)
        letters = await arrived(bus.consumer(DEAD_LETTERS, "g"), lambda messages: len(messages) >= 2)
    assert ids(found) == {"1", "4"}
    reasons = [json.loads(letter.value)["reason"] for letter in letters]
    assert all("超过 Kafka 消息的上限" in reason for reason in reasons)
    assert sorted("此处只留开头" in reason for reason in reasons) == [False, True]


async def test_a_broker_that_restarts_is_waited_for(own_kafka: KafkaServer) -> None:
    async with _cms(own_kafka.address) as cms:
        await cms.send(*(message(number) for number in range(40)))
        async with running(cms.reader()):
            await until(lambda: cms.count("duwang_posts_ingested_total", source="kafka") >= 40)
            await asyncio.to_thread(own_kafka.restart)
            await cms.send(*(message(number) for number in range(40, 80)))
            found = await arrived(cms.bus.consumer(POSTS, "g"), lambda messages: len(ids(messages)) == 80)
    assert ids(found) == {str(number) for number in range(80)}


async def test_a_look_shows_the_newest_and_takes_nothing_from_anybody(kafka_cms: Cms, kafka: str) -> None:
    for number in range(30):
        await kafka_cms.send(*[b"%d" % number] * (number % 3 + 1))
        await asyncio.sleep(0.002)  # times are in milliseconds, and partitions have no order between them
    name = kafka_cms.bus._cluster.prefix + kafka_cms.topic  # type: ignore[attr-defined]
    seen = await newest(Cluster(brokers=kafka), name, 6)
    assert [each.value for each in seen] == [b"27", *[b"28"] * 2, *[b"29"] * 3]
    reader = kafka_cms.bus.consumer(kafka_cms.topic, "duwang-ingest")
    assert len(await arrived(reader, lambda messages: len(messages) >= 60)) == 60


async def test_a_look_at_a_topic_that_is_not_there_says_so(kafka: str) -> None:
    with pytest.raises(UnreadableInput, match=r"没有主题 no\.such\.topic"):
        await newest(Cluster(brokers=kafka), "no.such.topic", 1)
    with pytest.raises(Unavailable, match="请核对地址和网络"):
        await newest(Cluster(brokers="127.0.0.1:1"), "x", 1, within_s=5)
