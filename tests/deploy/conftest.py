"""A running Duwang, and a Prometheus that scrapes it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from prometheus_client import start_http_server

from services.settings import PREFIX
from services.telemetry.metrics import Metrics
from tests.api.server import CLEAN, ROSTER, RULES, SERIOUS, WRONG
from tests.servers.postgresql import postgresql
from tests.servers.prometheus import PrometheusServer, prometheus

__all__ = ["postgresql", "prometheus"]
_COMMAND = (sys.executable, "-c", "from services.cli import main; main()", "run", "--port", "0")
_CHANNELS = ("website", "wechat")


@dataclass(frozen=True)
class Running:
    """A running Duwang: its address, and a Prometheus that has seen posts come and be judged."""

    url: str
    prometheus: PrometheusServer


@pytest.fixture(scope="session")
def duwang(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`duwang run` as a process with a small lexicon; gives its address."""
    folder = tmp_path_factory.mktemp("duwang")
    (folder / "lexicons" / "leaders").mkdir(parents=True)
    (folder / "lexicons" / "rules.yaml").write_text(RULES, "utf-8")
    (folder / "lexicons" / "leaders" / "roster.yaml").write_text(ROSTER, "utf-8")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    given = {"DATA_DIR": folder / "var", "LEXICONS": folder / "lexicons", "CANARY_EVERY_S": 0.5}
    environment = {**kept, **{PREFIX + name: str(value) for name, value in given.items()}}
    log = folder / "log"
    with log.open("wb") as sink, subprocess.Popen(_COMMAND, env=environment, stdout=sink, stderr=sink) as process:
        try:
            yield _address(process, log)
        finally:
            process.terminate()
            process.wait(60)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    """What a small `duwang run` that is well never counts (failures, worker processes, feeds), as others show it."""
    metrics = Metrics()
    metrics.worker_restarts.labels("stuck").inc()
    metrics.posts_ingested.labels("feed").inc(5)
    metrics.dead_letters.labels("invalid_post").inc()
    metrics.unchecked.labels("incomplete").inc()
    for outcome in ("new", "failed"):
        metrics.feed_polls.labels(outcome).inc()
    counters = ("worker_restarts", "posts_ingested", "dead_letters", "unchecked", "feed_polls")
    shown = metrics.registry.restricted_registry([f"duwang_{name}_total" for name in counters])
    server, thread = start_http_server(0, "127.0.0.1", shown)
    yield f"127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def running(duwang: str, elsewhere: str, prometheus: Callable[..., PrometheusServer]) -> Running:
    """Posts come in twice with a scrape between, so that every counter has been seen to rise."""
    server = prometheus({
        urlsplit(duwang).netloc: {"service": "run"},
        elsewhere: {"service": "checker", "process": "worker"},
    })  # fmt: skip
    with httpx.Client(base_url=duwang, trust_env=False) as client:
        for wave in ("one", "two"):
            _send(client, wave)
            server.wait_for(f'sum(duwang_posts_checked_total{{channel!="canary"}}) >= {6 if wave == "one" else 12}')
    server.wait_for('sum(rate(duwang_posts_checked_total{channel!="canary"}[1m])) > 0')
    return Running(duwang, server)


def _address(process: subprocess.Popen[bytes], log: Path) -> str:
    while True:
        for line in log.read_text("utf-8").splitlines():
            if line.startswith("{") and (event := json.loads(line))["event"] == "serving":
                url: str = event["url"]
                return url
        assert process.poll() is None, log.read_text("utf-8")


def _send(client: httpx.Client, wave: str) -> None:
    posts = [
        {"id": f"{wave}-{channel}-{number}", "site": "www.qinglan.example", "channel": channel, "body": body}
        for channel in _CHANNELS
        for number, body in enumerate((CLEAN, WRONG, SERIOUS))
    ]
    assert client.post("/v1/posts", json=posts).status_code == 202
    for post in posts:
        assert client.post("/v1/checks", json=post).is_success
