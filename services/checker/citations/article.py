"""Articles behind the name of a law: 第三十条、第三十二条第一款, 第12条."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "○": 0, "两": 2}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_NUMERAL = r"[零〇○一二两三四五六七八九十百千\d]{1,9}"
_ARTICLE = re.compile(rf" ?第 ?({_NUMERAL}) ?条(?:之[一二三四五六七八九十]{{1,2}})?")
_PARAGRAPH = re.compile(rf"第?[(]?{_NUMERAL}[)]?[款项目][、,和及]?")
_LINK = re.compile("(?:、|,|和|及|以及|或者?|至|到|-|—|~)?(?=第)")
_MOST = 30


class Article(NamedTuple):
    """Article `number`, written at `[start, end)`."""

    start: int
    end: int
    number: int


def articles(text: str, start: int) -> Iterator[Article]:
    """The articles that are listed from `start` on, at most 30."""
    for _ in range(_MOST):
        match = _ARTICLE.match(text, start)
        if match is None:
            return
        yield Article(match.start() + match[0].startswith(" "), match.end(), numeral(match[1]))
        start = _next(text, match.end())


def _next(text: str, end: int) -> int:
    """Where another article may begin, behind the paragraphs and items of the one that ends at `end`."""
    for begin in (end, _paragraphs(text, end)):
        link = _LINK.match(text, begin)
        if link is not None and _ARTICLE.match(text, link.end()):
            return link.end()
    return end


def _paragraphs(text: str, end: int) -> int:
    place = end
    while match := _PARAGRAPH.match(text, place):
        place = match.end()
    return place


def numeral(text: str) -> int:
    """The number that Chinese or Arabic figures up to 9 999 are written as: 一百二十, 一〇二, 120; 0 if it is none."""
    if text.isdecimal():
        return int(text)
    if not any(char in _UNITS for char in text):
        return _spelled(text)
    total, digit = 0, None
    for char in text:
        if char in _UNITS:
            total, digit = total + (1 if digit is None else digit) * _UNITS[char], None
        elif char in _DIGITS:
            digit = _DIGITS[char]
        else:
            return 0
    return total + (digit or 0)


def _spelled(text: str) -> int:
    digits = [_DIGITS.get(char) for char in text]
    return 0 if None in digits else int("".join(map(str, digits)))
