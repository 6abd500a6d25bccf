"""Publishing to Kafka: in order, to every replica in sync, once even when the client has to repeat itself."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import structlog
from aiokafka import AIOKafkaProducer
from aiokafka.errors import (
    ClusterAuthorizationFailedError,
    InvalidTimestampError,
    KafkaError,
    KafkaTimeoutError,
    MessageSizeTooLargeError,
    TopicAuthorizationFailedError,
)

from services.bus.in_flight import InFlight
from services.bus.kafka_cluster import Cluster
from services.bus.kafka_topics import Topics
from services.bus.undisturbed import Undisturbed
from services.domain.errors import InvalidPost, NotAllowed, Unavailable

# All that waits goes to a broker in one request, which must stay below its `socket.request.max.bytes` of 100 MB.
_IN_FLIGHT_BYTES = 32 * 1024 * 1024
_BATCH_BYTES = 256 * 1024
_CONNECT_S = 20.0
_RETRY_S = 0.5
_log = structlog.get_logger(__name__)


class KafkaProducer:
    """Connects at the first record. May be used by many tasks of one event loop at once.

    `delivery_s` bounds every call. A record that was not delivered in that time is `Unavailable` for its publisher, but
    it is delivered nevertheless when the brokers come back soon: who sends it again may have sent it twice.
    """

    def __init__(
        self, cluster: Cluster, topics: Topics, client: str, clock: Callable[[], float], *, delivery_s: float
    ) -> None:
        self._cluster, self._topics, self._client, self._clock = cluster, topics, client, clock
        self._delivery_s = delivery_s
        self._client_now: AIOKafkaProducer | None = None
        self._connecting, self._undisturbed = asyncio.Lock(), Undisturbed()
        self._in_flight = InFlight(_IN_FLIGHT_BYTES)
        self._farewells: set[asyncio.Task[None]] = set()

    async def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Append one record and wait until all replicas in sync have it. Raises as `publish_all`."""
        await self.publish_all(topic, [(key, value)])

    async def publish_all(self, topic: str, records: Sequence[tuple[bytes, bytes]]) -> None:
        """Append records in order; none when one of them is too large.

        Raises `Unavailable`, `NotAllowed`, and `InvalidPost` for a record that is too large.
        """
        for key, value in records:
            self._refuse_too_large(len(key) + len(value))
        name = self._cluster.prefix + topic
        try:
            async with asyncio.timeout(self._delivery_s):
                client = await self._connected(name)
                await self._deliver(client, name, records)
        except (TimeoutError, KafkaTimeoutError):
            raise Unavailable(
                f"Kafka（{self._cluster.brokers}）在 {self._delivery_s:g} 秒内没有收下消息；请检查集群是否在运行"
            ) from None

    async def close(self) -> None:
        """Deliver what is still held, as long as that takes no longer than a delivery may."""
        await self._undisturbed.ended()
        if self._client_now is not None:
            self._say_farewell(self._client_now)
        while self._farewells:
            await asyncio.wait(self._farewells)

    def _refuse_too_large(self, size: int) -> None:
        most = self._cluster.max_message_bytes
        if size > most:
            raise InvalidPost(f"消息有 {size} 字节，超过 Kafka 消息的上限 {most} 字节；请把稿件拆小")

    async def _connected(self, name: str) -> AIOKafkaProducer:
        """Try until there is a connection; the caller bounds the time."""
        while True:
            try:
                await self._topics.make([name])
                return self._client_now or await self._undisturbed.run(self._connect())
            except (KafkaError, OSError, TimeoutError) as error:
                _log.debug("kafka_not_reached", error=type(error).__name__)
                await asyncio.sleep(_RETRY_S)

    async def _connect(self) -> AIOKafkaProducer:
        async with self._connecting:
            if self._client_now is None:
                self._client_now = await self._started()
            return self._client_now

    async def _started(self) -> AIOKafkaProducer:
        client = AIOKafkaProducer(
            **self._cluster.client_options(self._client),
            acks="all",
            enable_idempotence=True,
            max_batch_size=_BATCH_BYTES,
            max_request_size=self._cluster.max_request_bytes,
        )
        try:
            async with asyncio.timeout(_CONNECT_S):
                await client.start()
        except BaseException:
            await client.stop()
            raise
        return client

    async def _deliver(self, client: AIOKafkaProducer, name: str, records: Sequence[tuple[bytes, bytes]]) -> None:
        sent: list[asyncio.Future[Any]] = []
        try:
            for key, value in records:
                sent.append(await self._send(client, name, key, value))
            await asyncio.gather(*sent)
        except KafkaTimeoutError:
            raise
        except KafkaError as error:
            # A batch that was refused leaves a gap in the numbers by which brokers know a producer's batches again.
            self._say_farewell(client)
            _raise(error, name)
        finally:
            for future in sent:
                future.cancel()

    async def _send(self, client: AIOKafkaProducer, name: str, key: bytes, value: bytes) -> asyncio.Future[Any]:
        """Queue one record; the future is done when it is delivered."""
        size = len(value)
        await self._in_flight.take(size)
        try:
            future: asyncio.Future[Any] = await client.send(
                name, value, key or None, timestamp_ms=int(self._clock() * 1000)
            )
        except BaseException:
            self._in_flight.give(size)
            raise
        future.add_done_callback(lambda done: self._settle(done, size))
        return future

    def _settle(self, future: asyncio.Future[Any], size: int) -> None:
        self._in_flight.give(size)
        if not future.cancelled():
            future.exception()  # who publishes many learns of the first error only

    def _say_farewell(self, client: AIOKafkaProducer) -> None:
        if self._client_now is client:
            self._client_now = None
        farewell = asyncio.ensure_future(_let_go(client, self._delivery_s))
        self._farewells.add(farewell)
        farewell.add_done_callback(self._farewells.discard)


async def _let_go(client: AIOKafkaProducer, patience_s: float) -> None:
    """Stop a client that may hold records. It would wait for brokers for ever: it has `patience_s` seconds."""
    stopping = asyncio.ensure_future(client.stop())
    done, _ = await asyncio.wait([stopping], timeout=patience_s)
    if not done:
        _log.error("kafka_records_not_delivered", after_s=patience_s)
        stopping.cancel()
        client._sender.sender_task.cancel()  # noqa: SLF001 - there is no other way to stop it without its brokers
        await client.client.close()
    await asyncio.gather(stopping, return_exceptions=True)


def _raise(error: KafkaError, name: str) -> NoReturn:
    if isinstance(error, MessageSizeTooLargeError):
        raise InvalidPost(f"Kafka 主题 {name} 不收这么大的消息；请调大主题的 max.message.bytes，或把稿件拆小") from None
    if isinstance(error, InvalidTimestampError):
        raise Unavailable("Kafka 不收这条消息：本机时钟比集群快一小时以上，请校准时钟") from None
    if isinstance(error, TopicAuthorizationFailedError | ClusterAuthorizationFailedError):
        raise NotAllowed(f"没有向 Kafka 主题 {name} 写入的权限；请授权") from None
    raise Unavailable(f"Kafka 没有收下发往主题 {name} 的消息（{type(error).__name__}）；请稍后再试") from error
