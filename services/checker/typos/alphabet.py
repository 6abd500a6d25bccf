"""Text → tokens: what the language model reads."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.uint16]

EDGE, UNKNOWN, NUMBER, FOREIGN = range(4)
_SPECIAL = 4
_BMP = 0x10000


class Tokens(NamedTuple):
    """`ids[i]` stands at code point `starts[i]` of the text. Runs of digits and of Latin letters are one token each.

    The text stands between two tokens `EDGE`, whose places are -1 and the length of the text.
    """

    ids: Ids
    starts: npt.NDArray[np.intp]


class Alphabet:
    """The characters that the model knows, most frequent first. Letters and digits are known by their kind only."""

    def __init__(self, chars: str) -> None:
        self.chars = chars
        self._table = np.full(_BMP, UNKNOWN, dtype=np.uint16)
        self._table[code_points(chars)] = np.arange(_SPECIAL, _SPECIAL + len(chars))
        self._table[code_points("0123456789")] = NUMBER
        self._table[code_points("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")] = FOREIGN
        self._table[ord("\n")] = EDGE

    @classmethod
    def of(cls, texts: Iterable[str], *, least: int, always: str = "") -> "Alphabet":
        """The characters that stand in the texts at least `least` times, and `always`."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update(text)
        known = [char for char, count in counts.most_common() if count >= least and ord(char) < _BMP]
        chosen = dict.fromkeys([*known, *always])
        return cls("".join(char for char in chosen if not (char.isascii() and char.isalnum()) and char not in "\n "))

    def __len__(self) -> int:
        """How many different tokens there are."""
        return _SPECIAL + len(self.chars)

    def encode(self, text: str) -> Tokens:
        codes = code_points(text)
        ids = self._table.take(np.minimum(codes, _BMP - 1))
        merged = (ids[1:] == ids[:-1]) & ((ids[1:] == NUMBER) | (ids[1:] == FOREIGN) | (ids[1:] == EDGE))
        starts = np.flatnonzero(np.concatenate(([True], ~merged))) if len(ids) else np.empty(0, dtype=np.intp)
        framed = np.concatenate(([EDGE], ids[starts], [EDGE])).astype(np.uint16)
        return Tokens(framed, np.concatenate(([-1], starts, [len(text)])))

    def ids_of(self, chars: str) -> Ids:
        """The token of each character, without merging."""
        return self._table.take(np.minimum(code_points(chars), _BMP - 1))

    def char(self, token: int) -> str:
        """The character of a token that has one."""
        return self.chars[token - _SPECIAL]

    def is_char(self, ids: Ids) -> npt.NDArray[np.bool_]:
        return ids >= _SPECIAL


def code_points(text: str) -> npt.NDArray[np.uint32]:
    """One number for each code point; unpaired surrogates too."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
