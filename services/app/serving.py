"""The web server of a service, and what runs beside it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial
from typing import Any

import structlog

from services.api.app import create_app
from services.api.server import Server, address
from services.api.services import Services
from services.app.clock import now
from services.app.parts import Checking, canary_of
from services.bus.messages import Producer
from services.settings import Settings, SettingsError
from services.storage.store import ViolationStore
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics

Ready = Callable[[str], Awaitable[None]]
_log = structlog.get_logger(__name__)


async def nobody_waits(_url: str) -> None:
    """Do nothing once the service is ready."""


def services_of(
    settings: Settings,
    checking: Checking,
    store: ViolationStore,
    producer: Producer,
    metrics: Metrics,
    *,
    stream_alive: Callable[[], bool],
    within: Callable[[], AbstractAsyncContextManager[None]],
    beside: Sequence[Callable[[], Coroutine[Any, Any, None]]] = (),
) -> Services:
    """What the endpoints work with; `within` and `beside` are what runs in the background, with canary and watch."""
    canary = canary_of(settings, checking.live, producer, store, metrics)
    return Services(
        settings=settings,
        checker=checking.live,
        reloader=checking.reloader,
        store=store,
        producer=producer,
        metrics=metrics,
        clock=now,
        stream_alive=stream_alive,
        running=partial(alongside, within, checking.watch.run, canary.run, *beside),
    )


async def serve(services: Services, listener: socket.socket, once_ready: Ready = nobody_waits) -> None:
    """Serve the API until a signal comes. Raises `SettingsError` when the service does not start."""
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


@asynccontextmanager
async def alongside(
    within: Callable[[], AbstractAsyncContextManager[None]], *works: Callable[[], Coroutine[Any, Any, None]]
) -> AsyncIterator[None]:
    """Run endless works inside a block, beside what is done in it; they are cancelled at its end."""
    async with within():
        tasks = [asyncio.create_task(_told_when_it_fails(work)) for work in works]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


async def _told_when_it_fails(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """What runs beside the service must not stop it, and must not end unseen."""
    try:
        await work()
    except Exception as error:  # noqa: BLE001 - whatever it is
        _log.error("background_work_ended", work=getattr(work, "__qualname__", ""), error=origin(error))


async def _visit(server: Server, url: str, once_ready: Ready) -> None:
    await server.ready.wait()
    _log.info("serving", url=url)
    await once_ready(url)
