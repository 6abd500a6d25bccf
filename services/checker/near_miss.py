"""The wrong forms of a name or title that are one slip away from it: how to make them, and how to recognise them."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from services.checker.confusion import Confusion


def substitutions(
    word: str, confusion: Confusion, *, common: bool = False, places: Collection[int] | None = None
) -> Iterator[str]:
    """One character replaced by one that sounds or looks alike, at any place or at some of the `places`.

    `common` leaves rare characters out.
    """
    alike = confusion.common_of if common else confusion.of
    for place in range(len(word)) if places is None else sorted(places):
        before, behind = word[:place], word[place + 1 :]
        for other in alike(word[place]):
            yield before + other + behind


def doublings(word: str) -> Iterator[str]:
    """One character written twice."""
    for place, char in enumerate(word):
        yield word[:place] + char + word[place:]


def transpositions(word: str) -> Iterator[str]:
    """Two neighbours exchanged."""
    for place in range(len(word) - 1):
        if word[place] != word[place + 1]:
            yield word[:place] + word[place + 1] + word[place] + word[place + 2 :]


def deletions(word: str) -> Iterator[str]:
    """One character left out."""
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


class Anchor(NamedTuple):
    """The longer part of a word, and the rest that stands behind it or, where not `leads`, before it."""

    piece: str
    rest: str
    leads: bool

    def torn(self, text: str, start: int, end: int) -> tuple[int, int] | None:
        """The range of the word with one character put in, where the piece stands at `[start, end)` of the text."""
        if self.leads:
            whole = start, end + 1 + len(self.rest)
            return whole if text.startswith(self.rest, end + 1) and _may_be_put_in(text[end]) else None
        first = start - 1 - len(self.rest)
        torn = first >= 0 and text.startswith(self.rest, first) and _may_be_put_in(text[start - 1])
        return (first, end) if torn else None


def _may_be_put_in(char: str) -> bool:
    """A letter, figure or line break: a full stop between 高 and 建国 ends a sentence."""
    return char.isalnum() or char == "\n"


def anchors(word: str) -> Iterator[Anchor]:
    """One for each place inside the word where a character may be put in."""
    for place in range(1, len(word)):
        head, tail = word[:place], word[place:]
        yield Anchor(head, tail, leads=True) if len(head) > len(tail) else Anchor(tail, head, leads=False)


def slips(
    word: str, confusion: Confusion, *, common: bool = False, places: Collection[int] | None = None
) -> Iterator[str]:
    """Substitutions (at some of the `places` only), transpositions, and doublings inside the word.

    Doubled at an edge, a word is often two: 国务院院长, 市场监管总局局长.
    """
    yield from substitutions(word, confusion, common=common, places=places)
    yield from transpositions(word)
    edges = {word[0] + word, word + word[-1]}
    yield from (doubled for doubled in doublings(word) if doubled not in edges)


def is_substitution(text: str, word: str, confusion: Confusion) -> bool:
    """Whether `text` is one of `substitutions(word)`, without making them all."""
    if len(text) != len(word):
        return False
    places = [place for place, char in enumerate(word) if text[place] != char]
    return len(places) == 1 and confusion.alike(word[places[0]], text[places[0]])
