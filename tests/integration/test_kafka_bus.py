"""The Kafka bus and what goes wrong with brokers and members: nothing is lost, and who waits is told what to do."""

import asyncio
import logging
import signal
import sys
import time
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from structlog.testing import capture_logs

from services.bus.kafka import Cluster, KafkaBus
from services.bus.kafka_consumer import KafkaConsumer
from services.bus.messages import DEAD_LETTERS, POSTS, VIOLATIONS, Consumer, Message
from services.domain.errors import InvalidPost, Unavailable, UnreadableInput
from tests.servers.kafka import KafkaServer, new_kafka_server

pytestmark = pytest.mark.anyio
_DEADLINE_S = 40.0
_NOBODY = "127.0.0.1:9"
_MIB = 1024 * 1024
_LOGIN = "org.apache.kafka.common.security.plain.PlainLoginModule required"
_WITH_PASSWORDS = {
    "listener.security.protocol.map": "PLAINTEXT:SASL_PLAINTEXT,CONTROLLER:PLAINTEXT",
    "sasl.enabled.mechanisms": "PLAIN",
    "sasl.mechanism.inter.broker.protocol": "PLAIN",
    "listener.name.plaintext.plain.sasl.jaas.config": (
        f'{_LOGIN} username="broker" password="own" user_broker="own" user_duwang="right";'
    ),
}


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Stream:
    """Buses and consumers on one broker, with topics of their own, all closed at the end."""

    def __init__(self, address: str) -> None:
        self.address, self.prefix = address, f"bus-{uuid.uuid4().hex[:8]}-"
        self._open: list[Any] = []

    def bus(self, *, partitions: int = 3, prefix: str | None = None, **options: Any) -> KafkaBus:
        cluster = Cluster(brokers=self.address, prefix=self.prefix if prefix is None else prefix, partitions=partitions)
        bus = KafkaBus(cluster, client="test", **options)
        self._open.append(bus)
        return bus

    def join(self, bus: KafkaBus, group: str = "g", topic: str = "t", **options: Any) -> KafkaConsumer:
        consumer = bus.consumer(topic, group, **options)
        self._open.append(consumer)
        return consumer

    async def close(self) -> None:
        for each in reversed(self._open):
            await each.close()


@pytest.fixture
async def stream(kafka: str) -> AsyncIterator[Stream]:
    opened = Stream(kafka)
    yield opened
    await opened.close()


@pytest.fixture
async def own_stream(own_kafka: KafkaServer) -> AsyncIterator[Stream]:
    opened = Stream(own_kafka.address)
    yield opened
    await opened.close()


@pytest.fixture
async def lost_stream() -> AsyncIterator[Stream]:
    """Where no broker is."""
    opened = Stream(_NOBODY)
    yield opened
    await opened.close()


async def until(claim: Callable[[], bool]) -> None:
    async with asyncio.timeout(_DEADLINE_S):
        while not claim():  # noqa: ASYNC110 - what a broker does sets no event here
            await asyncio.sleep(0.01)


async def take(consumer: Consumer, count: int) -> list[Message]:
    messages: list[Message] = []
    async with asyncio.timeout(_DEADLINE_S):
        while len(messages) < count:
            messages += await consumer.poll(count - len(messages), 0.1)
    return messages


def numbered(numbers: Sequence[int], keys: int = 5) -> list[tuple[bytes, bytes]]:
    return [(b"key-%d" % (number % keys), b"%d" % number) for number in numbers]


def numbers(messages: Sequence[Message]) -> list[int]:
    return [int(message.value) for message in messages]


def in_order_of_their_keys(messages: Sequence[Message]) -> bool:
    keys = {message.key for message in messages}
    ordered = [numbers([message for message in messages if message.key == key]) for key in keys]
    return all(each == sorted(each) for each in ordered)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_a_broker_that_restarts_loses_and_doubles_nothing(
    own_kafka: KafkaServer, own_stream: Stream, end: str
) -> None:
    bus = own_stream.bus()
    consumer, published, polled = own_stream.join(bus), 0, set[int]()
    restarted = asyncio.Event()

    async def publish() -> None:
        nonlocal published
        while not restarted.is_set():
            await bus.producer().publish_all("t", numbered(range(published, published + 50)))
            published += 50
            await asyncio.sleep(0.01)

    async def read() -> None:
        while not restarted.is_set() or len(polled) < published:
            polled.update(numbers(await consumer.poll(64, 0.1)))
            await consumer.commit()

    async def restart() -> None:
        await until(lambda: len(polled) > 200)
        await asyncio.to_thread(getattr(own_kafka, end))
        await asyncio.sleep(0.5)
        await asyncio.to_thread(own_kafka.start)
        before = published
        await until(lambda: published > before + 200)
        restarted.set()

    async with asyncio.timeout(90):
        await asyncio.gather(publish(), read(), restart())
    assert polled == set(range(published))
    everything = await take(own_stream.join(bus, "later"), published)
    assert sorted(numbers(everything)) == list(range(published))
    assert in_order_of_their_keys(everything)


async def test_while_a_broker_hangs_publishers_are_told_and_readers_wait(
    own_kafka: KafkaServer, own_stream: Stream
) -> None:
    bus = own_stream.bus(delivery_s=1)
    consumer = own_stream.join(bus)
    await bus.producer().publish("t", b"", b"0")
    assert numbers(await take(consumer, 1)) == [0]
    own_kafka.pause()
    try:
        with pytest.raises(Unavailable, match=own_stream.address):
            await bus.producer().publish("t", b"", b"1")
        before = time.monotonic()
        assert not await consumer.poll(1, 0.2)
        assert time.monotonic() - before < 2
    finally:
        own_kafka.resume()
    patient = own_stream.bus()
    await patient.producer().publish("t", b"", b"2")
    assert sorted(numbers(await take(consumer, 2))) == [1, 2]


async def test_a_commit_that_no_broker_takes_is_told_and_may_be_tried_again(
    own_kafka: KafkaServer, own_stream: Stream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.bus.kafka_consumer._COMMIT_S", 0.5)
    bus = own_stream.bus()
    consumer = own_stream.join(bus)
    await bus.producer().publish_all("t", numbered(range(10)))
    await take(consumer, 10)
    own_kafka.pause()
    try:
        with pytest.raises(Unavailable, match="读到哪里"):
            await consumer.commit()
    finally:
        own_kafka.resume()
    monkeypatch.undo()
    await consumer.commit()
    assert await consumer.lag() == 0


async def test_who_must_log_in_does_so_and_who_cannot_is_told() -> None:
    with new_kafka_server(settings=_WITH_PASSWORDS) as server:
        cluster = Cluster(brokers=server.address, user="duwang", password="right", sasl="PLAIN", partitions=1)
        bus, stranger = (KafkaBus(each, client="test") for each in (cluster, replace(cluster, password="a-wrong-one")))
        await bus.ready()
        await bus.producer().publish("t", b"", b"1")
        consumer = bus.consumer("t", "g")
        assert numbers(await take(consumer, 1)) == [1]
        with pytest.raises(Unavailable, match="密码") as told:
            await stranger.ready(patience_s=1)
        for each in (consumer, bus, stranger):
            await each.close()
    assert "a-wrong-one" not in str(told.value) + repr(stranger._cluster)


async def test_without_brokers_everyone_is_told_where_they_should_be(
    lost_stream: Stream, caplog: pytest.LogCaptureFixture
) -> None:
    bus = lost_stream.bus(delivery_s=1.5)
    consumer = lost_stream.join(bus)
    with caplog.at_level(logging.WARNING):
        with pytest.raises(Unavailable, match=f"连不上 Kafka.{_NOBODY}"):
            await bus.ready(patience_s=1.5)
        with pytest.raises(Unavailable, match=_NOBODY):
            await bus.producer().publish("t", b"", b"secret")
        assert not await consumer.poll(1, 0.1)
        assert await consumer.lags() == {}
        await consumer.commit()
    said = [record.getMessage() for record in caplog.records if record.name.startswith("aiokafka")]
    assert len(said) == len(set(said))
    assert not any("secret" in each for each in said)


async def test_a_reader_that_came_before_the_broker_reads_when_it_is_there(
    own_kafka: KafkaServer, own_stream: Stream
) -> None:
    bus = own_stream.bus()
    consumer = own_stream.join(bus)
    await asyncio.to_thread(own_kafka.stop)
    try:
        assert not await consumer.poll(1, 0.2)
    finally:
        await asyncio.to_thread(own_kafka.start)
    await bus.ready()
    await bus.producer().publish("t", b"", b"1")
    assert numbers(await take(consumer, 1)) == [1]


async def test_many_processes_may_make_the_topics_at_once(stream: Stream) -> None:
    buses = [stream.bus(partitions=5) for _ in range(4)]
    await asyncio.gather(*(bus.ready() for bus in buses))
    await asyncio.gather(*(bus.ready() for bus in buses))
    made = await described(stream.address, *(stream.prefix + topic for topic in (POSTS, VIOLATIONS, DEAD_LETTERS)))
    assert made == [5, 5, 5]


async def described(address: str, *topics: str) -> list[int]:
    """How many partitions each has."""
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        return [len(topic["partitions"]) for topic in await admin.describe_topics(list(topics))]
    finally:
        await admin.close()


async def make_topic(address: str, name: str, **configs: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    await admin.create_topics([NewTopic(name, 1, 1, topic_configs=configs)])
    await admin.close()


async def test_systems_with_other_prefixes_see_nothing_of_each_other(stream: Stream) -> None:
    one, two = stream.bus(prefix=f"{stream.prefix}one."), stream.bus(prefix=f"{stream.prefix}two.")
    for number, bus in enumerate((one, two)):
        await bus.producer().publish(POSTS, b"k", b"%d" % number)
    for number, bus in enumerate((one, two)):
        consumer = stream.join(bus, topic=POSTS)
        (message,) = await take(consumer, 1)
        assert (message.topic, message.value) == (POSTS, b"%d" % number)
        await consumer.commit()
        assert not await consumer.poll(1, 0.2)


async def test_the_largest_post_passes_and_a_larger_message_is_refused_with_all_its_batch(stream: Stream) -> None:
    bus = stream.bus(partitions=1)
    large, small = b"x" * 6 * _MIB, b"small"
    with pytest.raises(InvalidPost, match="上限"):
        await bus.producer().publish_all("t", [(b"", small), (b"", b"x" * (16 * _MIB + 1))])
    await bus.producer().publish_all("t", [(b"", large)] * 8)
    await bus.producer().publish("t", b"", b"y" * 16 * _MIB)
    sizes = [len(message.value) for message in await take(stream.join(bus), 9)]
    assert sizes == [6 * _MIB] * 8 + [16 * _MIB]


async def test_a_topic_that_takes_only_small_messages_goes_on_with_the_next_one(stream: Stream) -> None:
    await make_topic(stream.address, f"{stream.prefix}t", **{"max.message.bytes": "1000"})
    producer = stream.bus().producer()
    for _ in range(3):
        with pytest.raises(InvalidPost, match=r"max\.message\.bytes"):
            await producer.publish("t", b"", b"x" * 2000)
        await producer.publish("t", b"", b"1")


async def test_publishers_at_once_keep_each_the_order_of_its_keys(stream: Stream) -> None:
    bus = stream.bus(partitions=4)

    async def publish(publisher: int) -> None:
        for start in range(0, 500, 25):
            batch = [(b"%d" % publisher, b"%d" % number) for number in range(start, start + 25)]
            await bus.producer().publish_all("t", batch)

    await asyncio.gather(*map(publish, range(8)))
    messages = await take(stream.join(bus), 8 * 500)
    assert in_order_of_their_keys(messages)
    assert sorted(numbers(messages)) == sorted(list(range(500)) * 8)


async def test_a_slow_member_stays_in_its_group_and_commits(stream: Stream) -> None:
    bus = stream.bus(session_s=1)
    await bus.producer().publish_all("t", numbered(range(10)))
    slow = stream.join(bus)
    await take(slow, 10)
    await asyncio.sleep(2.5)
    await slow.commit()
    assert await slow.lag() == 0
    assert not await slow.poll(1, 0.2)


async def test_a_reader_whose_client_has_stopped_inside_begins_anew(stream: Stream) -> None:
    bus = stream.bus()
    consumer = stream.join(bus)
    await bus.producer().publish("t", b"", b"1")
    assert numbers(await take(consumer, 1)) == [1]
    await consumer.commit()
    client = await consumer._membership.join()
    client._fetcher._fetch_task.cancel()
    await bus.producer().publish("t", b"", b"2")
    assert numbers(await take(consumer, 1)) == [2]


async def test_a_commit_by_a_member_that_was_replaced_is_refused_and_the_messages_come_again(stream: Stream) -> None:
    await stream.bus().producer().publish_all("t", numbered(range(10)))
    old, new = (stream.join(stream.bus(instance="worker-1")) for _ in range(2))
    await take(old, 10)
    assert not await new.poll(1, 0)
    await until_owner(new)
    with capture_logs() as said:
        await old.commit()
    await old.close()
    assert [each["event"] for each in said] == ["commit_refused"]
    assert sorted(numbers(await take(new, 10))) == list(range(10))


async def until_owner(consumer: Consumer) -> None:
    """Wait until the consumer has partitions, without taking a message."""
    async with asyncio.timeout(_DEADLINE_S):
        while not await consumer.lags():  # noqa: ASYNC110 - what a broker does sets no event here
            await asyncio.sleep(0.01)


_VICTIM = """
import asyncio, sys
from services.bus.kafka import Cluster, KafkaBus
from services.telemetry.logs import configure_logs

configure_logs("error")

async def main(address, prefix, session_s):
    bus = KafkaBus(Cluster(brokers=address, prefix=prefix), client="victim", instance="victim", session_s=session_s)
    consumer = bus.consumer("t", "g")
    while True:
        for message in await consumer.poll(100, 1):
            print(message.value.decode(), flush=True)

asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
"""


async def kill_after_polling(stream: Stream, session_s: float) -> set[int]:
    """A member in another process polls something, commits nothing and is killed. What it had polled by then."""
    command = [sys.executable, "-c", _VICTIM, stream.address, stream.prefix, str(session_s)]
    victim = await asyncio.create_subprocess_exec(*command, cwd=Path.cwd(), stdout=asyncio.subprocess.PIPE)
    assert victim.stdout
    async with asyncio.timeout(_DEADLINE_S):
        first = await victim.stdout.readline()
        victim.send_signal(signal.SIGKILL)
        rest = await victim.stdout.read()
        await victim.wait()
    return {int(line) for line in (first + rest).split()}


async def test_a_member_that_is_killed_and_comes_back_has_its_messages_before_its_session_ends(stream: Stream) -> None:
    session_s = 20.0
    await stream.bus().producer().publish_all("t", numbered(range(30)))
    polled = await kill_after_polling(stream, session_s)
    before = time.monotonic()
    again = await take(stream.join(stream.bus(instance="victim", session_s=session_s)), 30)
    assert time.monotonic() - before < session_s / 2
    assert polled <= set(numbers(again)) == set(range(30))


async def test_the_others_take_over_from_a_member_that_does_not_come_back(stream: Stream) -> None:
    session_s = 2.0
    await stream.bus().producer().publish_all("t", numbered(range(30)))
    await kill_after_polling(stream, session_s)
    other = stream.join(stream.bus(instance="other", session_s=session_s))
    assert sorted(numbers(await take(other, 30))) == list(range(30))


async def test_a_topic_of_another_system_is_read_by_its_full_name(stream: Stream) -> None:
    name = f"cms-{uuid.uuid4().hex[:8]}"
    await make_topic(stream.address, name)
    await stream.bus(prefix="").producer().publish(name, b"", b"1")
    (message,) = await take(stream.join(stream.bus(), topic=name, prefixed=False), 1)
    assert (message.topic, message.value) == (name, b"1")


async def test_a_topic_of_another_system_that_is_absent_is_named_and_not_made(stream: Stream) -> None:
    name = f"cms-{uuid.uuid4().hex[:8]}"
    consumer = stream.join(stream.bus(), topic=name, prefixed=False)
    for _ in range(2):
        with pytest.raises(UnreadableInput, match=name):
            await consumer.poll(1, 10)
    await make_topic(stream.address, name)
    assert not await consumer.poll(1, 1)
