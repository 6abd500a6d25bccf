"""What can be wrong with marks that come in pairs."""

from enum import Enum
from typing import NamedTuple

from services.checker.punctuation.pairs import Family, Mark


class Fault(Enum):
    UNCLOSED = "unclosed"
    UNOPENED = "unopened"
    WRONG_SIDE = "wrong-side"
    NESTED = "nested"
    DOUBLED = "doubled"
    MIXED_WIDTH = "mixed-width"


class PairFault(NamedTuple):
    """`[start, end)` in code points of the text; `mend` is what should stand there, None where unsure."""

    fault: Fault
    family: Family
    start: int
    end: int
    mend: str | None = None


class Line(NamedTuple):
    """`number` counts the lines that are read, `offset` is where the line begins in the text."""

    number: int
    offset: int
    text: str

    def fault(self, fault: Fault, mark: Mark, mend: str | None = None) -> PairFault:
        start = self.offset + mark.offset
        return PairFault(fault, mark.kind.family, start, start + 1, mend)
