"""One slip of the pen in a stretch of text."""

import random
from collections.abc import Callable
from functools import cache

from services.checker.confusion import Confusion

Slip = Callable[[str, random.Random, Confusion], str]


def homophone(text: str, draw: random.Random, _: Confusion) -> str:
    """A character becomes another one of the same reading."""
    place = draw.randrange(len(text))
    return text[:place] + _other(_sounding(text[place]), text[place], draw) + text[place + 1 :]


def look_alike(text: str, draw: random.Random, confusion: Confusion) -> str:
    """A character becomes one of a similar shape, where the roster's table knows one."""
    places = [place for place, char in enumerate(text) if char in confusion.shapes]
    if not places:
        return text
    place = draw.choice(places)
    return text[:place] + _other(confusion.shapes[text[place]], text[place], draw) + text[place + 1 :]


def left_out(text: str, draw: random.Random, _: Confusion) -> str:
    place = draw.randrange(len(text))
    return text[:place] + text[place + 1 :]


def put_in(text: str, draw: random.Random, _: Confusion) -> str:
    """A frequent character that has nothing to do with the text."""
    place = draw.randrange(1, len(text))
    return text[:place] + draw.choice("的了是在不有这我人来到要以和上大个") + text[place:]


def doubled(text: str, draw: random.Random, _: Confusion) -> str:
    place = draw.randrange(len(text))
    return text[:place] + text[place] + text[place:]


def exchanged(text: str, draw: random.Random, _: Confusion) -> str:
    place = draw.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def split_by_space(text: str, draw: random.Random, _: Confusion) -> str:
    return _split(text, " ", draw)


def split_by_line(text: str, draw: random.Random, _: Confusion) -> str:
    return _split(text, "\n", draw)


def hidden(text: str, draw: random.Random, confusion: Confusion) -> str:
    """A homophone, with an invisible character between the others."""
    return _split(homophone(text, draw, confusion), "\u200b", draw)


def _split(text: str, by: str, draw: random.Random) -> str:
    place = draw.randrange(1, len(text))
    return text[:place] + by + text[place:]


def _other(chars: str, char: str, draw: random.Random) -> str:
    others = [other for other in chars if other != char]
    return draw.choice(others) if others else char


@cache
def _sounding(char: str) -> str:
    """The frequent characters of the very same reading, tone apart: what an input method offers first."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - only this command needs readings

    (reading,) = lazy_pinyin(char)
    return "".join(other for other, own in _readings().items() if own == reading)


@cache
def _readings() -> dict[str, str]:
    """The 3 755 characters of the first level of GB 2312."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415

    codes = (bytes((row, cell)) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    chars = [char for code in codes if (char := code.decode("gb2312", "ignore"))]
    return dict(zip(chars, (lazy_pinyin(char)[0] for char in chars), strict=True))
