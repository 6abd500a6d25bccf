"""What is counted in the training text."""

import numpy as np

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.network import Floats
from services.checker.typos.ngrams import count_runs
from services.checker.typos.retrieval import RetrievalTable
from services.language.dictionary import word_levels


def build_table(ids: Ids, alphabet: Alphabet) -> RetrievalTable:
    """The levels of the runs in the text and of the words in the dictionary, by their keys."""
    parts = count_runs(ids), word_levels(alphabet)
    keys, levels = (np.concatenate(column) for column in zip(*parts, strict=True))
    return RetrievalTable.build(keys, levels)


def frequencies(ids: Ids, alphabet: Alphabet) -> Floats:
    """The logarithm of how often each token stands in the text, and once more."""
    return np.log(np.bincount(ids, minlength=len(alphabet)) + 1.0).astype(np.float32)
