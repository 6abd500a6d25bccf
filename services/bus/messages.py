"""What every bus can do: `memory.py` is the one of a single process, `kafka.py` that of many."""

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
    """Raises `Unavailable` when a broker does not take a record in time; the record may then be sent again."""

    async def publish(self, topic: str, key: bytes, value: bytes) -> None:
        """Append one record and wait until the bus has it; waits while the bus is full (back-pressure)."""

    async def publish_all(self, topic: str, records: Sequence[tuple[bytes, bytes]]) -> None:
        """Append many (key, value) records in order, and wait once until the bus has them all."""


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

    async def close(self) -> None:
        """Leave the group; the others take over, beginning at what is committed."""


class Bus(Protocol):
    """Topics with partitions and consumer groups."""

    def producer(self) -> Producer: ...

    def consumer(self, topic: str, group: str) -> Consumer:
        """Join a group, at the latest with the first poll. A new group begins at the oldest message still kept."""

    async def close(self) -> None:
        """Hand over what producers still hold, and let go of every connection. Consumers are closed by their owners."""
