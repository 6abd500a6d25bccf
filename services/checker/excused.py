"""Which hits of a lexicon's patterns are none, because something harmless holds them."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from services.checker.cover import Cover
from services.checker.detector import Hit

# The kind of a pattern is the number of a term, or one of these; `SLIPS - i` is a slip in right form i.
ALLOW, RIGHT, HALF, SLIPS = -1, -2, -3, -4


class Excused:
    """Where a hit is none: inside an allow phrase or a right form of its rule, and a slip inside any right form."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits
        self._covers: dict[int, Cover] = {}

    def holds(self, hit: Hit) -> bool:
        if hit.kind <= SLIPS and self._right.holds(hit.start, hit.end):
            return True
        if hit.number not in self._covers:
            self._covers[hit.number] = Cover(self._own.get(hit.number, ()))
        return self._covers[hit.number].holds(hit.start, hit.end)

    @cached_property
    def _own(self) -> dict[int, list[tuple[int, int]]]:
        """The ranges of allow phrases and right forms, by rule."""
        ranges: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for hit in self._hits:
            if hit.kind in {ALLOW, RIGHT}:
                ranges[hit.number].append((hit.start, hit.end))
        return ranges

    @cached_property
    def _right(self) -> Cover:
        return Cover((hit.start, hit.end) for hit in self._hits if hit.kind == RIGHT)
