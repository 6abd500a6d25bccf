"""What the network expects at doubted places, and the candidates that it likes better than what is written."""

from dataclasses import dataclass

import numpy as np

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Confusables, Homophones, Kind, best_of_each
from services.checker.typos.evidence import gain
from services.checker.typos.network import REACH, ContextNetwork, Floats, Places, contexts_in, framed
from services.checker.typos.runs import Holders, Runs

_CHUNK = 512  # so much is looked at together: the numbers of the network are read once for all of it
_AT_ONE_PLACE = 6
_LEAST_RISE = -4.5
# What a likeness costs that is less usual, when the best of a place are chosen; in the order of `Kind`.
_COSTS = np.array([0, 1.5, 2.5, 2, 0], dtype=np.float32)
# What share of the rise is asked for after the runs of two tokens, of three and of four.
_SIEVE = tuple(
    (Holders.of(range(order, order + 1), wide=False), share) for order, share in ((2, 0.0), (3, 0.4), (4, 1.0))
)
_HOLDERS_OF_WORDS = Holders.of(range(2, 5), wide=True)
_WORDS_AT_ONE_PLACE = 3
# A likeness that is less usual has to speak for itself; in the order of `Kind`.
_LEAST_GAINS = np.array([-np.inf, 20, 40, 20, 10])

Weighed = tuple[Candidates, Floats]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Candidates come with four columns, N×4, of logarithms of probabilities: of what is written, of what is proposed,
    how much the one is above the other, and of the likeliest token. For a word the first, second and last are means.
    Where much is asked of a candidate, only `usual` confusables are.
    """

    network: ContextNetwork
    confusables: Confusables
    usual: Confusables
    homophones: Homophones

    def weighed(self, runs: Runs, doubted: Places, least_gain: float) -> list[Weighed]:
        """The candidates for the doubted places: single characters, and words.

        The levels of the runs have to rise by `least_gain`. The network, which takes most of the time, reads only the
        places that are left, and all of them at once.
        """
        alike, words = self._alike(runs, doubted, least_gain), self._words(runs, doubted, least_gain)
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

    def _alike(self, runs: Runs, doubted: Places, least: float) -> Candidates:
        """Look-alikes of single characters, in the order of their places."""
        confusables = self.usual if least > 0 else self.confusables
        parts = [_gaining(runs, confusables.of(runs.ids, places), least) for places in _chunks(doubted)]
        return Candidates.joined([Candidates.none(), *parts])

    def _words(self, runs: Runs, doubted: Places, least: float) -> Candidates:
        """Words of two characters that sound like two doubted ones."""
        candidates = self.homophones.of(runs.ids, doubted[:-1][np.diff(doubted) == 1])
        gains = gain(runs, _HOLDERS_OF_WORDS, candidates)
        least = max(least, _LEAST_GAINS[Kind.WORD])
        return candidates.where(best_of_each(candidates.place, gains, least, _WORDS_AT_ONE_PLACE))


def _gaining(runs: Runs, candidates: Candidates, least: float) -> Candidates:
    """Those whose runs rise by `least` levels. Most fall out with the shortest runs, and are not looked up again."""
    risen = np.zeros(len(candidates.place), dtype=np.int64)
    for holders, share in _SIEVE:
        risen += gain(runs, holders, candidates)
        asked = np.maximum(_LEAST_GAINS, least)
        asked[asked > 0] *= share
        passed = risen >= asked[candidates.kind]
        candidates, risen = candidates.where(passed), risen[passed]
    return candidates


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


def _chunks(places: Places) -> list[Places]:
    return [places[first : first + _CHUNK] for first in range(0, len(places), _CHUNK)]
