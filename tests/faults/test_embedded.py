"""The embedded default: one process and one file. What it has answered for with 202 is recorded, whatever happens."""

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from services.wire.post import encode_post
from tests.faults.embedded import Embedded
from tests.faults.posts import posts
from tests.faults.process import ROOT, environment
from tests.faults.waiting import until

pytestmark = pytest.mark.anyio
_DISK_MIB = 6


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of a few MiB, in memory."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_DISK_MIB}m", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not run: mounting a small disk is not permitted here")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def busy(service: Embedded) -> Iterator[None]:
    """While this is open, nothing can be recorded: somebody else writes."""
    connection = sqlite3.connect(service.books.path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    yield
    connection.execute("ROLLBACK")
    connection.close()


def fill(disk: Path) -> Path:
    """Write until nothing more fits."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)) == 4096:
                pass
        except OSError:
            os.fsync(file.fileno())
    return filler


async def test_what_was_taken_in_survives_a_kill(embed: Callable[..., Embedded]) -> None:
    service = embed()
    await service.ready()
    with busy(service):
        assert await service.submit(posts(0, 300)) == []
        await service.process.kill()
    assert service.books.number_of_results() == 0
    service.start()
    await service.ready()
    assert await service.submit(posts(300, 350)) == []
    await service.exactly_once()


async def test_a_file_in_the_inbox_survives_a_kill(embed: Callable[..., Embedded], tmp_path: Path) -> None:
    service = embed()
    await service.ready()
    inbox = tmp_path / "data" / "inbox"
    with busy(service):
        (inbox / "posts.jsonl").write_bytes(b"\n".join(map(encode_post, posts(0, 500))))
        await service.process.kill()
    service.taken += posts(0, 500)
    service.start()
    await service.ready()
    await service.exactly_once()

    async def is_done() -> bool:
        return (inbox / "done" / "posts.jsonl").exists()

    await until(is_done, what="the file among those that are done")


# Lays a letter aside as a worker does, and is killed before anybody has written it into its file.
_VICTIM = """
import asyncio, os, signal
from services.app.embedded import build_services
from services.bus.messages import DEAD_LETTERS
from services.settings import load_settings

asyncio.run(build_services(load_settings()).producer.publish(DEAD_LETTERS, b"", b'{"cause": "check_failed"}'))
os.kill(os.getpid(), signal.SIGKILL)
"""


def lay_aside_and_die(service: Embedded) -> int:
    command = [sys.executable, "-c", _VICTIM]
    return subprocess.run(command, cwd=ROOT, env=environment(service.settings), check=False).returncode


async def test_a_dead_letter_survives_a_kill(embed: Callable[..., Embedded], tmp_path: Path) -> None:
    service = embed()
    await service.ready()
    assert await service.process.stop() in {0, -signal.SIGTERM}
    assert lay_aside_and_die(service) == -signal.SIGKILL
    service.start()
    await service.ready()
    letters = tmp_path / "data" / "dead-letters.jsonl"

    async def is_kept() -> bool:
        return letters.exists() and letters.read_bytes() == b'{"cause": "check_failed"}\n'

    await until(is_kept, what="the letter in its file")


async def test_a_full_disk_is_told_and_costs_no_post_that_was_taken_in(
    small_disk: Path, embed: Callable[..., Embedded]
) -> None:
    service = embed(small_disk)
    await service.ready()
    assert await service.submit(posts(0, 100)) == []
    await service.exactly_once()
    with busy(service):
        assert await service.submit(posts(100, 300)) == []
        filler = fill(small_disk)

    async def is_told() -> bool:
        return await service.metric("duwang_store_failures_total") >= 2

    await until(is_told, what="failures of the store in the metrics")
    refused = await service.submit(posts(300, 500))
    assert refused, "on a full disk nobody may be told that his posts are safe"
    report = await service.web.get("/v1/posts/p-299/report")
    assert report.status_code == 404, "what is not recorded is not called clean"
    check = await service.web.post("/v1/checks", json={"id": "1", "body": "青岚县作出布署。"})
    assert check.json()["verdict"] == "review"
    filler.unlink()
    await service.exactly_once()
    assert await service.submit(refused) == []
    await service.exactly_once()
    assert await service.metric("duwang_dead_letters_total") == 0
