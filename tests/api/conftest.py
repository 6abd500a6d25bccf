"""A real server on a free port: the wiring of the product, a real store, and a small lexicon."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from services.api.app import create_app
from services.api.services import Services
from services.app.embedded import build_services
from services.settings import load_settings
from tests.api.server import KEYS, ROSTER, RULES, WEBHOOKS, Door


@pytest.fixture(scope="session")
def lexicons(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lexicons")
    (folder / "leaders").mkdir()
    (folder / "rules.yaml").write_text(RULES, "utf-8")
    (folder / "leaders" / "roster.yaml").write_text(ROSTER, "utf-8")
    return folder


@pytest.fixture(scope="session")
def cache_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One for all servers, so that the small lexicon is compiled once."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="session")
def serve(lexicons: Path, cache_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """A context manager: `with serve(max_body_bytes=…) as door`; what is built may be altered before it is served."""

    def served(alter: Callable[[Services], Services] = lambda services: services, **settings: Any) -> Any:
        folders = {"data_dir": tmp_path_factory.mktemp("var"), "cache_dir": cache_dir, "lexicons": lexicons}
        given = {**folders, "drain_s": 5, "canary_every_s": 0, **settings}
        return _serving(alter(build_services(load_settings(**given))))

    return served


@pytest.fixture(scope="session")
def door(serve: Callable[..., Any]) -> Iterator[Door]:
    """A server without keys, as on a fresh machine."""
    with serve(max_body_bytes=200_000, max_posts_per_batch=50) as door:
        yield door


@pytest.fixture(scope="session")
def guarded(serve: Callable[..., Any]) -> Iterator[Door]:
    """A server with keys and a webhook secret, each for its sites."""
    with serve(api_keys=KEYS, webhook_secrets=WEBHOOKS) as door:
        yield door


@contextmanager
def _serving(services: Services) -> Iterator[Door]:
    config = uvicorn.Config(create_app(services), port=0, log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=asyncio.run, args=(server.serve(),))
    thread.start()
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield Door(client, services)
    server.should_exit = True
    thread.join()
    services.store.close()
