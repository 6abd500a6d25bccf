"""Enumerations that skip or repeat an item, and announcements of more or fewer items than follow."""

import re
from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.figures.enumeration import Enumeration, Mark, Slip, enumerations, slips
from services.checker.figures.form import found, number_rule
from services.checker.knowledge import Knowledge
from services.checker.sessions import number
from services.checker.view import View
from services.domain.rule import Severity

_BASIS = "序号应连续，不缺不重；《党政机关公文格式》（GB/T 9704-2012）结构层次序数"
MISSING = number_rule(
    "list.missing-item",
    Severity.ERROR,
    "列举的序号不连续，中间缺了一项，请核对。",
    basis=_BASIS,
    hit=["主要做了三项工作：一是抓宣传。三是抓整改。"],
    miss=["主要做了三项工作：一是抓宣传。二是抓排查。三是抓整改。", "一是抓宣传，二要抓排查，三是抓整改。"],
)
REPEATED = number_rule(
    "list.repeated-item",
    Severity.ERROR,
    "列举的序号重复，请核对。",
    basis=_BASIS,
    hit=["一是抓宣传。二是抓排查。二是抓整改。"],
    miss=["一是抓宣传。二是抓排查。三是抓整改。", "一是抓宣传，一是开会，二是入户。二是抓排查。"],
)
COUNT = number_rule(
    "list.count",
    Severity.WARNING,
    "前面说的项数与后面列举的项数不符，请核对。",
    basis=_BASIS,
    hit=["会议提出三点要求：一是抓宣传。二是抓排查。三是抓整改。四是抓督导。"],
    miss=["会议提出三点要求：一是抓宣传。二是抓排查。三是抓整改。", "从第三个方面看，一是抓宣传，二是抓排查。"],
)
HEADING = number_rule(
    "list.heading",
    Severity.WARNING,
    "标题的序号不连续或重复，请核对。",
    basis=_BASIS,
    hit=["一、总体要求\n二、重点任务\n四、保障措施", "（一）加强领导\n（二）加强宣传\n（四）加强督导"],
    miss=["一、总体要求\n二、重点任务\n三、保障措施", "一、总体要求\n（一）目标\n（二）原则\n二、任务\n（一）宣传"],
)
_ONES = ("一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_LONGEST_ITEM, _LOOK_BACK = 2000, 40
_BOUNDARY = frozenset('\n 。;:,!?()“”"—-、\t')
# 三是 itself may follow a caption without a mark between them.
_OTHER_MARK = "(?:{0}(?:是|要|来|、|,|在|为|则|靠|抓|看|即)|其{0}|第{0}|{1}[.、)]|同时|另外|再者|再次|最后|此外|还有)"
_ANNOUNCED = re.compile(
    r"(?<![第其一二三四五六七八九十0-9几类面])(?P<number>[两二三四五六七八九十]{1,2}|[0-9]{1,2})"
    r"(?:个方面|点(?:建议|意见|要求|主张|希望|看法|期望|体会)|项(?:措施|任务|举措|要求|工作|重点工作|重点任务)|条(?:建议|措施|意见|经验))"
    r"(?:(?![0-9一二三四五六七八九十]{1,3}(?:个|项|方面|条|类|大|点))[^。;:\n]){0,16}[:。,]\s{0,4}$"
)
_HEADING = re.compile(
    r"\n {0,4}(?:(?P<upper>[一二三四五六七八九十]{1,3})、|\((?P<lower>[一二三四五六七八九十]{1,3})\))"
)


class ListDetector:
    """The number of a pattern is that of the item: 一是 is 1."""

    name = "lists"

    def __init__(self, _: Knowledge) -> None:
        self.rules = [MISSING, REPEATED, COUNT, HEADING]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(f"{word}是", place, 0) for place, word in enumerate(_ONES, start=1))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        text = view.folded
        marks = (Mark(*hit[:3]) for hit in hits if text[hit.start - 1 : hit.start] in _BOUNDARY or not hit.start)
        every = enumerations(marks, _LONGEST_ITEM)
        for slip, last, mark in slips(every):
            if slip is Slip.REPEATED or not _is_counted_otherwise(text, last, mark):
                yield _item(slip, mark)
        yield from (draft for each in every if (draft := _count(text, each)))
        yield from _headings(text)


def _is_counted_otherwise(text: str, last: Mark, mark: Mark) -> bool:
    """Whether the item that seems to be missing has another mark: 一是…，二要…，三是…."""
    missing = mark.number - 1
    other = _OTHER_MARK.format(_ONES[missing - 1], missing)
    return re.compile(other).search(text, last.end, mark.start) is not None


def _item(slip: Slip, mark: Mark) -> Draft:
    if slip is Slip.REPEATED:
        return found(REPEATED, mark.start, mark.end, f"“{_ONES[mark.number - 1]}是”重复，请核对序号。")
    return found(
        MISSING, mark.start, mark.end, f"“{_ONES[mark.number - 1]}是”之前缺“{_ONES[mark.number - 2]}是”，请核对。"
    )


def _count(text: str, each: Enumeration) -> Draft | None:
    start = max(0, each.begins.start - _LOOK_BACK)
    announced = _ANNOUNCED.search(text, start, each.begins.start)
    if announced is None or each.slips or each.last.number == 1:
        return None
    said = number(announced["number"].replace("两", "二"))
    if said in {0, each.last.number}:
        return None
    message = f"前面说有{said}项，后面列举了{each.last.number}项，请核对。"
    return found(COUNT, announced.start("number"), announced.end("number"), message)


def _headings(text: str) -> Iterator[Draft]:
    """Headings at the beginning of lines: 一、 and below it （一）, which begins anew under each of them."""
    last = {"upper": 0, "lower": 0}
    for match in _HEADING.finditer(f"\n{text}"):
        level = str(match.lastgroup)
        here, before = number(match[level]), last[level]
        if before and here in {before, before + 2} and here > 1:
            yield found(HEADING, match.start(level) - 1, match.end(level) - 1, _why(here, before))
        last[level] = here if here == 1 or before else 0
        if level == "upper":
            last["lower"] = 0


def _why(here: int, last: int) -> str:
    return f"标题序号{here}重复，请核对。" if here == last else f"标题序号{here}之前缺{here - 1}，请核对。"
