"""Word boundaries, asked for only where a lexicon entry wants its hits confirmed (ADR 0006)."""

import logging
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jieba


# What jieba cuts as one piece. Outside of such runs every character stands alone, so one is cut without the rest.
_RUN = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")


class Segmenter:
    """jieba's dictionary segmentation without its guesses at new words, so that the same text is always cut alike.

    All share one dictionary; the first that needs it keeps it in its folder for the next process.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    @cached_property
    def _tokenizer(self) -> "jieba.Tokenizer":
        tokenizer = shared_tokenizer()
        if not tokenizer.initialized and self._folder is not None and _can_be_written(self._folder):
            tokenizer.tmp_dir = str(self._folder)
        tokenizer.initialize()
        return tokenizer

    def warm(self) -> None:
        """Load the dictionary now (about half a second) and not at the first question."""
        _ = self._tokenizer

    def frequency(self, word: str) -> int:
        """How often the dictionary has seen the word; 0 for what it does not list."""
        return self.frequencies.get(word, 0)

    def words(self, text: str) -> list[str]:
        """The words that the text is cut into."""
        return list(self._tokenizer.cut(text, HMM=False))

    @property
    def frequencies(self) -> Mapping[str, int]:
        """How often each word of the dictionary is used; 0 for what is only the beginning of one."""
        frequencies: dict[str, int] = self._tokenizer.FREQ
        return frequencies

    def knows(self, word: str) -> bool:
        return self.frequency(word) > 0

    def boundaries(self, text: str) -> frozenset[int]:
        """Offsets in code points at which a word begins or ends, 0 and `len(text)` among them."""
        return frozenset({0, *(end for _, _, end in self._tokenizer.tokenize(text, HMM=False))})


@cache
def shared_tokenizer() -> "jieba.Tokenizer":
    """The one of this process, empty until it is initialized: that takes half a second and 100 MB. It is only read."""
    import jieba  # noqa: PLC0415 - most posts never ask for a word boundary

    jieba.setLogLevel(logging.WARNING)
    return jieba.Tokenizer()


def runs(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The runs inside `[start, end)` that are cut each by itself; at any offset that is inside of none words meet."""
    return [run.span() for run in _RUN.finditer(text, start, end)]


def _can_be_written(folder: Path) -> bool:
    """Jieba keeps its dictionary in the folder; where it cannot, it only starts more slowly."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return os.access(folder, os.W_OK)
