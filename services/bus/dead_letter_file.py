"""Where dead letters stay when the bus is in memory: appended to a JSONL file, one JSON object a line."""

import asyncio
import os
from pathlib import Path

from services.bus.messages import Consumer

_BATCH = 256
_POLL_S = 0.25


class DeadLetterFile:
    """Consumes `duwang.dead-letters` into a file. A letter is committed once it is on the disk."""

    def __init__(self, consumer: Consumer, path: Path) -> None:
        self._consumer, self._path = consumer, path
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`."""
        try:
            while not self._stopping.is_set():
                if letters := await self._consumer.poll(_BATCH, _POLL_S):
                    await asyncio.to_thread(self._append, [letter.value for letter in letters])
                    await self._consumer.commit()
        finally:
            await self._consumer.close()

    def stop(self) -> None:
        self._stopping.set()

    def _append(self, letters: list[bytes]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("ab") as file:
            file.writelines(letter + b"\n" for letter in letters)
            file.flush()
            os.fsync(file.fileno())
