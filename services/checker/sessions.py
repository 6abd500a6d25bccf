"""Sessions named instead of years: 十二届全国人大三次会议 met in 2015, 党的十九大 in 2017."""

import re
from collections.abc import Iterator
from datetime import date

from services.checker.roster.register import Period

# The tenth National People's Congress, and with it the tenth CPPCC, first met in 2003; a term lasts five years.
_TENTH_CONGRESS, _TERM = 2003, 5
# The twelfth Party Congress met in 1982, and since then there is one every five years.
_TWELFTH_PARTY_CONGRESS = 1982
_EARLIEST, _LATEST = 8, 40
_ONES = "一二三四五六七八九"
_N = r"([一二三四五六七八九十]{1,3}|\d{1,2})"
_BODY = "(?:全国人大|全国人民代表大会|全国政协|政协)"
_SESSION = re.compile(rf"{_N}届{_BODY}(?:{_N}次)?|{_BODY}(?:第)?{_N}届(?:{_N}次)?")
_PARTY = re.compile(rf"党的{_N}大(?:期间|上|召开|开幕|闭幕|时)")


def sessions(text: str) -> Iterator[Period]:
    """The year of a session; the five years of a congress that is named without one."""
    for match in _SESSION.finditer(text):
        term, session = match[1] or match[3], match[2] or match[4]
        first = _TENTH_CONGRESS + _TERM * (number(term) - 10)
        if _EARLIEST <= number(term) <= _LATEST:
            year = first + number(session) - 1 if session else first
            yield Period(date(year, 1, 1), date(year if session else first + _TERM, 12 if session else 3, 31))
    for match in _PARTY.finditer(text):
        if _EARLIEST <= number(match[1]) <= _LATEST:
            year = _TWELFTH_PARTY_CONGRESS + _TERM * (number(match[1]) - 12)
            yield Period(date(year, 1, 1), date(year, 12, 31))


def number(text: str) -> int:
    """The number that 1 to 99 are written as, in Arabic or Chinese figures; what is none of them is 0."""
    if text.isdecimal():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    head = (_ONES.find(tens) + 1 if tens else 1) if ten else 0
    return 10 * head + (_ONES.find(ones) + 1 if ones else 0)


def numeral(value: int) -> str:
    """1 to 99 in Chinese figures."""
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_ONES[tens - 1]}十"
    return head + (_ONES[ones - 1] if ones else "")
