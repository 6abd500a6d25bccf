"""The runs of tokens of a text, and those of them that hold a place."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates
from services.checker.typos.network import Places
from services.checker.typos.ngrams import ORDERS, Levels, factors, hashes
from services.checker.typos.retrieval import Hashes, RetrievalTable

_MARGIN = ORDERS.stop
_FRAME = np.zeros(_MARGIN, dtype=np.uint16)


class Holders(NamedTuple):
    """The runs that hold a change, R rows: of what order they are, and how many tokens before the place they begin.

    `first` and `second` are what the two tokens of a change count in their hashes, 0 where one is not in the run. The
    rows of the orders begin at `starts`.
    """

    order: npt.NDArray[np.intp]
    before: npt.NDArray[np.intp]
    first: Hashes
    second: Hashes
    starts: npt.NDArray[np.intp]

    @classmethod
    def of(cls, orders: range, *, wide: bool) -> "Holders":
        """A run may begin one token behind the place with `wide`: there a change of two tokens reaches."""
        skipped = 0 if wide else 1
        padded = [np.pad(factors(order), 1) for order in orders]
        counts = np.array(orders) + 1 - skipped
        starts = np.cumsum(counts) - counts
        return cls(
            np.repeat(orders, counts),
            np.arange(counts.sum()) - np.repeat(starts, counts) - 1 + skipped,
            np.concatenate([row[skipped:-1] for row in padded]),
            np.concatenate([row[skipped + 1 :] for row in padded]),
            starts,
        )

    def hold(self, candidates: Candidates) -> npt.NDArray[np.bool_]:
        """R×N: whether a run holds a change; one that begins behind the place holds it if it is wide."""
        return (self.before >= 0)[:, None] | candidates.wide


class Runs:
    """The runs of a text, by their numbers, and how well they are known."""

    def __init__(self, ids: Ids, table: RetrievalTable) -> None:
        self.ids, self.table = ids, table
        framed = np.concatenate((_FRAME, ids, _FRAME))
        parts = [hashes(framed, order) for order in ORDERS]
        self._hashes = np.concatenate(parts)
        self._levels = table.lookup(self._hashes)
        # By order, the number of the run that begins at the first token.
        self._begins = np.zeros(ORDERS.stop, dtype=np.intp)
        self._begins[ORDERS.start :] = np.cumsum([0, *map(len, parts[:-1])]) + _MARGIN

    def at(self, holders: Holders, places: Places) -> Places:
        """R×N: the runs that hold N places."""
        held: Places = (self._begins[holders.order] - holders.before)[:, None] + places
        return held

    def of(self, order: int, places: Places) -> Places:
        """The runs of one order that begin at the places."""
        begins: Places = self._begins[order] + places
        return begins

    def levels(self, runs: Places) -> Levels:
        return self._levels.take(runs)

    def keys(self, runs: Places) -> Hashes:
        return self._hashes.take(runs)

    def exchanged(self, keys: Hashes, holders: Holders, candidates: Candidates) -> Hashes:
        """R×N: the keys of the runs at the places of N candidates, with these in place."""
        place, new, wide = candidates.place, candidates.new, candidates.wide
        changed = keys + holders.first[:, None] * _change(self.ids[place], new[:, 0])
        if wide.any():
            changed[:, wide] += holders.second[:, None] * _change(self.ids[place[wide] + 1], new[wide, 1])
        return changed


def _change(old: Ids, new: Ids) -> Hashes:
    return new.astype(np.uint64) - old.astype(np.uint64)
