"""What every bus can do. `memory.py` is the in-process one; a Kafka one has the same shape."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

POSTS = "duwang.posts"
VIOLATIONS = "duwang.violations"
DEAD_LETTERS = "duwang.dead-letters"


@dataclass(frozen=True, slots=True)
class Message:
    """One record. `offset` counts from 0 within topic and partition; `published_at` is seconds since the epoch."""

    topic: str
    partition: int
    offset: int
    key: bytes
    value: bytes
    published_at: float


class Producer(Protocol):
    async def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Append one record; waits while the bus is full (back-pressure)."""


class Consumer(Protocol):
    """A member of a consumer group. Messages that are polled but not committed are delivered again to the group."""

    async def poll(self, limit: int, timeout: float) -> Sequence[Message]:  # noqa: ASYNC109 - a broker's timeout
        """At most `limit` messages, in order; an empty sequence when none came within `timeout` seconds."""

    async def commit(self) -> None:
        """Everything polled so far has been dealt with."""

    async def lags(self) -> Mapping[int, int]:
        """Published messages that have not been committed yet, by partition that this member owns."""

    async def lag(self) -> int:
        """The sum of `lags`."""

    async def close(self) -> None: ...
