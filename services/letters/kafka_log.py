"""The log of the scale-out: the topic `duwang.dead-letters`. Marks are records of the same topic, told by their key.

It is read without a consumer group: from its oldest record to what is its end at that moment, as often as one likes.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import datetime

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from aiokafka.structs import ConsumerRecord

from services.bus.kafka_cluster import Cluster
from services.bus.messages import DEAD_LETTERS, Producer
from services.domain.errors import Unavailable
from services.letters.log import KeptLetter, keep
from services.letters.mark import decode_mark, encode_mark

_MARK = b"replayed"
_AT_ONCE = 500
_POLL_MS = 1000


class KafkaLog:
    """`client` names this process in the logs of the brokers; `patience_s` is for a broker that says nothing."""

    def __init__(self, cluster: Cluster, producer: Producer, *, client: str, patience_s: float = 30.0) -> None:
        self._cluster, self._producer, self._client, self._patience_s = cluster, producer, client, patience_s

    async def letters(self) -> AsyncIterator[KeptLetter]:
        seen = set[str]()
        async for record in self._records():
            if record.key == _MARK or record.value is None:
                continue
            kept = keep(record.value, f"{record.topic}/{record.partition}/{record.offset}")
            if kept.id not in seen:
                seen.add(kept.id)
                yield kept

    async def replayed(self) -> Mapping[str, datetime]:
        marks = [record.value async for record in self._records() if record.key == _MARK and record.value is not None]
        return {id_: at for mark in marks for id_, at in decode_mark(mark)}

    async def mark(self, ids: Sequence[str], at: datetime) -> None:
        await self._producer.publish(DEAD_LETTERS, _MARK, encode_mark(ids, at))

    async def _records(self) -> AsyncIterator[ConsumerRecord]:
        with self._reachable():
            partitions = await self._partitions()
            if not partitions:
                return
            async with self._reading(partitions) as client:
                begins, ends = await client.beginning_offsets(partitions), await client.end_offsets(partitions)
                left = [each for each in partitions if begins[each] < ends[each]]
                while left:
                    for record in await self._next(client, left):
                        if record.offset < ends[TopicPartition(record.topic, record.partition)]:
                            yield record
                    left = [each for each in left if await client.position(each) < ends[each]]

    async def _next(self, client: AIOKafkaConsumer, left: list[TopicPartition]) -> list[ConsumerRecord]:
        async with asyncio.timeout(self._patience_s):
            while not (batches := await client.getmany(*left, timeout_ms=_POLL_MS, max_records=_AT_ONCE)):
                """A broker may take its time."""
        return [record for records in batches.values() for record in records]

    async def _partitions(self) -> list[TopicPartition]:
        """None where the topic was never made: then no letter was ever laid aside."""
        name = self._cluster.prefix + DEAD_LETTERS
        admin = AIOKafkaAdminClient(**self._cluster.client_options(self._client))
        try:
            async with asyncio.timeout(self._patience_s):
                await admin.start()
                if name not in await admin.list_topics():
                    return []
                [topic] = await admin.describe_topics([name])
        finally:
            await admin.close()
        return [TopicPartition(name, each["partition"]) for each in topic["partitions"]]

    @asynccontextmanager
    async def _reading(self, partitions: list[TopicPartition]) -> AsyncIterator[AIOKafkaConsumer]:
        options = self._cluster.client_options(self._client)
        client = AIOKafkaConsumer(**options, auto_offset_reset="earliest", enable_auto_commit=False)
        try:
            async with asyncio.timeout(self._patience_s):
                await client.start()
            client.assign(partitions)
            yield client
        finally:
            await client.stop()

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        try:
            yield
        except (TimeoutError, KafkaError, OSError) as error:
            raise Unavailable(
                f"读不到 Kafka（{self._cluster.brokers}）上的死信（{type(error).__name__}）；请检查地址、权限和集群"
            ) from None
