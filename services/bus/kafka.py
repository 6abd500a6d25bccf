"""The bus of many processes: a Kafka cluster. `docs/adr/0012-kafka.md` says why it is used as it is."""

import asyncio
import time
from collections.abc import Callable
from functools import partial

from aiokafka import AIOKafkaConsumer
from aiokafka.coordinator.assignors.roundrobin import RoundRobinPartitionAssignor
from aiokafka.errors import KafkaError

from services.bus.kafka_cluster import Cluster
from services.bus.kafka_consumer import KafkaConsumer
from services.bus.kafka_logs import quieten_client
from services.bus.kafka_membership import Membership
from services.bus.kafka_producer import KafkaProducer
from services.bus.kafka_topics import Topics
from services.bus.messages import DEAD_LETTERS, POSTS, VIOLATIONS
from services.domain.errors import Unavailable

__all__ = ["Cluster", "KafkaBus"]

# The client must not leave its group because a check takes long (aiokafka issue 848): a supervisor watches for those.
_NEVER_MS = 2**31 - 1
_FETCH_BYTES = 16 * 1024 * 1024
_RETRY_S = 0.5


class KafkaBus:
    """`client` names this process in the logs of the brokers; `clock` gives Unix time, for what is published.

    `instance` makes the consumers static members of their groups: a name that is this process's alone and the same
    after a restart. A member that is back before its session ends has its partitions again without a rebalance; after
    `session_s` seconds without a sign of life the others take over. `delivery_s` bounds each call of a producer.
    """

    def __init__(
        self,
        cluster: Cluster,
        *,
        client: str,
        instance: str | None = None,
        clock: Callable[[], float] = time.time,
        delivery_s: float = 30.0,
        session_s: float = 10.0,
    ) -> None:
        quieten_client()
        self._cluster, self._client, self._instance = cluster, client, instance
        self._session_ms = int(session_s * 1000)
        self._topics = Topics(cluster, client)
        self._producer = KafkaProducer(cluster, self._topics, client, clock, delivery_s=delivery_s)

    async def ready(self, patience_s: float = 30.0) -> None:
        """Wait for the brokers and make our topics where they are absent. Raises `Unavailable`, `NotAllowed`."""
        names = [self._cluster.prefix + topic for topic in (POSTS, VIOLATIONS, DEAD_LETTERS)]
        try:
            async with asyncio.timeout(patience_s):
                await self._make(names)
        except TimeoutError:
            brokers = self._cluster.brokers
            raise Unavailable(
                f"连不上 Kafka（{brokers}），已等 {patience_s:g} 秒；请检查地址、网络、用户名和密码，以及集群是否在运行"
            ) from None

    def producer(self) -> KafkaProducer:
        """All publishers of this bus share one connection."""
        return self._producer

    def consumer(self, topic: str, group: str, *, prefixed: bool = True) -> KafkaConsumer:
        """Join a group, with the first poll. `prefixed=False`: a topic of another system, by its full name."""
        name = self._cluster.prefix + topic if prefixed else topic
        prepare = partial(self._topics.make, [name]) if prefixed else partial(self._topics.require, name)
        membership = Membership(partial(self._member, self._cluster.prefix + group, name), prepare, name)
        return KafkaConsumer(membership, name, topic)

    async def close(self) -> None:
        """Deliver what producers still hold. Consumers are closed by their owners."""
        await self._producer.close()
        await self._topics.close()

    async def _make(self, names: list[str]) -> None:
        while True:
            try:
                return await self._topics.make(names)
            except (KafkaError, OSError):
                await asyncio.sleep(_RETRY_S)

    def _member(self, group: str, topic: str) -> AIOKafkaConsumer:
        return AIOKafkaConsumer(
            topic,
            **self._cluster.client_options(self._client),
            group_id=group,
            group_instance_id=self._instance,
            auto_offset_reset="earliest",
            enable_auto_commit=False,
            session_timeout_ms=self._session_ms,
            heartbeat_interval_ms=self._session_ms // 3,
            max_poll_interval_ms=_NEVER_MS,
            fetch_max_bytes=_FETCH_BYTES,
            partition_assignment_strategy=(RoundRobinPartitionAssignor,),
        )
