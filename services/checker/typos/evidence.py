"""What speaks for a candidate and for what is written: how well known the runs of tokens are that hold the place."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Kind
from services.checker.typos.lattice import best_path, windows
from services.checker.typos.network import Floats
from services.checker.typos.ngrams import ORDERS, Levels, as_words
from services.checker.typos.runs import Holders, Runs

_HOLDERS = Holders.of(ORDERS, wide=True)
_WORD_ORDERS, _CONTEXT_ORDERS = range(2, 5), range(2, 5)
_WORD_ROWS, _WORD_STARTS = int(_HOLDERS.starts[len(_WORD_ORDERS)]), _HOLDERS.starts[: len(_WORD_ORDERS)]

Rows = npt.NDArray[np.number] | npt.NDArray[np.bool_]


def features(runs: Runs, candidates: Candidates, frequency: Floats) -> Floats:
    """N×F: the runs and the words that hold the change, the runs beside it, the characters, the words around, the kind.

    Each once as written and once as proposed.
    """
    written, proposed = np.split(best_path(np.concatenate(windows(runs.ids, candidates)), runs.table), 2)
    rows = [
        *_known(runs, candidates),
        *_beside(runs, candidates),
        *frequencies(runs.ids, candidates, frequency),
        *(written, proposed, proposed - written),
        *(candidates.kind == kind for kind in Kind),
    ]
    return np.stack(rows, dtype=np.float32, casting="unsafe").T


def _known(runs: Runs, candidates: Candidates) -> Iterator[Rows]:
    """How well known the runs are that hold the change, by their orders, and the words of the dictionary."""
    held = runs.at(_HOLDERS, candidates.place)
    keys = runs.keys(held)
    exchanged = runs.exchanged(keys, _HOLDERS, candidates)
    hold = _HOLDERS.hold(candidates)
    words = [as_words(each[:_WORD_ROWS]) for each in (keys, exchanged)]
    proposed, *known_words = runs.table.lookup_all([exchanged, *words])
    counted = [_counted(levels * hold, candidates) for levels in (runs.levels(held), proposed)]
    yield from np.stack(counted, axis=1).reshape(-1, len(candidates.place))
    best = [np.maximum.reduceat(levels * hold[:_WORD_ROWS], _WORD_STARTS, axis=0) for levels in known_words]
    yield from np.stack(best, axis=1).reshape(-1, len(candidates.place))


def _counted(levels: Levels, candidates: Candidates) -> npt.NDArray[np.int32]:
    """Orders×4×N: the run that ends with the change, the one that begins with it, the sum of all and the best."""
    starts = _HOLDERS.starts
    last = (starts + np.array(ORDERS) + 1)[:, None] - candidates.width
    ends = levels[last, np.arange(levels.shape[1])]
    sums = np.add.reduceat(levels, starts, axis=0, dtype=np.int32)
    return np.stack((ends, levels[starts + 1], sums, np.maximum.reduceat(levels, starts, axis=0)), axis=1)


def _beside(runs: Runs, candidates: Candidates) -> Iterator[Rows]:
    """The runs that end just before the change and that begin just behind it."""
    for order in _CONTEXT_ORDERS:
        yield runs.levels(runs.of(order, candidates.place - order))
        yield runs.levels(runs.of(order, candidates.place + candidates.width))


def frequencies(ids: Ids, candidates: Candidates, frequency: Floats) -> Iterator[Rows]:
    """How frequent what is written is, and what is proposed."""
    place, new, wide = candidates.place, candidates.new, candidates.wide
    yield frequency[ids[place]] + np.where(wide, frequency[ids[np.minimum(place + 1, len(ids) - 1)]], 0)
    yield frequency[new[:, 0]] + np.where(wide, frequency[new[:, 1]], 0)
