"""A watched folder: JSONL files that are dropped into it are published; nothing has to be told.

A file is taken once it has stopped growing. When all its posts are dealt with it moves to `done/`; lines that are no
posts are listed in `rejected/NAME.errors.jsonl`; a file that cannot be read at all moves to `rejected/`. After a crash
the file is still in the folder and is read again, which records nothing twice.
"""

import asyncio
import json
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from services.bus.messages import Producer
from services.bus.stop_sign import StopSign
from services.domain.errors import InvalidPost, Unavailable, UnreadableInput
from services.ingest.pump import pump
from services.ingest.source import Item
from services.ingest.sources.jsonl import JsonlFile, ReadLine
from services.telemetry.logs import origin
from services.telemetry.metrics import Metrics
from services.wire.dead_letter import Cause

_BAD_LINE = Cause.INVALID_POST.value
# Hidden files are those that somebody is still writing.
_PATTERNS = ("[!.]*.jsonl", "[!.]*.jsonl.gz")
_log = structlog.get_logger(__name__)


async def _at_once() -> None:
    """A bus that keeps what is published needs no waiting."""


def _now() -> datetime:
    return datetime.now(UTC)


class WatchedFolder:
    """Looks into the folder every `every_s` seconds. `settled` waits until what was published is dealt with.

    `read` makes a post of a line that has another shape (`JsonlFile`).
    """

    def __init__(
        self,
        folder: Path,
        producer: Producer,
        metrics: Metrics,
        *,
        settled: Callable[[], Coroutine[None, None, None]] = _at_once,
        clock: Callable[[], datetime] = _now,
        read: ReadLine | None = None,
        every_s: float = 1.0,
    ) -> None:
        self._folder, self._producer, self._metrics = folder, producer, metrics
        self._settled, self._clock = settled, clock
        self._every_s, self._read = every_s, read
        self._seen: dict[Path, tuple[int, int]] = {}
        self._given_up: set[Path] = set()
        self._stopping = StopSign()

    async def run(self) -> None:
        """Work until `stop`; a file that is not finished by then stays, and is read again next time."""
        while not self._stopping.is_set():
            for path in await asyncio.to_thread(self._ripe):
                await self._take(path)
            await self._stopping.breaks_off(asyncio.sleep(self._every_s))

    def stop(self) -> None:
        self._stopping.set()

    def _ripe(self) -> list[Path]:
        """List the files that have not changed since the last look, oldest first."""
        seen = {}
        for path in (found for pattern in _PATTERNS for found in self._folder.glob(pattern)):
            with suppress(OSError):  # gone again
                status = path.stat()
                seen[path] = (status.st_mtime_ns, status.st_size)
        ripe = [path for path, state in seen.items() if self._seen.get(path) == state and path not in self._given_up]
        self._given_up = {path for path in self._given_up if self._seen.get(path) == seen.get(path)}
        self._seen = seen
        return sorted(ripe, key=lambda path: (seen[path], path))

    async def _take(self, path: Path) -> None:
        try:
            await self._publish(path)
        except UnreadableInput as error:
            _log.warning("file_rejected", file=path.name)
            self._move(path, "rejected")
            _Rejected(self._folder / "rejected", path.name).note(reason=str(error))
        except Unavailable as error:  # of the bus: the file is taken at the next look
            _log.warning("file_waits", file=path.name, reason=str(error))
        except Exception as error:  # noqa: BLE001 - one file must not stop the watch
            _log.error("file_not_taken", file=path.name, error=origin(error))
            self._given_up.add(path)

    async def _publish(self, path: Path) -> None:
        rejected = _Rejected(self._folder / "rejected", path.name)
        source = JsonlFile(path, now=self._clock(), read=self._read)
        pumped = await pump(self._until_stopped(source), self._producer, rejected.line)
        self._metrics.posts_ingested.labels("folder").inc(pumped.posts)
        self._metrics.dead_letters.labels(_BAD_LINE).inc(pumped.rejected)
        await self._stopping.breaks_off(self._settled())
        if not self._stopping.is_set():
            self._move(path, "done")
            _log.info("file_published", file=path.name, posts=pumped.posts, rejected=pumped.rejected)

    def _until_stopped(self, source: JsonlFile) -> Iterator[Item]:
        for item in source:
            if self._stopping.is_set():
                return
            yield item

    def _move(self, path: Path, where: str) -> None:
        target = self._folder / where / path.name
        target.parent.mkdir(exist_ok=True)
        number = 1
        while target.exists():  # two files of one name were dropped; both are kept
            number += 1
            target = target.with_name(f"{number}-{path.name}")
        path.rename(target)


class _Rejected:
    """`rejected/NAME.errors.jsonl`, made when there is a first bad line; an earlier one of this name is replaced."""

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"{name}.errors.jsonl"
        self._mode = "w"

    async def line(self, item: Item, error: InvalidPost) -> None:
        original = item.original.decode("utf-8", "backslashreplace").rstrip("\r\n")
        self.note(line=item.line, field=error.field, reason=error.reason, original=original)

    def note(self, **entry: Any) -> None:
        self._path.parent.mkdir(exist_ok=True)
        with self._path.open(self._mode, encoding="utf-8") as file:
            file.write(json.dumps(entry, ensure_ascii=False) + "\n")
        self._mode = "a"
