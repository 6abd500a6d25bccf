"""What a detector is: it says what to look for, and judges what was found. `detectors/` holds one file for each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from services.checker.view import View
from services.domain.rule import Folding, RuleDoc


class Pattern(NamedTuple):
    """A string to look for, in ordinary form. `number` and `kind` come back in the hit, for the detector to read."""

    text: str
    number: int
    kind: int


class Hit(NamedTuple):
    """A pattern in the folded text; `number` and `kind` are those of the pattern."""

    start: int
    end: int
    number: int
    kind: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A finding before overlaps are resolved; `start` and `end` are offsets in the folded text.

    A `guess` gives way to whatever is known.
    """

    start: int
    end: int
    rule: RuleDoc
    message: str
    suggestions: tuple[str, ...] = ()
    safe_fix: bool = False
    confidence: float = 1.0
    folding: frozenset[Folding] = frozenset()
    private: bool = False
    guess: bool = False


class Unfinished(Exception):
    """Raised by a detector behind its last draft: the rest of the text was too much, and was not read."""


class Detector(Protocol):
    """Holds no state between posts. `name` is the stage in metrics and in `Report.skipped`."""

    name: str

    @property
    def rules(self) -> Sequence[RuleDoc]:
        """The rules that this detector reports."""

    def patterns(self) -> Iterable[Pattern]:
        """What to look for. Asked for only when lexicons are compiled; texts may repeat."""

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        """Judge the hits of the own patterns, and the view. Raises nothing on text but `Unfinished`."""


def longest(hits: Sequence[Hit]) -> Iterator[Hit]:
    """Of all hits that end at one place the longest: 自治区政府 has a 主席, 区政府 has none."""
    by_end: dict[int, Hit] = {}
    for hit in hits:
        first = by_end.setdefault(hit.end, hit)
        if hit.start < first.start:
            by_end[hit.end] = hit
    yield from by_end.values()
