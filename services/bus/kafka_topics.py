"""The topics of a cluster: those that are ours are made where they are absent, those of others must be there."""

import asyncio
from collections.abc import Iterable

from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import NodeNotReadyError, TopicAlreadyExistsError, TopicAuthorizationFailedError, for_code

from services.bus.kafka_cluster import Cluster
from services.bus.undisturbed import Undisturbed
from services.domain.errors import NotAllowed, Unavailable, UnreadableInput


class Topics:
    """Asks the cluster once for each name. What the client raises when no broker answers goes through."""

    def __init__(self, cluster: Cluster, client: str) -> None:
        self._cluster, self._client = cluster, client
        self._known: set[str] = set()
        self._asking, self._undisturbed = asyncio.Lock(), Undisturbed()

    async def make(self, names: Iterable[str]) -> None:
        """Make what is absent; another process may do the same at this moment."""
        await self._settle(set(names), make=True)

    async def require(self, name: str) -> None:
        """Raise `UnreadableInput` when a topic that is not ours is absent."""
        await self._settle({name}, make=False)

    async def close(self) -> None:
        """Wait for what is being asked now."""
        await self._undisturbed.ended()

    async def _settle(self, names: set[str], *, make: bool) -> None:
        if not names <= self._known:
            await self._undisturbed.run(self._ask(names, make=make))

    async def _ask(self, names: set[str], *, make: bool) -> None:
        async with self._asking:
            admin = AIOKafkaAdminClient(**self._cluster.client_options(self._client))
            try:
                await admin.start()
                absent = sorted(names - set(await admin.list_topics()))
                if absent and not make:
                    raise UnreadableInput(_absent(absent[0], self._cluster.brokers))
                if absent:
                    await self._make(admin, absent)
            finally:
                await admin.close()
        self._known |= names

    async def _make(self, admin: AIOKafkaAdminClient, names: list[str]) -> None:
        cluster = self._cluster
        options = {"topic_configs": cluster.topic_options}
        topics = [NewTopic(name, cluster.partitions, cluster.replicas, **options) for name in names]
        try:
            answer = await admin.create_topics(topics)
        except AttributeError:  # how the client says that the cluster has no controller yet
            raise NodeNotReadyError("no controller") from None
        for name, code, *reason in answer.topic_errors:
            error = for_code(code)
            if code == 0 or error is TopicAlreadyExistsError:
                continue
            if error is TopicAuthorizationFailedError:
                raise NotAllowed(f"没有在 Kafka 上新建主题 {name} 的权限；请授权，或请管理员先建好主题")
            why = next(filter(None, reason), error.__name__)
            raise Unavailable(
                f"Kafka 没有建成主题 {name}（{cluster.partitions} 个分区、{cluster.replicas} 个副本）：{why}"
            )


def _absent(name: str, brokers: str) -> str:
    return f"Kafka（{brokers}）上没有主题 {name}，或没有查看它的权限；请核对主题名，读网不会替别的系统建主题"
