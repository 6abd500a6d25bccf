"""Text whose mistakes are known."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import EDGE, Alphabet, Ids, code_points
from services.checker.typos.candidates import Candidates
from services.language.noise import Noise
from services.language.tuning import Sentence

_PLANTED = 1 / 45
_PLANTED_WEIGHT = 0.5  # they are no more than likely


class Marked(NamedTuple):
    """Where token `written[i]` stands, `right[i]` belongs. `weight` is how much the text counts in training."""

    written: Ids
    right: Ids
    weight: float = 1.0

    def pieces(self, size: int) -> Iterator["Marked"]:
        """The text in pieces of about so many tokens; a line is not cut, and every piece stands between edges."""
        edges = np.flatnonzero(self.written == EDGE)
        following = np.searchsorted(edges, np.arange(0, edges[-1], size))
        for first, last in pairwise([*edges[np.unique(following)].tolist(), int(edges[-1])]):
            part = slice(first, last + 1)
            yield self._replace(written=self.written[part], right=self.right[part])


def marked(sentences: Sequence[Sentence], alphabet: Alphabet, weight: float = 1.0) -> Marked:
    """Sentences that are as long as they should be; others do not say what stands in the place of what."""
    kept = [sentence for sentence in sentences if len(sentence.written) == len(sentence.right)]
    written, right = ("\n".join(column) for column in zip(*kept, strict=True)) if kept else ("", "")
    tokens = alphabet.encode(written)
    meant = tokens.ids.copy()
    wrong = np.flatnonzero(code_points(written) != code_points(right))
    meant[np.searchsorted(tokens.starts, wrong, side="right") - 1] = alphabet.ids_of(right)[wrong]
    return Marked(tokens.ids, meant, weight)


def planted(texts: Sequence[str], alphabet: Alphabet, noise: Noise) -> Marked:
    """Right sentences with mistakes planted."""
    ids = alphabet.encode("\n".join(texts)).ids
    return Marked(noise.corrupted(ids, _PLANTED), ids, _PLANTED_WEIGHT)


def clean(texts: Sequence[str], alphabet: Alphabet) -> Marked:
    ids = alphabet.encode("\n".join(texts)).ids
    return Marked(ids, ids)


def answers(candidates: Candidates, text: Marked) -> npt.NDArray[np.bool_]:
    """Which candidates put right what is wrong, and nothing else."""
    place, new = candidates.place, candidates.new
    last = np.minimum(place + 1, len(text.written) - 1)
    first = (text.right[place] == new[:, 0]) & (text.written[place] != text.right[place])
    second = (text.right[last] == new[:, 1]) & (text.written[last] != text.right[last])
    right: npt.NDArray[np.bool_] = first & (second | ~candidates.wide)
    return right
