"""The whole product in one process: what `duwang run` starts."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

import structlog

from services.api.server import listen
from services.api.services import Services
from services.app.clock import now
from services.app.parts import Checking, open_store, work_of
from services.app.serving import Ready, nobody_waits, serve, services_of
from services.app.slow_lane import OpenLane, open_lane
from services.bus.dead_letter_file import DeadLetterFile
from services.bus.journal import Journal
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS
from services.checker.worker import Worker
from services.ingest.sources.files import WatchedFolder
from services.settings import Settings, SettingsError
from services.telemetry.metrics import Metrics

_log = structlog.get_logger(__name__)


class Stream:
    """The background work of the embedded default: the inbox folder feeds the bus, the worker empties it."""

    def __init__(
        self,
        bus: MemoryBus,
        worker: Worker,
        folder: WatchedFolder,
        letters: DeadLetterFile,
        slow: OpenLane,
        *,
        drain_s: float,
    ) -> None:
        self._bus, self._worker, self._folder, self._letters, self._drain_s = bus, worker, folder, letters, drain_s
        self._slow = slow
        self._work: asyncio.Task[None] | None = None

    def alive(self) -> bool:
        return self._work is not None and not self._work.done()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block is left; then take nothing more in, and check what is still on the bus."""
        self._work = asyncio.create_task(self._worker.run())
        others = [asyncio.create_task(self._folder.run()), asyncio.create_task(self._letters.run())]
        try:
            yield
        finally:
            self._folder.stop()
            await self._drain()
            self._worker.stop()
            self._letters.stop()
            try:
                await asyncio.gather(self._work, *others)
                await self._bus.close()
            finally:
                self._slow.close()

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(self._drain_s):
                for topic in (POSTS, DEAD_LETTERS):
                    await self._bus.settled(topic)
        except TimeoutError:
            _log.warning("posts_left_unchecked")


def build_services(settings: Settings) -> Services:
    """Open the store, load the lexicon, lay the bus. Raises `SettingsError`, `LexiconError`, `Unavailable`."""
    _require_folders(settings)
    metrics, store = Metrics.of_process(), open_store(settings)
    checking = Checking(settings, metrics)
    bus = MemoryBus(
        capacity=settings.bus_capacity,
        journals={
            POSTS: Journal(settings.data_dir / "accepted-posts.journal"),
            DEAD_LETTERS: Journal(settings.data_dir / "dead-letters.journal"),
        },
    )
    producer = bus.producer()
    slow = open_lane(settings, metrics)
    work = replace(work_of(settings), lane=slow.lane)
    worker = Worker(bus.consumer(POSTS, "checker"), producer, checking.live, store, metrics, now, work=work)
    letters = DeadLetterFile(bus.consumer(DEAD_LETTERS, "file"), settings.data_dir / "dead-letters.jsonl")
    folder = WatchedFolder(settings.inbox_dir, producer, metrics, settled=partial(bus.settled, POSTS), clock=now)
    stream = Stream(bus, worker, folder, letters, slow, drain_s=settings.drain_s)
    return services_of(settings, checking, store, producer, metrics, stream_alive=stream.alive, within=stream.running)


async def run_embedded(settings: Settings, *, once_ready: Ready | None = None) -> None:
    """Serve until a signal comes, then let requests end and drain the bus. `once_ready` is given the address."""
    # Taking the port comes first: it fails at once, while a lexicon may take seconds to compile.
    with listen(settings.host, settings.port) as listener:
        services = build_services(settings)
        try:
            await serve(services, listener, once_ready or nobody_waits)
        finally:
            services.store.close()


def _require_folders(settings: Settings) -> None:
    for folder, variable in (
        (settings.data_dir, "DUWANG_DATA_DIR"),
        (settings.cache, "DUWANG_CACHE_DIR"),
        (settings.inbox_dir, "DUWANG_INBOX"),
    ):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            raise SettingsError(
                f"目录 {folder} 不可写（{error.strerror}）；请用 {variable} 指定一个可写的目录"
            ) from None
