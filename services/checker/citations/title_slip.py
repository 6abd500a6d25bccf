"""Which known title was meant, where one change stands between a title and what is written."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

# Figures tell real titles apart: 十三五 and 十四五, 第二批 and 第三批.
_FIGURES = frozenset("0123456789一二三四五六七八九十百零〇两")
_LONGEST_PART = 2


class Slip(NamedTuple):
    """`meant` with `written` where `right` should stand; one of the two may be empty.

    `at_edge` is true where something is put in or left out at the beginning or the end: that makes a shorter way to
    name the same document, or the name of another one.
    """

    meant: str
    written: str
    right: str
    at_edge: bool


class Titles:
    """Keys of titles (`title.key`), found by the half that is right: one change leaves one of the halves whole."""

    def __init__(self, keys: Iterable[str], *, shortest: int) -> None:
        self._shortest = shortest - _LONGEST_PART
        self._heads: dict[tuple[int, str], list[str]] = defaultdict(list)
        self._tails: dict[tuple[int, str], list[str]] = defaultdict(list)
        for each in keys:
            if len(each) >= shortest:
                half = len(each) // 2
                self._heads[len(each), each[:half]].append(each)
                self._tails[len(each), each[half:]].append(each)

    def slips(self, written: str) -> Iterator[Slip]:
        """The titles that differ by one character, two neighbours exchanged, or two put in or left out."""
        for size in range(max(self._shortest, len(written) - _LONGEST_PART), len(written) + _LONGEST_PART + 1):
            half = size // 2
            near = (*self._heads.get((size, written[:half]), ()), *self._tails.get((size, written[half - size :]), ()))
            for meant in dict.fromkeys(near):
                slip = difference(written, meant)
                if slip is not None and not _FIGURES & {*slip.written, *slip.right}:
                    yield slip


def difference(written: str, meant: str) -> Slip | None:
    """Where the two differ in one place, by a change that is made by mistake; None for any other difference."""
    head = _common(written, meant)
    tail = _common(written[head:][::-1], meant[head:][::-1])
    wrong, right = written[head : len(written) - tail], meant[head : len(meant) - tail]
    exchanged = len(wrong) == len(right) == _LONGEST_PART and wrong == right[::-1]
    short = len(wrong) <= 1 and len(right) <= 1
    part = not (wrong and right) and len(wrong) + len(right) <= _LONGEST_PART
    if wrong == right or not (exchanged or short or part):
        return None
    return Slip(meant, wrong, right, at_edge=not (wrong and right) and not (head and tail))


def _common(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[length] == other[length]:
        length += 1
    return length
