"""One worker of `duwang checker` as a process: it works until it is told to stop, or its supervisor is gone."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import structlog

from services.app.brokers import open_bus
from services.app.clock import now
from services.app.parts import Checking, await_store, machine, patiently, work_of
from services.app.probes import probes
from services.app.slow_lane import open_lane
from services.bus.kafka import KafkaBus
from services.bus.messages import POSTS
from services.bus.stop_sign import StopSign
from services.checker.opinion import Lane
from services.checker.worker import BadRelease, Worker
from services.checker.worker.stopwatch import Place, Stopwatch
from services.domain.errors import DuwangError
from services.settings import Settings
from services.storage.sql import SqlStore
from services.telemetry.logs import configure_logs
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause

GROUP = "duwang-checker"
# Exit statuses that a new start would not change: the settings or the lexicon are wrong, or the release is.
UNUSABLE, BAD_RELEASE = 2, 3
_LOOK_S = 1.0
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a worker under its supervisor: its number, its note of what is in hand, what it must not touch."""

    number: int
    note: Path
    condemned: Mapping[Place, Cause] = field(default_factory=dict)


def run_worker(settings: Settings, slot: Slot) -> None:
    """Work as the main function of a process; leaves with an exit status."""
    configure_logs(settings.log_level)
    structlog.contextvars.bind_contextvars(worker=slot.number)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C goes to all; the supervisor says when to stop
    try:
        asyncio.run(_work(settings, slot))
    except BadRelease as error:
        _log.critical("bad_release", reason=str(error))
        sys.exit(BAD_RELEASE)
    except DuwangError as error:
        _log.critical("worker_cannot_start", reason=str(error))
        sys.exit(UNUSABLE)


async def _work(settings: Settings, slot: Slot) -> None:
    process = WorkerProcess(settings, slot)
    port = settings.probe_port and settings.probe_port + 1 + slot.number
    async with probes(settings.probe_host, port, process.metrics, process.ready):
        working = asyncio.create_task(process.run())
        ending = asyncio.create_task(_until_told_or_orphaned())
        await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
    # The port is free by now: the worker of a new supervisor may want it before the batch in hand has ended.
    ending.cancel()
    process.stop()
    with suppress(asyncio.CancelledError):  # told to stop while it was still waiting for the others
        await working


async def _until_told_or_orphaned() -> None:
    told, parent = StopSign(), os.getppid()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, told.set)
    while os.getppid() == parent:
        if await told.comes_within(_LOOK_S):
            return
    _log.warning("supervisor_gone")


class WorkerProcess:
    """Opens what a worker needs, waiting for what is not there yet, and runs it."""

    def __init__(self, settings: Settings, slot: Slot) -> None:
        self.metrics = Metrics.of_process()
        self._settings, self._slot = settings, slot
        self._name = f"{machine(settings)}-{slot.number}"
        self._opening: asyncio.Task[None] | None = None
        self._worker: Worker | None = None

    def ready(self) -> bool:
        return self._worker is not None

    def stop(self) -> None:
        """Let the batch in hand end; what is still being opened is given up."""
        if self._worker is not None:
            self._worker.stop()
        elif self._opening is not None:
            self._opening.cancel()

    async def run(self) -> None:
        self._opening = asyncio.current_task()
        checking = await asyncio.to_thread(Checking, self._settings, self.metrics)
        await asyncio.to_thread(checking.live.current.warm)
        slow = await asyncio.to_thread(open_lane, self._settings, self.metrics)
        try:
            await self._run(checking, slow.lane)
        finally:
            slow.close()

    async def _run(self, checking: Checking, lane: Lane) -> None:
        store = await await_store(self._settings)
        bus = open_bus(self._settings, f"checker-{self._slot.number}", instance=self._name)
        watching = asyncio.create_task(checking.watch.run())
        try:
            await patiently(bus.ready, part="kafka")
            self._worker = self._make(checking, bus, store, lane)
            await self._worker.run()
        finally:
            watching.cancel()
            await bus.close()
            store.close()

    def _make(self, checking: Checking, bus: KafkaBus, store: SqlStore, lane: Lane) -> Worker:
        watch, condemned = Stopwatch(self._slot.note), self._slot.condemned
        work = replace(work_of(self._settings, self._name), watch=watch, condemned=condemned, lane=lane)
        consumer = bus.consumer(POSTS, GROUP)
        return Worker(consumer, bus.producer(), checking.live, store, self.metrics, now, work=work)
