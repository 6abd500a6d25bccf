"""The roster as values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Tenure:
    """`office` is the full title. Held for `since <= date < until`; None where it is not known or has not ended."""

    office: str
    since: date | None
    until: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`protected`: the name is so rare that a near-miss is an error anywhere; other names count only beside an office.

    `allow` lists ordinary strings in which a near-miss of the name may occur by chance.
    """

    name: str
    protected: bool
    tenures: tuple[Tenure, ...]
    allow: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """`rank` is the protocol order, lower first; 0 where it is not known. `single`: one holder at a time."""

    title: str
    short: tuple[str, ...] = ()
    institution: str = ""
    level: str = ""
    rank: int = 0
    single: bool = False
    allow: tuple[str, ...] = ()

    @property
    def forms(self) -> tuple[str, ...]:
        """The full title and its short forms."""
        return (self.title, *self.short)


@dataclass(frozen=True, slots=True)
class Roster:
    """`as_of` is the last day the roster vouches for, ISO 8601, empty for an empty roster.

    `shapes` gives the look-alikes of a character, in one string.
    """

    people: tuple[Person, ...] = ()
    offices: tuple[Office, ...] = ()
    as_of: str = ""
    shapes: Mapping[str, str] = field(default_factory=dict)

    def holders_by_title(self) -> dict[str, list[Person]]:
        """Who has held an office at any time, by every form of its title."""
        offices = {office.title: office for office in self.offices}
        holders: dict[str, dict[str, Person]] = {}
        for person in self.people:
            for tenure in person.tenures:
                for form in offices[tenure.office].forms:
                    holders.setdefault(form, {})[person.name] = person
        return {title: list(people.values()) for title, people in holders.items()}
