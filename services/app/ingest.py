"""The sources as a service of their own: feeds, CMS topics and watched folders onto Kafka."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from services.app.brokers import open_bus
from services.app.parts import patiently
from services.app.probes import probes
from services.app.readers import Readers
from services.app.stopping import told_to_stop
from services.settings import Settings
from services.telemetry.metrics import Metrics


async def run_ingest(settings: Settings) -> None:
    """Work until a signal comes. Raises `SettingsError`, and `UnreadableInput` where the file of sources is wrong."""
    told, metrics = told_to_stop(), Metrics.of_process()
    bus = open_bus(settings, "ingest")
    readers = Readers(settings, bus, metrics)
    work: list[asyncio.Task[None]] = []
    async with probes(settings.probe_host, settings.probe_port, metrics, lambda: _all_work(work)):
        opening = asyncio.create_task(patiently(bus.ready, part="kafka"))
        try:
            await _until(told, opening)
            if not told.is_set():
                work += [asyncio.create_task(reader.run()) for reader in readers.all]
                await _until(told, *work)
        finally:
            opening.cancel()
            for reader in readers.all:
                reader.stop()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(opening, *work)
            await readers.close()
            await bus.close()


def _all_work(work: Sequence[asyncio.Task[None]]) -> bool:
    return bool(work) and not any(task.done() for task in work)


async def _until(told: asyncio.Event, *tasks: asyncio.Task[None]) -> None:
    """Wait for the sign to stop, or for the first task that ends: no source ends by itself but by a fault."""
    waiting = asyncio.create_task(told.wait())
    await asyncio.wait({waiting, *tasks}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
