"""What is counted in the training text."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.network import Floats
from services.checker.typos.ngrams import ORDERS, Levels, count_runs
from services.checker.typos.retrieval import Hashes, RetrievalTable
from services.language.dictionary import word_levels
from services.language.stage import Stage, silent


class Statistics(NamedTuple):
    """`frequency` is the logarithm of how often each token stands in the text, and once more.

    `kept` says how many different runs of each order are in the table, and under 0 how many words.
    """

    table: RetrievalTable
    frequency: Floats
    kept: dict[int, int]


def tokens_of(paragraphs: Sequence[str], alphabet: Alphabet, seed: int) -> Ids:
    """The paragraphs in random order, so that no run goes from one into the next more than by chance."""
    shuffled = list(paragraphs)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 - nothing is kept secret by it
    return alphabet.encode("\n".join(shuffled)).ids


def collect(ids: Ids, alphabet: Alphabet, stage: Stage = silent) -> Statistics:
    """The levels of the runs in the text and of the words in the dictionary, by their keys."""
    tick = stage("数词串", len(ORDERS) + 1)
    parts: list[tuple[Hashes, Levels]] = [word_levels(alphabet)]
    for order in ORDERS:
        parts.append(count_runs(ids, range(order, order + 1)))
        tick()
    kept = {order: len(part[0]) for order, part in zip((0, *ORDERS), parts, strict=True)}
    table = RetrievalTable.build(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    tick()
    return Statistics(table, frequencies(ids, alphabet), kept)


def frequencies(ids: Ids, alphabet: Alphabet) -> Floats:
    """The logarithm of how often each token stands in the text, and once more."""
    frequency: Floats = np.log(np.bincount(ids, minlength=len(alphabet)) + 1.0).astype(np.float32)
    return frequency
