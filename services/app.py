"""The one place that wires: settings → the whole product in one process."""

import asyncio
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

import structlog
import uvicorn

from services.api.app import create_app
from services.api.lexicons.gauges import show_lexicon
from services.api.services import Services
from services.bus.memory import MemoryBus
from services.bus.messages import POSTS
from services.checker.build import load_checker
from services.checker.reload import LiveChecker
from services.checker.worker import Worker
from services.ingest.sources.files import WatchedFolder
from services.settings import Settings, SettingsError
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics
from services.wire.post_model import BEIJING

_GROUP = "checker"
_log = structlog.get_logger(__name__)


class Stream:
    """The background work of the embedded default: the inbox folder feeds the bus, the worker empties it."""

    def __init__(self, bus: MemoryBus, worker: Worker, folder: WatchedFolder, *, drain_s: float) -> None:
        self._bus, self._worker, self._folder, self._drain_s = bus, worker, folder, drain_s
        self._work: asyncio.Task[None] | None = None

    def alive(self) -> bool:
        return self._work is not None and not self._work.done()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Work until the block is left; then take nothing more in, and check what is still on the bus."""
        self._work = asyncio.create_task(self._worker.run())
        watch = asyncio.create_task(self._folder.run())
        try:
            yield
        finally:
            self._folder.stop()
            await watch
            await self._drain()
            self._worker.stop()
            await self._work

    async def _drain(self) -> None:
        try:
            async with asyncio.timeout(self._drain_s):
                await self._bus.settled(POSTS)
        except TimeoutError:
            _log.warning("posts_left_unchecked")


def build_services(settings: Settings) -> Services:
    """Open the store, load the lexicon, lay the bus. Raises `SettingsError`, `LexiconError`, `Unavailable`."""
    _require_folders(settings)
    load = partial(load_checker, settings.lexicons, settings.cache, policy=settings.policy)
    live, store, metrics = LiveChecker(load), SqlStore(settings.store_url), Metrics()
    show_lexicon(metrics, live.current, now())
    bus = MemoryBus(capacity=settings.bus_capacity)
    producer = bus.producer()
    worker = Worker(bus.consumer(POSTS, _GROUP), producer, live, store, metrics, now)
    folder = WatchedFolder(settings.inbox_dir, producer)
    stream = Stream(bus, worker, folder, drain_s=settings.drain_s)
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
    listener = _listen(settings.host, settings.port)
    services = build_services(settings)
    config = uvicorn.Config(
        create_app(services),
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="on",
        timeout_graceful_shutdown=10,
    )
    server = _Server(config)
    visit = asyncio.create_task(_visit(server, address(listener), once_ready))
    try:
        await server.serve(sockets=[listener])
    finally:
        visit.cancel()
        with suppress(asyncio.CancelledError):
            await visit
        services.store.close()
    if not server.started:
        raise SettingsError("服务未能启动，原因见上面的日志")


def now() -> datetime:
    """Read the clock of the service, in Beijing time."""
    return datetime.now(BEIJING)


def address(listener: socket.socket) -> str:
    """Say where a client of this machine finds the service."""
    host, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what is listened on, not a choice
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


class _Server(uvicorn.Server):
    """Tells when it has started."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready.set()


async def _visit(server: _Server, url: str, once_ready: Callable[[str], Awaitable[None]] | None) -> None:
    await server.ready.wait()
    _log.info("serving", url=url)
    if once_ready is not None:
        await once_ready(url)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host.strip("[]"), port), family=family, backlog=2048)
    except OSError as error:
        raise SettingsError(
            f"无法监听 {host} 的端口 {port}（{error.strerror}）；请停掉占用它的程序，或用 --port / DUWANG_PORT 换一个"
        ) from None


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
