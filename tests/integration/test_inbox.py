"""The watched folder: drop a file in, and its posts are checked."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from services.bus.memory import MemoryBus
from services.bus.messages import POSTS
from services.ingest.sources.files import WatchedFolder
from services.telemetry.metrics import Metrics
from services.wire.post import decode_post
from tests.fakes import NOW

pytestmark = pytest.mark.anyio
GOOD = [json.dumps({"id": f"p-{number}", "body": "县政府部署防汛工作。"}, ensure_ascii=False) for number in range(3)]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


class Inbox:
    """A folder that is watched quickly, and a reader of the bus in the place of the worker."""

    def __init__(self, folder: Path, *, reads: bool = True) -> None:
        self.folder, self.bus, self.reads = folder, MemoryBus(), reads
        self.consumer = self.bus.consumer(POSTS, "checker")
        self.metrics = Metrics()
        self.watch = WatchedFolder(
            folder, self.bus.producer(), self.metrics,
            settled=lambda: self.bus.settled(POSTS), clock=lambda: NOW, every_s=0.01,
        )  # fmt: skip
        self.ids: list[str] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        tasks = [asyncio.ensure_future(self.watch.run())]
        if self.reads:
            tasks.append(asyncio.ensure_future(self._read()))
        try:
            async with asyncio.timeout(5):
                yield
        finally:
            self.watch.stop()
            async with asyncio.timeout(5):
                await tasks[0]
            for task in tasks[1:]:
                task.cancel()

    async def _read(self) -> None:
        while True:
            for message in await self.consumer.poll(100, 1):
                self.ids.append(decode_post(message.value, now=NOW).id)
            await self.consumer.commit()

    def drop(self, name: str, data: bytes) -> Path:
        path = self.folder / name
        path.write_bytes(data)
        return path

    async def appears(self, *parts: str) -> Path:
        path = self.folder.joinpath(*parts)
        while not path.exists():  # noqa: ASYNC110 - a file system has no event
            await asyncio.sleep(0.005)
        return path


async def test_a_dropped_file_is_published_and_moved_to_done(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    async with inbox.running():
        path = inbox.drop("a.jsonl", "\n".join(GOOD).encode())
        await inbox.appears("done", "a.jsonl")
    assert inbox.ids == ["p-0", "p-1", "p-2"]
    assert not path.exists()
    assert not (tmp_path / "rejected").exists()


async def test_bad_lines_are_listed_with_line_reason_and_original(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    data = "\n".join([GOOD[0], '{"id": "cut', GOOD[1], '{"id": "x"}']).encode() + b"\n\x80\xff\n"
    async with inbox.running():
        inbox.drop("a.jsonl", data)
        await inbox.appears("done", "a.jsonl")
    assert inbox.ids == ["p-0", "p-1"]
    listed = [json.loads(line) for line in (tmp_path / "rejected/a.jsonl.errors.jsonl").read_text("utf-8").splitlines()]
    assert [(entry["line"], entry["field"], entry["original"]) for entry in listed] == [
        (2, "", '{"id": "cut'), (4, "body", '{"id": "x"}'), (5, "", "\\x80\\xff"),
    ]  # fmt: skip
    assert all(entry["reason"] for entry in listed)
    assert (tmp_path / "done/a.jsonl").read_bytes() == data


async def test_a_file_that_cannot_be_read_is_set_aside_with_the_reason(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    async with inbox.running():
        inbox.drop("photo.jsonl", b"\x89PNG\r\n\x1a\n" + bytes(99))
        await inbox.appears("rejected", "photo.jsonl.errors.jsonl")
        inbox.drop("b.jsonl", GOOD[0].encode())
        await inbox.appears("done", "b.jsonl")
    assert "PNG" in (tmp_path / "rejected/photo.jsonl.errors.jsonl").read_text("utf-8")
    assert (tmp_path / "rejected/photo.jsonl").exists()


async def test_a_file_is_left_alone_while_it_grows(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    async with inbox.running():
        with (tmp_path / "a.jsonl").open("wb") as file:
            for line in GOOD * 5:
                file.write(line.encode() + b"\n")
                file.flush()
                await asyncio.sleep(0.008)
                assert inbox.ids == []
        await inbox.appears("done", "a.jsonl")
    assert inbox.ids == ["p-0", "p-1", "p-2"] * 5


async def test_a_file_stays_until_its_posts_are_dealt_with(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path, reads=False)
    async with inbox.running():
        path = inbox.drop("a.jsonl", GOOD[0].encode())
        while not await inbox.consumer.lag():  # noqa: ASYNC110 - a count has no event
            await asyncio.sleep(0.005)
        await asyncio.sleep(0.05)
        assert path.exists()
    assert path.exists(), "stopped before a worker had it: the next start reads it again"
    again = Inbox(tmp_path)
    async with again.running():
        await again.appears("done", "a.jsonl")
    assert again.ids == ["p-0"]


async def test_two_files_of_one_name_are_both_kept(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    async with inbox.running():
        for number, name in enumerate(("a.jsonl", "2-a.jsonl")):
            inbox.drop("a.jsonl", GOOD[number].encode())
            await inbox.appears("done", name)
    assert [(tmp_path / "done" / name).read_text("utf-8") for name in ("a.jsonl", "2-a.jsonl")] == GOOD[:2]


async def test_other_files_are_not_touched(tmp_path: Path) -> None:
    inbox = Inbox(tmp_path)
    async with inbox.running():
        others = [inbox.drop(name, b"x") for name in ("readme.txt", ".a.jsonl", "a.jsonl.part")]
        inbox.drop("z.jsonl", GOOD[0].encode())
        await inbox.appears("done", "z.jsonl")
    assert all(path.exists() for path in others)
