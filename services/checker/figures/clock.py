"""Times of day behind a date that no clock shows."""

import re
from collections.abc import Iterator, Sequence

from services.checker.detector import Draft
from services.checker.figures.form import date_rule, found
from services.checker.figures.written_dates import WrittenDate
from services.checker.view import View
from services.domain.rule import Severity

NO_SUCH_TIME = date_rule(
    "date.no-such-time",
    Severity.ERROR,
    "一天中没有这个时刻，请核对时间。",
    basis="《数据元和交换格式 信息交换 日期和时间表示法》（GB/T 7408）：时为0至24，分为0至59",
    hit=["5月6日25时开始停水。", "5月6日8时75分到达。", "5月6日24时30分结束。"],
    miss=["5月6日24时结束。", "5月6日0—24时新增2例。", "5月6日25:18拿下首局。"],
)
RULES = (NO_SUCH_TIME,)
_CLOCK = re.compile(
    r"(?: ?\(?(?:星期|周)[一二三四五六日天]\)?)?(?:上午|下午|早上|清晨|凌晨|中午|傍晚|晚上|晚|夜间)?"
    r" ?(?P<hour>[0-9]{1,2})"
    r"(?:(?:时|点(?!半|多|钟的))(?:(?P<minute>[0-9]{1,2})分(?!之))?|:(?P<digits>[0-9]{2})(?![0-9:%]))"
)
_OPENING = frozenset(" (星周上下早清凌中傍晚夜0123456789")
_HOURS, _MINUTES = 24, 60


def drafts(view: View, dates: Sequence[WrittenDate]) -> Iterator[Draft]:
    for written in dates:
        if not written.day or view.folded[written.end : written.end + 1] not in _OPENING:
            continue
        clock = _CLOCK.match(view.folded, written.end)
        if clock is not None and _is_impossible(clock):
            yield found(NO_SUCH_TIME, written.start, clock.end())


def _is_impossible(clock: re.Match[str]) -> bool:
    hour, minute = int(clock["hour"]), int(clock["minute"] or clock["digits"] or 0)
    if hour > _HOURS:
        return clock["digits"] is None
    return minute >= _MINUTES or (hour == _HOURS and minute > 0)
