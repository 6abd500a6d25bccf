"""The people who have held an office, and how to tell a slip in one of their names beside it."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from services.checker.roster.confusion import Confusion
from services.checker.roster.near_miss import deletions, doublings, is_substitution, transpositions
from services.checker.roster.roster import Person

_SHORTEST_LONG_NAME = 3


class Slip(NamedTuple):
    """A near-miss of a person's name that takes `length` code points."""

    person: Person
    length: int


class Holders:
    """`known` are right names, folded: whoever they belong to, they are no slips."""

    def __init__(
        self, people: Sequence[Person], *, known: Collection[str], confusion: Confusion, fold: Callable[[str], str]
    ) -> None:
        self._people = {fold(person.name): person for person in people}
        self._names = tuple(self._people)
        self._named_with: dict[str, list[str]] = {}
        for name in self._names:
            for char in set(name):
                self._named_with.setdefault(char, []).append(name)
        self._known, self._confusion = known, confusion
        self.longest = max(map(len, self._names)) + 1

    def slip_behind(self, text: str) -> Slip | None:
        """A slip that `text` begins with, where it begins with no right name."""
        return None if text.startswith(self._names) else self._slip(text, lambda length: text[:length])

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
        return (
            is_substitution(text, name, self._confusion)
            or text in transpositions(name)
            or text in doublings(name)
            or (len(name) >= _SHORTEST_LONG_NAME and text in deletions(name))
        )
