"""Where dead letters stay when the bus is in memory: appended to a JSONL file, one JSON object a line."""

import asyncio
import os
from pathlib import Path
from typing import BinaryIO

import structlog

from services.bus.messages import Consumer

_BATCH = 256
_POLL_S = 0.25
_RETRY_S = 1.0
_log = structlog.get_logger(__name__)


class DeadLetterFile:
    """Consumes `duwang.dead-letters` into a file. A letter is committed once it is on the disk."""

    def __init__(self, consumer: Consumer, path: Path) -> None:
        self._consumer, self._path = consumer, path
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`."""
        try:
            while not self._stopping.is_set():
                letters = await self._consumer.poll(_BATCH, _POLL_S)
                if letters and await self._keep([letter.value for letter in letters]):
                    await self._consumer.commit()
        finally:
            await self._consumer.close()

    def stop(self) -> None:
        self._stopping.set()

    async def _keep(self, letters: list[bytes]) -> bool:
        """Try until the disk takes them; false when told to stop before."""
        while not self._stopping.is_set():
            try:
                await asyncio.to_thread(self._append, letters)
            except OSError as error:
                _log.error("dead_letters_not_written", error=type(error).__name__, path=str(self._path))
                await asyncio.sleep(_RETRY_S)
            else:
                return True
        return False

    def _append(self, letters: list[bytes]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a+b") as file:
            if _is_torn(file):  # by a crash in the middle of a letter, which must not swallow the next one
                file.write(b"\n")
            file.writelines(letter + b"\n" for letter in letters)
            file.flush()
            os.fsync(file.fileno())


def _is_torn(file: BinaryIO) -> bool:
    """Whether the file does not end with the end of a line."""
    if not file.seek(0, os.SEEK_END):
        return False
    file.seek(-1, os.SEEK_END)
    return file.read(1) != b"\n"
