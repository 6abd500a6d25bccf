"""The API as a service of its own: it answers the CMS and the editors, and puts posts onto Kafka for the workers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.api.server import listen
from services.app.brokers import open_bus
from services.app.parts import Checking, await_store
from services.app.serving import serve, services_of
from services.bus.kafka import KafkaBus
from services.domain.errors import Unavailable
from services.settings import Settings
from services.telemetry.metrics import Metrics

_LOOK_S = _PATIENCE_S = 5.0


class BusWatch:
    """Asks the brokers from time to time, so that `/readyz` need not wait for them."""

    def __init__(self, bus: KafkaBus) -> None:
        self._bus, self._answers = bus, False

    def alive(self) -> bool:
        return self._answers

    @asynccontextmanager
    async def until_the_end(self) -> AsyncIterator[None]:
        """Deliver what is still held when the service ends."""
        try:
            yield
        finally:
            await self._bus.close()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self._bus.ready(_PATIENCE_S)
            except Unavailable:
                self._answers = False
            else:
                self._answers = True
            await asyncio.sleep(_LOOK_S)


async def run_api(settings: Settings) -> None:
    """Serve until a signal comes. Raises `SettingsError`, `LexiconError`; waits for a store that is not there yet."""
    with listen(settings.host, settings.port) as listener:
        bus = open_bus(settings, "api")
        metrics = Metrics.of_process()
        checking = await asyncio.to_thread(Checking, settings, metrics)
        store, watch = await await_store(settings), BusWatch(bus)
        services = services_of(
            settings, checking, store, bus.producer(), metrics,
            stream_alive=watch.alive, within=watch.until_the_end, beside=(watch.run,),
        )  # fmt: skip
        try:
            await serve(services, listener)
        finally:
            store.close()
