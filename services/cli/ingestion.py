"""Archives of posts through the bus and the checker into the store, in this process: what `duwang ingest` runs."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from services.app.parts import work_of
from services.app.slow_lane import open_lane
from services.bus.dead_letter_file import DeadLetterFile
from services.bus.memory import MemoryBus
from services.bus.messages import DEAD_LETTERS, POSTS
from services.checker.in_use import checker_in_use
from services.checker.reload import LiveChecker
from services.checker.worker import Patience, Worker
from services.cli.tally import Tally, show
from services.domain.errors import DuwangError, InvalidPost, UnreadableInput
from services.domain.post import BEIJING
from services.ingest.field_map import FieldMap
from services.ingest.pump import pump, to_dead_letters
from services.ingest.source import Item
from services.ingest.sources.jsonl import JsonlFile
from services.settings import Settings
from services.storage.sql import SqlStore
from services.telemetry.metrics import Metrics

# Few, so that the bar shows what has been checked and not what waits on the bus.
_WAITING = 512
# A store that is away for some seconds is waited for; then the user is told.
_PATIENCE = Patience(attempts=8)


class Ingestion:
    """One ingest: the bus, the worker on it, the file of dead letters, and what they came to."""

    def __init__(self, settings: Settings, fields: FieldMap) -> None:
        live = LiveChecker(lambda: checker_in_use(settings))
        self.tally, self._fields, self._metrics = Tally(), fields, Metrics()
        self._store, self._bus = SqlStore(settings.store_url), MemoryBus(capacity=_WAITING)
        self._letters_path = settings.data_dir / "dead-letters.jsonl"
        self._letters = DeadLetterFile(self._bus.consumer(DEAD_LETTERS, "file"), self._letters_path)
        self._slow = open_lane(settings, self._metrics)
        self._worker = Worker(
            self._bus.consumer(POSTS, "checker"), self._bus.producer(), live, self._store, self._metrics, _now,
            work=replace(work_of(settings, "ingest"), patience=_PATIENCE, lane=self._slow.lane),
            on_batch=self.tally.add,
        )  # fmt: skip
        self._places = {"入库位置": self._store.address, "查看问题": "duwang run，然后打开 http://127.0.0.1:8000/"}

    async def feed(self, files: Sequence[Path]) -> list[UnreadableInput]:
        """Ingest file after file and print the summary. Returns the files that could not be read to their end."""
        begin = perf_counter()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(self._worker.run())
                group.create_task(self._letters.run())
                feeding = group.create_task(self._feed_all(files))
        except* DuwangError as errors:
            raise errors.exceptions[0] from None  # the worker has given up on the store
        finally:
            self._slow.close()
            self._store.close()
        Console().print(show(self.tally, seconds=perf_counter() - begin, places=self._all_places()))
        return feeding.result()

    async def _feed_all(self, files: Sequence[Path]) -> list[UnreadableInput]:
        unread = []
        with _progress() as progress:
            for path in files:
                try:
                    await self._feed_one(path, progress)
                except UnreadableInput as error:
                    unread.append(error)
            for topic in (POSTS, DEAD_LETTERS):
                await self._bus.settled(topic)
        self._worker.stop()
        self._letters.stop()
        return unread

    async def _feed_one(self, path: Path, progress: Progress) -> None:
        source = JsonlFile(path, now=_now(), fields=self._fields)
        bar = progress.add_task(path.name, total=source.size)
        await pump(
            source, self._bus.producer(), self._reject, progress=lambda: progress.update(bar, completed=source.position)
        )
        progress.update(bar, completed=source.size)

    async def _reject(self, item: Item, error: InvalidPost) -> None:
        self.tally.lay_aside(str(error))
        await to_dead_letters(self._bus.producer(), self._metrics)(item, error)

    def _all_places(self) -> dict[str, str]:
        return self._places | ({"未能读取的文稿": str(self._letters_path)} if self.tally.laid_aside else {})


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True))


def _now() -> datetime:
    return datetime.now(BEIJING)
