"""What no model may rewrite: names, numbers, quotations, titles of works and documents, and whatever is not Chinese."""

import re
from collections.abc import Iterable

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")
_NUMERALS = frozenset("〇零一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟")
# Bounded, so that a text of nothing but opening marks is read in linear time.
_QUOTED = re.compile(
    "|".join(
        f"{opening}[^{closing}\n]{{0,400}}{closing}"
        for opening, closing in ("“”", "‘’", "「」", "『』", "《》", "〈〉")
    )
)


class Protected:
    """The protected places of one text. `names` are those of people, as the roster has them."""

    def __init__(self, text: str, names: Iterable[str]) -> None:
        self._text, self._names = text, tuple(names)
        self._quoted = [match.span() for match in _QUOTED.finditer(text)]
        self._longest = max(map(len, self._names), default=0)

    def forbids(self, start: int, end: int, right: str) -> bool:
        """Whether the change of `[start, end)` into `right` would touch, or make, anything protected."""
        wrong = self._text[start:end]
        return (
            not (_HAN.fullmatch(wrong) and _HAN.fullmatch(right))
            or not _NUMERALS.isdisjoint(wrong + right)
            or any(first < end and start < last for first, last in self._quoted)
            or self._is_in_a_name(start, end, right)
        )

    def _is_in_a_name(self, start: int, end: int, right: str) -> bool:
        before = self._text[max(0, start - self._longest + 1) : start]
        after = self._text[end : end + max(0, self._longest - 1)]
        return any(
            _stands_at(name, before + changed + after, len(before), len(before) + len(changed))
            for name in self._names
            for changed in (self._text[start:end], right)
        )


def _stands_at(name: str, text: str, start: int, end: int) -> bool:
    """Whether the name stands anywhere over the range."""
    found = text.find(name)
    while found >= 0:
        if found < end and start < found + len(name):
            return True
        found = text.find(name, found + 1)
    return False
