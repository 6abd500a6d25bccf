"""What has been sent and not been taken yet."""

import asyncio


class InFlight:
    """Counts the bytes that wait for brokers, and lets publishers wait while they are more than `most`."""

    def __init__(self, most: int) -> None:
        self._most, self._bytes = most, 0
        self._freed = asyncio.Event()

    async def take(self, size: int) -> None:
        """One record is always let in, however large."""
        while self._bytes and self._bytes + size > self._most:
            self._freed.clear()
            await self._freed.wait()
        self._bytes += size

    def give(self, size: int) -> None:
        self._bytes -= size
        self._freed.set()
