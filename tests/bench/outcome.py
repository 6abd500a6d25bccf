"""What a benchmark hands back: tables for the eye, bars to be judged by, numbers for a machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class NotRun(Exception):
    """A measurement that could not be taken; the message is the reason, in one line."""


@dataclass(frozen=True, slots=True)
class Table:
    """Every row has as many cells as there are headings; a note is a line below the table.

    `remarks`: the last column holds words and may be wrapped; the columns between it and the first hold numbers.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()
    remarks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A number to be reached: `value >= limit`, or `value <= limit` where `at_most`.

    `value` None: it was not run, and `reason` says why.
    """

    name: str
    limit: float
    unit: str
    value: float | None
    at_most: bool = False
    reason: str = ""

    @property
    def verdict(self) -> str:
        if self.value is None:
            return f"not run: {self.reason}"
        return "pass" if (self.value <= self.limit if self.at_most else self.value >= self.limit) else "short"


@dataclass(frozen=True, slots=True)
class Outcome:
    tables: Sequence[Table]
    bars: Sequence[Bar] = ()
    numbers: Mapping[str, Any] = field(default_factory=dict)
