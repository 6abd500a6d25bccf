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


class RetrievalTable:
    """`cells` is the table, in segments of `1 << segment_bits`; a key's slots are in three segments in a row."""

    def __init__(self, cells: Cells, segment_bits: int, seed: int) -> None:
        self.cells, self.segment_bits, self.seed = cells, segment_bits, seed
        self._segments = np.uint64((len(cells) >> segment_bits) - 2)

    def lookup(self, keys: Hashes) -> npt.NDArray[np.uint8]:
        """The value of each key, 0 for one that was not stored."""
        mixed = _mix(keys ^ np.uint64(self.seed))
        first, second, third = _slots(mixed, self._segments, self.segment_bits)
        found = self.cells.take(first)
        found ^= self.cells.take(second)
        found ^= self.cells.take(third)
        found ^= _fingerprints(mixed)
        return np.where(found <= _VALUES, found, 0).astype(np.uint8)

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
            slots = np.stack(_slots(mixed, np.uint64(segments), bits)).astype(np.int64)
            order = _peel(slots, (segments + 2) << bits)
            if order is not None:
                cells = _assign(slots, order, _fingerprints(mixed) ^ values, (segments + 2) << bits)
                return cls(cells, bits, seed)
        raise ValueError("the keys are not different")


def _mix(keys: Hashes) -> Hashes:
    """The finaliser of SplitMix64."""
    keys = (keys ^ (keys >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    keys = (keys ^ (keys >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return keys ^ (keys >> np.uint64(31))


def _fingerprints(mixed: Hashes) -> Cells:
    """Eleven bits above the five of the value, which stay zero."""
    return (mixed & np.uint64(0xFFFF)).astype(np.uint16) & ~_VALUES


def _slots(mixed: Hashes, segments: np.uint64, bits: int) -> tuple[Hashes, Hashes, Hashes]:
    mask, size = np.uint64((1 << bits) - 1), np.uint64(bits)
    # The upper half chooses the segment, the bits above the fingerprint the places in it.
    segment = ((mixed >> np.uint64(32)) * segments) >> np.uint64(32)
    base = segment << size
    step = np.uint64(1 << bits)
    first = base + ((mixed >> np.uint64(16)) & mask)
    second = base + step + ((mixed * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(30)) & mask)
    third = base + step + step + ((mixed * np.uint64(0xC2B2AE3D27D4EB4F) >> np.uint64(33)) & mask)
    return first, second, third


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
