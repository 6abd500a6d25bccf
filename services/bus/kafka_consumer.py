"""Reading from Kafka as a member of a consumer group: what was polled is committed by order only, by its owner only."""

import asyncio
import time
from collections.abc import Mapping, Sequence

import structlog
from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    ConsumerStoppedError,
    GroupAuthorizationFailedError,
    IllegalStateError,
    KafkaError,
    TopicAuthorizationFailedError,
)
from aiokafka.structs import ConsumerRecord

from services.bus.kafka_membership import Membership
from services.bus.messages import Message
from services.domain.errors import NotAllowed, Unavailable

_COMMIT_S = 30.0
_REBALANCE_S = 0.5
_LOOK_UP_S = 1.0
_log = structlog.get_logger(__name__)


class KafkaConsumer:
    """Joins its group in the background, from the first poll on; one task uses it at a time.

    `name` is the topic as the cluster knows it, `topic` as the messages call it.
    """

    def __init__(self, membership: Membership, name: str, topic: str) -> None:
        self._membership, self._name, self._topic = membership, name, topic
        self._owned: frozenset[TopicPartition] = frozenset()
        self._polled: dict[TopicPartition, int] = {}
        self._committed: dict[TopicPartition, int] = {}

    async def poll(self, limit: int, timeout: float) -> Sequence[Message]:  # noqa: ASYNC109 - the shape of every bus
        """At most `limit` messages, in order within a partition; empty when none came within `timeout` seconds.

        Brokers that are away are no error: it goes on when they are back. Raises `NotAllowed`; and `UnreadableInput`
        when a topic that is not ours is absent.
        """
        until = time.monotonic() + timeout
        try:
            async with asyncio.timeout(timeout):
                client = await self._membership.join()
            left = max(0.0, until - time.monotonic())
            # It keeps the time itself, except in a rebalance; cut off by us, it would leave something behind each time.
            async with asyncio.timeout(left + _REBALANCE_S):
                batches = await _fetched(client, left, limit)
        except TimeoutError:
            return ()
        except (KafkaError, ConsumerStoppedError) as error:
            await self._rejoin(error)
            return ()
        self._notice_partitions(client)
        for partition, records in batches.items():
            self._polled[partition] = records[-1].offset + 1
        return [self._message(record) for records in batches.values() for record in records]

    async def commit(self) -> None:
        """Commit what was polled from partitions that are still owned; the new owners get the rest again.

        Raises `Unavailable` when no broker takes it for 30 seconds; it may then be tried again.
        """
        client = self._membership.client
        if client is None or not self._polled:
            return
        offsets = {partition: end for partition, end in self._polled.items() if partition in client.assignment()}
        if len(offsets) < len(self._polled):
            self._tell_refused("PartitionLost", len(self._polled) - len(offsets))
        if offsets and await self._commit(client, offsets):
            self._committed.update(offsets)
        self._polled.clear()

    async def _commit(self, client: AIOKafkaConsumer, offsets: dict[TopicPartition, int]) -> bool:
        try:
            async with asyncio.timeout(_COMMIT_S):
                await client.commit(offsets)
        except (CommitFailedError, IllegalStateError) as error:
            self._tell_refused(type(error).__name__, len(offsets))
            return False
        except (TimeoutError, KafkaError, OSError) as error:
            raise Unavailable(
                f"Kafka 没有记下主题 {self._name} 读到哪里（{type(error).__name__}）；请检查集群是否在运行"
            ) from error
        return True

    def _tell_refused(self, why: str, partitions: int) -> None:
        """A rebalance has come between poll and commit: whoever owns the partitions now has the messages again."""
        _log.warning("commit_refused", topic=self._name, why=why, partitions=partitions)

    async def lag(self) -> int:
        return sum((await self.lags()).values())

    async def lags(self) -> dict[int, int]:
        """Messages not committed yet, by owned partition, as of the last fetch. Leaves out what is not known yet."""
        client, lags = self._membership.client, dict[int, int]()
        if client is None:
            return lags
        await self._look_up_committed(client)
        for partition in client.assignment():
            end, committed = client.highwater(partition), self._committed.get(partition)
            if end is not None and committed is not None:
                lags[partition.partition] = max(0, end - committed)
        return lags

    async def close(self) -> None:
        """Leave the group. A member with a name of its own (`instance`) is missed only when its session ends."""
        await self._membership.leave()

    async def _rejoin(self, error: Exception) -> None:
        """Begin anew with another client: after an error the old one may have stopped its inner tasks."""
        _log.warning("kafka_poll_failed", topic=self._name, error=type(error).__name__)
        await self._membership.leave()
        if isinstance(error, TopicAuthorizationFailedError | GroupAuthorizationFailedError):
            raise NotAllowed(f"没有读取 Kafka 主题 {self._name} 的权限；请对主题和消费组授权") from None

    def _notice_partitions(self, client: AIOKafkaConsumer) -> None:
        owned = frozenset(client.assignment())
        if owned != self._owned:
            self._owned = owned
            for offsets in (self._polled, self._committed):
                for lost in offsets.keys() - owned:
                    del offsets[lost]
            numbers = sorted(each.partition for each in owned)
            _log.info("partitions_assigned", topic=self._name, partitions=numbers)

    async def _look_up_committed(self, client: AIOKafkaConsumer) -> None:
        """Ask for what the group has committed, once for each partition that is new to this member."""
        new = [each for each in client.assignment() if each not in self._committed]
        if not new:
            return
        try:
            async with asyncio.timeout(_LOOK_UP_S):
                starts = await client.beginning_offsets(new)
                for partition in new:
                    self._committed[partition] = await client.committed(partition) or starts[partition]
        except (TimeoutError, KafkaError):
            return

    def _message(self, record: ConsumerRecord) -> Message:
        published_at = max(0, record.timestamp) / 1000
        key, value = record.key or b"", record.value or b""
        return Message(self._topic, record.partition, record.offset, key, value, published_at)


async def _fetched(
    client: AIOKafkaConsumer, seconds: float, limit: int
) -> Mapping[TopicPartition, Sequence[ConsumerRecord]]:
    if client._fetcher.error_future.done():  # noqa: SLF001 - it would have nothing to say for ever
        raise ConsumerStoppedError
    batches: Mapping[TopicPartition, Sequence[ConsumerRecord]] = await client.getmany(
        timeout_ms=int(seconds * 1000), max_records=limit
    )
    return batches
