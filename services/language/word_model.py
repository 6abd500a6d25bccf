"""How words follow each other in text that is not at hand: a model of words in the ARPA format.

Toolkits such as SRILM and KenLM write the format, and input methods come with such models, which know more fields than
any one archive does. Runs of up to three words are used.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.domain.errors import UnreadableInput
from services.language.source import Source, lines, source_of

_MOST = 3
_MARKS = {"<s>", "</s>", "<unk>"}  # beginning, end, any other word
_Numbers = npt.NDArray[np.int64]
Shares = npt.NDArray[np.float64]


class Grams(NamedTuple):
    """Runs of n words, in order, N×n; the shares, from 0 to 1, in which the last follows the others and all are met."""

    words: _Numbers
    given: Shares
    share: Shares


class WordModel(NamedTuple):
    """`grams[n - 1]` are the runs of n words; a word is its place in `words`."""

    words: list[str]
    grams: list[Grams]
    source: Source


def read_word_model(path: Path) -> WordModel:
    """Lines of the logarithm to base ten, the words and what backing off costs, by length. Raises `UnreadableInput`."""
    words: dict[str, int] = {}
    read: list[list[tuple[float, list[int]]]] = [[] for _ in range(_MOST)]
    for number, order, line in _entries(path):
        try:
            logarithm, text, *_ = line.split("\t")
            run = text.split(" ")
            if not _MARKS.isdisjoint(run):
                continue
            if order == 1:
                words[text] = len(words)
            read[order - 1].append((float(logarithm), [words[word] for word in run]))
        except (ValueError, KeyError) as error:
            raise UnreadableInput(
                f"{path}:{number}: 应为概率、词、回退，以制表符分开，词先见于 1-grams：{error}"
            ) from None
    if not words:
        raise UnreadableInput(f"{path}: 不是 ARPA 格式的词语模型：没有 \\1-grams: 一节")
    source = source_of(path, sum(map(len, words)))
    return WordModel(list(words), _grams([part for part in read if part], len(words)), source)


def _entries(path: Path) -> Iterator[tuple[int, int, str]]:
    """The number of each line that holds a run of up to `_MOST` words, how many words, and the line."""
    sections = {f"\\{order}-grams:": order for order in range(1, _MOST + 1)}
    order = 0
    for number, line in enumerate(lines(path), 1):
        if line.startswith("\\"):
            order = sections.get(line.strip(), 0)
        elif order and line:
            yield number, order, line


def _grams(read: list[list[tuple[float, list[int]]]], count: int) -> list[Grams]:
    grams: list[Grams] = []
    for part in read:
        words = np.array([run for _, run in part], dtype=np.int64)
        given = 10.0 ** np.array([logarithm for logarithm, _ in part])
        rows = np.argsort(keys_of(words, count))
        words, given = words[rows], given[rows]
        share = given * _shares(words[:, :-1], grams[-1], count) if grams else given
        grams.append(Grams(words, given, share))
    return grams


def _shares(words: _Numbers, known: Grams, count: int) -> Shares:
    """How often runs are met that are one word shorter; not at all where the model forgot them."""
    at, is_known = found(keys_of(known.words, count), keys_of(words, count))
    return np.where(is_known, known.share[at], 0.0)


def found(keys: _Numbers, wanted: _Numbers) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.bool_]]:
    """The places of the wanted among the rising keys, and whether they are there at all."""
    at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    return at, keys[at] == wanted


def keys_of(words: _Numbers, count: int) -> _Numbers:
    """One number for each row of words, in the order of the rows."""
    keys = np.zeros(len(words), dtype=np.int64)
    for column in words.T:
        keys = keys * count + column
    return keys
