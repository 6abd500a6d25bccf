"""Waiting for what another process does, with a deadline: faults are no clock races."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

_DEADLINE_S = 60.0
_LOOK_S = 0.05
Answer = TypeVar("Answer")


async def until(look: Callable[[], Awaitable[Answer]], *, what: str, within_s: float = _DEADLINE_S) -> Answer:
    """Ask again and again until the answer is true, and give it. Fails after `within_s` seconds, naming `what`."""
    deadline = time.monotonic() + within_s
    while not (answer := await look()):
        assert time.monotonic() < deadline, f"not within {within_s:g} s: {what}"
        await asyncio.sleep(_LOOK_S)
    return answer
