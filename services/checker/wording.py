"""What a dictionary says of a right form: whether a slip breaks its words, or leaves something that is good Chinese.

Asked only while lexicons are compiled. Where a word ends in the text itself is for the segmenter to say (`terms.py`).
"""

from collections.abc import Iterator
from math import prod

from services.checker.segmenter import Segmenter

# How likely the words that are left may stand together by chance: 大作为 and 新媒体 are more likely, 有作所为 is not.
# What the text goes on with makes more of a beginning or an end. Measured on 46 million characters of official prose.
_CHANCE, _CHANCE_AT_EDGE = 2e-9, 1e-12
# A piece that is likelier stands in every text: 党的, 中有 or 为国.
_CHANCE_OF_PIECE = 3e-7


class Wording:
    def __init__(self, segmenter: Segmenter) -> None:
        self._segmenter, self._frequencies = segmenter, segmenter.frequencies
        self._all = sum(self._frequencies.values())

    def knows(self, text: str) -> bool:
        """Whether the dictionary has it as a word: 名符其实 beside 名副其实."""
        return self._frequencies.get(text, 0) > 0

    def is_rare(self, piece: str) -> bool:
        """Whether it costs little to look for a piece of a form."""
        return not self.knows(piece) and self._chance(piece) < _CHANCE_OF_PIECE

    def gaps(self, form: str) -> Iterator[str]:
        """The form with one character left out, wherever that breaks a word of it and makes no likely other ones."""
        own = self._singles(form)
        for place in range(len(form)):
            without = form[:place] + form[place + 1 :]
            limit = _CHANCE if 0 < place < len(form) - 1 else _CHANCE_AT_EDGE
            if not self.knows(without) and self._singles(without) - own and self._chance(without) < limit:
                yield without

    def seams(self, form: str) -> frozenset[int]:
        """The offsets in the form at which a character may be put in without breaking a word: 文化和旅游."""
        own = self._singles(form)
        return frozenset(
            place
            for place in range(1, len(form))
            if self._singles(form[:place]) <= own and self._singles(form[place:]) <= own
        )

    def _singles(self, text: str) -> set[str]:
        """The words of one character; those that the form has not are left of its longer words."""
        return {word for word in self._segmenter.words(text) if len(word) == 1}

    def _chance(self, text: str) -> float:
        """How likely its words are to follow each other, were they drawn by lot."""
        return prod(max(1, self._frequencies.get(word, 0)) / self._all for word in self._segmenter.words(text))
