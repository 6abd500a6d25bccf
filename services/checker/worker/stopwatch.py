"""What a worker process has in hand and since when, in memory that its supervisor can read when it is stuck or dead.

A check that never ends cannot be stopped from inside: an endless match in C holds the interpreter, and with it the
heartbeat to the broker. So the worker notes every message before it touches it, and somebody else watches the time.
"""

import mmap
import struct
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Partition, offset, and the monotonic clock in seconds, which all processes of a machine share. Partition -1: idle.
_ENTRY = struct.Struct("<qqd")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A message of `duwang.posts`."""

    partition: int
    offset: int


_IDLE = Place(-1, -1)


class Stopwatch:
    """A note in a small file that both processes have mapped. One writer; readers see it at once."""

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        path.touch()
        with path.open("r+b") as file:
            file.truncate(_ENTRY.size)
            self._memory = mmap.mmap(file.fileno(), _ENTRY.size)

    def start(self, partition: int, offset: int) -> None:
        _ENTRY.pack_into(self._memory, 0, partition, offset, self._clock())

    def stop(self) -> None:
        self.start(_IDLE.partition, _IDLE.offset)

    def in_hand(self) -> tuple[Place, float] | None:
        """The message in hand, and for how many seconds it has been; None while there is none."""
        partition, offset, began = _ENTRY.unpack_from(self._memory)
        place = Place(partition, offset)
        return None if place == _IDLE else (place, self._clock() - began)
