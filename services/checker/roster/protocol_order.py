"""The protocol order of leaders on a day: by the rank of their highest offices, then by their seats in one office."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from services.checker.roster.roster import Office, Tenure

# The Standing Committee of the Political Bureau and the Vice-President.
_HIGHEST = 20


class Place(NamedTuple):
    """Where somebody stands on a day: the `rank` of the highest office, the `seat` in it, and the seats by office.

    0 where there is none.
    """

    rank: int
    seat: int
    seats: Mapping[str, int]

    @property
    def is_highest(self) -> bool:
        return 0 < self.rank <= _HIGHEST

    def precedes(self, other: "Place", office: str, *, surely: bool) -> bool:
        """Whether this place is before the other in a list under the title of an office, "" for a bare list.

        A bare list follows the protocol only as far as the highest go before all others: below them it follows the
        capacity in which people attend, or the strokes of their names. `surely` asks for an office that both hold.
        """
        if office in self.seats and office in other.seats:
            return self.seats[office] < other.seats[office]
        if not self.is_highest:
            return False
        if self.rank == other.rank:
            return 0 < self.seat < other.seat
        return not surely and self.rank < other.rank


class ProtocolOrder:
    """Knows only offices with a rank, or whose holders have an order."""

    def __init__(self, offices: Iterable[Office]) -> None:
        self._offices: dict[str, list[Office]] = {}
        self._ordered: dict[str, str] = {}
        for office in offices:
            if any(term.order for term in office.holders):
                self._ordered |= dict.fromkeys(office.forms, office.title)
            if office.rank or office.title in self._ordered:
                for name in dict.fromkeys(term.name for term in office.holders):
                    self._offices.setdefault(name, []).append(office)
        self.names = tuple(self._offices)
        # A stream is full of posts of one day.
        self.place = lru_cache(maxsize=4096)(self._place)
        self.longest_title = max(map(len, self._ordered), default=0)

    def office_before(self, text: str) -> str:
        """The office whose title ends the text, if an order is kept among its holders; else ""."""
        ends = (text[-length:] for length in range(min(self.longest_title, len(text)), 0, -1))
        return next((self._ordered[end] for end in ends if end in self._ordered), "")

    def _place(self, name: str, day: date) -> Place | None:
        """None where the person surely held no such office on that day, or on the last one known."""
        held: list[tuple[Office, Tenure]] = []
        for office in self._offices.get(name, ()):
            terms = [term for term in office.holders_on(min(day, office.as_of or day)) if term.name == name]
            held += [(office, max(terms, key=lambda term: term.since or date.min))] if terms else []
        if not held:
            return None
        ranked = [(office.rank, term.order) for office, term in held if office.rank]
        return Place(*min(ranked, default=(0, 0)), {office.title: term.order for office, term in held if term.order})

    def vouches_for(self, name: str, day: date) -> bool:
        """Whether the roster reaches to that day."""
        return all(office.as_of is None or day <= office.as_of for office in self._offices.get(name, ()))
