"""What may have been meant in the place of a character, or of a word of two characters."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.checker.typos.alphabet import Ids
from services.checker.typos.network import Places

_FREQUENT = 4_000  # tokens are numbered by how frequent they are


class Kind(IntEnum):
    """How a candidate is like what was written."""

    SAME_SOUND = 0
    NEAR_SOUND = 1
    MISTYPED = 2
    SHAPE = 3
    WORD = 4


class Candidates(NamedTuple):
    """Row i proposes to write `new[i]` at the `width[i]` tokens (one or two) from `place[i]` on.

    `new` is N×2; its second column is 0 where it is not used.
    """

    place: Places
    width: npt.NDArray[np.intp]
    new: Ids
    kind: npt.NDArray[np.uint8]

    @classmethod
    def none(cls) -> "Candidates":
        empty = np.zeros(0, dtype=np.intp)
        return cls(empty, empty, np.zeros((0, 2), dtype=np.uint16), np.zeros(0, dtype=np.uint8))

    def where(self, rows: npt.NDArray[np.integer] | npt.NDArray[np.bool_]) -> "Candidates":
        """Some of the rows, given by a mask or by their numbers."""
        return Candidates(self.place[rows], self.width[rows], self.new[rows], self.kind[rows])

    @classmethod
    def joined(cls, parts: "Sequence[Candidates]") -> "Candidates":
        place, width, new, kind = zip(*parts, strict=True)
        return cls(np.concatenate(place), np.concatenate(width), np.concatenate(new), np.concatenate(kind))

    @property
    def wide(self) -> npt.NDArray[np.bool_]:
        """Where two tokens are proposed."""
        return self.width > 1


@dataclass(frozen=True, slots=True)
class Confusables:
    """The look-alikes of token t are the rows `starts[t]` to `starts[t + 1]`."""

    starts: npt.NDArray[np.uint32]
    tokens: Ids
    kinds: npt.NDArray[np.uint8]

    def of(self, ids: Ids, places: Places) -> Candidates:
        """One row for each look-alike of each of the places."""
        place, rows = _rows(self.starts, ids[places].astype(np.intp), places)
        new = np.zeros((len(rows), 2), dtype=np.uint16)
        new[:, 0] = self.tokens[rows]
        return Candidates(place, np.ones(len(rows), dtype=np.intp), new, self.kinds[rows])

    def usual(self) -> "Confusables":
        """Without the likeness and the rare characters that are two thirds of all and three in a hundred mistakes."""
        kept = (self.kinds != Kind.MISTYPED) & (self.tokens < _FREQUENT)
        counts = np.concatenate(([0], np.cumsum(kept))).astype(self.starts.dtype)
        return Confusables(counts[self.starts], self.tokens[kept], self.kinds[kept])


@dataclass(frozen=True, slots=True)
class Homophones:
    """Words of two characters by their sound: `syllables[t]` are up to two syllables of token t, 0 where there is none.

    The words that sound `keys[i]`, in rising order, are the rows `starts[i]` to `starts[i + 1]` of `words`, N×2.
    """

    syllables: npt.NDArray[np.uint16]
    keys: npt.NDArray[np.uint32]
    starts: npt.NDArray[np.uint32]
    words: Ids

    def of(self, ids: Ids, places: Places) -> Candidates:
        """One row for each word that sounds like the two tokens from a place on and shares neither with them."""
        before, behind = self.syllables[ids[places]].T, self.syllables[ids[places + 1]].T
        key = sound_key(before[:, None], behind)
        at = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        known = (self.keys[at] == key) & (before > 0)[:, None] & (behind > 0)
        place, rows = _rows(self.starts, at[known], np.broadcast_to(places, key.shape)[known])
        new = self.words[rows]
        differs = (new[:, 0] != ids[place]) & (new[:, 1] != ids[place + 1])
        count = int(differs.sum())
        kinds = np.full(count, Kind.WORD, dtype=np.uint8)
        return Candidates(place[differs], np.full(count, 2, dtype=np.intp), new[differs], kinds)


def sound_key(one: npt.NDArray[np.uint16], other: npt.NDArray[np.uint16]) -> npt.NDArray[np.uint32]:
    """Two syllables in one number."""
    return one.astype(np.uint32) << np.uint32(10) | other.astype(np.uint32)


def _rows(starts: npt.NDArray[np.uint32], groups: Places, places: Places) -> tuple[Places, Places]:
    """The rows of each place's group, which go from `starts[group]` to `starts[group + 1]`, and the place of each."""
    first = starts[groups].astype(np.intp)
    counts = starts[groups + 1].astype(np.intp) - first
    ends = np.cumsum(counts)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(places, counts), np.arange(total) + np.repeat(first - (ends - counts), counts)


def best_of_each(
    group: Places, value: npt.NDArray[np.floating] | npt.NDArray[np.integer], least: float, most: int
) -> Places:
    """The rows of the `most` highest values above `least` in each group, in order."""
    rows = np.flatnonzero(value > least)
    if not len(rows):
        return rows
    ordered = rows[np.lexsort((-value[rows], group[rows]))]
    first = np.flatnonzero(np.diff(group[ordered], prepend=-1))
    rank = np.arange(len(ordered)) - np.repeat(first, np.diff(np.append(first, len(ordered))))
    return np.sort(ordered[rank < most])
