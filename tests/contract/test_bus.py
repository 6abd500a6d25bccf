"""What every bus does. A broker joins by one more parameter."""

import asyncio
from collections.abc import Callable, Sequence

import pytest

from services.bus.memory import MemoryBus
from services.bus.messages import Consumer, Message

pytestmark = pytest.mark.anyio

MakeBus = Callable[..., MemoryBus]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(params=[pytest.param(MemoryBus, id="memory")])
def make_bus(request: pytest.FixtureRequest) -> MakeBus:
    factory: MakeBus = request.param
    return factory


async def drain(consumer: Consumer) -> list[Message]:
    messages: list[Message] = []
    while batch := await consumer.poll(3, 0.01):
        messages += batch
    return messages


def values(messages: Sequence[Message]) -> list[bytes]:
    return [message.value for message in messages]


async def test_messages_come_in_the_order_of_their_key_with_rising_offsets(make_bus: MakeBus) -> None:
    bus = make_bus(partitions=3)
    consumer = bus.consumer("t", "g")
    for number in range(30):
        await bus.producer().publish("t", b"key-%d" % (number % 5), b"%d" % number)
    messages = await drain(consumer)
    assert len(messages) == 30
    for key in {message.key for message in messages}:
        own = [message for message in messages if message.key == key]
        assert len({message.partition for message in own}) == 1
        assert values(own) == sorted(values(own), key=int)
    for partition in range(3):
        offsets = [message.offset for message in messages if message.partition == partition]
        assert offsets == list(range(len(offsets)))


async def test_a_message_carries_what_was_published(make_bus: MakeBus) -> None:
    bus = make_bus(clock=lambda: 12.5)
    await bus.producer().publish("t", b"k", b"\x00\xff")
    assert await bus.consumer("t", "g").poll(1, 0.1) == [Message("t", 0, 0, b"k", b"\x00\xff", 12.5)]


async def test_every_group_gets_every_message_and_every_member_a_share(make_bus: MakeBus) -> None:
    bus = make_bus(partitions=4)
    alone, one, two = bus.consumer("t", "a"), bus.consumer("t", "b"), bus.consumer("t", "b")
    for number in range(40):
        await bus.producer().publish("t", b"%d" % number, b"%d" % number)
    shares = [values(await drain(consumer)) for consumer in (alone, one, two)]
    assert len(shares[0]) == 40
    assert sorted(shares[1] + shares[2]) == sorted(shares[0])
    assert all(shares)


async def test_poll_respects_its_limit_and_its_timeout(make_bus: MakeBus) -> None:
    bus = make_bus()
    consumer = bus.consumer("t", "g")
    assert not await consumer.poll(10, 0.01)
    assert not await consumer.poll(10, 0)
    for number in range(5):
        await bus.producer().publish("t", b"", b"%d" % number)
    assert values(await consumer.poll(2, 0)) == [b"0", b"1"]
    assert values(await consumer.poll(10, 0)) == [b"2", b"3", b"4"]


async def test_a_waiting_poll_is_woken_by_a_message(make_bus: MakeBus) -> None:
    bus = make_bus()
    waiting = asyncio.ensure_future(bus.consumer("t", "g").poll(1, 5))
    await asyncio.sleep(0)
    await bus.producer().publish("t", b"", b"x")
    async with asyncio.timeout(1):
        assert values(await waiting) == [b"x"]


async def test_what_is_not_committed_goes_to_the_next_member(make_bus: MakeBus) -> None:
    bus = make_bus()
    first = bus.consumer("t", "g")
    for number in range(4):
        await bus.producer().publish("t", b"", b"%d" % number)
    await first.poll(2, 0.1)
    await first.commit()
    await first.poll(2, 0.1)
    await first.close()
    assert values(await drain(bus.consumer("t", "g"))) == [b"2", b"3"]


async def test_a_member_that_lost_a_partition_cannot_commit_it(make_bus: MakeBus) -> None:
    bus = make_bus(partitions=2)
    old = bus.consumer("t", "g")
    for number in range(20):
        await bus.producer().publish("t", b"%d" % number, b"%d" % number)
    polled = await old.poll(100, 0.1)
    new = bus.consumer("t", "g")
    await old.commit()
    again = await drain(new)
    assert {message.partition for message in again} == {1}
    assert values(again) == [message.value for message in polled if message.partition == 1]


async def test_lag_counts_what_is_not_committed(make_bus: MakeBus) -> None:
    bus = make_bus(partitions=2)
    consumer = bus.consumer("t", "g")
    for number in range(10):
        await bus.producer().publish("t", b"%d" % number, b"")
    await consumer.poll(100, 0.1)
    assert await consumer.lag() == 10
    assert sum((await consumer.lags()).values()) == 10
    await consumer.commit()
    assert await consumer.lags() == {0: 0, 1: 0}


async def test_publish_waits_while_the_bus_is_full_and_goes_on_after_a_commit(make_bus: MakeBus) -> None:
    bus = make_bus(capacity=2)
    consumer, producer = bus.consumer("t", "g"), bus.producer()
    await producer.publish("t", b"", b"0")
    await producer.publish("t", b"", b"1")
    blocked = asyncio.ensure_future(producer.publish("t", b"", b"2"))
    await consumer.poll(2, 0.1)
    await asyncio.sleep(0.01)
    assert not blocked.done(), "polled is not dealt with"
    await consumer.commit()
    async with asyncio.timeout(1):
        await blocked
    assert values(await drain(consumer)) == [b"2"]


async def test_bytes_fill_the_bus_too(make_bus: MakeBus) -> None:
    bus = make_bus(capacity_bytes=1000)
    bus.consumer("t", "g")
    await bus.producer().publish("t", b"", b"x" * 5000)  # one is always taken, however large
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await bus.producer().publish("t", b"", b"x")


async def test_a_topic_nobody_reads_keeps_the_newest_and_never_blocks(make_bus: MakeBus) -> None:
    bus = make_bus(capacity=3)
    for number in range(10):
        async with asyncio.timeout(1):
            await bus.producer().publish("t", b"", b"%d" % number)
    assert values(await drain(bus.consumer("t", "late"))) == [b"7", b"8", b"9"]


async def test_settled_waits_for_every_group(make_bus: MakeBus) -> None:
    bus = make_bus()
    quick, slow = bus.consumer("t", "quick"), bus.consumer("t", "slow")
    await bus.producer().publish("t", b"", b"x")
    settled = asyncio.ensure_future(bus.settled("t"))
    for consumer in (quick, slow):
        await asyncio.sleep(0.01)
        assert not settled.done()
        await consumer.poll(1, 0.1)
        await consumer.commit()
    async with asyncio.timeout(1):
        await settled
