"""Which detectors asked for which pattern. Many thousands of rows, so they are flat arrays and not objects."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from services.checker.automaton import Automaton
from services.checker.detector import Hit

# Without the call of its own constructor a named tuple is made in half the time, and there are many hits.
_new = tuple.__new__
# So many patterns are remembered with who asked for them: some megabytes.
_OFTEN = 16_384


class Claim(NamedTuple):
    """Detector number, and the number and kind that the detector gave with the pattern."""

    detector: int
    number: int
    kind: int


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """Columns of native C ints, as bytes. The claims on pattern i are the rows `starts[i]` to `starts[i + 1]`."""

    starts: memoryview
    detectors: memoryview
    numbers: memoryview
    kinds: memoryview

    @classmethod
    def of(cls, patterns: int, claims: Iterable[tuple[int, Claim]]) -> "ClaimTable":
        """For so many patterns the claims, each with the number of its pattern; those on one keep their order."""
        rows = array("i", chain.from_iterable((pattern, *claim) for pattern, claim in claims))
        table = np.frombuffer(rows, dtype=np.intc).reshape(-1, 4)
        table = table[np.argsort(table[:, 0], kind="stable")]
        starts = np.searchsorted(table[:, 0], np.arange(patterns + 1)).astype(np.intc)
        return cls(*(memoryview(column.tobytes()) for column in (starts, *table.T[1:])))

    def __len__(self) -> int:
        """How many patterns there are."""
        return len(_ints(self.starts)) - 1


class Scan(NamedTuple):
    """For every detector its hits, in the order of the text. `complete` is false where there were too many to keep."""

    hits: Sequence[Sequence[Hit]]
    complete: bool


class Scanner:
    """One pass over a text, with the hits handed to the detectors that asked for them.

    A text that was made to hit everywhere is given up after `most` hits: by then the verdict is clear, and neither time
    nor memory is left to whoever wrote it. `stretch` code points are scanned at once; `longest` is the longest pattern.
    """

    def __init__(
        self,
        automaton: Automaton,
        claims: ClaimTable,
        detectors: int,
        *,
        longest: int,
        most: int = 100_000,
        stretch: int = 100_000,
    ) -> None:
        self._automaton, self._detectors, self._longest = automaton, range(detectors), longest
        self._most, self._stretch = most, stretch
        columns = (claims.starts, claims.detectors, claims.numbers, claims.kinds)
        self._starts, self._owners, self._numbers, self._kinds = map(_ints, columns)
        # Nearly all hits are of a few thousand patterns; to read the claims from four arrays takes ten times as long.
        self._claims_on = lru_cache(_OFTEN)(self._read_claims)

    def scan(self, folded: str) -> Scan:
        hits: list[list[Hit]] = [[] for _ in self._detectors]
        for base in range(0, len(folded), self._stretch):
            self._scan_stretch(folded, base, hits)
            if sum(map(len, hits)) > self._most:
                return Scan(hits, complete=base + self._stretch >= len(folded))
        return Scan(hits, complete=True)

    def _scan_stretch(self, folded: str, base: int, hits: list[list[Hit]]) -> None:
        """Add the hits that begin in the stretch at `base`; they may end behind it."""
        text = folded[base : base + self._stretch + self._longest]
        # A post has a hundred hits, so nothing is looked up twice.
        claims_on, stretch, new = self._claims_on, self._stretch, _new
        add = [own.append for own in hits]
        for start, end, pattern in self._automaton.hits(text):
            if start < stretch:
                for detector, number, kind in claims_on(pattern):
                    add[detector](new(Hit, (base + start, base + end, number, kind)))

    def _read_claims(self, pattern: int) -> tuple[tuple[int, int, int], ...]:
        rows = slice(self._starts[pattern], self._starts[pattern + 1])
        return tuple(zip(self._owners[rows], self._numbers[rows], self._kinds[rows], strict=True))


def _ints(column: memoryview) -> "array[int]":
    ints = array("i")
    ints.frombytes(column)
    return ints
