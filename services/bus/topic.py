"""The inside of the in-process broker: logs that keep messages, and groups that share them out."""

import asyncio
import math
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from itertools import islice

from services.bus.journal import Entry, Journal
from services.bus.messages import Message


class Log:
    """One partition. Keeps the messages `[start, end)`, by offset; `size` is that of their values in bytes."""

    def __init__(self) -> None:
        self.start = self.size = 0
        self._kept: deque[Message] = deque()

    @property
    def end(self) -> int:
        return self.start + len(self._kept)

    def append(self, message: Message) -> None:
        self._kept.append(message)
        self.size += len(message.value)

    def read(self, offset: int, limit: int) -> list[Message]:
        skipped = max(0, offset - self.start)
        return list(islice(self._kept, skipped, skipped + limit))

    def waits_since(self, offset: int) -> float:
        """When the message at `offset` was published; infinite when there is none."""
        return next((message.published_at for message in self.read(offset, 1)), math.inf)

    def drop_before(self, offset: int) -> None:
        while self._kept and self.start < offset:
            self.size -= len(self._kept.popleft().value)
            self.start += 1


class Group:
    """A consumer group: which member owns which partition, and how far the group has committed."""

    def __init__(self, logs: Sequence[Log]) -> None:
        self._members: list[dict[int, int]] = []
        self.committed = {number: log.start for number, log in enumerate(logs)}

    def join(self, positions: dict[int, int]) -> None:
        """`positions` is the member: the group writes into it what it owns and the next offset to poll."""
        self._members.append(positions)
        self._share_out()

    def leave(self, positions: dict[int, int]) -> None:
        self._members = [member for member in self._members if member is not positions]
        positions.clear()
        self._share_out()

    def commit(self, positions: dict[int, int]) -> None:
        self.committed.update(positions)

    def _share_out(self) -> None:
        """Begin again at what is committed where a partition changes hands; keep the position where it stays."""
        for number, committed in self.committed.items():
            owner = self._members[number % len(self._members)] if self._members else None
            for member in self._members:
                if member is owner:
                    member.setdefault(number, committed)
                else:
                    member.pop(number, None)


class Topic:
    """Its logs, its groups, and the condition on which publishers and consumers wait for each other.

    What a `journal` still holds of an earlier process is in the logs from the start.
    """

    def __init__(
        self, name: str, partitions: int, capacity: int, capacity_bytes: int, journal: Journal | None = None
    ) -> None:
        self.name, self._capacity, self._capacity_bytes, self._journal = name, capacity, capacity_bytes, journal
        self.logs = [Log() for _ in range(partitions)]
        self._groups: dict[str, Group] = {}
        self.changed = asyncio.Condition()
        for entry in journal.entries() if journal else ():
            self._put(entry)

    def group(self, name: str) -> Group:
        if name not in self._groups:
            self._groups[name] = Group(self.logs)
        return self._groups[name]

    async def append(self, key: bytes, value: bytes, clock: Callable[[], float]) -> None:
        async with self.changed:
            await self.changed.wait_for(self._has_room)
            entry = Entry(key, value, clock())
            if self._journal:
                self._journal.append(entry)
            self._put(entry)
            self.changed.notify_all()

    async def commit(self, group: Group, positions: dict[int, int]) -> None:
        async with self.changed:
            group.commit(positions)
            for number, log in enumerate(self.logs):
                log.drop_before(min(other.committed[number] for other in self._groups.values()))
            if self._journal and (self._journal.is_long or not any(log.end - log.start for log in self.logs)):
                self._journal.rewrite(self._waiting())
            self.changed.notify_all()

    async def settled(self) -> None:
        """Wait until every group has committed what stands in the logs now."""
        ends = [log.end for log in self.logs]
        async with self.changed:
            await self.changed.wait_for(lambda: all(map(self._committed_before, range(len(ends)), ends)))

    def _put(self, entry: Entry) -> None:
        number = zlib.crc32(entry.key) % len(self.logs)
        log = self.logs[number]
        log.append(Message(self.name, number, log.end, *entry))

    def _waiting(self) -> list[Entry]:
        kept = (message for log in self.logs for message in log.read(log.start, log.end - log.start))
        return [Entry(message.key, message.value, message.published_at) for message in kept]

    def _committed_before(self, number: int, end: int) -> bool:
        return all(group.committed[number] >= end for group in self._groups.values())

    def _has_room(self) -> bool:
        if not self._groups:
            self._forget_oldest()
        return not self._is_full()

    def _is_full(self) -> bool:
        count, size = sum(log.end - log.start for log in self.logs), sum(log.size for log in self.logs)
        return count >= self._capacity or size >= self._capacity_bytes

    def _forget_oldest(self) -> None:
        """Nobody has asked for this topic yet, so it must not stop its publisher."""
        while self._is_full():
            oldest = min(self.logs, key=lambda log: log.waits_since(log.start))
            oldest.drop_before(oldest.start + 1)
