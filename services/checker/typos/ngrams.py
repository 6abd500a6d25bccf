"""How often runs of two to six tokens stood in the training text."""

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.retrieval import VALUE_BITS, Hashes

ORDERS = range(2, 7)
LEAST = 3  # rarer runs are not kept: they could tell what the text said, and they say little about the language
_BASE = 0x9E3779B97F4A7C15
LEVELS = 1 << VALUE_BITS  # with 0, for what is not kept
_WORDS = np.uint64(0x5851F42D4C957F2D)
_POWERS = np.array([pow(_BASE, exponent, 1 << 64) for exponent in range(ORDERS.stop)], dtype=np.uint64)

Levels = npt.NDArray[np.uint8]


def hashes(ids: Ids, order: int) -> Hashes:
    """The hash of the run of `order` tokens that begins at each place of one row of tokens or of many: …×L → …×(L-n+1).

    A polynomial, so that to exchange a token is to add a product.
    """
    tokens = ids.astype(np.uint64)
    count = max(0, ids.shape[-1] - order + 1)
    total = np.full((*ids.shape[:-1], count), _POWERS[order], dtype=np.uint64)
    for place, factor in enumerate(factors(order)):
        total += tokens[..., place : place + count] * factor
    return total


def factors(order: int) -> Hashes:
    """How much the hash of a run of `order` tokens rises by for each of them, if it rises by one."""
    return _POWERS[order - 1 :: -1]


def as_words(run: Hashes) -> Hashes:
    """The key under which a run is kept as a word of the dictionary."""
    return run ^ _WORDS


def level(counts: npt.NDArray[np.float64] | npt.NDArray[np.int64]) -> Levels:
    """A count on a scale of 31 half octaves; 0 for what is not kept."""
    kept = np.floor(2 * np.log2(np.maximum(counts, LEAST) / LEAST)).astype(np.int64) + 1
    return np.where(counts >= LEAST, np.minimum(kept, LEVELS - 1), 0).astype(np.uint8)
