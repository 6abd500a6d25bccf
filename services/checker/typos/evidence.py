"""What speaks for a candidate and for what is written: how well known the runs of tokens are that hold the place."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.lattice import best_path, windows
from services.checker.typos.network import Floats, Places
from services.checker.typos.ngrams import ORDERS, Levels, as_words, exchange, hashes
from services.checker.typos.retrieval import Hashes, RetrievalTable

_WORD_ORDERS = range(2, 5)
_CONTEXT_ORDERS = range(2, 5)
_MARGIN = ORDERS.stop
# Where the runs begin that hold a change: one token behind its place (if it is two tokens wide), at it, and before it.
_BEGINS = _MARGIN + 1 - np.arange(ORDERS.stop)[:, None]

Column = npt.NDArray[np.number] | npt.NDArray[np.bool_]


class Runs:
    """The runs of a text and how well they are known."""

    def __init__(self, ids: Ids, table: RetrievalTable) -> None:
        self.ids, self.table = ids, table
        padded = np.pad(ids, _MARGIN)
        self._hashes = {order: hashes(padded, order) for order in ORDERS}
        self.levels = dict(zip(ORDERS, table.lookup_all([*self._hashes.values()]), strict=True))

    def written(self, order: int, places: Places, *, wide: bool) -> Levels:
        """The levels of the runs that hold places: order×N, from those that begin at them to those that end there.

        Before them, if changes may be wide, one row of the runs that begin one token behind.
        """
        return self.levels[order].take(_begins(order, places, wide))

    def keys(self, order: int, places: Places, *, wide: bool) -> Hashes:
        """The keys of the same runs."""
        return self._hashes[order].take(_begins(order, places, wide))

    def exchanged(self, order: int, candidates: Candidates) -> Hashes:
        """The keys of the same runs with the candidates in place; with the first row only if one of them is wide."""
        place, new, wide = candidates.place, candidates.new, candidates.wide
        any_wide = bool(wide.any())
        keys = self.keys(order, place, wide=any_wide)
        keys[int(any_wide) :] += exchange(order, self.ids[place], new[:, 0])
        if any_wide:
            keys[:-1, wide] += exchange(order, self.ids[place[wide] + 1], new[wide, 1])
        return keys


def _begins(order: int, places: Places, wide: bool) -> Places:
    return places + _BEGINS[0 if wide else 1 : order + 1]


def gain(runs: Runs, candidates: Candidates, orders: range) -> npt.NDArray[np.int64]:
    """How many levels the runs of these orders rise by if the candidates take their places."""
    total = np.zeros(len(candidates.place), dtype=np.int64)
    any_wide = bool(candidates.wide.any())
    levels = runs.table.lookup_all([runs.exchanged(order, candidates) for order in orders])
    for order, proposed in zip(orders, levels, strict=True):
        risen = np.subtract(proposed, runs.written(order, candidates.place, wide=any_wide), dtype=np.int16)
        if any_wide:
            risen[0, ~candidates.wide] = 0
        total += risen.sum(axis=0, dtype=np.int16)
    return total


def features(runs: Runs, candidates: Candidates, frequency: Floats) -> Floats:
    """N×F: the runs and the words that hold the change, the runs beside it, the characters, the words around, the kind.

    Each once as written and once as proposed.
    """
    columns: list[Column] = [*_known(runs, candidates), *_beside(runs, candidates)]
    columns += _frequencies(runs.ids, candidates, frequency)
    written, proposed = np.split(best_path(np.concatenate(windows(runs.ids, candidates)), runs.table), 2)
    columns += [written, proposed, proposed - written, *(candidates.kind == kind for kind in Kind)]
    return np.stack(columns, axis=1).astype(np.float32)


def _known(runs: Runs, candidates: Candidates) -> Iterator[Column]:
    """How well known the runs are that hold the change, and the words of the dictionary."""
    place, any_wide = candidates.place, bool(candidates.wide.any())
    exchanged = {order: runs.exchanged(order, candidates) for order in ORDERS}
    keys = [keys for order in _WORD_ORDERS for keys in (runs.keys(order, place, wide=any_wide), exchanged[order])]
    levels = runs.table.lookup_all([*exchanged.values(), *map(as_words, keys)])
    for order, proposed in zip(ORDERS, levels, strict=False):
        yield from _counted(order, runs.written(order, place, wide=any_wide), candidates)
        yield from _counted(order, proposed, candidates)
    for words in levels[len(ORDERS) :]:
        yield _held(words, candidates).max(axis=0)


def _counted(order: int, levels: Levels, candidates: Candidates) -> Iterator[Column]:
    """The run that ends with the change, the one that begins with it, the sum of all and the best."""
    held = _held(levels, candidates)
    first = len(held) - order
    yield held[first + order - candidates.width, np.arange(held.shape[1])]
    yield held[first]
    yield held.sum(axis=0, dtype=np.int32)
    yield held.max(axis=0)


def _held(levels: Levels, candidates: Candidates) -> Levels:
    """Nothing for the runs behind a change that is not wide."""
    if candidates.wide.any():
        levels[0, ~candidates.wide] = 0
    return levels


def _beside(runs: Runs, candidates: Candidates) -> Iterator[Column]:
    """The runs that end just before the change and that begin just behind it."""
    for order in _CONTEXT_ORDERS:
        yield runs.levels[order].take(candidates.place - order + _MARGIN)
        yield runs.levels[order].take(candidates.place + candidates.width + _MARGIN)


def _frequencies(ids: Ids, candidates: Candidates, frequency: Floats) -> Iterator[Column]:
    """How frequent what is written is, and what is proposed."""
    place, new, wide = candidates.place, candidates.new, candidates.wide
    yield frequency[ids[place]] + np.where(wide, frequency[ids[np.minimum(place + 1, len(ids) - 1)]], 0)
    yield frequency[new[:, 0]] + np.where(wide, frequency[new[:, 1]], 0)
