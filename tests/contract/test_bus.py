"""What every bus does. A broker joins by one more parameter."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import pytest

from services.bus.memory import MemoryBus
from services.bus.messages import Bus, Consumer, Message

pytestmark = pytest.mark.anyio

MakeBus = Callable[..., Bus]
Join = Callable[[Bus, str], Consumer]
_DEADLINE_S = 30.0


async def eventually(claim: Callable[[], Awaitable[Any]]) -> Any:
    """Wait until the claim holds, for as long as brokers take on a busy machine."""
    async with asyncio.timeout(_DEADLINE_S):
        while not (result := await claim()):  # noqa: ASYNC110 - what a broker does sets no event here
            await asyncio.sleep(0.01)
        return result


async def take(consumer: Consumer, count: int) -> list[Message]:
    """Poll exactly `count` messages, a few at a time."""
    messages: list[Message] = []

    async def have_all() -> bool:
        while batch := await consumer.poll(min(3, count - len(messages)), 0.01):
            messages.extend(batch)
            if len(messages) == count:
                return True
        return False

    await eventually(have_all)
    return messages


async def take_all(consumers: Sequence[Consumer], count: int) -> list[list[Message]]:
    """Poll all of them in turn until they have `count` messages together; then no more may come."""
    taken: list[list[Message]] = [[] for _ in consumers]

    async def have_all() -> bool:
        for messages, consumer in zip(taken, consumers, strict=True):
            messages.extend(await consumer.poll(count, 0.01))
        return sum(map(len, taken)) >= count

    await eventually(have_all)
    assert not any([await consumer.poll(1, 0.01) for consumer in consumers])
    assert sum(map(len, taken)) == count
    return taken


async def joined(*consumers: Consumer, partitions: int) -> None:
    """Let consumers join by polling empty topics, until each has a share and all partitions have an owner."""

    async def have_shares() -> bool:
        shares = []
        for consumer in consumers:
            assert not await consumer.poll(1, 0.01)
            shares.append(set(await consumer.lags()))
        return all(shares) and sorted(number for share in shares for number in share) == list(range(partitions))

    await eventually(have_shares)


def values(messages: Sequence[Message]) -> list[bytes]:
    return [message.value for message in messages]


async def test_messages_come_in_the_order_of_their_key_with_rising_offsets(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(partitions=3)
    consumer = join(bus, "g")
    for number in range(30):
        await bus.producer().publish("t", b"key-%d" % (number % 5), b"%d" % number)
    messages = await take(consumer, 30)
    for key in {message.key for message in messages}:
        own = [message for message in messages if message.key == key]
        assert len({message.partition for message in own}) == 1
        assert values(own) == sorted(values(own), key=int)
    for partition in range(3):
        offsets = [message.offset for message in messages if message.partition == partition]
        assert offsets == list(range(len(offsets)))


async def test_many_published_at_once_keep_the_order_of_their_key(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(partitions=3)
    await bus.producer().publish_all("t", [(b"key-%d" % (number % 5), b"%d" % number) for number in range(500)])
    messages = await take(join(bus, "g"), 500)
    assert sorted(values(messages), key=int) == [b"%d" % number for number in range(500)]
    for key in {message.key for message in messages}:
        own = values([message for message in messages if message.key == key])
        assert own == sorted(own, key=int)


async def test_a_message_carries_what_was_published(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(clock=lambda: 12.5)
    await bus.producer().publish("t", b"k", b"\x00\xff")
    assert await take(join(bus, "g"), 1) == [Message("t", 0, 0, b"k", b"\x00\xff", 12.5)]


async def test_a_message_may_lack_key_and_value(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(clock=lambda: 12.5)
    await bus.producer().publish_all("t", [])
    await bus.producer().publish("t", b"", b"")
    assert await take(join(bus, "g"), 1) == [Message("t", 0, 0, b"", b"", 12.5)]


async def test_every_group_gets_every_message_and_every_member_a_share(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(partitions=4)
    alone, one, two = join(bus, "a"), join(bus, "b"), join(bus, "b")
    await joined(alone, partitions=4)
    await joined(one, two, partitions=4)
    for number in range(40):
        await bus.producer().publish("t", b"%d" % number, b"%d" % number)
    (everything,) = await take_all([alone], 40)
    shares = await take_all([one, two], 40)
    assert sorted(values(shares[0] + shares[1])) == sorted(values(everything))
    assert all(shares)


async def test_poll_respects_its_limit_and_its_timeout(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus()
    consumer = join(bus, "g")
    before = time.monotonic()
    assert not await consumer.poll(10, 0.01)
    assert not await consumer.poll(10, 0)
    assert time.monotonic() - before < 1
    await bus.producer().publish_all("t", [(b"", b"%d" % number) for number in range(5)])
    first = await eventually(lambda: consumer.poll(2, 0))
    assert values(first) == [b"0", b"1"]
    assert values(await consumer.poll(10, 0)) == [b"2", b"3", b"4"]


async def test_a_waiting_poll_is_woken_by_a_message(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus()
    consumer = join(bus, "g")
    await joined(consumer, partitions=1)
    waiting = asyncio.ensure_future(consumer.poll(1, 10))
    await asyncio.sleep(0)
    await bus.producer().publish("t", b"", b"x")
    async with asyncio.timeout(5):
        assert values(await waiting) == [b"x"]


async def test_what_is_not_committed_goes_to_the_next_member(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus()
    first = join(bus, "g")
    for number in range(4):
        await bus.producer().publish("t", b"", b"%d" % number)
    await take(first, 2)
    await first.commit()
    await take(first, 2)
    await first.close()
    assert values(await take(join(bus, "g"), 2)) == [b"2", b"3"]


async def test_a_member_that_lost_a_partition_cannot_commit_it(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(partitions=2)
    old = join(bus, "g")
    await bus.producer().publish_all("t", [(b"%d" % number, b"%d" % number) for number in range(20)])
    polled = await take(old, 20)
    new = join(bus, "g")
    again = list(await eventually(lambda: new.poll(1, 0.01)))
    (lost,) = {message.partition for message in again}
    await eventually(lambda: owns(old, {1 - lost}))
    await old.commit()
    uncommitted = values([message for message in polled if message.partition == lost])
    again += await take(new, len(uncommitted) - 1)
    assert values(again) == uncommitted
    assert not await new.poll(1, 0.01)
    assert await new.lags() == {lost: len(uncommitted)}
    assert await old.lags() == {1 - lost: 0}


async def owns(consumer: Consumer, partitions: set[int]) -> bool:
    return (await consumer.lags()).keys() == partitions


async def test_lag_counts_what_is_not_committed(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus(partitions=2)
    consumer = join(bus, "g")
    await bus.producer().publish_all("t", [(b"%d" % number, b"") for number in range(10)])
    await take(consumer, 10)
    assert await consumer.lag() == 10
    assert sum((await consumer.lags()).values()) == 10
    await consumer.commit()
    assert await consumer.lags() == {0: 0, 1: 0}


async def test_a_member_that_has_left_owns_nothing_and_may_leave_again(make_bus: MakeBus, join: Join) -> None:
    bus = make_bus()
    consumer = join(bus, "g")
    await joined(consumer, partitions=1)
    await consumer.close()
    assert await consumer.lags() == {}
    await consumer.close()


async def test_a_member_that_never_polled_may_leave(make_bus: MakeBus, join: Join) -> None:
    consumer = join(make_bus(), "g")
    await consumer.commit()
    await consumer.close()
    assert await consumer.lag() == 0


async def test_memory_takes_what_is_there_up_to_the_limit() -> None:
    bus = MemoryBus()
    consumer = bus.consumer("t", "g")
    for number in range(5):
        await bus.producer().publish("t", b"", b"%d" % number)
    assert values(await consumer.poll(2, 0)) == [b"0", b"1"]
    assert values(await consumer.poll(10, 0)) == [b"2", b"3", b"4"]


async def test_in_memory_publish_waits_while_the_bus_is_full_and_goes_on_after_a_commit() -> None:
    bus = MemoryBus(capacity=2)
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
    assert values(await consumer.poll(3, 0.01)) == [b"2"]


async def test_in_memory_bytes_fill_the_bus_too() -> None:
    bus = MemoryBus(capacity_bytes=1000)
    bus.consumer("t", "g")
    await bus.producer().publish("t", b"", b"x" * 5000)  # one is always taken, however large
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await bus.producer().publish("t", b"", b"x")


async def test_in_memory_a_topic_nobody_reads_keeps_the_newest_and_never_blocks() -> None:
    bus = MemoryBus(capacity=3)
    for number in range(10):
        async with asyncio.timeout(1):
            await bus.producer().publish("t", b"", b"%d" % number)
    assert values(await bus.consumer("t", "late").poll(10, 0.01)) == [b"7", b"8", b"9"]


async def test_in_memory_settled_waits_for_every_group() -> None:
    bus = MemoryBus()
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
