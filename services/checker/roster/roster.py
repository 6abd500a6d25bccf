"""The roster as values: offices with those who have held them, and the people by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

EVERYWHERE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """Held for `since <= day <= until`: a month in the file counts from its first to its last day.

    None: not known (`since`), or not ended (`until`). `order` is the place in the protocol order among the holders of
    the same office, 1 first, 0 where there is none. What is not `confirmed` excuses a text and never accuses one.
    """

    name: str
    since: date | None
    until: date | None
    source: str
    confirmed: bool = True
    order: int = 0

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`protected`: the name is so rare that a near-miss is an error anywhere; other names count only beside an office.

    `allow` lists ordinary strings in which a near-miss of the name may occur by chance. `units` as in `Office`.
    """

    name: str
    protected: bool = False
    allow: tuple[str, ...] = ()
    units: tuple[str, ...] = (EVERYWHERE,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """An office and its holders, oldest first.

    `short` are forms that mean this office and no other, `called` those used behind names, as in 习近平主席.
    `rank` is the protocol order, lower first, 0 where it is not known. `single`: one holder at a time. `complete`: from
    that day on every holder is listed. `as_of` is the last day that the file vouches for. `units` are those whose posts
    are checked against the office: names of units, by how they begin, or sites; `EVERYWHERE` stands for all of them.
    """

    title: str
    short: tuple[str, ...] = ()
    called: tuple[str, ...] = ()
    institution: str = ""
    level: str = ""
    rank: int = 0
    single: bool = False
    complete: date | None = None
    allow: tuple[str, ...] = ()
    holders: tuple[Tenure, ...] = ()
    as_of: date | None = None
    units: tuple[str, ...] = (EVERYWHERE,)

    @property
    def forms(self) -> tuple[str, ...]:
        """The full title and its short forms."""
        return (self.title, *self.short)

    def tenures(self, name: str) -> list[Tenure]:
        """The terms of one person, oldest first."""
        return [tenure for tenure in self.holders if tenure.name == name]

    def holders_on(self, day: date) -> list[Tenure]:
        """Who surely held the office on a day, in protocol order; nobody where the roster cannot say."""
        if self.as_of is not None and day > self.as_of:
            return []
        held = [each for each in self.holders if each.confirmed and each.since is not None and each.holds_on(day)]
        return sorted(held, key=lambda tenure: tenure.order)


@dataclass(frozen=True, slots=True)
class Roster:
    """`as_of` is the last day that all of the roster vouches for, ISO 8601, empty for an empty roster.

    `shapes` gives the look-alikes of a character, in one string.
    """

    people: tuple[Person, ...] = ()
    offices: tuple[Office, ...] = ()
    as_of: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> frozenset[str]:
        """Everybody: the people, and whoever has held an office."""
        holders = (tenure.name for office in self.offices for tenure in office.holders)
        return frozenset([*(person.name for person in self.people), *holders])
