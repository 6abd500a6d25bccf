"""How well a stretch of text falls into words: the best path through the words of the dictionary.

The words and their frequencies are jieba's, so they know more than the training text does: 成群结队 is one word, and
成群结对 are three.
"""

import numpy as np

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates
from services.checker.typos.network import Floats
from services.checker.typos.ngrams import LEAST, Levels, as_words, hashes
from services.checker.typos.retrieval import RetrievalTable

WORD_LENGTHS = range(1, 5)
_BEFORE, _BEHIND = 4, 6
_ALL_WORDS = np.float32(np.log(6e7))  # the sum of the frequencies in jieba's dictionary
_HALF_OCTAVE = np.float32(np.log(2) / 2)
_STRANGE = -_ALL_WORDS  # a character that is no word


def windows(ids: Ids, candidates: Candidates) -> tuple[Ids, Ids]:
    """The tokens around each candidate, as written and with the candidate in place: N×11."""
    around = candidates.place[:, None] + np.arange(-_BEFORE, _BEHIND + 1)
    written = np.pad(ids, (_BEFORE, _BEHIND)).take(around + _BEFORE)
    proposed = written.copy()
    proposed[:, _BEFORE] = candidates.new[:, 0]
    wide = candidates.wide
    proposed[wide, _BEFORE + 1] = candidates.new[wide, 1]
    return written, proposed


def best_path(rows: Ids, table: RetrievalTable) -> Floats:
    """The logarithm of the probability of the best cut of each row of tokens into words."""
    length = rows.shape[1]
    best = np.zeros((length + 1, len(rows)), dtype=np.float32)
    levels = table.lookup_all([as_words(hashes(rows, size)) for size in WORD_LENGTHS])
    scores = {size: _word_scores(level) for size, level in zip(WORD_LENGTHS, levels, strict=True)}
    for end in range(1, length + 1):
        best[end] = best[end - 1] + _STRANGE
        for size, score in scores.items():
            if end >= size:
                np.maximum(best[end], best[end - size] + score[:, end - size], out=best[end])
    return best[length]


def _word_scores(levels: Levels) -> Floats:
    frequency = np.float32(np.log(LEAST)) + (levels.astype(np.float32) - 1) * _HALF_OCTAVE
    return np.where(levels > 0, frequency - _ALL_WORDS, np.float32(-1e9))
