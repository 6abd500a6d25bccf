"""The document number beside a title: 《政府网站发展指引》（国办发〔2017〕47号）, or before it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from services.checker.citations.document_number import number_at
from services.checker.citations.title import Title

_HAN = "\u4e00-\u9fff"
_CODE = rf"([{_HAN}]{{2,10}}) ?(?=[(\[{{【〔])"
# Between title and number there may be a bracket, and in it 以下简称《指引》.
_BEHIND = re.compile(rf"》 ?(?:\((?:[^()\n]{{1,30}}[,;])? ?)?{_CODE}")
_BEFORE = re.compile(rf"([{_HAN}]{{2,10}}) ?([(\[{{【〔])\d{{4}}[)\]}}】〕]\d{{1,5}}号文?件?《$")
_REACH, _ENDS = 30, ("号《", "件《", "文《")
_PARTS = re.compile(r"(.+)〔(\d{4})〕(\d+)号")


class CitedNumber(NamedTuple):
    """A number at `[start, end)`; `text` is how it should be written, folded."""

    text: str
    start: int
    end: int

    def agrees(self, other: str) -> bool:
        """Whether two of body, year and sequence are those of another number: one of the three may be a slip."""
        one, two = _PARTS.fullmatch(self.text), _PARTS.fullmatch(other)
        return bool(one and two) and sum(map(str.__eq__, *map(_parts, (one, two)))) == len(_parts(one)) - 1


def number_behind(text: str, title: Title) -> CitedNumber | None:
    code = _BEHIND.match(text, title.end)
    number = number_at(text, code.end()) if code else None
    if code is None or number is None or not number.has_full_year:
        return None
    return CitedNumber(code[1] + number.right, code.start(1), number.end)


def numbers_before(text: str, title: Title) -> Iterator[CitedNumber]:
    """What the number before a title may be, longest first: where its code begins only the registry knows."""
    if not text.endswith(_ENDS, 0, title.start):
        return
    floor = max(0, title.start - _REACH)
    before = _BEFORE.search(text[floor : title.start])
    number = number_at(text, floor + before.start(2)) if before else None
    if before is not None and number is not None and number.has_full_year:
        for start in range(len(before[1]) - 1):
            yield CitedNumber(before[1][start:] + number.right, floor + before.start(1) + start, number.end)


def _parts(match: re.Match[str] | None) -> tuple[str, ...]:
    return match.groups() if match else ()
