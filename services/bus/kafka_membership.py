"""Membership in a consumer group: joined in the background, however long brokers are away, and left in order."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog
from aiokafka import AIOKafkaConsumer
from aiokafka.errors import KafkaError

_LEAVE_S = 20.0
_RETRY_S = 1.0
_log = structlog.get_logger(__name__)


class Membership:
    """Holds the client of one member.

    `make` gives a client that knows its group and is not started. `prepare` looks after the topic before that. `name`
    is the topic as the cluster knows it.
    """

    def __init__(self, make: Callable[[], AIOKafkaConsumer], prepare: Callable[[], Awaitable[None]], name: str) -> None:
        self._make, self._prepare, self._name = make, prepare, name
        self._joining: asyncio.Future[AIOKafkaConsumer] | None = None
        self.client: AIOKafkaConsumer | None = None

    async def join(self) -> AIOKafkaConsumer:
        """The client once it is connected. Who stops waiting does not stop the joining; `prepare` may raise."""
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
        """Try until there is a connection. Subscribed after the start, it does not wait for partitions."""
        told = False
        while True:
            client = self._make()
            try:
                await self._prepare()
                await client.start()
                client.subscribe([self._name])
            except (KafkaError, OSError, TimeoutError) as error:
                if not told:
                    _log.warning("kafka_away", topic=self._name, error=type(error).__name__)
                told = True
            except BaseException:
                await _let_go(client)
                raise
            else:
                self.client = client
                return client
            await _let_go(client)
            await asyncio.sleep(_RETRY_S)


async def _let_go(client: AIOKafkaConsumer) -> None:
    try:
        async with asyncio.timeout(_LEAVE_S):
            await client.stop()
    except (TimeoutError, KafkaError) as error:
        _log.warning("kafka_member_not_closed", error=type(error).__name__)
