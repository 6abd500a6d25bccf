"""The people who have held an office, and how to tell a slip in one of their names beside it."""

from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from services.checker.confusion import Confusion
from services.checker.near_miss import deletions, doublings, is_substitution, transpositions
from services.checker.roster.roster import Person

_SHORTEST_LONG_NAME = 3


class Slip(NamedTuple):
    """A near-miss of a person's name that takes `length` code points.

    `doubled`: the last character of the name stands twice, which 李强强调 does by chance.
    """

    person: Person
    length: int
    doubled: bool = False


class Holders:
    """`people` by folded name. `known` are right names, folded: whoever they belong to, they are no slips."""

    def __init__(self, people: Mapping[str, Person], known: AbstractSet[str], confusion: Confusion) -> None:
        self._people, self._known, self._confusion = people, known, confusion
        self._names = tuple(people)
        self._lengths = sorted({len(name) for name in people})
        self._names_with: dict[str, list[str]] = {}
        for name in people:
            for char in set(name):
                self._names_with.setdefault(char, []).append(name)
        self._displaced = {slip: name for name in people for slip in _displaced(name)}
        self.longest = self._lengths[-1] + 1

    def slips_behind(self, text: str) -> Iterator[Slip]:
        """The slips that `text` may begin with, longest first; a right name is none, unless its end is doubled."""
        if not text.startswith(self._names):
            yield from self._slips(text, lambda length: text[:length])
            return
        name = max((name for name in self._names if text.startswith(name)), key=len)
        if text.startswith(name + name[-1]):
            yield Slip(self._people[name], len(name) + 1, doubled=True)

    def slips_before(self, text: str) -> Iterator[Slip]:
        """The slips that `text` may end with, where it ends with no right name."""
        if not text.endswith(self._names):
            yield from self._slips(text, lambda length: text[-length:])

    def _slips(self, text: str, next_to_title: Callable[[int], str]) -> Iterator[Slip]:
        for length in range(len(text), 0, -1):
            piece = next_to_title(length)
            name = self._displaced.get(piece) or self._substituted(piece) or self._widened(piece)
            if name is not None and piece not in self._known:
                yield Slip(self._people[name], length)

    def _widened(self, piece: str) -> str | None:
        """The long name that `piece` is with one character put in; a line break only splits it."""
        inner = range(1, len(piece) - 1) if len(piece) > _SHORTEST_LONG_NAME else ()
        names = (piece[:place] + piece[place + 1 :] for place in inner if piece[place].isalnum())
        return next((name for name in names if name in self._people), None)

    def _substituted(self, piece: str) -> str | None:
        """The name that `piece` is with one character replaced; one replacement leaves something of every name."""
        if len(piece) not in self._lengths:
            return None
        candidates = dict.fromkeys(name for char in piece for name in self._names_with.get(char, ()))
        return next((name for name in candidates if is_substitution(piece, name, self._confusion)), None)


def _displaced(name: str) -> Iterator[str]:
    """The slips that keep the characters of the name: exchanged, doubled, and for long names one left out."""
    yield from transpositions(name)
    yield from doublings(name)
    if len(name) >= _SHORTEST_LONG_NAME:
        yield from deletions(name)
