"""The sources as a service of their own: feeds, CMS topics and watched folders onto Kafka."""

import asyncio
from contextlib import suppress

import structlog

from services.app.brokers import open_bus
from services.app.parts import patiently
from services.app.probes import probes
from services.app.reader import Reader
from services.app.readers import Readers
from services.app.stopping import told_to_stop
from services.bus.stop_sign import StopSign
from services.domain.errors import DuwangError
from services.settings import Settings
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics

_PAUSE_S = 15.0
_log = structlog.get_logger(__name__)


class Keeper:
    """Keeps one reader at work. What it cannot do now (a topic that is not there yet) is tried again after a pause."""

    def __init__(self, name: str, reader: Reader, told: StopSign) -> None:
        self._name, self._reader, self._told = name, reader, told
        self.works = True

    async def run(self) -> None:
        """Work until told to stop; a source that fails does not hinder the others."""
        while not self._told.is_set():
            self.works = True
            try:
                await self._reader.run()
            except DuwangError as error:
                self._complain(str(error))
            except Exception as error:  # noqa: BLE001 - a bug in one source must not stop the others
                self._complain(origin(error))
            await self._told.comes_within(_PAUSE_S)

    def stop(self) -> None:
        self._reader.stop()

    def _complain(self, reason: str) -> None:
        self.works = False
        _log.error("source_failed", source=self._name, reason=reason, retry_in_s=_PAUSE_S)


async def run_ingest(settings: Settings) -> None:
    """Work until a signal comes. Raises `SettingsError`, and `UnreadableInput` where the file of sources is wrong.

    `/readyz` is well while every source works.
    """
    told, metrics = told_to_stop(), Metrics.of_process()
    bus = open_bus(settings, "ingest")
    readers = Readers(settings, bus, metrics)
    keepers = [Keeper(name, reader, told) for name, reader in readers.by_name.items()]
    work: list[asyncio.Task[None]] = []

    def all_work() -> bool:
        return bool(work) and all(keeper.works for keeper in keepers)

    async with probes(settings.probe_host, settings.probe_port, metrics, all_work):
        try:
            await told.breaks_off(patiently(bus.ready, part="kafka"))
            work += [asyncio.create_task(keeper.run()) for keeper in keepers]
            await told.wait()
        finally:
            for keeper in keepers:
                keeper.stop()
            with suppress(asyncio.CancelledError):
                await asyncio.gather(*work)
            await readers.close()
            await bus.close()
