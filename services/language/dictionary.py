"""The words that jieba's dictionary knows, with their frequencies."""

from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from services.checker.typos.alphabet import Alphabet
from services.checker.typos.lattice import WORD_LENGTHS
from services.checker.typos.ngrams import LEAST, Levels, as_words, hashes, level
from services.checker.typos.retrieval import Hashes


class Word(NamedTuple):
    text: str
    frequency: int


@cache
def dictionary() -> tuple[Word, ...]:
    """Words of one to four characters that were seen at least `LEAST` times."""
    return tuple(word for word in _read() if len(word.text) in WORD_LENGTHS and word.frequency >= LEAST)


def characters(least: int) -> str:
    """Han characters of longer words that were seen at least so often in all, most frequent first.

    They may be missing in a small corpus, and are what somebody meant who wrote another one.
    """
    counts: Counter[str] = Counter()
    for word in dictionary():
        if len(word.text) > 1:
            counts.update(dict.fromkeys(word.text, word.frequency))
    return "".join(char for char, count in counts.most_common() if count >= least and "\u4e00" <= char <= "\u9fff")


def _read() -> Iterator[Word]:
    import jieba  # noqa: PLC0415 - only its dictionary is needed

    for line in (Path(jieba.__file__).parent / "dict.txt").read_text("utf-8").splitlines():
        text, frequency, *_ = line.split(" ")
        yield Word(text, int(frequency))


def word_levels(alphabet: Alphabet) -> tuple[Hashes, Levels]:
    """What the table holds of the dictionary: the keys of the words, each once, and their levels."""
    keys: list[Hashes] = []
    levels: list[Levels] = []
    for size in WORD_LENGTHS:
        words = [word for word in dictionary() if len(word.text) == size]
        rows = alphabet.ids_of("".join(word.text for word in words)).reshape(-1, size)
        known = alphabet.is_char(rows).all(axis=1)
        keys.append(as_words(hashes(rows[known], size)[:, 0]))
        levels.append(level(np.array([word.frequency for word in words])[known]))
    unique, first = np.unique(np.concatenate(keys), return_index=True)
    return unique, np.concatenate(levels)[first]
