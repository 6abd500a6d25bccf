"""Membership in a consumer group: joined in the background, however long brokers are away, and left in order."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import GroupAuthorizationFailedError, KafkaError, TopicAuthorizationFailedError

_LEAVE_S = 20.0
_RETRY_S = 1.0
_log = structlog.get_logger(__name__)


class Membership:
    """Holds the client of one member.

    `make` gives a client that knows group and topic and is not started: one that subscribes later may join before it
    has heard of a new topic, and then owns nothing until it asks for metadata again. `prepare` looks after the topic
    before the start. `name` is the topic as the cluster knows it.
    """

    def __init__(self, make: Callable[[], AIOKafkaConsumer], prepare: Callable[[], Awaitable[None]], name: str) -> None:
        self._make, self._prepare, self._name = make, prepare, name
        self._joining: asyncio.Future[AIOKafkaConsumer] | None = None
        self.client: AIOKafkaConsumer | None = None

    async def join(self) -> AIOKafkaConsumer:
        """The client once it is a member. Who stops waiting does not stop the joining.

        Raises what `prepare` raises on purpose, and the client's errors for what it may not read.
        """
        if self._joining is None:
            self._joining = asyncio.ensure_future(self._join())
        try:
            return await asyncio.shield(self._joining)
        except BaseException:
            if self._joining is not None and self._joining.done():
                self._joining = None
            raise

    async def leave(self) -> None:
        if self._joining is not None:
            self._joining.cancel()
            await asyncio.gather(self._joining, return_exceptions=True)
            self._joining = None
        if self.client is not None:
            client, self.client = self.client, None
            await _let_go(client)

    async def _join(self) -> AIOKafkaConsumer:
        """Try until there is a connection and the group has shared out its partitions."""
        told = False
        while True:
            client = self._make()
            try:
                await self._prepare()
                await client.start()
            except (KafkaError, OSError, TimeoutError) as error:
                await _let_go(client)
                if isinstance(error, TopicAuthorizationFailedError | GroupAuthorizationFailedError):
                    raise
                if not told:
                    _log.warning("kafka_away", topic=self._name, error=type(error).__name__)
                told = True
            except BaseException:
                await _let_go(client)
                raise
            else:
                self.client = client
                return client
            await asyncio.sleep(_RETRY_S)


async def _let_go(client: AIOKafkaConsumer) -> None:
    try:
        async with asyncio.timeout(_LEAVE_S):
            await client.stop()
    except (TimeoutError, KafkaError) as error:
        _log.warning("kafka_member_not_closed", error=type(error).__name__)
