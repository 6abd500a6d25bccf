"""Who held which office when, as far as the roster can say: what it does not know is never held against a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum, auto
from typing import NamedTuple

from services.checker.roster.deputies import DEPUTY
from services.checker.roster.index import Realm
from services.checker.roster.roster import Office, Tenure

# News of the last days in office is still being reposted, and papers are printed before the day.
GRACE = timedelta(days=7)
# The news still calls a new chief by the old title for some weeks.
_SETTLED = timedelta(days=30)
# Whoever left so long ago is named with the old title out of habit and respect: 周恩来总理.
_HISTORY = timedelta(days=15 * 365)


class Period(NamedTuple):
    """Days from `first` to `last`, both included."""

    first: date
    last: date

    def widened(self) -> "Period":
        return Period(_shifted(self.first, -GRACE), _shifted(self.last, GRACE))


class Standing(Enum):
    """What the roster says of a person and an office at a time."""

    HOLDS = auto()
    UNKNOWN = auto()
    OUTDATED = auto()
    PREMATURE = auto()
    NEVER = auto()


@dataclass(frozen=True, slots=True)
class When:
    """The day of a post, and the times that the text itself speaks of."""

    published: date
    stated: tuple[Period, ...] = ()

    @property
    def periods(self) -> tuple[Period, ...]:
        return (Period(self.published, self.published), *self.stated)


def standing(offices: Sequence[Office], name: str, when: When) -> Standing:
    """The standing in the kindest of the offices that a title may mean; unknown where there are none."""
    order = list(Standing)
    return min((_standing(office, name, when) for office in offices), key=order.index, default=Standing.UNKNOWN)


def _standing(office: Office, name: str, when: When) -> Standing:
    terms = office.tenures(name)
    if any(_overlap(term, period.widened()) for term in terms for period in when.periods):
        return Standing.HOLDS
    if not terms:
        return Standing.NEVER if all(_is_known(office, period) for period in when.periods) else Standing.UNKNOWN
    if not all(term.confirmed for term in terms):
        return Standing.UNKNOWN
    ended = [term.until for term in terms if term.until is not None and term.until < when.published]
    if not ended:
        return Standing.PREMATURE
    return Standing.OUTDATED if when.published - max(ended) < _HISTORY else Standing.UNKNOWN


def _overlap(term: Tenure, period: Period) -> bool:
    return (term.since is None or term.since <= period.last) and (term.until is None or period.first <= term.until)


def _is_known(office: Office, period: Period) -> bool:
    """Whether the roster lists everybody who held the office in the period, and some days around it."""
    first, last = period.widened()
    if office.as_of is not None and period.last > office.as_of:
        return False
    if not office.single:
        return office.complete is not None and office.complete <= first
    ends = (_shifted(term.until, timedelta(days=1)) for term in office.holders if term.until)
    days = (first, last, *(day for day in ends if first < day < last))
    return all(office.holders_on(min(day, office.as_of or day)) for day in days)


def _shifted(day: date, by: timedelta) -> date:
    try:
        return day + by
    except OverflowError:
        return day


class Register:
    """Offices by those who have held them, and every title beside that of its deputy."""

    def __init__(self, offices: Iterable[Office]) -> None:
        self._offices: dict[str, dict[int, Office]] = {}
        self._counterparts: dict[str, list[Office]] = {}
        for office in offices:
            for form in office.forms:
                self._counterparts.setdefault(form.replace(DEPUTY, "", 1), []).append(office)
            for tenure in office.holders:
                self._offices.setdefault(tenure.name, {})[id(office)] = office
        self.names = tuple(self._offices)

    def offices_of(self, name: str, day: date, realm: Realm) -> list[Office]:
        """What a person surely held on a day, in protocol order, as far as it concerns the realm."""
        held = (
            each for each in self._offices.get(name, {}).values() if _concerns(each, realm) and _holds(each, name, day)
        )
        return sorted(held, key=lambda office: office.rank or _UNRANKED)

    def deputy_mistaken(self, form: str, name: str, day: date, realm: Realm) -> str | None:
        """The title that `name` holds, where it differs from `form` in being the deputy's or the chief's."""
        chief = form.replace(DEPUTY, "", 1)
        days = (day, _shifted(day, -_SETTLED))
        offices = [
            each
            for each in self._counterparts.get(chief, ())
            if _concerns(each, realm) and all(_holds(each, name, on) for on in days)
        ]
        titles = (title for office in offices for title in office.forms)
        return next((title for title in titles if title != form and title.replace(DEPUTY, "", 1) == chief), None)


_UNRANKED = 1_000


def _concerns(office: Office, realm: Realm) -> bool:
    return not realm.isdisjoint(office.units)


def _holds(office: Office, name: str, day: date) -> bool:
    return any(term.name == name for term in office.holders_on(day))
