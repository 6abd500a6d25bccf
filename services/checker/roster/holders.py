"""The people who have held an office, and how to tell a slip in one of their names beside it."""

from collections.abc import Callable, Collection, Mapping
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

    def __init__(self, people: Mapping[str, Person], known: Collection[str], confusion: Confusion) -> None:
        self._people, self._known, self._confusion = people, frozenset(known), confusion
        self._names = tuple(people)
        self.longest = max(map(len, people)) + 1
        self._named_with: dict[str, list[str]] = {}
        for name in self._names:
            for char in set(name):
                self._named_with.setdefault(char, []).append(name)

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
        # One slip leaves something of every name, so the names without any character of the text are out.
        for name in dict.fromkeys(name for char in text for name in self._named_with.get(char, ())):
            for length in (len(name) + 1, len(name), len(name) - 1):
                piece = next_to_title(length)
                if len(piece) == length and piece not in self._known and self._is_slip(piece, name):
                    return Slip(self._people[name], length)
        return None

    def _is_slip(self, text: str, name: str) -> bool:
        if len(text) == len(name):
            return is_substitution(text, name, self._confusion) or text in transpositions(name)
        if len(text) > len(name):
            return text in doublings(name)
        return len(name) >= _SHORTEST_LONG_NAME and text in deletions(name)
