"""Who is called what in a text: titles with the names they stand before or behind, read without judging them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from services.checker.detector import Hit

_LINK = re.compile("、|兼任?|暨")
_LONGEST_GAP = 80
# A title that no roster lists: up to two dozen characters that end as titles do.
_UNLISTED = re.compile(
    r"(?:(?:、|兼任?|暨)[^、,。:;!?\n\"'“”《》()]{1,24}(?:书记|主席|主任|[部校院局市省行处厅司组会队台社署]长|委员|秘书长|委员长|代表|顾问|总经理|董事长|政委|司令员))*"
)
_AND = re.compile("[、,]|和|及|与|以及")
_HEAD = 2


class Title(NamedTuple):
    """A title in the text; `number` is that of its form."""

    start: int
    end: int
    number: int


class Name(NamedTuple):
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Appointment:
    """A person with the titles given to them, in text order.

    `leads`: the titles stand before the name. `place` is 0 for the name next to the titles, 1 for the one listed behind
    it, and so on.
    """

    name: Name
    titles: tuple[Title, ...]
    leads: bool = True
    place: int = 0

    @property
    def start(self) -> int:
        return min(self.name.start, self.titles[0].start)


class Names:
    """Finds the longest of many names where it should stand; `names` are folded."""

    def __init__(self, names: Iterable[str]) -> None:
        self._heads: dict[str, list[str]] = {}
        self._tails: dict[str, list[str]] = {}
        for name in sorted(names, key=len, reverse=True):
            self._heads.setdefault(name[:_HEAD], []).append(name)
            self._tails.setdefault(name[-_HEAD:], []).append(name)

    def at(self, text: str, start: int) -> Name | None:
        """The name that begins at `start`."""
        for name in self._heads.get(text[start : start + _HEAD], ()):
            if text.startswith(name, start):
                return Name(start, start + len(name), name)
        return None

    def before(self, text: str, end: int) -> Name | None:
        """The name that ends at `end`."""
        for name in self._tails.get(text[max(0, end - _HEAD) : end], ()):
            if text.endswith(name, 0, end):
                return Name(end - len(name), end, name)
        return None


def outermost(hits: Iterable[Hit]) -> list[Title]:
    """The titles that are no part of a longer one: 总理 in 副总理 is none."""
    titles: list[Title] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if not titles or hit.end > titles[-1].end:
            titles.append(Title(hit.start, hit.end, hit.number))
    return titles


def appointments(text: str, titles: Sequence[Title], names: Names) -> Iterator[Appointment]:
    """Read `titles`, which are in text order, together with the names beside them."""
    starts = {title.start for title in titles}
    named = -1
    for group in _groups(text, titles):
        name = names.at(text, _behind(text, group[-1].end, names))
        if name is not None:
            yield Appointment(name, group)
            named = name.end
            for place, other in enumerate(_others(text, name, names), 1):
                if other.end not in starts:
                    named = other.end
                    yield Appointment(other, group, place=place)
        elif (name := names.before(text, group[0].start)) and name.end != named:
            yield Appointment(name, group[:1], leads=False)


def _groups(text: str, titles: Sequence[Title]) -> Iterator[tuple[Title, ...]]:
    """Titles that follow each other as one person's: 中共中央总书记、国家主席、中央军委主席."""
    group: list[Title] = []
    for title in titles:
        if group and not _linked(text, group[-1].end, title.start):
            yield tuple(group)
            group = []
        group.append(title)
    if group:
        yield tuple(group)


def _linked(text: str, end: int, start: int) -> bool:
    if not 0 < start - end <= _LONGEST_GAP:
        return False
    unlisted = _UNLISTED.match(text, end, start)
    link = _LINK.match(text, unlisted.end() if unlisted else end, start)
    return link is not None and link.end() == start


def _behind(text: str, end: int, names: Names) -> int:
    """Where the name should begin: right behind the titles, behind a colon, or behind titles that are not listed."""
    if text[end : end + 1] == ":":
        return end + 1
    if names.at(text, end) is None and (unlisted := _UNLISTED.match(text, end, end + _LONGEST_GAP)):
        return unlisted.end()
    return end


def _others(text: str, name: Name, names: Names) -> Iterator[Name]:
    """The names that are listed behind a name."""
    end = name.end
    while (link := _AND.match(text, end)) and (other := names.at(text, link.end())):
        yield other
        end = other.end
