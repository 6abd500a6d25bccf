"""What a worker process has in hand and since when, in memory that its supervisor can read when it is stuck or dead.

A check that never ends cannot be stopped from inside: an endless match in C holds the interpreter, and with it the
heartbeat to the broker. So the worker notes every message before it touches it, and somebody else watches the time.
"""

import mmap
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# Two words of eight bytes: the place, and the monotonic clock in seconds, which all processes of a machine share.
_SIZE = 16
_OFFSET_BITS = 48
_IDLE = 0


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A message of `duwang.posts`."""

    partition: int
    offset: int

    @property
    def word(self) -> int:
        return (self.partition << _OFFSET_BITS | self.offset) + 1

    @classmethod
    def of(cls, word: int) -> "Place":
        return cls(word - 1 >> _OFFSET_BITS, word - 1 & (1 << _OFFSET_BITS) - 1)


class Stopwatch:
    """A note in a small file that both processes have mapped. One writer; readers see it at once.

    Each word is written in one step, the time before the place. So a reader that sees the same place before and after
    the time has the time of that place, and never half of a note.
    """

    def __init__(self, path: Path, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        path.touch()
        with path.open("r+b") as file:
            file.truncate(_SIZE)
            memory = memoryview(mmap.mmap(file.fileno(), _SIZE))
        self._place, self._began = memory[:8].cast("Q"), memory[8:].cast("d")

    def start(self, partition: int, offset: int) -> None:
        self._began[0] = self._clock()
        self._place[0] = Place(partition, offset).word

    def stop(self) -> None:
        self._place[0] = _IDLE

    def in_hand(self) -> tuple[Place, float] | None:
        """The message in hand, and for how many seconds it has been; None while there is none."""
        word, began = self._place[0], self._began[0]
        if word == _IDLE or self._place[0] != word:  # the next one has just begun
            return None
        return Place.of(word), self._clock() - began
