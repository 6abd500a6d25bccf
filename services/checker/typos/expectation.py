"""What the network expects at doubted places, and the candidates that it likes better than what is written."""

from dataclasses import dataclass

import numpy as np

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, best_of_each
from services.checker.typos.network import REACH, ContextNetwork, Floats, Places, contexts_in, framed
from services.checker.typos.runs import Runs

_CHUNK = 512  # so much is looked at together: the numbers of the network are read once for all of it
_AT_ONE_PLACE = 6
_LEAST_RISE = -4.5
# What a likeness costs that is less usual, when the best of a place are chosen; in the order of `Kind`.
_COSTS = np.array([0, 1.5, 2.5, 2, 0], dtype=np.float32)

Weighed = tuple[Candidates, Floats]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Candidates come with four columns, N×4, of logarithms of probabilities: of what is written, of what is proposed,
    how much the one is above the other, and of the likeliest token. For a word the first, second and last are means.
    """

    network: ContextNetwork

    def weighed(self, runs: Runs, alike: Candidates, words: Candidates) -> list[Weighed]:
        """Single characters, of which the best are left, and words.

        The network reads all places at once: it takes most of the time, and less for a place the more there are.
        """
        read = np.unique(np.concatenate((alike.place, words.place, words.place + 1)))
        if not len(read):
            return []
        stream = framed(runs.ids)
        around = np.concatenate((contexts_in(stream, read), *_with_each_other(stream, words)))
        own = np.searchsorted(read, alike.place)
        rows = np.concatenate((np.arange(len(read)), own, np.arange(len(read), len(around))))
        tokens = np.concatenate((runs.ids[read], alike.new[:, 0], words.new.T.ravel()))
        likely, best = self._asked(around, rows, tokens)
        written, proposed, in_words = np.split(likely, (len(read), len(read) + len(own)))
        pairs = np.searchsorted(read, (words.place, words.place + 1))
        return [
            _singles(alike, written[own], proposed, best[own]),
            _doubles(words, written[pairs].sum(axis=0), in_words.reshape(2, -1).sum(axis=0), best[pairs].sum(axis=0)),
        ]

    def _asked(self, around: Places, rows: Places, tokens: Ids) -> tuple[Floats, Floats]:
        """How likely each token is in the context of its row, and how likely the likeliest is in each context."""
        likely, best = np.zeros(len(rows), dtype=np.float32), np.zeros(len(around), dtype=np.float32)
        for first in range(0, len(around), _CHUNK):
            own, chunk = np.flatnonzero((rows >= first) & (rows < first + _CHUNK)), slice(first, first + _CHUNK)
            likely[own], best[chunk] = self.network.expect(around[chunk], rows[own] - first, tokens[own])
        return likely, best


def _singles(alike: Candidates, written: Floats, proposed: Floats, best: Floats) -> Weighed:
    """The best of each place."""
    rise = proposed - written
    kept = best_of_each(alike.place, rise - _COSTS[alike.kind], _LEAST_RISE, _AT_ONE_PLACE)
    return alike.where(kept), np.stack((written, proposed, rise, best), axis=1)[kept]


def _doubles(words: Candidates, written: Floats, proposed: Floats, best: Floats) -> Weighed:
    return words, np.stack((written / 2, proposed / 2, proposed - written, best / 2), axis=1)


def _with_each_other(stream: Ids, words: Candidates) -> tuple[Places, Places]:
    """The contexts of the first and of the second characters of words, either in the presence of the other."""
    first, second = contexts_in(stream, words.place), contexts_in(stream, words.place + 1)
    first[:, REACH], second[:, REACH - 1] = words.new[:, 1], words.new[:, 0]
    return first, second
