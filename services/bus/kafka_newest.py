"""A look at the newest messages of a topic that leaves no trace: no group is joined and nothing is committed."""

import asyncio
from collections.abc import Mapping

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError, TopicAuthorizationFailedError
from aiokafka.structs import ConsumerRecord

from services.bus.kafka_cluster import Cluster
from services.bus.messages import Message
from services.domain.errors import NotAllowed, Unavailable, UnreadableInput

_CLIENT = "duwang-look"
_POLL_MS = 500
_LOOK_S = 0.02


async def newest(cluster: Cluster, topic: str, limit: int, *, within_s: float = 20.0) -> list[Message]:
    """At most `limit` messages, oldest first. `topic` is taken as it is, without the prefix of the cluster.

    Raises `UnreadableInput` for a topic that is not there, `NotAllowed`, and `Unavailable` when no broker answers.
    """
    consumer = AIOKafkaConsumer(**cluster.client_options(_CLIENT), group_id=None, enable_auto_commit=False)
    try:
        async with asyncio.timeout(within_s):
            await consumer.start()
            messages = await _read(consumer, topic, limit)
    except TopicAuthorizationFailedError:
        raise NotAllowed(f"没有读取 Kafka 主题 {topic} 的权限；请授权") from None
    except (KafkaError, OSError, TimeoutError) as error:
        reason = type(error).__name__
        raise Unavailable(f"无法从 Kafka（{cluster.brokers}）读取主题 {topic}（{reason}）；请核对地址和网络") from None
    finally:
        await consumer.stop()
    return sorted(messages, key=lambda message: (message.published_at, message.offset))[-limit:]


async def _read(consumer: AIOKafkaConsumer, topic: str, limit: int) -> list[Message]:
    if topic not in await consumer.topics():
        raise UnreadableInput(f"Kafka 上没有主题 {topic}，或没有查看它的权限；请核对来源文件中的 topic")
    consumer.subscribe([topic])  # not before: asking for an absent topic may make it
    while not (partitions := list(consumer.assignment())):  # noqa: ASYNC110 - the client has no event for it
        await asyncio.sleep(_LOOK_S)
    starts, ends = await consumer.beginning_offsets(partitions), await consumer.end_offsets(partitions)
    for partition in partitions:
        consumer.seek(partition, max(starts[partition], ends[partition] - limit))
    messages: list[Message] = []
    while not await _is_read(consumer, ends):
        for records in (await consumer.getmany(timeout_ms=_POLL_MS)).values():
            messages += [_message(record) for record in records]
    return messages


async def _is_read(consumer: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    return all([await consumer.position(partition) >= end for partition, end in ends.items()])


def _message(record: ConsumerRecord) -> Message:
    published_at = max(0, record.timestamp) / 1000
    key, value = record.key or b"", record.value or b""
    return Message(record.topic, record.partition, record.offset, key, value, published_at)
