"""A real Kafka for tests, benchmarks and faults: started here, or named by the variable `KAFKA_BOOTSTRAP`."""

import atexit
import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Self

import pytest

from tests.servers.kafka_jars import NoKafka, kafka_jars, program
from tests.servers.required import unavailable

_START_S = 60.0
_STOP_S = 30.0
# A compiler that does not optimise starts in half the time. Benchmarks want the other one.
_QUICK = ("-XX:TieredStopAtLevel=1",)
_JAVA = ("-Xshare:auto", "-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn")
_CLUSTER_ID = "AAAAAAAAAAAAAAAAAAAAAA"


class KafkaServer:
    """A broker of our own, which is its own controller; address and data stay through `stop`, `kill` and `start`.

    `heap_mb` and `optimised` are for benchmarks, `settings` are more lines of `server.properties`. Works in plain
    scripts: `with KafkaServer() as server: …`. Raises `NoKafka` where the machine cannot run one.
    """

    def __init__(
        self, *, heap_mb: int = 256, optimised: bool = False, settings: Mapping[str, object] | None = None
    ) -> None:
        heap = (f"-Xms{heap_mb // 2}m", f"-Xmx{heap_mb}m")
        jars = f"{kafka_jars()}/*"
        self._java = [program("java"), *_JAVA, *(() if optimised else _QUICK), *heap, "-cp", jars]
        self._ports = _free_port(), _free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="kafka-"))
        self._properties = self.folder / "server.properties"
        self._properties.write_text(_properties(self.folder, self._ports, settings or {}), "utf-8")
        self._process: subprocess.Popen[bytes] | None = None
        atexit.register(self.close)

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self._ports[0]}"

    @property
    def log(self) -> str:
        """The end of what it has said."""
        return (self.folder / "log").read_text("utf-8", "replace")[-4000:]

    @property
    def pid(self) -> int:
        assert self._process is not None, "it is not running"
        return self._process.pid

    def start(self) -> None:
        """Start and wait until it takes connections."""
        with (self.folder / "log").open("ab") as log:
            if not (self.folder / "data").is_dir():
                format_ = ["kafka.tools.StorageTool", "format", "-t", _CLUSTER_ID, "-c", str(self._properties)]
                subprocess.run([*self._java, *format_], check=True, stdout=log, stderr=log)
            self._process = subprocess.Popen(
                [*self._java, "kafka.Kafka", str(self._properties)], stdout=log, stderr=log
            )
        self._wait()

    def stop(self) -> None:
        """Shut down in order."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self._end(signal.SIGKILL)

    def restart(self) -> None:
        self.stop()
        self.start()

    def pause(self) -> None:
        """Let it hang: connections stay, nothing answers."""
        self._signal(signal.SIGSTOP)
        assert self._process is not None
        os.waitid(os.P_PID, self._process.pid, os.WSTOPPED)  # until the last thread stands still

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def close(self) -> None:
        """Stop and remove the data."""
        self._end(signal.SIGKILL)
        shutil.rmtree(self.folder, ignore_errors=True)
        atexit.unregister(self.close)

    def _signal(self, signal_: signal.Signals) -> None:
        assert self._process is not None, "the broker is not running"
        self._process.send_signal(signal_)

    def _end(self, by: signal.Signals) -> None:
        if self._process is None:
            return
        self._signal(signal.SIGCONT)
        self._signal(by)
        try:
            self._process.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(_STOP_S)
        self._process = None

    def _wait(self) -> None:
        deadline = time.monotonic() + _START_S
        while not _takes_connections(self._ports[0]):
            assert self._process is not None
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"Kafka did not start:\n{self.log}")
            time.sleep(0.02)


@pytest.fixture(scope="session")
def kafka() -> Iterator[str]:
    """The address of a broker that tests share; whoever stops one takes a `KafkaServer` of their own."""
    if given := os.environ.get("KAFKA_BOOTSTRAP"):
        yield given
        return
    with new_kafka_server() as server:
        yield server.address


@pytest.fixture(scope="module")
def own_kafka() -> Iterator[KafkaServer]:
    """A broker of this module alone, to stop, kill and pause; each test leaves it running."""
    with new_kafka_server() as server:
        yield server


def new_kafka_server(settings: Mapping[str, object] | None = None) -> KafkaServer:
    """A broker that is not started yet; where there can be none, the test is left out or fails."""
    try:
        return KafkaServer(settings=settings)
    except NoKafka as error:
        unavailable("Kafka", str(error))


def _properties(folder: Path, ports: tuple[int, int], settings: Mapping[str, object]) -> str:
    broker, controller = (f"127.0.0.1:{port}" for port in ports)
    lines: dict[str, object] = {
        "process.roles": "broker,controller",
        "node.id": 1,
        "controller.quorum.voters": f"1@{controller}",
        "controller.listener.names": "CONTROLLER",
        "listeners": f"PLAINTEXT://{broker},CONTROLLER://{controller}",
        "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "log.dirs": folder / "data",
        "offsets.topic.replication.factor": 1,
        "offsets.topic.num.partitions": 1,
        "transaction.state.log.replication.factor": 1,
        "transaction.state.log.min.isr": 1,
        "group.initial.rebalance.delay.ms": 0,
        "group.min.session.timeout.ms": 500,
        "log.cleaner.enable": "false",
        # After a kill the controller lets the broker in again when the session of the dead one has ended.
        "broker.session.timeout.ms": 6000,
        "broker.heartbeat.interval.ms": 500,
        "num.network.threads": 2,
        "num.io.threads": 2,
    } | dict(settings)
    return "".join(f"{name}={value}\n" for name, value in lines.items())


def _takes_connections(port: int) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", port)) == 0


def _free_port() -> int:
    """Below the ports that the system gives to connections, which could take it while the broker is stopped."""
    ports = (random.randrange(15_000, 30_000) for _ in range(1000))
    return next(port for port in ports if not _takes_connections(port))
