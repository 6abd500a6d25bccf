"""`duwang checker`: worker processes, and who starts them again, kills what is stuck, and gives up on a bad release.

A worker that is killed gets its partitions back by its name (static membership), and with them the message it died of.
A message whose check did not end within the limit is laid aside at once; one that a worker died of for another reason
gets a second try, since the worker may have been killed by somebody.
"""

import asyncio
import multiprocessing
import tempfile
from collections import Counter
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic

import structlog

from services.app.brokers import require_kafka
from services.app.probes import probes
from services.app.stopping import told_to_stop
from services.app.worker_process import BAD_RELEASE, UNUSABLE, Slot, run_worker
from services.bus.stop_sign import StopSign
from services.checker.worker.stopwatch import Place, Stopwatch
from services.domain.errors import DuwangError
from services.settings import Settings
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause

_LOOK_S = 0.2
_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.2, 30.0
# A worker that has lived so long was not killed by its start.
_SETTLED_S = 60.0
_DEATHS = 2
# Spawned, not forked: a fork would copy the locks of the threads that hold them.
_SPAWN = multiprocessing.get_context("spawn")
_log = structlog.get_logger(__name__)


class GivenUp(DuwangError):
    """A worker has ended in a way that a new start would not change."""


class Keeper:
    """Keeps one worker alive."""

    def __init__(self, settings: Settings, number: int, folder: Path, metrics: Metrics) -> None:
        self._settings, self._number, self._metrics = settings, number, metrics
        self._note = folder / f"worker-{number}"
        self._stopwatch = Stopwatch(self._note)
        self._condemned: dict[Place, Cause] = {}
        self._deaths: Counter[Place] = Counter()
        self._pause_s, self._start_at, self._stuck = _FIRST_PAUSE_S, 0.0, False
        self._process: SpawnProcess | None = None

    @property
    def alive(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def look(self) -> None:
        """Start the worker when it is due, kill it when it is stuck. Raises `GivenUp`."""
        if self._process is None:
            if monotonic() >= self._start_at:
                self._start()
        elif not self._process.is_alive():
            self._bury(self._process)
        else:
            self.kill_if_stuck()

    def kill_if_stuck(self) -> None:
        note = self._stopwatch.in_hand()
        if self._process is None or self._stuck or note is None or note[1] <= self._settings.check_limit_s:
            return
        _log.error("worker_stuck", worker=self._number, partition=note[0].partition, offset=note[0].offset)
        self._stuck = True
        self._process.kill()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()

    def _start(self) -> None:
        self._stopwatch.stop()
        self._stuck, self._started_at = False, monotonic()
        slot = Slot(self._number, self._note, self._condemned)
        self._process = _SPAWN.Process(target=run_worker, args=(self._settings, slot), name=f"worker-{self._number}")
        self._process.start()
        _log.info("worker_started", worker=self._number, pid=self._process.pid)

    def _bury(self, process: SpawnProcess) -> None:
        status = process.exitcode or 0
        if status in {UNUSABLE, BAD_RELEASE}:
            _log.critical("worker_gave_up", worker=self._number, status=status)
            raise GivenUp("检查进程无法继续工作，原因见上面的日志")
        reason = "stuck" if self._stuck else "killed" if status < 0 else "exited"
        self._metrics.worker_restarts.labels(reason).inc()
        _log.error("worker_ended", worker=self._number, reason=reason, status=status)
        self._condemn()
        self._back_off()
        self._process = None

    def _condemn(self) -> None:
        """Settle what becomes of the message that the worker had in hand when it ended."""
        note = self._stopwatch.in_hand()
        if note is None:
            return
        self._deaths[note[0]] += 1
        if self._stuck:
            self._condemned[note[0]] = Cause.CHECK_TIMEOUT
        elif self._deaths[note[0]] >= _DEATHS:
            self._condemned[note[0]] = Cause.WORKER_DIED

    def _back_off(self) -> None:
        """Start again soon, but not at once for ever."""
        if monotonic() - self._started_at > _SETTLED_S:
            self._pause_s = _FIRST_PAUSE_S
        self._start_at = monotonic() + self._pause_s
        self._pause_s = min(self._pause_s * 2, _LONGEST_PAUSE_S)


async def run_checker(settings: Settings) -> None:
    """Work until a signal comes; then every worker ends its batch. Raises `GivenUp`, `SettingsError`."""
    require_kafka(settings)
    told, metrics = told_to_stop(), Metrics.of_process()
    with tempfile.TemporaryDirectory(prefix="duwang-") as folder:
        keepers = [Keeper(settings, number, Path(folder), metrics) for number in range(settings.workers)]
        async with probes(settings.probe_host, settings.probe_port, metrics, lambda: _all_alive(keepers)):
            try:
                await _keep(keepers, told)
            finally:
                await _stop(keepers)


def _all_alive(keepers: list[Keeper]) -> bool:
    return all(keeper.alive for keeper in keepers)


async def _keep(keepers: list[Keeper], told: StopSign) -> None:
    while not told.is_set():
        for keeper in keepers:
            keeper.look()
        await told.comes_within(_LOOK_S)


async def _stop(keepers: list[Keeper]) -> None:
    """Wait for the batches in hand, however long they take: whoever is in a hurry kills. A stuck check never ends."""
    for keeper in keepers:
        keeper.stop()
    while any(keeper.alive for keeper in keepers):
        for keeper in keepers:
            keeper.kill_if_stuck()
        await asyncio.sleep(_LOOK_S)
