"""A true broker inside one process: topics, partitions, consumer groups, offsets, back-pressure. One event loop.

What a group has not committed is kept, and is delivered again to whoever owns the partition next. What every group of a
topic has committed is dropped. A topic without a group keeps its newest messages, so that a group that comes
later still sees them. Nothing survives the process but what has a journal.
"""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from services.bus.journal import Journal
from services.bus.messages import Message
from services.bus.topic import Topic


class MemoryBus:
    """`capacity` and `capacity_bytes` bound what waits in one topic for a commit; `clock` gives Unix time.

    `journals` are those of topics whose messages shall survive the process.
    """

    def __init__(
        self,
        *,
        partitions: int = 1,
        capacity: int = 10_000,
        capacity_bytes: int = 64 * 1024 * 1024,
        clock: Callable[[], float] = time.time,
        journals: Mapping[str, Journal] | None = None,
    ) -> None:
        self._make_topic = partial(Topic, partitions=partitions, capacity=capacity, capacity_bytes=capacity_bytes)
        self._clock, self._journals = clock, journals or {}
        self._topics: dict[str, Topic] = {}

    def producer(self) -> "MemoryProducer":
        return MemoryProducer(self._topic, self._clock)

    def consumer(self, topic: str, group: str) -> "MemoryConsumer":
        """Join a consumer group. A new group begins at the oldest message that is still kept."""
        return MemoryConsumer(self._topic(topic), group)

    async def close(self) -> None:
        for journal in self._journals.values():
            journal.close()

    async def settled(self, topic: str) -> None:
        """Wait until every group of the topic has committed all that is published by now."""
        await self._topic(topic).settled()

    def _topic(self, name: str) -> Topic:
        if name not in self._topics:
            self._topics[name] = self._make_topic(name, journal=self._journals.get(name))
        return self._topics[name]


class MemoryProducer:
    """Publishes to any topic."""

    def __init__(self, topic: Callable[[str], Topic], clock: Callable[[], float]) -> None:
        self._topic, self._clock = topic, clock

    async def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Append one record; waits while the topic is full of messages that wait for a commit."""
        await self._topic(topic).append(key, value, self._clock)

    async def publish_all(self, topic: str, records: Sequence[tuple[bytes, bytes]]) -> None:
        """Append records in order; waits as `publish` does."""
        for key, value in records:
            await self.publish(topic, key, value)


class MemoryConsumer:
    """A member of a group; owns its share of the topic's partitions until it is closed or has to share with another."""

    def __init__(self, topic: Topic, group: str) -> None:
        self._topic, self._group = topic, topic.group(group)
        self._positions: dict[int, int] = {}
        self._group.join(self._positions)

    async def poll(self, limit: int, timeout: float) -> Sequence[Message]:  # noqa: ASYNC109 - the shape of every bus
        """At most `limit` messages, in order within a partition; empty when none came within `timeout` seconds."""
        try:
            async with asyncio.timeout(timeout), self._topic.changed:
                await self._topic.changed.wait_for(self._has_more)
        except TimeoutError:
            return ()
        return self._take(limit)

    async def commit(self) -> None:
        """Commit all but partitions that were taken away meanwhile: their new owner gets the messages again."""
        await self._topic.commit(self._group, self._positions)

    async def lag(self) -> int:
        return sum((await self.lags()).values())

    async def lags(self) -> dict[int, int]:
        """Messages not committed yet, by owned partition."""
        return {number: self._topic.logs[number].end - self._group.committed[number] for number in self._positions}

    async def close(self) -> None:
        """Leave the group; the others take over, beginning at what is committed."""
        async with self._topic.changed:
            self._group.leave(self._positions)
            self._topic.changed.notify_all()

    def _has_more(self) -> bool:
        return any(self._topic.logs[number].end > position for number, position in self._positions.items())

    def _take(self, limit: int) -> list[Message]:
        """Take messages; the partition whose next one waits longest comes first, so that none starves."""
        batch: list[Message] = []
        logs = self._topic.logs
        for number, position in sorted(self._positions.items(), key=lambda item: logs[item[0]].waits_since(item[1])):
            taken = logs[number].read(position, limit - len(batch))
            self._positions[number] = position + len(taken)
            batch += taken
        return batch
