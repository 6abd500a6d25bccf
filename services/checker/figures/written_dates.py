"""Dates as they are written in Arabic figures, also those that are none."""

import re
from calendar import monthrange
from datetime import date
from typing import NamedTuple

# The lookbehind stands behind the first figure: to look for a figure is much faster than to look for what is none.
_DAY = "(?:日|号(?![线楼院文令机台馆门厂井公函]))(?![元均])"
_DATE = re.compile(
    r"(?P<head>[0-9](?<![0-9.].)[0-9]{0,7}) ?(?:"
    rf"年 ?(?:(?P<month>[0-9]{{1,2}}) ?月(?: ?(?P<day>[0-9]{{1,3}}) ?{_DAY})?"
    r"|(?P<bare>[0-9]{1,4}) ?日(?![元均本内后前]|报(?!名|到|告))"
    r"|(?<=20[0-3][0-9]{2}年))"
    rf"|月 ?(?P<d>[0-9]{{1,3}}) ?{_DAY}"
    r"|日(?:(?P<only>(?=[( ]?(?:星期|周)))|(?<=[12][0-9]{7}日)))"
)
_DECEMBER, _SHORTEST_MONTH, _LEAP_YEAR = 12, 28, 2000
# Figures of a year, of a month at most, and of a year with month and day in two figures each.
_YEAR, _MONTH, _IN_FULL = 4, 2, 8
# What is no Gregorian date, whatever its numbers.
_OTHER_CALENDAR = re.compile("农历|阴历|夏历|旧历|古历|藏历|回历|彝历|傣历|伊历|俄历|儒略|民国|公元前|佛历")
_CALENDAR_REACH, _MONTH_REACH = 16, 48


class WrittenDate(NamedTuple):
    """`[start, end)` in the text. `digits` is what is written for the year; `year` is 0 unless these are four.

    `run` is a date whose marks are missing, `bare` a number between 年 and 日.
    """

    start: int
    end: int
    digits: str
    month: int
    day: int | None
    bare: str | None = None
    run: str | None = None

    @property
    def year(self) -> int:
        return int(self.digits) if self.has_four_digits else 0

    @property
    def has_four_digits(self) -> bool:
        return len(self.digits) == _YEAR and self.digits[0] in "12"

    @property
    def is_ordinary(self) -> bool:
        """Whether every month has such a day, and year and marks are complete: nearly all dates are."""
        return (
            1 <= self.month <= _DECEMBER
            and (self.day is None or 1 <= self.day <= _SHORTEST_MONTH)
            and (not self.digits or self.has_four_digits)
            and not self.bare
        )

    def in_year(self, year: int) -> date | None:
        """The day in a year; None where there is no such day."""
        last = last_day(year, self.month)
        return date(year, self.month, self.day) if self.day and self.day <= last else None

    def is_gregorian(self, text: str) -> bool:
        """Whether nothing before the date says that it is of another calendar."""
        return _OTHER_CALENDAR.search(text, max(0, self.start - _CALENDAR_REACH), self.start) is None


def written_dates(text: str) -> list[WrittenDate]:
    """All dates, in text order; one without a month takes that of the date right before it."""
    dates: list[WrittenDate] = []
    for match in _DATE.finditer(text):
        if match["d"] and len(match["head"]) > _MONTH:
            continue
        written = _written(match)
        if match["only"] is not None and dates and match.start() - dates[-1].end < _MONTH_REACH:
            written = written._replace(month=dates[-1].month)
        dates.append(written)
    return dates


def _written(match: re.Match[str]) -> WrittenDate:
    head, month, day, bare, d, only = match.groups()
    start, end = match.span()
    if d:
        return WrittenDate(start, end, "", int(head), int(d))
    if only is not None:
        return WrittenDate(start, end, "", 0, int(head))
    if match[0].endswith("日") and not month and not bare:
        return WrittenDate(start, end, "", 0, None, run=head)
    return WrittenDate(start, end, head, int(month or 0), int(day) if day else None, bare)


def last_day(year: int, month: int) -> int:
    """The last day of a month, 0 where there is no such month; a year that is not known may be a leap year."""
    is_month = 1 <= month <= _DECEMBER and year <= date.max.year
    return monthrange(year or _LEAP_YEAR, month)[1] if is_month else 0


def parted(digits: str) -> date | None:
    """The date that eight digits, or the three or four behind a year, were meant for; None where there are several."""
    cuts = (_YEAR + 2,) if len(digits) == _IN_FULL else (_YEAR + 1, _YEAR + 2)
    days = [day for cut in cuts if (day := _day(digits[:_YEAR], digits[_YEAR:cut], digits[cut:]))]
    return days[0] if len(days) == 1 else None


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
