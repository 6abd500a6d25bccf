"""`/healthz`, `/readyz` and `/metrics` of a service that has no other door."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

import structlog
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from services.api.server import Server, address, listen
from services.telemetry.metrics import Metrics

_log = structlog.get_logger(__name__)


@asynccontextmanager
async def probes(host: str, port: int, metrics: Metrics, ready: Callable[[], bool]) -> AsyncIterator[str]:
    """Answer inside the block; gives the address. Raises `SettingsError` when the port cannot be taken."""

    async def healthz(_request: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> Response:
        state, status = ("ok", HTTPStatus.OK) if ready() else ("failed", HTTPStatus.SERVICE_UNAVAILABLE)
        return JSONResponse({"status": state}, status)

    async def page(_request: Request) -> Response:
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    routes = [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", page)]
    with listen(host, port) as listener:
        server = Server(Starlette(routes=routes), takes_signals=False)
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        try:
            _log.info("probes", url=address(listener))
            yield address(listener)
        finally:
            server.should_exit = True
            with suppress(asyncio.CancelledError):
                await serving
