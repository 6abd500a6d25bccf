"""The one place that wires: settings → the whole product in one process."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

import structlog

from services.api.app import create_app
from services.api.lexicons.gauges import show_lexicon
from services.api.server import Server, address, listen
from services.api.services import Services
from services.bus.dead_letter_file import DeadLetterFile
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS
from services.checker.in_use import checker_in_use
from services.checker.reload import LiveChecker
from services.checker.worker import Worker
from services.domain.post import BEIJING
from services.ingest.sources.files import WatchedFolder
from services.settings import Settings, SettingsError
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics

_log = structlog.get_logger(__name__)


class Stream:
    """The background work of the embedded default: the inbox folder feeds the bus, the worker empties it."""

    def __init__(
        self, bus: MemoryBus, worker: Worker, folder: WatchedFolder, letters: DeadLetterFile, drain_s: float
    ) -> None:
        self._bus, self._worker, self._folder, self._letters, self._drain_s = bus, worker, folder, letters, drain_s
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
            await asyncio.gather(self._work, *others)

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
    live, store, metrics = LiveChecker(partial(checker_in_use, settings)), SqlStore(settings.store_url), Metrics()
    show_lexicon(metrics, live.current, now())
    bus = MemoryBus(capacity=settings.bus_capacity)
    producer = bus.producer()
    worker = Worker(
        bus.consumer(POSTS, "checker"), producer, live, store, metrics, now, deadline_s=settings.worker_deadline_s
    )
    letters = DeadLetterFile(bus.consumer(DEAD_LETTERS, "file"), settings.data_dir / "dead-letters.jsonl")
    folder = WatchedFolder(settings.inbox_dir, producer, settled=partial(bus.settled, POSTS), clock=now)
    stream = Stream(bus, worker, folder, letters, settings.drain_s)
    return Services(
        settings=settings,
        checker=live,
        store=store,
        producer=producer,
        metrics=metrics,
        clock=now,
        worker_alive=stream.alive,
        running=stream.running,
    )


async def run_embedded(settings: Settings, *, once_ready: Callable[[str], Awaitable[None]] | None = None) -> None:
    """Serve until a signal comes, then let requests end and drain the bus. `once_ready` is given the address."""
    # Taking the port comes first: it fails at once, while a lexicon may take seconds to compile.
    with listen(settings.host, settings.port) as listener:
        services = build_services(settings)
        try:
            await _serve(services, listener, once_ready or _nobody_waits)
        finally:
            services.store.close()


async def _serve(services: Services, listener: socket.socket, once_ready: Callable[[str], Awaitable[None]]) -> None:
    server = Server(create_app(services))
    visit = asyncio.create_task(_visit(server, address(listener), once_ready))
    try:
        await server.serve(sockets=[listener])
    finally:
        visit.cancel()
        with suppress(asyncio.CancelledError):
            await visit
    if not server.started:
        raise SettingsError("服务未能启动，原因见上面的日志")


async def _nobody_waits(_url: str) -> None:
    """Do nothing once the service is ready."""


def now() -> datetime:
    """Read the clock of the service, in Beijing time."""
    return datetime.now(BEIJING)


async def _visit(server: Server, url: str, once_ready: Callable[[str], Awaitable[None]]) -> None:
    await server.ready.wait()
    _log.info("serving", url=url)
    await once_ready(url)


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
