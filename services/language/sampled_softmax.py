"""The loss of the context network, against a sample of the alphabet that a whole batch shares.

Sampled softmax with the correction for how likely a token is to be in the sample (Bengio and Senécal, 2008).
"""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.network import ContextNetwork, Floats, Places

_POWER = 0.75  # rare tokens are drawn more often than they stand in text (Mikolov et al., 2013)
_NEVER = -30.0


class Sample(NamedTuple):
    """`tokens` is what is drawn, with repeats; `expected[t]` the logarithm of how often token t is expected in it."""

    tokens: Places
    expected: Floats


class Sampler:
    """Draws samples of `size` tokens by their `counts`; what was never seen is never drawn."""

    def __init__(self, counts: npt.NDArray[np.int64], size: int, seed: int) -> None:
        weights = counts.astype(np.float64) ** _POWER
        self._share, self._size = weights / weights.sum(), size
        self._expected = np.log(self._share * size + 1e-12).astype(np.float32)
        self._random = np.random.default_rng(seed)

    def draw(self) -> Sample:
        return Sample(self._random.choice(len(self._share), self._size, p=self._share), self._expected)


class Contrast(NamedTuple):
    """The loss and its gradients, N×K by the states, V×K and V by what is at the output."""

    loss: float
    state: Floats
    output: Floats
    output_bias: Floats


def contrast(network: ContextNetwork, state: Floats, answers: Places, sample: Sample) -> Contrast:
    """How badly N states tell the answers from the sample."""
    own, others = _shares(network, state, answers, sample)
    scale = np.float32(1 / len(own))
    own_error, error = (own - np.float32(1)) * scale, others * scale
    tokens = np.concatenate((sample.tokens, answers))
    by_output: Floats = np.concatenate((error.T @ state, own_error[:, None] * state))
    state_error: Floats = error @ network.output[sample.tokens] + own_error[:, None] * network.output[answers]
    return Contrast(
        loss=float(-np.log(own).mean()),
        state=state_error,
        output=summed(tokens, by_output, len(network.output)),
        output_bias=summed(tokens, np.concatenate((error.sum(axis=0), own_error))[:, None], len(network.output))[:, 0],
    )


def _shares(network: ContextNetwork, state: Floats, answers: Places, sample: Sample) -> tuple[Floats, Floats]:
    """The probabilities of the answers, N, and of the sample, N×M, among these alone."""
    bias = network.output_bias - sample.expected
    others: Floats = state @ network.output[sample.tokens].T + bias[sample.tokens]
    others[answers[:, None] == sample.tokens] = _NEVER
    own = np.einsum("nk,nk->n", state, network.output[answers]) + bias[answers]
    highest = np.maximum(others.max(axis=1), own)
    others, own = np.exp(others - highest[:, None]), np.exp(own - highest)
    total = others.sum(axis=1) + own
    return own / total, others / total[:, None]


def summed(keys: Places, rows: Floats, size: int) -> Floats:
    """`size`×D: the sums of the rows, N×D, that have the same key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    first = np.flatnonzero(np.diff(ordered, prepend=-1))
    total = np.zeros((size, rows.shape[1]), dtype=rows.dtype)
    total[ordered[first]] = np.add.reduceat(rows[order], first, axis=0)
    return total
