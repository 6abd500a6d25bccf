"""Document numbers as they are written: 国办发〔2017〕47号, or with other brackets, spaces and zeros.

The form is that of GB/T 9704—2012, 7.2.5: the code of the issuing body, the year in full in 〔〕, the number and 号.
"""

import re
from typing import NamedTuple

OPENINGS = "([{【〔"
_LONGEST_CODE = 10
_HAN = "\u4e00-\u9fff"
_TAIL = re.compile(
    r"[(\[{【〔](?P<before> ?)(?P<year>\d{4}|\d\d)(?P<behind> ?)[)\]}】〕](?P<gap> ?)"
    r"(?P<nth>第?)(?P<zeros>0*)(?P<sequence>[1-9]\d{0,4})(?!\d)(?P<space> ?)(?P<unit>号?)"
)
_GAPS = ("before", "behind", "gap")
_CODE = re.compile(rf"[{_HAN}]{{1,{_LONGEST_CODE}}} ?$")
_YEARS = range(1949, 2100)
# The last character of a code: a kind of document, or the field of work of the office that wrote it.
_CODE_ENDS = frozenset(
    "发函办字令文电告规报复通议请委任干批呈秘财综教科卫环建农水民政法监安质市商保证检银资税审基高师职体防价改投运企医药标计"
)
# Only behind these is it certain that a number must follow the common form; 令 and 公告 are counted in other ways too.
_STRICT_ENDS = frozenset("发函字")
# 房权证字(2008)第0123号 is the number of a certificate and keeps its own form.
_CERTIFICATES = frozenset("证许准权登械")
# What follows where 号 is missing, and not another number of a list: 8、9号.
_ENDS = frozenset(("文", ")", "》", "。", ";", "\n", ""))
# 3号楼 or 2号线 behind a bracket is a place and no document.
_PLACES = frozenset("楼线馆机仓院厅门宗地口岸库井桥站台路街房船舱炉码")


class WrittenNumber(NamedTuple):
    """A number from its opening bracket on. `code` is what stands before it, which may begin with other words."""

    start: int
    end: int
    code: str
    year: str
    sequence: str
    nth: bool
    zeros: bool
    spaced: bool
    has_unit: bool
    following: str

    @property
    def right(self) -> str:
        """How it should be written, from the bracket on."""
        return f"〔{self.year}〕{self.sequence}号"

    @property
    def is_strict(self) -> bool:
        return self.code[-1:] in _STRICT_ENDS

    @property
    def has_full_year(self) -> bool:
        return len(self.year) == len("2017")

    @property
    def has_likely_year(self) -> bool:
        return int(self.year) in _YEARS


def number_at(text: str, start: int) -> WrittenNumber | None:
    """The document number whose bracket opens at `start` of the folded text."""
    tail = _TAIL.match(text, start)
    code = _CODE.search(text[max(0, start - _LONGEST_CODE - 1) : start]) if tail else None
    if tail is None or code is None or code[0].rstrip()[-1] not in _CODE_ENDS:
        return None
    number = WrittenNumber(
        start=start,
        end=tail.end() if tail["unit"] else tail.end("sequence"),
        code=code[0].rstrip(),
        year=tail["year"],
        sequence=tail["sequence"],
        nth=bool(tail["nth"]),
        zeros=bool(tail["zeros"]),
        spaced=code[0].endswith(" ") or any(tail[gap] for gap in _GAPS) or bool(tail["space"] and tail["unit"]),
        has_unit=bool(tail["unit"]),
        following=text[tail.end() : tail.end() + 1],
    )
    return number if number.following not in _PLACES and _is_number(number) else None


def _is_number(number: WrittenNumber) -> bool:
    """A year and 号; without one of them it takes a code that nothing else has."""
    if _CERTIFICATES & {*number.code}:
        return False
    if number.has_likely_year:
        return number.has_unit or (number.is_strict and number.following in _ENDS)
    return number.has_unit and number.is_strict
