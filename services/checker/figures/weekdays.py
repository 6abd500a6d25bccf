"""Days of the week that do not belong to the date beside them."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.checker.detector import Draft
from services.checker.figures.form import date_rule, found
from services.checker.figures.written_dates import WrittenDate
from services.checker.view import View
from services.domain.rule import Severity

_CALENDAR = "公历历法"
WEEKDAY = date_rule(
    "date.weekday",
    Severity.ERROR,
    "日期与星期不符，请核对。",
    basis=_CALENDAR,
    hit=["定于2024年12月5日（星期三）召开。", "定于星期三（2024年12月5日）召开。"],
    miss=["定于2024年12月5日（星期四）召开。", "2024年5月1日至5日（星期三至星期日）放假。"],
)
NEAR_WEEKDAY = date_rule(
    "date.weekday-of-this-year",
    Severity.WARNING,
    "日期与星期不符（年份按发布日期推算），请核对。",
    basis=_CALENDAR,
    hit=["定于1月5日（星期三）召开。"],
    miss=["定于1月5日（星期一）召开。", "2022年1月5日（星期三）召开。", "去年1月5日（星期日）召开。"],
)
RULES = (WEEKDAY, NEAR_WEEKDAY)
_NAMES = "一二三四五六日"
_BEHIND = re.compile(
    r" ?(?P<bracket>\()?(?P<word>(?:星期|礼拜|周(?=.(?:[)上下晚早,。、;至到起\n ]|$)))(?P<name>[一二三四五六日天]))"
    r"(?P<after>[至到~—-]?)"
)
_BEFORE = re.compile(r"(?P<word>(?:星期|礼拜|周)(?P<name>[一二三四五六日天]))\($")
_OTHER_YEAR = re.compile("(?P<year>[0-9]{4})年|[去前上明次当同那翌]年|历史上的今天")
_OPENING = frozenset(" (星周礼")
_BREAK = re.compile("[。;!?\n]")
_LOOK_BACK, _CARRIED, _NEAR, _LONGEST_LIST = 5, 40, 100, 12


class _Named(NamedTuple):
    """A day of the week that stands in the text, 0 for Monday."""

    start: int
    end: int
    number: int


def drafts(view: View, dates: Sequence[WrittenDate]) -> Iterator[Draft]:
    for place, written in enumerate(dates):
        named = _named(view.folded, written) if written.day else None
        if named is not None and written.is_gregorian(view.folded):
            yield from _judged(view, written, named, _stated_year(view.folded, dates, place))


def _stated_year(text: str, dates: Sequence[WrittenDate], place: int) -> int:
    """The year of the date, or of the one that it goes on from: 2024年12月5日（星期四）、6日（星期五）. 0 for none."""
    for earlier in range(place, max(-1, place - _LONGEST_LIST), -1):
        if dates[earlier].year:
            return dates[earlier].year
        if not earlier or not _is_listed(text, dates[earlier - 1], dates[earlier]):
            return 0
    return 0


def _is_listed(text: str, before: WrittenDate, written: WrittenDate) -> bool:
    if written.start - before.end > _CARRIED or written.month < before.month:
        return False
    return _BREAK.search(text, before.end, written.start) is None


def _named(text: str, written: WrittenDate) -> _Named | None:
    """The day of the week behind or before the date. In (星期三至星期日) the first belongs to another date."""
    if text[written.end : written.end + 1] not in _OPENING and text[written.start - 1 : written.start] != "(":
        return None
    behind = _BEHIND.match(text, written.end)
    if behind is not None and behind["bracket"] and behind["after"]:
        return None
    match = behind or _BEFORE.search(text, max(0, written.start - _LOOK_BACK), written.start)
    return _Named(*match.span("word"), _NAMES.index(match["name"].replace("天", "日"))) if match else None


def _judged(view: View, written: WrittenDate, named: _Named, year: int) -> Iterator[Draft]:
    day = written.in_year(year) if year else _nearest(view, written, named)
    if day is None or day.weekday() == named.number:
        return
    right = _NAMES[day.weekday()]
    message = f"{day.year}年{day.month}月{day.day}日是星期{right}，请核对日期和星期。"
    word = view.folded[named.start : named.end - 1]
    yield found(WEEKDAY if year else NEAR_WEEKDAY, named.start, named.end, message, word + right)


def _nearest(view: View, written: WrittenDate, named: _Named) -> date | None:
    """The day nearest to the publication, where it is near and no neighbouring year is meant.

    In October people announce the holidays of the year that follows, and say so once.
    """
    years = (view.date.year + shift for shift in (-1, 0, 1))
    days = [day for year in years if 1 < year < date.max.year and (day := written.in_year(year))]
    day = min(days, key=lambda day: abs(day - view.date), default=None)
    if day is None or abs((day - view.date).days) > _NEAR or any(other.weekday() == named.number for other in days):
        return None
    return None if _speaks_of_other_year(view, written, day.year) else day


def _speaks_of_other_year(view: View, written: WrittenDate, year: int) -> bool:
    first, last = view.sentence(written.start, written.end)
    others = _OTHER_YEAR.finditer(view.folded, first, last)
    return any(not other["year"] or int(other["year"]) != year for other in others)
