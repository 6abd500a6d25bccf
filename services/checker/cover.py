"""Ranges that may hold others."""

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate


class Cover:
    """Tells in logarithmic time whether one of many ranges holds a given one: a hostile text costs no more."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(ranges)
        self._starts = [start for start, _ in ordered]
        self._furthest = list(accumulate((end for _, end in ordered), max))

    def holds(self, start: int, end: int) -> bool:
        """Whether `[start, end)` lies inside one of the ranges."""
        before = bisect_right(self._starts, start)
        return before > 0 and self._furthest[before - 1] >= end


def covers(ranges: Iterable[tuple[int, int, int]]) -> dict[int, Cover]:
    """Ranges given as `(number, start, end)`, gathered by number."""
    gathered: dict[int, list[tuple[int, int]]] = {}
    for number, start, end in ranges:
        gathered.setdefault(number, []).append((start, end))
    return {number: Cover(own) for number, own in gathered.items()}
