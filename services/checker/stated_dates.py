"""The times that a sentence speaks of: dates, years ago, and sessions of congresses."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from services.checker.roster.register import Period
from services.checker.sessions import number, sessions

_CHINESE_DIGITS = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_RANGE = re.compile(rf"{_YEAR}年?(?:\d\d?月)?(?:[-—–~至到]|年底至|以来至){_YEAR}年")
_DATE = re.compile(rf"{_YEAR}年(?:初|底|末)?(?:(\d\d?)月(?:(\d\d?)日)?)?(\w{{0,3}}(?:以来|至今|开始|起))?")
_NUMERIC = re.compile(rf"{_YEAR}([-./])(\d\d?)\2(\d\d?)(?!\d)")
_THIS_YEAR = re.compile(r"(?:(?<=今年)|(?<![年\d]))(\d\d?)月(\d\d?)日")
_AGO = re.compile(r"(?<!\d)(?:近|约)?([一二三四五六七八九十]{1,3}|\d{1,2})(?:多|余)?年(?:以?前|之前)")
_RELATIVE = {"前年": 2, "去年": 1, "上年": 1}


def stated_periods(sentence: str, published: date) -> tuple[Period, ...]:
    """The times before the day of publication that are named, as exactly as they are given.

    The year of publication alone says nothing, nor does the congress in office: this year's news names both.
    """
    past = (period for period in sessions(sentence) if period.last < published)
    periods = [*_ago(sentence, published), *past]
    plain = sentence.translate(_CHINESE_DIGITS)
    periods += [*_ranges(plain), *_dates(plain, published), *_days(plain, published)]
    this_year = _period(published.year, 0, 0)
    return tuple(dict.fromkeys(each for each in periods if each.first < published and each != this_year))


def opening_day(sentence: str) -> date | None:
    """The first day of the month, or the day, that a sentence begins with: 2020年1月20日，…."""
    match = _DATE.match(sentence.translate(_CHINESE_DIGITS).lstrip(" \n"))
    if match is None or not match[2]:
        return None
    return _period(int(match[1]), int(match[2]), int(match[3] or 0)).first


def _ranges(text: str) -> Iterator[Period]:
    for match in _RANGE.finditer(text):
        first, last = sorted(int(year) for year in match.groups())
        yield Period(date(first, 1, 1), date(last, 12, 31))


def _dates(text: str, published: date) -> Iterator[Period]:
    for match in _DATE.finditer(text):
        year, month, day = (int(part) if part else 0 for part in match.groups()[:3])
        period = _period(year, month, day)
        yield Period(period.first, max(period.last, published)) if match[4] else period


def _days(text: str, published: date) -> Iterator[Period]:
    """2014-05-12, and days without a year, which are the last ones before the post."""
    for match in _NUMERIC.finditer(text):
        yield _period(int(match[1]), int(match[3]), int(match[4]))
    for match in _THIS_YEAR.finditer(text):
        period = _period(published.year, int(match[1]), int(match[2]))
        yield period if period.first <= published else _period(published.year - 1, int(match[1]), int(match[2]))


def _ago(text: str, published: date) -> Iterator[Period]:
    """Years ago, with one year more or less: nobody counts exactly."""
    years = [back for word, back in _RELATIVE.items() if word in text]
    yield from (_period(max(1, published.year - back), 0, 0) for back in years)
    for match in _AGO.finditer(text):
        year = published.year - number(match[1])
        yield Period(date(max(1, year - 1), 1, 1), date(max(1, year + 1), 12, 31))


def _period(year: int, month: int, day: int) -> Period:
    """A day, a month or a year; what is no date counts as the whole of what is one."""
    if not 1 <= month <= 12:  # noqa: PLR2004 - months of the year
        return Period(date(year, 1, 1), date(year, 12, 31))
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Period(date(year, month, 1), date(year, month, last))
    return Period(date(year, month, day), date(year, month, day))
