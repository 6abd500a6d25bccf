"""What is counted in the training text."""

import random
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.network import Floats
from services.checker.typos.ngrams import LEAST, ORDERS, Levels, hashes, level
from services.checker.typos.retrieval import Hashes, RetrievalTable
from services.language.dictionary import word_levels
from services.language.stage import Stage, silent
from services.language.word_model import WordModel
from services.language.word_runs import Counted, WordRuns, summed


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


def collect(ids: Ids, alphabet: Alphabet, words: WordModel | None = None, stage: Stage = silent) -> Statistics:
    """The levels of the runs in the text, and by what a model of words says, and of the words in the dictionary."""
    tick = stage("数词串", len(ORDERS) + 1)
    parts: list[tuple[Hashes, Levels]] = [word_levels(alphabet)]
    runs = WordRuns(words, alphabet) if words else None
    for order in ORDERS:
        keys, counts = summed([count_runs(ids, order), runs.counts(order)]) if runs else count_runs(ids, order)
        parts.append((keys, level(counts)))
        tick()
    kept = {order: len(part[0]) for order, part in zip((0, *ORDERS), parts, strict=True)}
    table = RetrievalTable.build(*(np.concatenate(column) for column in zip(*parts, strict=True)))
    tick()
    return Statistics(table, frequencies(ids, alphabet), kept)


def count_runs(ids: Ids, order: int) -> Counted:
    """The hashes of all runs that stand at least `LEAST` times, each once, and how often they do."""
    run, counts = np.unique(hashes(ids, order), return_counts=True)
    often = counts >= LEAST
    return run[often], counts[often].astype(np.float64)


def frequencies(ids: Ids, alphabet: Alphabet) -> Floats:
    """The logarithm of how often each token stands in the text, and once more."""
    frequency: Floats = np.log(np.bincount(ids, minlength=len(alphabet)) + 1.0).astype(np.float32)
    return frequency
