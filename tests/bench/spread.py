"""Statistics of repeated measurements."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values, 0 < share <= 1, do not exceed (nearest rank)."""
    ordered = sorted(values)
    rank = -int(-share * len(ordered) // 1)
    return ordered[max(rank, 1) - 1]


@dataclass(frozen=True, slots=True)
class Spread:
    """Median, least and greatest of some rounds."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Spread":
        return cls(median(values), min(values), max(values))

    def shown(self, scale: float = 1.0, digits: int = 2) -> str:
        """`median (low–high)`, each divided by `scale`."""
        middle, low, high = (f"{value / scale:,.{digits}f}" for value in (self.median, self.low, self.high))
        return f"{middle} ({low}–{high})"


@dataclass(frozen=True, slots=True)
class Latency:
    """Distribution over single posts, in the unit of the values."""

    p50: float
    p90: float
    p99: float
    most: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Latency":
        return cls(percentile(values, 0.5), percentile(values, 0.9), percentile(values, 0.99), max(values))
