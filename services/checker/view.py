"""The shared view of a post: folded once, scanned once, cut into sentences where somebody asks."""

import re
from bisect import bisect_left
from datetime import date, datetime
from functools import cached_property

from services.checker.citations.title import Title, titles
from services.checker.document import Document
from services.checker.folding import Folded, Folder
from services.checker.roster.index import Realm, realm_of
from services.checker.segmenter import Segmenter, runs
from services.domain.post import BEIJING, Post
from services.domain.rule import Folding

_SENTENCE_END = re.compile(r"[。!?;\n]")
_STRETCH = 400


class View:
    """Offsets are code points of `folded`, which is what detectors read. `document` is the way back to the source."""

    def __init__(self, post: Post, folder: Folder, segmenter: Segmenter) -> None:
        self.post = post
        self.document = Document(post)
        self._folder, self._segmenter = folder, segmenter
        self._folded: Folded = folder.fold(self.document.text)
        self.folded = self._folded.folded
        self._runs: dict[tuple[int, int], list[tuple[int, int]]] = {}
        self._boundaries: dict[tuple[int, int], frozenset[int]] = {}

    @cached_property
    def date(self) -> date:
        """The day of publication in Beijing."""
        published: datetime = self.post.published_at
        return published.astimezone(BEIJING).date()

    @cached_property
    def title_end(self) -> int:
        """Where the title ends, 0 for a post without one."""
        return self.folded_offset(len(self.post.title))

    @cached_property
    def titles(self) -> tuple[Title, ...]:
        """What stands in 《》."""
        return tuple(titles(self.folded))

    @cached_property
    def realm(self) -> Realm:
        """Whose rosters the post is checked against."""
        return realm_of(self.post)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The range in `document.text`."""
        return self._folded.span(start, end)

    def original(self, start: int, end: int) -> str:
        """The text before folding."""
        start, end = self._folded.span(start, end)
        return self._folded.text[start:end]

    def foldings(self, start: int, end: int, term: str) -> frozenset[Folding]:
        """The foldings without which `term`, as it is written in the lexicon, would not have been found here."""
        original = self.original(start, end)
        return frozenset() if original == term else self._folder.foldings(original)

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """The sentence around `[start, end)`, cut off between `_STRETCH` and twice as many code points to either side.

        Cut at multiples of `_STRETCH`, so that all places of an endless sentence share a few answers.
        """
        floor = max(0, start // _STRETCH - 1) * _STRETCH
        ceiling = min(len(self.folded), (end // _STRETCH + 2) * _STRETCH)
        ends = [match.end() for match in _SENTENCE_END.finditer(self.folded, floor, start)]
        following = _SENTENCE_END.search(self.folded, end, ceiling)
        return (ends[-1] if ends else floor), (following.start() if following else ceiling)

    def is_word(self, start: int, end: int) -> bool:
        """Whether a word begins at `start` and a word ends at `end`, by the segmenter."""
        sentence = self.sentence(start, end)
        return self._is_seam(start, sentence) and self._is_seam(end, sentence)

    def _is_seam(self, offset: int, sentence: tuple[int, int]) -> bool:
        """Whether words of the sentence meet at the offset; only the run around it is cut, as that takes long."""
        if sentence not in self._runs:
            self._runs[sentence] = runs(self.folded, *sentence)
        before = bisect_left(self._runs[sentence], (offset,)) - 1
        first, last = self._runs[sentence][before] if before >= 0 else (offset, offset)
        if not first < offset < last:
            return True
        if (first, last) not in self._boundaries:
            self._boundaries[first, last] = self._segmenter.boundaries(self.folded[first:last])
        return offset - first in self._boundaries[first, last]

    def frequency(self, word: str) -> int:
        """How common a word is, by the segmenter's dictionary; 0 for none."""
        return self._segmenter.frequency(word)

    def knows(self, start: int, end: int) -> bool:
        """Whether the segmenter's dictionary has `[start, end)` as a word."""
        return self._segmenter.knows(self.folded[start:end])

    def parts_word(self, offset: int) -> bool:
        """Whether the two characters around the offset are a word: a cheap answer, where a word is rarely parted."""
        return 0 < offset < len(self.folded) and self.knows(offset - 1, offset + 1)

    def folded_offset(self, offset: int) -> int:
        """The folded code point that stands for the text at `offset`, or the next one that was kept."""
        return self._folded.folded_offset(offset)

    def folded_span(self, start: int, end: int) -> tuple[int, int]:
        """The smallest folded range that stands for all of the text `[start, end)`.

        Where folding took out one end of it, the next code point that was kept there belongs to the range.
        """
        return self._folded.folded_span(start, end)
