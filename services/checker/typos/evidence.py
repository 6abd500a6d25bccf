"""What speaks for a candidate and for what is written: how well known the runs of tokens are that hold the place."""

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.lattice import best_path, windows
from services.checker.typos.network import Floats, Places
from services.checker.typos.ngrams import ORDERS, Levels, as_words, exchange, hashes
from services.checker.typos.retrieval import Hashes, RetrievalTable

WORD_ORDERS = range(2, 5)
_MARGIN = ORDERS.stop
_CONTEXT_ORDERS = range(2, 5)


class Runs:
    """The runs of a text and how well they are known."""

    def __init__(self, ids: Ids, table: RetrievalTable) -> None:
        self.ids, self.table = ids, table
        padded = np.pad(ids, _MARGIN)
        self._hashes = {order: hashes(padded, order) for order in ORDERS}
        self.levels = {order: table.lookup(run) for order, run in self._hashes.items()}

    def written(self, order: int, places: Places) -> Levels:
        """N×(order + 1): the levels of the runs that begin one token behind each place, at it, and before it."""
        return self.levels[order].take(_begins(order, places))

    def words_written(self, order: int, places: Places) -> Levels:
        """The same for words of the dictionary."""
        return self.table.lookup(as_words(self._hashes[order].take(_begins(order, places))))

    def proposed(self, order: int, candidates: Candidates) -> Levels:
        """N×(order + 1): the levels of the same runs with the candidates in place."""
        return self.table.lookup(self._exchanged(order, candidates))

    def words_proposed(self, order: int, candidates: Candidates) -> Levels:
        return self.table.lookup(as_words(self._exchanged(order, candidates)))

    def _exchanged(self, order: int, candidates: Candidates) -> Hashes:
        place, new = candidates.place, candidates.new
        keys = self._hashes[order].take(_begins(order, place))
        wide = candidates.width == 2
        for column in range(order + 1):
            if column > 0:
                keys[:, column] += exchange(order, column - 1, self.ids[place], new[:, 0])
            if column < order:
                second = exchange(order, column, self.ids[np.minimum(place + 1, len(self.ids) - 1)], new[:, 1])
                keys[:, column] += np.where(wide, second, np.uint64(0))
        return keys


def _begins(order: int, places: Places) -> Places:
    return places[:, None] + (_MARGIN + 1 - np.arange(order + 1))


def gain(runs: Runs, candidates: Candidates, orders: range) -> npt.NDArray[np.int64]:
    """How many levels the runs of these orders rise by if the candidates take their places."""
    total = np.zeros(len(candidates.place), dtype=np.int64)
    narrow = candidates.width == 1
    for order in orders:
        risen = runs.proposed(order, candidates).astype(np.int64) - runs.written(order, candidates.place)
        risen[narrow, 0] = 0
        total += risen.sum(axis=1)
    return total


def features(runs: Runs, candidates: Candidates, frequency: Floats) -> Floats:
    """N×F: for each order the runs that end with the change, that begin with it, their sum and the best of them, once as
    written and once as proposed; the words of the dictionary; the runs beside; how frequent the characters are; the kind.
    """
    narrow = candidates.width == 1
    last = np.where(narrow, 0, 1)
    columns: list[npt.NDArray[np.generic]] = []
    for order in ORDERS:
        for levels in (runs.written(order, candidates.place), runs.proposed(order, candidates)):
            levels[narrow, 0] = 0
            ends = levels[np.arange(len(levels)), order - last]
            columns += [ends, levels[:, 1], levels.sum(axis=1, dtype=np.int32), levels.max(axis=1)]
    for order in WORD_ORDERS:
        for levels in (runs.words_written(order, candidates.place), runs.words_proposed(order, candidates)):
            levels[narrow, 0] = 0
            columns.append(levels.max(axis=1))
    for order in _CONTEXT_ORDERS:
        columns.append(runs.levels[order].take(candidates.place - order + _MARGIN))
        columns.append(runs.levels[order].take(candidates.place + candidates.width + _MARGIN))
    old = frequency[runs.ids[candidates.place]] + np.where(narrow, 0, frequency[runs.ids[candidates.place + last]])
    new = frequency[candidates.new[:, 0]] + np.where(narrow, 0, frequency[candidates.new[:, 1]])
    paths = [best_path(rows, runs.table) for rows in windows(runs.ids, candidates)]
    columns += [old, new, *paths, paths[1] - paths[0], *(candidates.kind == kind for kind in Kind)]
    return np.stack(columns, axis=1).astype(np.float32)
