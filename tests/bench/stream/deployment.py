"""The servers and the workers that are measured, each a process of its own on this machine."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import create_engine, text

from services.settings import PREFIX
from tests.bench.plan import Plan
from tests.bench.stream.page import read_page
from tests.servers.kafka import KafkaServer
from tests.servers.postgresql import Databases, PostgresqlServer

_COMMAND = (sys.executable, "-c", "from services.cli import main; main()", "checker")
_PORT = 19_301
_START_S, _STOP_S = 120.0, 60.0
_WAITS = text("SELECT post_key, extract(epoch FROM recorded_at - (trace::json->>'seen_at')::timestamptz) FROM reports")


@dataclass(frozen=True, slots=True)
class Servers:
    """A broker and a database, with names of their own for the topics and tables of one measurement."""

    kafka: KafkaServer
    postgresql: PostgresqlServer
    databases: Databases


@contextmanager
def servers() -> Iterator[Servers]:
    """As in production: an optimising Java, and a database that waits for the disk."""
    with (
        KafkaServer(heap_mb=1024, optimised=True) as kafka,
        PostgresqlServer(durable=True, options=("shared_buffers=512MB", "max_wal_size=4GB")) as postgresql,
    ):
        yield Servers(kafka, postgresql, Databases(postgresql.url))


class Deployment:
    """One measurement: fresh topics, a fresh database, and workers that come and go."""

    def __init__(self, plan: Plan, servers: Servers, name: str) -> None:
        self.prefix, self.servers, self._plan = f"{name}.", servers, plan
        self.database = servers.databases()
        self._process: subprocess.Popen[bytes] | None = None
        self._workers = 0

    @contextmanager
    def checker(self, workers: int) -> Iterator["Deployment"]:
        self.start(workers)
        try:
            yield self
        finally:
            self.stop()

    def start(self, workers: int) -> None:
        """Start the workers and wait until each has its lexicon."""
        self._workers = workers
        log = (Path(self._plan.work) / "stream.log").open("ab")
        with log:
            self._process = subprocess.Popen(
                [*_COMMAND, "--workers", str(workers)], env=self._environment(), stderr=log
            )
        deadline = time.monotonic() + _START_S
        while not all(read_page(_PORT + 1 + number, "readyz") for number in range(workers)):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the workers did not start; see {log.name}")
            time.sleep(0.1)

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(_STOP_S)
            self._process = None

    def processes(self) -> list[psutil.Process]:
        """The worker processes, in no order."""
        assert self._process is not None
        children = psutil.Process(self._process.pid).children()
        return [each for each in children if _is_worker(each)]

    def counts(self, name: str, label: str = "") -> dict[str, float]:
        """The sums over all workers of the samples of this name, by the value of one label."""
        sums: dict[str, float] = {}
        for number in range(self._workers):
            page = read_page(_PORT + 1 + number, "metrics") or ""
            for family in text_string_to_metric_families(page):
                for sample in family.samples:
                    if sample.name == name:
                        value = sample.labels.get(label, "")
                        sums[value] = sums.get(value, 0.0) + sample.value
        return sums

    def checked(self) -> int:
        return int(sum(self.counts("duwang_posts_checked_total").values()))

    def lag(self) -> int:
        return int(sum(self.counts("duwang_consumer_lag_records").values()))

    def recorded(self) -> dict[str, float]:
        """Every post that is recorded, and the seconds that it took from the bus to the store."""
        engine = create_engine(self.database)
        with engine.connect() as connection:
            waits = {key: float(wait) for key, wait in connection.execute(_WAITS)}
        engine.dispose()
        return waits

    def _environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
        own = {
            "KAFKA": self.servers.kafka.address,
            "KAFKA_PREFIX": self.prefix,
            "DATABASE_URL": self.database,
            "DATA_DIR": str(Path(self._plan.work) / "stream"),
            "CACHE_DIR": str(self._plan.cache),
            "LEXICONS": self._plan.lexicons,
            "PROBE_PORT": str(_PORT),
            "LOG_LEVEL": "warning",
        }
        return kept | {PREFIX + name: value for name, value in own.items()}


def _is_worker(process: psutil.Process) -> bool:
    """Not one that has ended, nor the helper that multiprocessing starts beside the workers."""
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return False
