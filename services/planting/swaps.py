"""Errors that leave every word right: a title with the wrong holder, 副 too many or too few, leaders out of order."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

from services.checker.appointments import Appointment
from services.checker.roster import Office
from services.checker.roster.register import Standing, When, standing
from services.planting.facts import Facts, Spot
from services.planting.operators import Group, Operator, Plant, Planted, replaced

_YEAR = timedelta(days=365)
_LINKS = {"、", "和"}
_DEPUTY = "副"
Candidates = Callable[[Office, date, Facts], set[str]]


def _somebody_else(office: Office, day: date, facts: Facts) -> set[str]:
    """Leaders who have never held the office, of which the holder is known."""
    return set(facts.everybody) - _terms(office) if facts.holders(office, day) else set()


def _predecessors(office: Office, day: date, _: Facts) -> set[str]:
    """Those who left at least a year before, and not longer ago than an editor may have slept."""
    left = {term.name for term in office.holders if term.until and day - 10 * _YEAR < term.until < day - _YEAR}
    return left - {term.name for term in office.holders if term.until is None or term.until >= day - _YEAR}


def _successors(office: Office, day: date, _: Facts) -> set[str]:
    """Those who came at least a year later."""
    coming = {term.name for term in office.holders if term.since and term.since > day + _YEAR}
    return coming - {term.name for term in office.holders if term.since is None or term.since <= day + _YEAR}


def _terms(office: Office) -> set[str]:
    return {term.name for term in office.holders}


def _renamed(candidates: Candidates) -> Plant:
    """The name beside the title of a single office becomes another one."""

    def plant(text: str, day: date, facts: Facts, draw: random.Random) -> Planted | None:
        places = []
        for found in facts.appointments(text):
            offices = facts.offices_of(facts.form(found))
            names = sorted(candidates(offices[0], day, facts)) if len(offices) == 1 and offices[0].single else []
            if names and standing(offices, found.name.text, When(day)) is Standing.HOLDS:
                places.append((found, draw.choice(names)))
        if not places:
            return None
        found, name = draw.choice(places)
        return replaced(text, Spot(found.name.start, found.name.end), name)

    return plant


def _without_deputy(text: str, _: date, facts: Facts, draw: random.Random) -> Planted | None:
    """国务院副总理 becomes 国务院总理."""
    found = [each for each in facts.appointments(text) if facts.form(each).count(_DEPUTY) == 1]
    return _retitled(text, found, facts, draw, lambda form: form.replace(_DEPUTY, ""))


def _with_deputy(text: str, _: date, facts: Facts, draw: random.Random) -> Planted | None:
    """国务院总理 becomes 国务院副总理, where there is such an office."""
    deputies = {form.replace(_DEPUTY, ""): form for form in facts.forms_of_deputies()}
    found = [each for each in facts.appointments(text) if facts.form(each) in deputies]
    return _retitled(text, found, facts, draw, lambda form: deputies[form])


def _retitled(
    text: str, found: list[Appointment], facts: Facts, draw: random.Random, other: Callable[[str], str]
) -> Planted | None:
    if not found:
        return None
    appointment = draw.choice(found)
    title = appointment.titles[-1] if appointment.leads else appointment.titles[0]
    return replaced(text, Spot(title.start, title.end), other(facts.form(appointment)))


def _misplaced(text: str, day: date, facts: Facts, draw: random.Random) -> Planted | None:
    """Two neighbours in a list of members of the Standing Committee change places."""
    names = facts.highest(text, day)
    pairs = [
        (first, second)
        for first, second in pairwise(names)
        if text[first.end : second.start] in _LINKS and not text.startswith(text[first.start : first.end], second.start)
    ]
    if not pairs:
        return None
    first, second = draw.choice(pairs)
    link = text[first.end : second.start]
    swapped = text[second.start : second.end] + link + text[first.start : first.end]
    return replaced(text, Spot(first.start, second.end), swapped)


SWAPS: tuple[Operator, ...] = (
    Operator("人职不符：另一位领导人", Group.PAIRING, _renamed(_somebody_else)),
    Operator("人职不符：前任", Group.PAIRING, _renamed(_predecessors)),
    Operator("人职不符：后任", Group.PAIRING, _renamed(_successors)),
    Operator("人职不符：漏写副字", Group.PAIRING, _without_deputy),
    Operator("人职不符：多写副字", Group.PAIRING, _with_deputy),
    Operator("排序：相邻两人对调", Group.ORDER, _misplaced),
)
