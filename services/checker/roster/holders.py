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

    def slip_behind(self, text: str) -> Slip | None:
        """A slip that `text` begins with; a right name there is none, unless its last character is doubled."""
        if not text.startswith(self._names):
            return self._slip(text, lambda length: text[:length])
        name = max((name for name in self._names if text.startswith(name)), key=len)
        doubled = text.startswith(name + name[-1])
        return Slip(self._people[name], len(name) + 1, doubled=True) if doubled else None

    def slip_before(self, text: str) -> Slip | None:
        """A slip that `text` ends with, where it ends with no right name."""
        return None if text.endswith(self._names) else self._slip(text, lambda length: text[-length:])

    def _slip(self, text: str, next_to_title: Callable[[int], str]) -> Slip | None:
        pieces = {length: next_to_title(length) for length in range(1, len(text) + 1)}
        for length in sorted(pieces, reverse=True):
            piece = pieces[length]
            name = self._displaced.get(piece) or self._substituted(piece)
            if name is not None and piece not in self._known:
                return Slip(self._people[name], length)
        return None

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
