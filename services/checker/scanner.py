"""Which detectors asked for which pattern. Many thousands of rows, so they are flat arrays and not objects."""

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.checker.automaton import Automaton
from services.checker.detector import Hit


class Claim(NamedTuple):
    """Detector number, and the number and kind that the detector gave with the pattern."""

    detector: int
    number: int
    kind: int


@dataclass(frozen=True, slots=True)
class ClaimTable:
    """Columns of native C ints, as bytes. The claims on pattern i are the rows `starts[i]` to `starts[i + 1]`."""

    starts: bytes
    detectors: bytes
    numbers: bytes
    kinds: bytes

    @classmethod
    def of(cls, claims: Iterable[Sequence[Claim]]) -> "ClaimTable":
        """The claims on every pattern, in the order of the patterns."""
        starts, rows = array("i", [0]), list[Claim]()
        for own in claims:
            rows.extend(own)
            starts.append(len(rows))
        columns = (array("i", column).tobytes() for column in zip(*rows, strict=True))
        return cls(starts.tobytes(), *columns) if rows else cls(starts.tobytes(), b"", b"", b"")

    def __len__(self) -> int:
        """How many patterns there are."""
        return len(_ints(self.starts)) - 1


class Scanner:
    """One pass over a text, with the hits handed to the detectors that asked for them."""

    def __init__(self, automaton: Automaton, claims: ClaimTable, detectors: int) -> None:
        self._automaton, self._detectors = automaton, range(detectors)
        columns = (claims.starts, claims.detectors, claims.numbers, claims.kinds)
        self._starts, self._owners, self._numbers, self._kinds = map(_ints, columns)

    def hits(self, folded: str) -> Sequence[Sequence[Hit]]:
        """For every detector its hits, in the order of the automaton."""
        hits: list[list[Hit]] = [[] for _ in self._detectors]
        for start, end, pattern in self._automaton.hits(folded):
            for row in range(self._starts[pattern], self._starts[pattern + 1]):
                hits[self._owners[row]].append(Hit(start, end, self._numbers[row], self._kinds[row]))
        return hits


def _ints(column: bytes) -> "array[int]":
    ints = array("i")
    ints.frombytes(column)
    return ints
