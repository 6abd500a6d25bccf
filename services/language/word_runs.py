"""How often runs of characters are met, by what a model of words says."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.ngrams import LEAST, hashes
from services.checker.typos.retrieval import Hashes
from services.language.word_model import WordModel

_Rows = npt.NDArray[np.int64]
Counts = npt.NDArray[np.float64]
Counted = tuple[Hashes, Counts]

_WORDS_READ = 1e8  # the counts are those of a text of so many words
_LONGEST = 6


class WordRuns:
    """Runs inside words, and runs across two and three words that the model has seen together.

    A model of words is pruned: what it still holds was met often enough to be kept, however small its share.
    """

    def __init__(self, model: WordModel, alphabet: Alphabet) -> None:
        self._model = model
        self._lengths = np.array([len(word) for word in model.words])
        padded = "".join(word[:_LONGEST].ljust(_LONGEST, "\n") for word in model.words)
        self._tokens = alphabet.ids_of(padded).reshape(-1, _LONGEST)
        inside = np.arange(_LONGEST) < self._lengths[:, None]
        self._known = (alphabet.is_char(self._tokens) | ~inside).all(axis=1) & (self._lengths <= _LONGEST)

    def counts(self, order: int) -> Counted:
        """The hashes of all runs of `order` characters, each once, and how often each is met."""
        return summed(list(self._parts(order)))

    def _parts(self, order: int) -> Iterator[Counted]:
        yield np.zeros(0, dtype=np.uint64), np.zeros(0)
        for grams in self._model.grams:
            known = self._known[grams.words].all(axis=1)
            words, counts = grams.words[known], np.maximum(grams.share[known] * _WORDS_READ, LEAST)
            shapes, kinds = np.unique(self._lengths[words], axis=0, return_inverse=True)
            for number, shape in enumerate(shapes.tolist()):
                own = np.flatnonzero(kinds.ravel() == number)
                yield from self._across(words[own], counts[own], shape, order)

    def _across(self, words: _Rows, counts: Counts, shape: list[int], order: int) -> Iterator[Counted]:
        """Runs that hold a character of the first word and one of the last, for words of these lengths."""
        columns = [self._tokens[words[:, column], :length] for column, length in enumerate(shape)]
        run = hashes(np.concatenate(columns, axis=1), order)
        before_last = sum(shape[:-1])
        for begin in range(max(0, before_last - order + 1), min(shape[0], run.shape[1])):
            yield run[:, begin], counts


def summed(parts: Sequence[Counted]) -> Counted:
    """Each key once, with the sum of its counts."""
    keys, counts = (np.concatenate(column) for column in zip(*parts, strict=True))
    unique, number = np.unique(keys, return_inverse=True)
    return unique, np.bincount(number, weights=counts, minlength=len(unique)).astype(np.float64)
