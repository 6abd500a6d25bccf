"""Calls that are repeated while brokers are away: whoever works on a stream has nothing better to do than to wait."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from services.bus.stop_sign import StopSign
from services.domain.errors import Unavailable

Result = TypeVar("Result")
_log = structlog.get_logger(__name__)


class Insistence:
    """Pauses double from `first_s` to `longest_s` seconds; `stopping` ends the waiting. `name` is for the log."""

    def __init__(self, name: str, stopping: StopSign, *, first_s: float = 0.1, longest_s: float = 15.0) -> None:
        self._name, self._stopping, self._first_s, self._longest_s = name, stopping, first_s, longest_s

    async def on(self, work: Callable[[], Awaitable[Result]]) -> Result | None:
        """Do it until it is not `Unavailable` any more; None when told to stop before."""
        pause = self._first_s
        while True:
            try:
                return await work()
            except Unavailable as error:
                _log.warning("bus_awaited", by=self._name, reason=str(error), retry_in_s=pause)
            if await self._stopping.comes_within(pause):
                return None
            pause = min(pause * 2, self._longest_s)
