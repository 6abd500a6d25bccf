"""Which characters look alike, from the order of their strokes."""

from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from services.language.source import lines

_STROKES = "hspnz"
_LEAST_STROKES = 3
_MOST_ADDED = 2


def read_strokes(path: Path) -> dict[str, str]:
    """Lines of a character, a tab and its strokes: h 横, s 竖, p 撇, n 捺 or 点, z 折. `#` begins a comment.

    Raises `UnreadableInput`.
    """
    rows = (line.split("\t") for line in lines(path) if not line.startswith("#"))
    return {row[0]: row[1] for row in rows if len(row) > 1 and row[1]}


def read_groups(path: Path) -> dict[str, frozenset[str]]:
    """Lines of characters that share a component, divided by tabs; the first of a line belongs to all of the others."""
    alike: dict[str, set[str]] = defaultdict(set)
    for line in lines(path):
        group = [] if line.startswith("#") else line.split()
        for char in group:
            alike[char] |= set(group) - {char}
    return {char: frozenset(others) for char, others in alike.items()}


def similar(strokes: Mapping[str, str], chars: str) -> dict[str, frozenset[str]]:
    """Characters whose strokes differ by few: one in six, at least one, or up to two more stand at either end."""
    known = [char for char in chars if len(strokes.get(char, "")) >= _LEAST_STROKES]
    histogram = np.array([[strokes[char].count(stroke) for stroke in _STROKES] for char in known], dtype=np.int16)
    alike: dict[str, set[str]] = defaultdict(set)
    for number, char in enumerate(known):
        apart = np.abs(histogram[number + 1 :] - histogram[number]).sum(axis=1)
        most = 2 * max(1, (len(strokes[char]) + _MOST_ADDED) // 6)
        for other in np.flatnonzero(apart <= most) + number + 1:
            if _alike(strokes[char], strokes[known[other]]):
                alike[char].add(known[other])
                alike[known[other]].add(char)
    return {char: frozenset(others) for char, others in alike.items()}


def _alike(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) <= _MOST_ADDED and (long.startswith(short) or long.endswith(short)):
        return True
    allowed = max(1, len(long) // 6)
    return len(long) - len(short) <= allowed and _distance(one, other) <= allowed


def _distance(one: str, other: str) -> int:
    """The edit distance of Levenshtein."""
    row = list(range(len(other) + 1))
    for number, char in enumerate(one, 1):
        diagonal, row[0] = row[0], number
        for place, beside in enumerate(other, 1):
            diagonal, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, diagonal + (char != beside))
    return row[-1]
