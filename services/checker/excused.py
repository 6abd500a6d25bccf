"""Where a hit of a lexicon's pattern is none: inside an allow phrase of its rule."""

from collections.abc import Sequence
from functools import cached_property

from services.checker.cover import Cover, covers
from services.checker.detector import Hit


class Excused:
    """`allow` is the kind of the hits that are allow phrases."""

    def __init__(self, hits: Sequence[Hit], allow: int) -> None:
        self._hits, self._allow = hits, allow

    def holds(self, number: int, start: int, end: int) -> bool:
        """Whether an allow phrase of the rule `number` holds `[start, end)`."""
        cover = self._covers.get(number)
        return cover is not None and cover.holds(start, end)

    @cached_property
    def _covers(self) -> dict[int, Cover]:
        return covers((hit.number, hit.start, hit.end) for hit in self._hits if hit.kind == self._allow)
