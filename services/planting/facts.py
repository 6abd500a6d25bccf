"""Where in a post errors can be planted: names, titles, appointments, lists and fixed phrases that stand in it."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import NamedTuple

from services.checker.appointments import Appointment, Names, appointments, outermost
from services.checker.artefact import Artefact
from services.checker.automaton import Automaton
from services.checker.confusion import Confusion
from services.checker.detector import Hit
from services.checker.roster import EVERYWHERE, Office
from services.checker.roster.protocol_order import ProtocolOrder
from services.domain.rule import Category


class Spot(NamedTuple):
    """A stretch `[start, end)` of a text that an operator may alter."""

    start: int
    end: int


class Facts:
    """What the lexicon knows to be right, found again in texts. Only offices and people of every unit are used."""

    def __init__(self, artefact: Artefact) -> None:
        self.offices = [office for office in artefact.roster.offices if EVERYWHERE in office.units]
        self.confusion: Confusion = artefact.confusion
        self.order = ProtocolOrder(self.offices)
        self._forms = tuple(dict.fromkeys(form for office in self.offices for form in office.forms))
        self._protected = tuple(person.name for person in artefact.roster.people if person.protected)
        self._phrases = {
            category: tuple(form for rule in artefact.rules if rule.category is category for form in rule.right)
            for category in (Category.FIXED_PHRASE, Category.INSTITUTION_NAME, Category.IDIOM)
        }

    def protected_names(self, text: str) -> list[Spot]:
        return _longest(self._protected_names, text)

    def phrases(self, text: str, category: Category) -> list[Spot]:
        return _longest(self._phrase_automata[category], text)

    def appointments(self, text: str) -> list[Appointment]:
        """People directly beside one title of theirs, which says the truth or is not known to be wrong."""
        found = appointments(text, outermost(self._title_hits(text)), self._names)
        return [each for each in found if each.place == 0 and _touch(each)]

    def offices_of(self, form: str) -> list[Office]:
        return self._by_form[form]

    def form(self, appointment: Appointment) -> str:
        """The title that touches the name."""
        return self._forms[(appointment.titles[-1] if appointment.leads else appointment.titles[0]).number]

    def forms_of_deputies(self) -> Iterator[str]:
        yield from (form for form in self._forms if "副" in form)

    def highest(self, text: str, day: date) -> list[Spot]:
        """The names of those who go before all others in any list of the day."""
        placed = {name for name in self.order.names if (place := self.order.place(name, day)) and place.is_highest}
        return [spot for spot in _longest(self._ranked, text) if text[spot.start : spot.end] in placed]

    def holders(self, office: Office, day: date) -> set[str]:
        return {term.name for term in office.holders_on(min(day, office.as_of or day))}

    @cached_property
    def everybody(self) -> tuple[str, ...]:
        """All holders of any office."""
        return tuple(dict.fromkeys(term.name for office in self.offices for term in office.holders))

    def _title_hits(self, text: str) -> Iterator[Hit]:
        yield from (Hit(start, end, number, 0) for start, end, number in self._titles.hits(text))

    @cached_property
    def _names(self) -> Names:
        return Names(self.everybody)

    @cached_property
    def _titles(self) -> Automaton:
        return Automaton(self._forms)

    @cached_property
    def _protected_names(self) -> Automaton:
        return Automaton(self._protected)

    @cached_property
    def _ranked(self) -> Automaton:
        return Automaton(self.order.names)

    @cached_property
    def _phrase_automata(self) -> dict[Category, Automaton]:
        return {category: Automaton(tuple(dict.fromkeys(forms))) for category, forms in self._phrases.items()}

    @cached_property
    def _by_form(self) -> dict[str, list[Office]]:
        by_form: dict[str, list[Office]] = {}
        for office in self.offices:
            for form in office.forms:
                by_form.setdefault(form, []).append(office)
        return by_form


def _longest(automaton: Automaton, text: str) -> list[Spot]:
    """The hits that are no part of others, in text order."""
    spots: list[Spot] = []
    for start, end, _ in sorted(automaton.hits(text), key=lambda hit: (hit[0], -hit[1])):
        if not spots or end > spots[-1].end:
            spots.append(Spot(start, end))
    return spots


def _touch(appointment: Appointment) -> bool:
    title = appointment.titles[-1] if appointment.leads else appointment.titles[0]
    return appointment.name.start == title.end if appointment.leads else appointment.name.end == title.start
