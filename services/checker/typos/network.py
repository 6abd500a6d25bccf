"""What a place wants to hold, from ten tokens to either side: a small feed-forward network.

Bengio et al., "A Neural Probabilistic Language Model" (2003), with the context on both sides of the place.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import EDGE, Ids

REACH = 10
Floats = npt.NDArray[np.float32]
Places = npt.NDArray[np.intp]

_FRAME = np.full(REACH, EDGE, dtype=np.uint16)
_OFFSETS = np.concatenate((np.arange(-REACH, 0), np.arange(1, REACH + 1)))


class Layers(NamedTuple):
    """What becomes of N contexts: `entry` N×2·REACH·D, `lower`, `upper` and their sum `both` N×H, `state` N×K."""

    entry: Floats
    lower: Floats
    upper: Floats
    both: Floats
    state: Floats


@dataclass(frozen=True, slots=True)
class ContextNetwork:
    """Shapes, for V tokens, D numbers a token, H hidden units and K numbers a place:

    `embedding` V×D, `first` 2·REACH·D×H, `second` H×H, `last` H×K, `output` V×K, and the biases of each.
    """

    embedding: Floats
    first: Floats
    first_bias: Floats
    second: Floats
    second_bias: Floats
    last: Floats
    output: Floats
    output_bias: Floats

    def expect(self, contexts: Places, rows: Places, tokens: Ids) -> tuple[Floats, Floats]:
        """Of N contexts, 2·REACH tokens each, the logarithm of the probability of the likeliest token in each.

        Before that, the logarithms of the probabilities of the given tokens, each in the context of its row.
        """
        wanted: Floats = self.layers(contexts).state @ self.output.T
        wanted += self.output_bias
        best, likely = wanted.max(axis=1), wanted[rows, tokens]
        wanted -= best[:, None]
        rest = np.log(np.exp(wanted, out=wanted).sum(axis=1))
        return likely - (best + rest)[rows], -rest

    def layers(self, contexts: Places) -> Layers:
        """All of them, because training needs them; the state is what is compared with the output vector of a token."""
        entry: Floats = self.embedding.take(contexts, axis=0).reshape(len(contexts), -1)
        lower: Floats = entry @ self.first
        lower += self.first_bias
        np.maximum(lower, 0, out=lower)
        upper: Floats = lower @ self.second
        upper += self.second_bias
        np.maximum(upper, 0, out=upper)
        both: Floats = lower + upper
        return Layers(entry, lower, upper, both, both @ self.last)


def contexts(ids: Ids, places: Places) -> Places:
    """The tokens around places, N×2·REACH; beyond the edge of a line there is nothing but edge."""
    return contexts_in(framed(ids), places)


def framed(ids: Ids) -> Ids:
    """Tokens between as many edges as a context reaches."""
    return np.concatenate((_FRAME, ids, _FRAME))


def contexts_in(stream: Ids, places: Places) -> Places:
    """The same as `contexts` for tokens that are framed already."""
    around = stream.take(places[:, None] + (_OFFSETS + REACH)).astype(np.intp)
    edge = around == EDGE
    before = np.logical_or.accumulate(edge[:, REACH - 1 :: -1], axis=1)[:, ::-1]
    behind = np.logical_or.accumulate(edge[:, REACH:], axis=1)
    around[np.concatenate((before, behind), axis=1)] = EDGE
    return around
