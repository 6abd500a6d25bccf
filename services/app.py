"""The one place that wires: settings → the whole product in one process."""

import asyncio
import errno
import socket
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from functools import partial

import structlog
import uvicorn
from fastapi import FastAPI

from services.api.app import create_app
from services.api.lexicons.gauges import show_lexicon
from services.api.services import Services
from services.bus.dead_letter_file import DeadLetterFile
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS
from services.checker.build import load_checker
from services.checker.reload import LiveChecker
from services.checker.worker import Worker
from services.ingest.sources.files import WatchedFolder
from services.settings import Settings, SettingsError
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics
from services.wire.post_model import BEIJING

# Seconds that requests in hand get to end in.
_GRACE_S = 10
_BACKLOG = 2048
_WHY_NOT = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}
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
    load = partial(load_checker, settings.lexicons, settings.cache, policy=settings.policy)
    live, store, metrics = LiveChecker(load), _open_store(settings), Metrics()
    show_lexicon(metrics, live.current, now())
    bus = MemoryBus(capacity=settings.bus_capacity)
    producer = bus.producer()
    worker = Worker(bus.consumer(POSTS, "checker"), producer, live, store, metrics, now)
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
    with _listen(settings.host, settings.port) as listener:
        services = build_services(settings)
        try:
            await _serve(services, listener, once_ready or _nobody_waits)
        finally:
            services.store.close()


async def _serve(services: Services, listener: socket.socket, once_ready: Callable[[str], Awaitable[None]]) -> None:
    server = _Server(create_app(services))
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


def address(listener: socket.socket) -> str:
    """Say where a client of this machine finds the service."""
    host, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what is listened on, not a choice
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"


class _Server(uvicorn.Server):
    """Tells when it has started."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(
            uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                server_header=False,
                lifespan="on",
                timeout_graceful_shutdown=_GRACE_S,
            )
        )
        self.ready = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready.set()


async def _visit(server: _Server, url: str, once_ready: Callable[[str], Awaitable[None]]) -> None:
    await server.ready.wait()
    _log.info("serving", url=url)
    await once_ready(url)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With the protocol named, asyncio sets TCP_NODELAY on what it accepts; else answers wait 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        reason = _WHY_NOT.get(error.errno or 0, error.strerror)
        raise SettingsError(f"无法监听 {host} 的端口 {port}：{reason}；可用 --host、--port 换一个") from None
    return listener


def _open_store(settings: Settings) -> SqlStore:
    try:
        return SqlStore(settings.store_url)
    except ModuleNotFoundError as error:
        raise SettingsError(f"DUWANG_DATABASE_URL 所指的数据库需要先安装驱动 {error.name}") from None


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
