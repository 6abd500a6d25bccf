"""A static function from hashes to small numbers, in little memory.

A binary fuse filter (Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", 2022) with three
slots a key, which holds a value beside the fingerprint (a Bloomier filter: Chazelle et al., 2004). A key that was not
stored is taken for a stored one with a probability of one in `2 ** (16 - VALUE_BITS)`.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Hashes = npt.NDArray[np.uint64]
Cells = npt.NDArray[np.uint16]
Places = npt.NDArray[np.int64]

VALUE_BITS = 5
_VALUES = np.uint16((1 << VALUE_BITS) - 1)
_U16, _U27, _U30, _U31, _U32, _U33 = np.array([16, 27, 30, 31, 32, 33], dtype=np.uint64)
_MIX = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB, 0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F], dtype=np.uint64)


class RetrievalTable:
    """`cells` is the table, in segments of `1 << segment_bits`; a key's slots are in three segments in a row."""

    def __init__(self, cells: Cells, segment_bits: int, seed: int) -> None:
        self.cells, self.segment_bits, self.seed = cells, segment_bits, seed
        self._segments = np.uint64((len(cells) >> segment_bits) - 2)

    def lookup(self, keys: Hashes) -> npt.NDArray[np.uint8]:
        """The value of each key, 0 for one that was not stored."""
        mixed = _mix(keys ^ np.uint64(self.seed))
        first, second, third = self.cells.take(_slots(mixed, self._segments, self.segment_bits))
        first ^= second
        first ^= third
        first ^= _fingerprints(mixed)
        return np.where(first <= _VALUES, first, 0).astype(np.uint8)

    def lookup_all(self, keys: Sequence[Hashes]) -> list[npt.NDArray[np.uint8]]:
        """The values of several arrays of keys, at the cost of one lookup."""
        found = self.lookup(np.concatenate([each.ravel() for each in keys]))
        ends = np.cumsum([each.size for each in keys])
        return [part.reshape(each.shape) for each, part in zip(keys, np.split(found, ends[:-1]), strict=True)]

    @classmethod
    def build(cls, keys: Hashes, values: npt.NDArray[np.uint8]) -> "RetrievalTable":
        """Different keys, and values from 1 to `2 ** VALUE_BITS - 1`."""
        bits = max(4, math.floor(math.log(max(len(keys), 2)) / math.log(3.33) + 2.25))
        segments = max(
            3,
            math.ceil(len(keys) * (0.875 + 0.25 * max(1.0, math.log(1e6) / math.log(max(len(keys), 3)))) / (1 << bits)),
        )
        for seed in range(20):
            mixed = _mix(keys ^ np.uint64(seed))
            slots = _slots(mixed, np.uint64(segments), bits)
            order = _peel(slots, (segments + 2) << bits)
            if order is not None:
                cells = _assign(slots, order, _fingerprints(mixed) ^ values, (segments + 2) << bits)
                return cls(cells, bits, seed)
        raise ValueError("the keys are not different")


def _mix(keys: Hashes) -> Hashes:
    """The finaliser of SplitMix64."""
    keys = (keys ^ (keys >> _U30)) * _MIX[0]
    keys ^= keys >> _U27
    keys *= _MIX[1]
    keys ^= keys >> _U31
    return keys


def _fingerprints(mixed: Hashes) -> Cells:
    """Eleven bits above the five of the value, which stay zero."""
    return mixed.astype(np.uint16) & ~_VALUES


def _slots(mixed: Hashes, segments: np.uint64, bits: int) -> Places:
    """3×…: the upper half chooses the segment, the bits above the fingerprint the places in it and in the next two."""
    slots = np.empty((3, *mixed.shape), dtype=np.uint64)
    first, second, third = slots
    np.right_shift(mixed, _U16, out=first)
    np.multiply(mixed, _MIX[2], out=second)
    second >>= _U30
    np.multiply(mixed, _MIX[3], out=third)
    third >>= _U33
    slots &= np.uint64((1 << bits) - 1)
    segment = mixed >> _U32
    segment *= segments
    segment >>= _U32
    segment <<= np.uint64(bits)
    slots += segment
    second += np.uint64(1 << bits)
    third += np.uint64(2 << bits)
    # The same bits, in the type by which an array is read without a copy.
    return slots.view(np.int64)


def _peel(slots: Places, cells: int) -> list[tuple[Places, Places]] | None:
    """Rounds of keys and the slot that each has for itself once the earlier rounds are gone; None where some are left.

    A slot holds how many keys use it and the sum of their numbers, so that a single one can be read off.
    """
    count = np.bincount(slots.ravel(), minlength=cells)
    total = np.zeros(cells, dtype=np.int64)
    for row in slots:
        np.add.at(total, row, np.arange(len(row)))
    rounds: list[tuple[Places, Places]] = []
    alone = np.flatnonzero(count == 1)
    while len(alone):
        keys, first = np.unique(total[alone], return_index=True)
        rounds.append((keys, alone[first]))
        touched = slots[:, keys].ravel()
        np.subtract.at(count, touched, 1)
        np.subtract.at(total, touched, np.tile(keys, 3))
        alone = np.unique(touched[count[touched] == 1])
    return rounds if sum(len(keys) for keys, _ in rounds) == slots.shape[1] else None


def _assign(slots: Places, rounds: list[tuple[Places, Places]], targets: Cells, cells: int) -> Cells:
    table = np.zeros(cells, dtype=np.uint16)
    for keys, own in reversed(rounds):
        table[own] = targets[keys] ^ table[slots[0, keys]] ^ table[slots[1, keys]] ^ table[slots[2, keys]]
    return table
