"""Mistakes planted into clean text, in the shares in which they are made."""

import numpy as np

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.candidates import Candidates, Confusables, Homophones, best_of_each
from services.checker.typos.network import Floats

# How often a wrong character sounds the same, nearly the same, is a slip of a finger, or looks alike.
_SHARES = np.log(np.array([0.80, 0.06, 0.05, 0.09]) / np.array([30, 15, 40, 3]))
_WHOLE_WORDS = 0.12
_APART = 4


class Noise:
    """Plants mistakes; the same `seed` plants the same."""

    def __init__(
        self, alphabet: Alphabet, likely: tuple[Confusables, Homophones], frequency: Floats, seed: int
    ) -> None:
        self._alphabet, self._frequency = alphabet, frequency
        self._confusables, self._homophones = likely
        self._random = np.random.default_rng(seed)

    def corrupted(self, ids: Ids, share: float) -> Ids:
        """A copy in which about `share` of the tokens are wrong, at least `_APART` tokens apart."""
        wrong = ids.copy()
        open_places = np.flatnonzero(self._alphabet.is_char(ids))
        places = np.sort(self._random.choice(open_places, int(len(ids) * share), replace=False))
        places = places[np.diff(places, prepend=-_APART) >= _APART]
        places = places[places < len(ids) - 1]
        whole = self._random.random(len(places)) < _WHOLE_WORDS
        words = self._drawn(self._homophones.of(ids, places[whole]))
        chars = self._drawn(self._confusables.of(ids, places[~whole]))
        wrong[chars.place] = chars.new[:, 0]
        wrong[words.place], wrong[words.place + 1] = words.new[:, 0], words.new[:, 1]
        return wrong

    def _drawn(self, candidates: Candidates) -> Candidates:
        """One candidate of each place, frequent ones more often: the largest of values with Gumbel noise."""
        value = 0.5 * self._frequency[candidates.new].sum(axis=1) + self._random.gumbel(size=len(candidates.place))
        single = ~candidates.wide
        value[single] += _SHARES[candidates.kind[single]]
        return candidates.where(best_of_each(candidates.place, value, -np.inf, 1))
