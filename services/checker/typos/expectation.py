"""What the network expects at doubted places, and the candidates that it likes better than what is written."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates, Confusables, Homophones, best_of_each
from services.checker.typos.evidence import Runs, gain
from services.checker.typos.network import REACH, ContextNetwork, Floats, Places, contexts
from services.checker.typos.ngrams import ORDERS

_CHUNK = 512  # places that the network reads at once; its numbers are read once for all of them
_AT_ONE_PLACE = 6
LEAST_RISE = -4.5
# What a likeness costs that is less usual, when the best of a place are chosen; in the order of `Kind`.
_COSTS = np.array([0, 1.5, 2.5, 2, 0], dtype=np.float32)
_WORDS_AT_ONE_PLACE = 3
_LEAST_GAIN = 5

Weighed = tuple[Candidates, Floats]


@dataclass(frozen=True, slots=True)
class Expectation:
    """Candidates come with four columns, N×4, of logarithms of probabilities: of what is written, of what is proposed,
    how much the one is above the other, and of the likeliest token. For a word the first, second and last are means.
    """

    network: ContextNetwork
    confusables: Confusables
    homophones: Homophones

    def weighed(self, runs: Runs, doubted: Places, rise: float = LEAST_RISE) -> list[Weighed]:
        """Parts of the candidates for the doubted places. The network has to like a look-alike better by `rise`."""
        seen = np.zeros((len(runs.ids), 2), dtype=np.float32)
        return [*self._singles(runs.ids, doubted, seen, rise), *self._words(runs, doubted, seen)]

    def _singles(self, ids: Ids, doubted: Places, seen: Floats, least: float) -> Iterator[Weighed]:
        """Look-alikes of single characters. Notes in `seen` what is expected of the written and the likeliest token."""
        for first in range(0, len(doubted), _CHUNK):
            places = doubted[first : first + _CHUNK]
            expected = self.network.expect(contexts(ids, places))
            seen[places, 0], seen[places, 1] = expected[np.arange(len(places)), ids[places]], expected.max(axis=1)
            candidates = self.confusables.of(ids, places)
            proposed = expected[np.searchsorted(places, candidates.place), candidates.new[:, 0]]
            rise = proposed - seen[candidates.place, 0]
            kept = best_of_each(candidates.place, rise - _COSTS[candidates.kind], least, _AT_ONE_PLACE)
            written, best = seen[candidates.place[kept]].T
            yield candidates.where(kept), np.stack((written, proposed[kept], rise[kept], best), axis=1)

    def _words(self, runs: Runs, doubted: Places, seen: Floats) -> Iterator[Weighed]:
        """Words of two characters that sound like two doubted ones."""
        candidates = self.homophones.of(runs.ids, doubted[np.isin(doubted + 1, doubted)])
        kept = best_of_each(candidates.place, gain(runs, candidates, ORDERS[:3]), _LEAST_GAIN, _WORDS_AT_ONE_PLACE)
        for first in range(0, len(kept), _CHUNK):
            words = candidates.where(kept[first : first + _CHUNK])
            written, best = (seen[words.place] + seen[words.place + 1]).T
            proposed = self._proposed(runs.ids, words)
            yield words, np.stack((written / 2, proposed / 2, proposed - written, best / 2), axis=1)

    def _proposed(self, ids: Ids, words: Candidates) -> Floats:
        """What is expected of the two characters of each word, either one in the presence of the other."""
        row, new = np.arange(len(words.place)), words.new.astype(np.intp)
        first, second = contexts(ids, words.place), contexts(ids, words.place + 1)
        first[:, REACH], second[:, REACH - 1] = new[:, 1], new[:, 0]
        expected = self.network.expect(np.concatenate((first, second)))
        total: Floats = expected[row, new[:, 0]] + expected[row + len(row), new[:, 1]]
        return total
