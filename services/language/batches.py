"""What the context network is trained on, a batch at a time."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from services.checker.typos.alphabet import Alphabet, Ids
from services.checker.typos.network import REACH, Places, contexts_in, framed
from services.language.dictionary import dictionary
from services.language.noise import Noise

_NOISE = 0.015
_AT_ONCE = 1_000_000
_LONGEST = 4
_SHORTEST = 2
_POWER = 0.35  # rare words are learnt more often than they stand in text: the text itself shows the frequent ones


class Batch(NamedTuple):
    """N×2·REACH tokens around N places, and the N tokens that belong there."""

    contexts: Places
    answers: Places


class Batches(Protocol):
    def draw(self, count: int) -> Batch:
        """At most `count` places."""
        ...


class TextBatches:
    """The characters of a text in random order, over and over, in contexts with mistakes that differ every time."""

    def __init__(self, ids: Ids, alphabet: Alphabet, noise: Noise, seed: int) -> None:
        self._ids, self._noise = ids, noise
        self._random = np.random.default_rng(seed)
        self._order = np.flatnonzero(alphabet.is_char(ids)).astype(np.uint32)
        self._begin()

    def draw(self, count: int) -> Batch:
        if self._at + count > len(self._order):
            self._begin()
        places = self._order[self._at : self._at + count].astype(np.intp)
        self._at += count
        return Batch(contexts_in(self._noisy, places), self._ids[places].astype(np.intp))

    def _begin(self) -> None:
        self._at = 0
        self._random.shuffle(self._order)
        parts = np.split(self._ids, range(_AT_ONCE, len(self._ids), _AT_ONCE))
        self._noisy = framed(np.concatenate([self._noise.corrupted(part, _NOISE) for part in parts]))


class WordBatches:
    """Words of the dictionary in the surroundings of two random places: there is much that no text mentions."""

    def __init__(self, ids: Ids, alphabet: Alphabet, seed: int) -> None:
        words = [word for word in dictionary() if len(word.text) >= _SHORTEST]
        texts = "".join(word.text.ljust(_LONGEST, "\n") for word in words)
        self._words = alphabet.ids_of(texts).reshape(-1, _LONGEST)
        self._lengths = np.array([len(word.text) for word in words])
        known = (alphabet.is_char(self._words) | (np.arange(_LONGEST) >= self._lengths[:, None])).all(axis=1)
        weights = np.where(known, np.array([word.frequency for word in words], dtype=np.float64) ** _POWER, 0)
        self._share = weights / weights.sum()
        self._stream, self._places = framed(ids), np.flatnonzero(alphabet.is_char(ids)).astype(np.uint32)
        self._random = np.random.default_rng(seed)

    def draw(self, count: int) -> Batch:
        chosen = self._random.choice(len(self._words), count, p=self._share)
        words, lengths = self._words[chosen], self._lengths[chosen]
        place = (self._random.random(count) * lengths).astype(np.intp)
        around, behind = self._surroundings(count), self._surroundings(count)
        around[:, REACH:] = behind[:, REACH:]
        for step in range(1, _LONGEST):
            before, after = np.flatnonzero(place >= step), np.flatnonzero(place + step < lengths)
            around[before, REACH - step] = words[before, place[before] - step]
            around[after, REACH + step - 1] = words[after, place[after] + step]
        return Batch(around, words[np.arange(count), place].astype(np.intp))

    def _surroundings(self, count: int) -> Places:
        return contexts_in(self._stream, self._random.choice(self._places, count).astype(np.intp))


class Mixture:
    """Batches of several kinds in one, each with its share."""

    def __init__(self, parts: Sequence[tuple[float, Batches]]) -> None:
        self._parts = parts

    def draw(self, count: int) -> Batch:
        drawn = [batches.draw(round(count * share)) for share, batches in self._parts]
        return Batch(*(np.concatenate(column) for column in zip(*drawn, strict=True)))
