"""How well a stretch of text falls into words: the best path through the words of the dictionary.

The words and their frequencies are jieba's, so they know more than the training text does: 成群结队 is one word, and
成群结对 are three.
"""

import numpy as np

from services.checker.typos.alphabet import Ids
from services.checker.typos.candidates import Candidates
from services.checker.typos.network import Floats
from services.checker.typos.ngrams import LEAST, LEVELS, as_words, hashes
from services.checker.typos.retrieval import RetrievalTable

WORD_LENGTHS = range(1, 5)
_BEFORE, _BEHIND = 4, 6
_FRAME = np.zeros(_BEHIND, dtype=np.uint16)
_ALL_WORDS = np.float32(np.log(6e7))  # the sum of the frequencies in jieba's dictionary
_HALF_OCTAVE = np.float32(np.log(2) / 2)
_STRANGE = -_ALL_WORDS  # a character that is no word
_NEVER = np.float32(-1e9)
_LONGEST = WORD_LENGTHS.stop - 1
# By the level of a word.
_WORD_SCORES = np.float32(np.log(LEAST)) + (np.arange(LEVELS, dtype=np.float32) - 1) * _HALF_OCTAVE - _ALL_WORDS
_WORD_SCORES[0] = _NEVER


def windows(ids: Ids, candidates: Candidates) -> tuple[Ids, Ids]:
    """The tokens around each candidate, as written and with the candidate in place: N×11."""
    around = candidates.place[:, None] + np.arange(-_BEFORE, _BEHIND + 1)
    written = np.concatenate((_FRAME, ids, _FRAME)).take(around + len(_FRAME))
    proposed = written.copy()
    proposed[:, _BEFORE] = candidates.new[:, 0]
    wide = candidates.wide
    proposed[wide, _BEFORE + 1] = candidates.new[wide, 1]
    return written, proposed


def best_path(rows: Ids, table: RetrievalTable) -> Floats:
    """The logarithm of the probability of the best cut of each row of tokens into words."""
    count, length = rows.shape
    scores = _scores(rows, table)
    best: Floats = np.full((_LONGEST + length, count), _NEVER)
    best[_LONGEST - 1] = 0
    for end in range(length):
        np.max(best[end : end + _LONGEST] + scores[end], axis=0, out=best[end + _LONGEST])
    last: Floats = best[-1]
    return last


def _scores(rows: Ids, table: RetrievalTable) -> Floats:
    """The words that end at each place, the longest first: L×4×N."""
    count, length = rows.shape
    scores = np.full((length, _LONGEST, count), _NEVER)
    scores[:, -1] = _STRANGE
    levels = table.lookup_all([as_words(hashes(rows, size)) for size in WORD_LENGTHS])
    for size, level in zip(WORD_LENGTHS, levels, strict=True):
        own = scores[size - 1 :, -size]
        np.maximum(own, _WORD_SCORES[level.T], out=own)
    return scores
