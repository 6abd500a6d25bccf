"""The web server: its socket, and a sign when it is ready."""

import asyncio
import errno
import socket
from contextlib import AbstractContextManager, nullcontext

import uvicorn
from starlette.types import ASGIApp

from services.settings import SettingsError

# Seconds that requests in hand get to end in.
_GRACE_S = 10
_BACKLOG = 2048
_WHY_NOT = {
    errno.EADDRINUSE: "端口已被占用",
    errno.EACCES: "没有权限",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


class Server(uvicorn.Server):
    """Tells when it has started. It takes SIGINT and SIGTERM as the sign to stop, unless somebody else does."""

    def __init__(self, app: ASGIApp, *, takes_signals: bool = True) -> None:
        self._takes_signals = takes_signals
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

    def capture_signals(self) -> AbstractContextManager[None]:  # type: ignore[override]
        return super().capture_signals() if self._takes_signals else nullcontext()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready.set()


def listen(host: str, port: int) -> socket.socket:
    """Take the port. Raises `SettingsError` with the reason and the remedy."""
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


def address(listener: socket.socket) -> str:
    """Say where a client of this machine finds the service."""
    host, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what is listened on, not a choice
    return f"http://[{local}]:{port}" if ":" in local else f"http://{local}:{port}"
