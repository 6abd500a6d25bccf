"""What every source gives: items, each a post or the reason why it is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from services.domain.errors import InvalidPost
from services.domain.post import Post


@dataclass(frozen=True, slots=True)
class Item:
    """One record of a source. `place` is `FILE:LINE` (lines count from 1); `original` is the record as it came."""

    place: str
    line: int
    original: bytes
    post: Post | InvalidPost


class Source(Protocol):
    """May be read once. Raises `UnreadableInput` where it cannot go on; what came before stays valid."""

    def __iter__(self) -> Iterator[Item]: ...
