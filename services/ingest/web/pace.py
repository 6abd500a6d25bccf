"""How often a host is asked: one request at a time, a pause between two, and none at all while it wants none."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from services.ingest.web.errors import Failed

_MOST_LANES = 4096


@dataclass(slots=True)
class _Lane:
    ready_at: float = 0.0
    waiting: int = 0
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """`pause_s` is the least pause between two requests; whoever would wait longer than `patience_s` is sent away."""

    def __init__(
        self, *, pause_s: float = 1.0, patience_s: float = 60.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._pause_s, self._patience_s, self._clock = pause_s, patience_s, clock
        self._lanes: dict[str, _Lane] = {}

    @asynccontextmanager
    async def turn(self, host: str, delay_s: float = 0.0) -> AsyncIterator[None]:
        """Wait for one's turn; `delay_s` is the pause that the site itself asks for (Crawl-delay).

        Raises `Failed` with `retry_after` where the wait would be too long.
        """
        lane = self._lane(host)
        self._refuse_long_wait(host, lane)
        lane.waiting += 1
        try:
            async with lane.lock:
                self._refuse_long_wait(host, lane)
                await asyncio.sleep(max(0.0, lane.ready_at - self._clock()))
                try:
                    yield
                finally:
                    lane.ready_at = max(lane.ready_at, self._clock() + max(self._pause_s, delay_s))
        finally:
            lane.waiting -= 1

    def hold(self, host: str, seconds: float) -> None:
        """Leave the host alone for so long."""
        lane = self._lane(host)
        lane.ready_at = max(lane.ready_at, self._clock() + seconds)

    def _refuse_long_wait(self, host: str, lane: _Lane) -> None:
        wait = lane.ready_at - self._clock()
        if wait > self._patience_s:
            raise Failed(f"{host} 要求 {wait:.0f} 秒后再访问", retry_after=wait)

    def _lane(self, host: str) -> _Lane:
        if host not in self._lanes and len(self._lanes) >= _MOST_LANES:
            now = self._clock()
            self._lanes = {name: lane for name, lane in self._lanes.items() if lane.waiting or lane.ready_at > now}
        return self._lanes.setdefault(host, _Lane())
