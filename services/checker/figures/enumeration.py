"""Enumerations in running text: 一是…二是…三是…, one inside another where an item enumerates in turn."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple


class Mark(NamedTuple):
    """An item's mark; `number` is 1 for 一是. `[start, end)` in the text."""

    start: int
    end: int
    number: int


class Slip(Enum):
    """What is wrong with a mark: the one before it is missing, or it stands there a second time."""

    MISSING = auto()
    REPEATED = auto()


@dataclass(slots=True)
class Enumeration:
    """The marks of one enumeration so far. `begins` is the mark of its first item."""

    begins: Mark
    last: Mark
    slips: list[tuple[Slip, Mark, Mark]] = field(default_factory=list)


# So many items may enumerate in turn, one inside another.
_DEEPEST = 4


def enumerations(marks: Iterable[Mark], longest_item: int) -> list[Enumeration]:
    """Gather marks into enumerations that begin with 1, in order of their beginnings. Takes linear time.

    A mark goes to the innermost enumeration that it continues. One that continues none proves nothing where the item
    before it is longer than `longest_item`.
    """
    every: list[Enumeration] = []
    open_ones: list[Enumeration] = []
    for mark in marks:
        if mark.number == 1:
            every.append(Enumeration(mark, mark))
            open_ones = [*open_ones[1 - _DEEPEST :], every[-1]]
        elif (owner := _owner(open_ones, mark)) is not None:
            open_ones = open_ones[: owner + 1]
            open_ones[owner].last = mark
        elif open_ones:
            _note_slip(open_ones[-1], mark, longest_item)
    return every


def _owner(open_ones: list[Enumeration], mark: Mark) -> int | None:
    return next((n for n in reversed(range(len(open_ones))) if open_ones[n].last.number == mark.number - 1), None)


def _note_slip(top: Enumeration, mark: Mark, longest_item: int) -> None:
    if mark.start - top.last.end < longest_item:
        if mark.number == top.last.number + 2:
            top.slips.append((Slip.MISSING, top.last, mark))
        elif mark.number == top.last.number > 1:
            top.slips.append((Slip.REPEATED, top.last, mark))
    top.last = mark


def slips(every: Iterable[Enumeration]) -> Iterator[tuple[Slip, Mark, Mark]]:
    for each in every:
        yield from each.slips
