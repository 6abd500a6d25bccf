"""A site on loopback that says what a test wants, and remembers who asked for what."""

import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Says:
    """One answer. `chunks` instead of `body`: pieces that are sent one by one, with `pause_s` between them."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    chunks: Iterator[bytes] | None = None
    pause_s: float = 0.0


@dataclass(frozen=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    at: float


Page = Says | bytes | str | Callable[[Asked], Says]


class Website:
    """`pages` is path → what it says. Everything else is 404, `robots.txt` included."""

    def __init__(self, port: int, scheme: str) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[Asked] = []
        self.busiest = 0
        self.origin = f"{scheme}://127.0.0.1:{port}"
        self.port = port

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return self.origin.replace("127.0.0.1", host) + path

    def paths(self, *, robots: bool = False) -> list[str]:
        return [asked.path for asked in self.asked if robots or asked.path != "/robots.txt"]

    def answer(self, asked: Asked) -> Says:
        page = self.pages.get(asked.path, Says(status=404))
        if isinstance(page, Says):
            return page
        if isinstance(page, (bytes, str)):
            return Says(page if isinstance(page, bytes) else page.encode())
        return page(asked)


@contextmanager
def website(tls: ssl.SSLContext | None = None) -> Iterator[Website]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    site = Website(server.server_address[1], "https" if tls else "http")
    server.RequestHandlerClass = _handler(site)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(site: Website) -> type[BaseHTTPRequestHandler]:
    lock, busy = threading.Lock(), [0]

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, time.monotonic())
            with lock:
                site.asked.append(asked)
                busy[0] += 1
                site.busiest = max(site.busiest, busy[0])
            try:
                with suppress(ConnectionError):
                    self._say(site.answer(asked))
            finally:
                with lock:
                    busy[0] -= 1

        def _say(self, says: Says) -> None:
            self.send_response(says.status)
            for name, value in says.headers.items():
                self.send_header(name, value)
            if says.chunks is None:
                self.send_header("Content-Length", str(len(says.body)))
            self.end_headers()
            self.wfile.write(says.body)
            for chunk in says.chunks or ():
                self.wfile.write(chunk)
                time.sleep(says.pause_s)

        def log_message(self, *_: Any) -> None:
            """Keep quiet."""

    return Handler
