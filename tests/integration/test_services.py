"""`duwang checker`, `api` and `ingest` as processes: what they refuse, wait for, say, and how they end."""

import json
import socket
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest

from services.storage.sql import SqlStore
from services.wire.post import encode_post
from tests.faults.account import Books
from tests.faults.deployment import Deployment
from tests.faults.lexicon import LEXICON, compiled
from tests.faults.posts import posts
from tests.faults.process import Process, free_ports, gone
from tests.faults.waiting import until
from tests.servers.kafka import new_kafka_server
from tests.servers.postgresql import Databases, PostgresqlServer

pytestmark = pytest.mark.anyio
Start = Callable[..., Process]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, object]:
    """The settings of a small lexicon that is compiled."""
    cache = tmp_path / "cache"
    lexicons = compiled(tmp_path / "lexicons", cache)
    return {"lexicons": lexicons, "cache_dir": cache, "data_dir": tmp_path / "var"}


@pytest.fixture
async def start(tmp_path: Path, folders: dict[str, object]) -> AsyncIterator[Start]:
    started: list[Process] = []

    def new(*arguments: str, **settings: object) -> Process:
        log = tmp_path / f"{len(started)}.log"
        started.append(Process(log, {**folders, "probe_port": free_ports(4), **settings}, *arguments))
        return started[-1]

    yield new
    for process in started:
        process.close()


@pytest.fixture
async def deployment(
    tmp_path: Path, folders: dict[str, object], kafka: str, postgresql: Databases
) -> AsyncIterator[Deployment]:
    opened = Deployment(tmp_path, kafka, postgresql(), **folders)
    await opened.bus.ready()
    yield opened
    await opened.close()


@pytest.mark.parametrize("command", [["checker"], ["ingest"], ["api", "--port", "0"]], ids=lambda command: command[0])
async def test_a_service_that_runs_apart_is_refused_without_kafka_and_says_how_to_go_on(
    start: Start, command: list[str]
) -> None:
    process = start(*command)
    assert await process.ended() == 2
    assert "DUWANG_KAFKA" in process.log
    assert "duwang run" in process.log
    assert "Traceback" not in process.log


async def test_a_lexicon_that_is_broken_stops_the_service_at_its_start(
    start: Start, folders: dict[str, object]
) -> None:
    spoil(str(folders["lexicons"]))
    process = start("checker", kafka="127.0.0.1:9")
    assert await process.ended() == 2
    (event,) = process.events("worker_cannot_start")
    assert "rules.yaml" in event["reason"]


def spoil(lexicons: str) -> None:
    Path(lexicons, "rules.yaml").write_text(f"{LEXICON}  - id: [\n", "utf-8")


async def test_a_probe_port_that_is_taken_is_named(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        process = start("ingest", kafka="127.0.0.1:9", probe_port=port)
        assert await process.ended() == 2
    assert f"{port}：端口已被占用" in process.log


async def test_the_services_wait_for_servers_that_start_later(start: Start, tmp_path: Path) -> None:
    """All in the wrong order, and a post goes through all three."""
    kafka, postgresql = new_kafka_server(), PostgresqlServer()
    try:
        address = f"postgresql://postgres@127.0.0.1:{postgresql.port}/postgres"
        common = {"kafka": kafka.address, "database_url": address, "kafka_partitions": 2, "canary_every_s": 0}
        checker, ingest = start("checker", **common), start("ingest", **common)
        api = start("api", "--port", "0", **common)
        assert {event["part"] for event in await checker.said("waiting")} == {"store"}
        await api.said("waiting")
        postgresql.start()
        SqlStore(postgresql.url, migrate=True).close()
        kafka.start()
        drop(tmp_path / "var" / "inbox")
        books = Books(address.replace("postgresql", "postgresql+psycopg"))

        async def are_recorded() -> bool:
            return books.number_of_results() == 30

        await until(are_recorded, what="the posts of the file in the store")
        await books.judge_store(posts(0, 30))
        (serving,) = await api.said("serving")
        async with httpx.AsyncClient(base_url=serving["url"], trust_env=False) as web:
            assert (await web.get("/v1/posts/p-0/report")).json()["verdict"] == "review"
        assert [await checker.stop(), await ingest.stop()] == [0, 0]
        await api.stop()
    finally:
        postgresql.close()
        kafka.close()


def drop(inbox: Path) -> None:
    """Thirty posts in a file."""
    inbox.mkdir(parents=True, exist_ok=True)
    (inbox / "posts.jsonl").write_bytes(b"\n".join(map(encode_post, posts(0, 30))))


async def test_probes_tell_when_a_service_is_ready(start: Start) -> None:
    port = free_ports(4)
    process = start("ingest", kafka="127.0.0.1:9", probe_port=port)
    await process.said("probes")
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as web:
        assert (await web.get("/healthz")).status_code == 200
        assert (await web.get("/readyz")).status_code == 503
        assert "duwang_posts_ingested_total" in (await web.get("/metrics")).text
    assert await process.stop() == 0


async def test_a_checker_that_is_told_to_stop_finishes_its_batch(deployment: Deployment) -> None:
    checker = await deployment.start(workers=2, worker_name="same")
    await deployment.publish(0, 1500)
    await deployment.checked(100)
    assert await checker.stop() == 0
    done = deployment.account.number_of_results()
    assert await deployment.account.lag() == 1500 - done, "what was recorded is committed"
    assert checker.events("worker_ended") == []
    await deployment.start(workers=2, worker_name="same")
    await deployment.exactly_once()


async def test_every_line_of_a_checker_is_json_and_names_its_worker(deployment: Deployment) -> None:
    checker = await deployment.start(workers=2)
    await deployment.publish(0, 100)
    await deployment.exactly_once()
    assert await checker.stop() == 0
    lines = [json.loads(line) for line in checker.log.splitlines()]
    assert {line["worker"] for line in lines if line["event"] == "partitions_assigned"} == {0, 1}
    assert not any(word in checker.log for word in ("青岚县", "布署"))


async def test_workers_end_when_their_supervisor_is_killed(deployment: Deployment) -> None:
    checker = await deployment.start(workers=2)
    await checker.kill()
    for pid in deployment.workers(checker).values():
        await gone(pid)
    assert len(checker.events("supervisor_gone")) == 2


SOURCES = """
sources:
  - name: cms
    kind: kafka
    topic: cms.topic.that.nobody.has
    mapping: {id: $.id, body: $.body}
  - name: drop
    kind: folder
    path: FOLDER
"""


async def test_a_source_that_fails_does_not_hinder_the_others_and_is_seen(
    start: Start, deployment: Deployment, tmp_path: Path
) -> None:
    (tmp_path / "sources.yaml").write_text(SOURCES.replace("FOLDER", str(tmp_path / "drop")), "utf-8")
    port = free_ports(1)
    sources = tmp_path / "sources.yaml"
    process = start("ingest", **{**deployment.settings, "probe_port": port, "sources": sources})
    (failed,) = await process.said("source_failed")
    assert failed["source"] == "cms"
    assert "cms.topic.that.nobody.has" in failed["reason"]
    (tmp_path / "drop" / "one.jsonl").write_text('{"id": "p", "body": "会议作出部署。"}', "utf-8")
    consumer = deployment.bus.consumer("duwang.posts", "anybody")
    while not (messages := await consumer.poll(10, 1)):
        assert process.running
    await consumer.close()
    assert json.loads(messages[0].value)["id"] == "p"
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"http://127.0.0.1:{port}/readyz")).status_code == 503
