"""The text of a post, title and body in one string, with the way back to the submitted fields."""

import re
from bisect import bisect_left
from functools import cached_property

from services.checker.html import Extract, extract
from services.domain.finding import Position
from services.domain.post import ContentType, Post

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Field:
    """One submitted field. `offset` is where it begins in the document.

    `extract` is None where text and source are the same.
    """

    def __init__(self, name: str, source: str, offset: int, extract: Extract | None = None) -> None:
        self.name, self.source, self.offset, self.extract = name, source, offset, extract

    def position(self, start: int, end: int) -> Position:
        """Where document text `[start, end)` stands in the submitted field; the range is not empty."""
        start, end = start - self.offset, end - self.offset
        if self.extract is not None:
            start, end = int(self.extract.starts[start]), int(self.extract.ends[end - 1])
        return Position(start, end, self._utf16(start), self._utf16(end))

    def _utf16(self, offset: int) -> int:
        return offset + bisect_left(self._astral, offset)

    @cached_property
    def _astral(self) -> list[int]:
        """Offsets of the code points that take two UTF-16 units."""
        return [match.start() for match in _ASTRAL.finditer(self.source)]


class Document:
    """`text` is title, a line break, and the text of the body. Nothing can be found across that line break."""

    def __init__(self, post: Post) -> None:
        body = extract(post.body) if post.content_type is ContentType.HTML else None
        self._title = Field("title", post.title, 0)
        self._body = Field("body", post.body, len(post.title) + 1 if post.title else 0, body)
        text = body.text if body is not None else post.body
        self.text = f"{post.title}\n{text}" if post.title else text

    def field_at(self, offset: int) -> Field:
        return self._title if offset < len(self._title.source) else self._body
