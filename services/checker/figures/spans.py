"""Spans of days that end before they begin."""

import re
from collections.abc import Iterator, Sequence

from services.checker.detector import Draft
from services.checker.figures.form import date_rule, found
from services.checker.figures.written_dates import WrittenDate, last_day
from services.checker.view import View
from services.domain.rule import Severity

REVERSED_DAYS = date_rule(
    "date.reversed-days",
    Severity.WARNING,
    "截止日期早于开始日期，请核对。",
    basis="起止时间应先后有序",
    hit=["5月8日至6日报名。", "2024年5月8日至2024年4月8日公示。", "5月8日—5月6日报名。"],
    miss=["5月6日至8日报名。", "12月28日至1月3日放假。", "2024年5月8日至2025年4月8日公示。"],
)
RULES = (REVERSED_DAYS,)
_MARK = re.compile(r" ?(?:[-—–~]{1,2}|至|到) ?")
_OPENING = frozenset(" -—–~至到")
_SAME_MONTH = re.compile(r" ?(?:[-—–~]{1,2}|至|到) ?(?P<day>[0-9]{1,2}) ?[日号](?![0-9元本均]|报(?!名|到|告))")


def drafts(view: View, dates: Sequence[WrittenDate]) -> Iterator[Draft]:
    for place, first in enumerate(dates):
        if view.folded[first.end : first.end + 1] not in _OPENING:
            continue
        behind = _SAME_MONTH.match(view.folded, first.end) if first.day else None
        if behind is not None and int(behind["day"]) < (first.day or 0):
            yield found(REVERSED_DAYS, first.start, behind.end())
        for second in dates[place + 1 : place + 2]:
            if _MARK.fullmatch(view.folded, first.end, second.start) and _is_reversed(first, second):
                yield found(REVERSED_DAYS, first.start, second.end)


def _is_reversed(first: WrittenDate, second: WrittenDate) -> bool:
    """Without a year, a smaller month is one of the year that follows."""
    if not (last_day(first.year, first.month) and last_day(second.year, second.month)):
        return False
    if second.year and first.year:
        return (second.year, second.month, second.day or 31) < (first.year, first.month, first.day or 1)
    return not second.year and first.month == second.month and 0 < (second.day or 0) < (first.day or 0)
