"""Titles in 《》, and what makes two of them the same."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A title may hold another one. Both lengths are bounded, so that a text of opening marks takes linear time.
_TITLE = re.compile(r"《([^《》\n]{0,160}(?:《[^《》\n]{1,80}》[^《》\n]{0,80}){0,3})》")
_MARKS = re.compile(r"[^\w]|_")
_ISSUER_ENDS = re.compile("关于|印发|批转|转发|公布|发布")
_LONGEST_ISSUER = 24
_ISSUED = re.compile("(?:关于)?(?:印发|发布|公布|下达)(.{4,}?)(?:的通知|的决定|的函|的公告)$")
_SHORTEST_INNER = 6


class Title(NamedTuple):
    """A title without its 《》 at `[start, end)`."""

    text: str
    start: int
    end: int


def titles(text: str) -> Iterator[Title]:
    """The titles of a folded text, each with those that it holds."""
    for match in _TITLE.finditer(text):
        yield Title(match[1], *match.span(1))
        if "《" in match[1]:
            yield from (Title(inner[1], *inner.span(1)) for inner in _TITLE.finditer(text, *match.span(1)))


def key(title: str) -> str:
    """What two ways to write a title have in common: letters and figures, no marks and no spaces."""
    return _MARKS.sub("", title)


def matter(title: str) -> str:
    """A title without its issuer: 关于印发政府网站发展指引的通知; empty where it has neither issuer nor matter."""
    begin = _ISSUER_ENDS.search(title, 0, _LONGEST_ISSUER)
    return title[begin.start() :] if begin else ""


def shorter(title: str) -> Iterator[str]:
    """The ways to name a document: its full title, without its issuer, and what it issues: 政府网站发展指引."""
    yield title
    rest = matter(title)
    if rest and rest != title:
        yield rest
    if (issued := _ISSUED.fullmatch(rest)) and len(key(issued[1])) >= _SHORTEST_INNER:
        yield issued[1].removeprefix("《").removesuffix("》")


def quoted(title: str) -> str:
    """A title as it is written inside 《》."""
    return title.replace("《", "〈").replace("》", "〉")
