"""Text drawn from a model of words: it means nothing, but its words stand in the company that they keep."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from services.language.word_model import Grams, WordModel, found, keys_of

_EVEN = 0.7  # shares are raised to this power: what is rare is to be learnt too
_LONGEST, _ENDING = 9, 0.1  # words in a clause, and how often one ends earlier
_CLAUSES = 3
_BY_TWO = 0.5  # how often the two words before decide, where the model knows them
_AT_ONCE = 200_000

_Words = npt.NDArray[np.int64]
_NONE = -1


class Successors:
    """What follows a run of words, in cumulative shares."""

    def __init__(self, grams: Grams, count: int) -> None:
        self._count, self._last = count, grams.words[:, -1]
        self._keys, first = np.unique(keys_of(grams.words[:, :-1], count), return_index=True)
        self._first, self._behind = first, np.append(first[1:], len(grams.words))
        self._sums = np.concatenate(([0.0], np.cumsum(grams.given**_EVEN)))

    def draw(self, before: _Words, random: np.random.Generator) -> _Words:
        """A word that follows each row of words, `_NONE` where the model knows none."""
        at, is_known = found(self._keys, keys_of(before, self._count))
        first, behind = self._first[at], self._behind[at]
        drawn = self._sums[first] + random.random(len(at)) * (self._sums[behind] - self._sums[first])
        rows = np.clip(np.searchsorted(self._sums, drawn, side="right") - 1, first, behind - 1)
        return np.where(is_known & (before >= 0).all(axis=1), self._last[rows], _NONE)


class Writer:
    """Draws clauses: a first word by its share, then words that follow."""

    def __init__(self, model: WordModel) -> None:
        one, *longer = model.grams
        self._texts = model.words
        self._sums = np.cumsum(one.share**_EVEN)
        self._followed = [Successors(grams, len(model.words)) for grams in longer]

    def clauses(self, count: int, random: np.random.Generator) -> list[str]:
        drawn = np.full((count, _LONGEST), _NONE)
        drawn[:, 0] = np.searchsorted(self._sums, random.random(count) * self._sums[-1], side="right")
        for place in range(1, _LONGEST):
            drawn[:, place] = self._next(drawn[:, :place], random)
            drawn[random.random(count) < _ENDING, place] = _NONE
        return ["".join(self._texts[word] for word in row if word >= 0) for row in drawn.tolist()]

    def _next(self, before: _Words, random: np.random.Generator) -> _Words:
        """By the word before, and every other time by the two words before where the model knows them."""
        chosen = np.full(len(before), _NONE)
        for size, successors in enumerate(self._followed[: before.shape[1]], 1):
            drawn = successors.draw(before[:, -size:], random)
            better = (drawn >= 0) & ((chosen < 0) | (random.random(len(before)) < _BY_TWO))
            chosen[better] = drawn[better]
        return chosen


def sentences(model: WordModel, characters: int, seed: int) -> Iterator[str]:
    """Lines of three clauses, until there are so many characters."""
    random, writer = np.random.default_rng(seed), Writer(model)
    written = 0
    while written < characters:
        clauses = writer.clauses(_AT_ONCE, random)
        for first in range(0, len(clauses), _CLAUSES):
            line = "，".join(clauses[first : first + _CLAUSES])
            written += len(line)
            yield line
            if written >= characters:
                return
