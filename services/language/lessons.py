"""What the judges learn from: real mistakes, planted mistakes and clean text."""

from collections.abc import Sequence

import numpy as np

from services.checker.typos.alphabet import EDGE, Alphabet
from services.language.marked import Marked, clean, marked, planted
from services.language.noise import Noise
from services.language.tuning import LEARNT, PLANTED, TuningSet, rows

_REAL_WEIGHT = 8.0  # mistakes that people made teach what no planting knows (docs/evaluation.md)
_TIMES = 4  # the right sentences are few, and the places of their mistakes are drawn anew
_MOST = 600_000  # tokens of held-out text: more teach the judges nothing new


def lessons(tuned: Sequence[TuningSet], held_out: Sequence[str], alphabet: Alphabet, noise: Noise) -> list[Marked]:
    """The last is clean text. Every other one of the held-out paragraphs is planted with mistakes."""
    real = [sentence for each in tuned for sentence in rows(each.sentences, LEARNT)]
    right = [sentence.right for each in tuned for sentence in rows(each.sentences, PLANTED)]
    texts = rows(held_out, LEARNT)
    return [
        *([marked(real, alphabet, _REAL_WEIGHT)] if real else []),
        *(planted(right, alphabet, noise) for _ in range(_TIMES if right else 0)),
        _cut(planted(texts[0::2], alphabet, noise)),
        _cut(clean(texts[1::2], alphabet)),
    ]


def _cut(text: Marked) -> Marked:
    """The first part of a long text, with the edge that every text ends with."""
    if len(text.written) <= _MOST:
        return text
    written, right = (np.append(ids[: _MOST - 1], np.uint16(EDGE)) for ids in (text.written, text.right))
    return text._replace(written=written, right=right)
