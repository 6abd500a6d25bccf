"""The API as a service of its own: it answers the CMS and the editors, and puts posts onto Kafka for the workers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from services.api.server import listen
from services.api.services import Services
from services.app.brokers import open_bus
from services.app.clock import now
from services.app.parts import Checking, await_store, canary_of
from services.app.serving import alongside, serve
from services.bus.kafka import KafkaBus
from services.domain.errors import Unavailable
from services.settings import Settings
from services.telemetry.metrics import Metrics

_LOOK_S = 5.0


class BusWatch:
    """Asks the brokers from time to time, so that `/readyz` need not wait for them."""

    def __init__(self, bus: KafkaBus) -> None:
        self._bus, self._answers = bus, False

    def alive(self) -> bool:
        return self._answers

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self._bus.ready()
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
        store = await await_store(settings)
        producer, watch = bus.producer(), BusWatch(bus)
        canary = canary_of(settings, checking.live, producer, store, metrics)

        @asynccontextmanager
        async def until_closed() -> AsyncIterator[None]:
            try:
                yield
            finally:
                await bus.close()

        services = Services(
            settings=settings,
            checker=checking.live,
            reloader=checking.reloader,
            store=store,
            producer=producer,
            metrics=metrics,
            clock=now,
            stream_alive=watch.alive,
            running=partial(alongside, until_closed, watch.run, checking.watch.run, canary.run),
        )
        try:
            await serve(services, listener)
        finally:
            store.close()
