"""A real Prometheus for tests, with the rules of `deploy/prometheus`; it scrapes what a test names every second."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.servers.required import unavailable

RULES = Path(__file__).parents[2] / "deploy" / "prometheus" / "rules" / "duwang.yaml"
_START_S, _TRIES = 30.0, 3


class PrometheusServer:
    """`targets` are `host:port` on loopback with the labels that the scrape configuration of a deployment gives."""

    def __init__(self, folder: Path, targets: Mapping[str, Mapping[str, str]]) -> None:
        self._folder, self._targets = folder, targets
        self._process: subprocess.Popen[bytes] | None = None
        self._client = httpx.Client(trust_env=False, timeout=10)

    def start(self) -> None:
        """Start and wait until it is ready; another port is tried when somebody was faster."""
        (self._folder / "prometheus.yml").write_text(json.dumps(self._config()), "utf-8")
        for _ in range(_TRIES):
            port = _free_port()
            self._client.base_url = httpx.URL(f"http://127.0.0.1:{port}")
            self._launch(port)
            if self._is_ready():
                return
        raise RuntimeError((self._folder / "log").read_text("utf-8", "replace")[-2000:])

    def close(self) -> None:
        self._client.close()
        if self._process is not None:
            self._process.terminate()
            self._process.wait(_START_S)

    def query(self, expression: str) -> list[dict[str, Any]]:
        """The samples of an instant query, each with `metric` and `value`. Raises `ValueError`."""
        answer = self._client.post("/api/v1/query", data={"query": expression}).json()
        if answer["status"] != "success":
            raise ValueError(f"{answer['error']}: {expression}")
        result = answer["data"]["result"]
        # A scalar and a string stand alone: [time, value].
        return result if answer["data"]["resultType"] == "vector" else [{"metric": {}, "value": result}]

    def rules(self) -> list[dict[str, Any]]:
        """Every loaded rule with its `health` and `lastError`, alerts with their `state`."""
        groups = self._client.get("/api/v1/rules").json()["data"]["groups"]
        return [rule for group in groups for rule in group["rules"]]

    def wait_for(self, expression: str, seconds: float = 30.0) -> list[dict[str, Any]]:
        """Ask until there is an answer."""
        deadline = time.monotonic() + seconds
        while not (samples := self.query(expression)):
            assert time.monotonic() < deadline, f"no answer to: {expression}"
            time.sleep(0.1)
        return samples

    def _config(self) -> dict[str, Any]:
        places = [{"targets": [target], "labels": dict(labels)} for target, labels in self._targets.items()]
        return {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": [str(RULES)],
            "scrape_configs": [{"job_name": "duwang", "static_configs": places}],
        }

    def _launch(self, port: int) -> None:
        options = {
            "config.file": self._folder / "prometheus.yml",
            "storage.tsdb.path": self._folder / "data",
            "web.listen-address": f"127.0.0.1:{port}",
        }
        command = ["prometheus", *(f"--{name}={value}" for name, value in options.items())]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, cwd=self._folder)

    def _is_ready(self) -> bool:
        assert self._process is not None
        deadline = time.monotonic() + _START_S
        while self._process.poll() is None and time.monotonic() < deadline:
            try:
                if self._client.get("/-/ready").is_success:
                    return True
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        return False


def require_programs(programs: Sequence[str] = ("prometheus", "promtool")) -> None:
    """Leave the test out (or fail it, see `required.py`) where Prometheus is not installed."""
    for program in programs:
        if shutil.which(program) is None:
            unavailable("Prometheus", f"{program} is not installed (Debian package prometheus)")


@pytest.fixture(scope="session")
def prometheus(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., PrometheusServer]]:
    """A function: targets with their labels → a running server, stopped when the tests are over."""
    require_programs()
    servers: list[PrometheusServer] = []

    def started(targets: Mapping[str, Mapping[str, str]]) -> PrometheusServer:
        server = PrometheusServer(tmp_path_factory.mktemp("prometheus"), targets)
        servers.append(server)
        server.start()
        return server

    yield started
    for server in servers:
        server.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
