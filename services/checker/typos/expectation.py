"""What the network expects at doubted places, and the candidates that it likes better than what is written."""

from dataclasses import dataclass

import numpy as np

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Confusables, Homophones, best_of_each
from services.checker.typos.evidence import Runs, gain
from services.checker.typos.network import REACH, ContextNetwork, Floats, Places, contexts
from services.checker.typos.ngrams import ORDERS

_CHUNK = 512  # places that the network reads at once; its numbers are read once for all of them
_AT_ONE_PLACE = 6
_LEAST_RISE = -4.5
# What a likeness costs that is less usual, when the best of a place are chosen; in the order of `Kind`.
_COSTS = np.array([0, 1.5, 2.5, 2, 0], dtype=np.float32)
_WORDS_AT_ONE_PLACE = 3
_LEAST_GAIN_OF_WORDS = 5

Weighed = tuple[Candidates, Floats]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Candidates come with four columns, N×4, of logarithms of probabilities: of what is written, of what is proposed,
    how much the one is above the other, and of the likeliest token. For a word the first, second and last are means.
    """

    network: ContextNetwork
    confusables: Confusables
    homophones: Homophones

    def weighed(self, runs: Runs, doubted: Places, least_gain: float) -> list[Weighed]:
        """Parts of the candidates for the doubted places; the levels of the runs have to rise by `least_gain`.

        The network, which takes most of the time, reads only the places that are left.
        """
        alike, words = self._alike(runs, doubted, least_gain), self._words(runs, doubted, least_gain)
        seen = np.zeros((len(runs.ids), 2), dtype=np.float32)
        read = np.unique(np.concatenate((alike.place, words.place, words.place + 1)))
        parts = [self._singles(runs.ids, places, alike, seen) for places in _chunks(read)]
        rows = _chunks(np.arange(len(words.place)))
        return [*parts, *(self._doubles(runs.ids, words.where(own), seen) for own in rows)]

    def _alike(self, runs: Runs, doubted: Places, least: float) -> Candidates:
        """Look-alikes of single characters, in the order of their places."""
        found = [Candidates.none()]
        for places in _chunks(doubted):
            candidates = self.confusables.of(runs.ids, places)
            # Most do not even go with the characters beside them.
            candidates = candidates.where(gain(runs, candidates, ORDERS[:1]) >= min(least, 0))
            found.append(candidates.where(gain(runs, candidates, ORDERS[:2]) >= least))
        return Candidates.joined(found)

    def _words(self, runs: Runs, doubted: Places, least: float) -> Candidates:
        """Words of two characters that sound like two doubted ones."""
        candidates = self.homophones.of(runs.ids, doubted[np.isin(doubted + 1, doubted)])
        least = max(least, _LEAST_GAIN_OF_WORDS)
        gains = gain(runs, candidates, ORDERS[:3])
        return candidates.where(best_of_each(candidates.place, gains, least, _WORDS_AT_ONE_PLACE))

    def _singles(self, ids: Ids, places: Places, alike: Candidates, seen: Floats) -> Weighed:
        """The best of the places. Notes in `seen` what is expected of the written and of the likeliest token."""
        expected = self.network.expect(contexts(ids, places))
        seen[places, 0], seen[places, 1] = expected[np.arange(len(places)), ids[places]], expected.max(axis=1)
        candidates = alike.where(np.arange(*np.searchsorted(alike.place, (places[0], places[-1] + 1))))
        proposed = expected[np.searchsorted(places, candidates.place), candidates.new[:, 0]]
        rise = proposed - seen[candidates.place, 0]
        kept = best_of_each(candidates.place, rise - _COSTS[candidates.kind], _LEAST_RISE, _AT_ONE_PLACE)
        written, best = seen[candidates.place[kept]].T
        return candidates.where(kept), np.stack((written, proposed[kept], rise[kept], best), axis=1)

    def _doubles(self, ids: Ids, words: Candidates, seen: Floats) -> Weighed:
        written, best = (seen[words.place] + seen[words.place + 1]).T
        proposed = self._proposed(ids, words)
        return words, np.stack((written / 2, proposed / 2, proposed - written, best / 2), axis=1)

    def _proposed(self, ids: Ids, words: Candidates) -> Floats:
        """What is expected of the two characters of each word, either one in the presence of the other."""
        row, new = np.arange(len(words.place)), words.new.astype(np.intp)
        first, second = contexts(ids, words.place), contexts(ids, words.place + 1)
        first[:, REACH], second[:, REACH - 1] = new[:, 1], new[:, 0]
        expected = self.network.expect(np.concatenate((first, second)))
        total: Floats = expected[row, new[:, 0]] + expected[row + len(row), new[:, 1]]
        return total


def _chunks(places: Places) -> list[Places]:
    return [places[first : first + _CHUNK] for first in range(0, len(places), _CHUNK)]
