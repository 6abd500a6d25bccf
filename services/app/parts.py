"""The parts that several services are made of, from the settings."""

import asyncio
import socket
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

import structlog

from services import __version__
from services.app.canary import Canary
from services.app.clock import now
from services.app.lexicon_watch import LexiconWatch
from services.bus.messages import Producer
from services.checker.in_use import checker_in_use
from services.checker.reload import LiveChecker
from services.checker.reloader import Reloader
from services.checker.worker import Identity, Work
from services.domain.errors import Unavailable
from services.settings import Settings
from services.storage.sql import SqlStore
from services.storage.store import ViolationStore
from services.telemetry.metrics import Metrics

_FIRST_PAUSE_S, _LONGEST_PAUSE_S = 0.5, 15.0
_log = structlog.get_logger(__name__)
Part = TypeVar("Part")


class Checking:
    """The checker that answers, its reloads, and the watch on its files. Raises `LexiconError`."""

    def __init__(self, settings: Settings, metrics: Metrics) -> None:
        self.live = LiveChecker(partial(checker_in_use, settings))
        self.reloader = Reloader(self.live, metrics, now)
        given = (settings.lexicons, settings.rosters, settings.language_model)
        paths = [path for path in given if path is not None]
        self.watch = LexiconWatch(self.reloader, paths, every_s=settings.lexicon_watch_s)


def machine(settings: Settings) -> str:
    """The name of this machine among the others of the deployment."""
    return settings.worker_name or socket.gethostname()


def work_of(settings: Settings, worker: str = "embedded") -> Work:
    return Work(
        deadline_s=settings.worker_deadline_s,
        letter_streak=settings.dead_letter_streak,
        identity=Identity(worker=worker, version=__version__),
    )


def canary_of(
    settings: Settings, checker: LiveChecker, producer: Producer, store: ViolationStore, metrics: Metrics
) -> Canary:
    return Canary(
        checker, producer, store, metrics, now, name=machine(settings), every_s=settings.canary_every_s,
        patience_s=settings.canary_patience_s,
    )  # fmt: skip


async def patiently(open_part: Callable[[], Awaitable[Part]], *, part: str) -> Part:
    """Open what may not be there yet: services of a deployment start in any order."""
    pause = _FIRST_PAUSE_S
    while True:
        try:
            return await open_part()
        except Unavailable as error:
            _log.warning("waiting", part=part, reason=str(error), retry_in_s=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_S)


def open_store(settings: Settings) -> SqlStore:
    """Raises `Unavailable`."""
    return SqlStore(settings.store_url)


async def await_store(settings: Settings) -> SqlStore:
    """The store, as soon as it can be reached."""
    return await patiently(partial(asyncio.to_thread, open_store, settings), part="store")
