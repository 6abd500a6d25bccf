"""Titles given to somebody who does not hold them on the day: no longer, not yet, never, or only as the deputy.

Whatever the roster does not know is silent: unknown people, unknown offices, days after its `as_of`.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from services.checker.appointment_context import AppointmentContext
from services.checker.appointments import Appointment, Names, Title, appointments, outermost
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.narrative import Narrative
from services.checker.roster import Office, OfficeIndex
from services.checker.roster.charge import Charge, rules
from services.checker.roster.deputies import deputies
from services.checker.roster.register import Register, Standing, When, standing
from services.checker.view import View
from services.domain.rule import RuleDoc

_PAST_OR_FUTURE = {Standing.OUTDATED, Standing.PREMATURE}
_WRONG = {*_PAST_OR_FUTURE, Standing.NEVER}


_TITLE, _CALLED = range(2)


class LeaderTenureDetector:
    """The number of a pattern is a form of a title; those of the second kind count only behind a name."""

    name = "leader_tenures"

    def __init__(self, knowledge: Knowledge) -> None:
        offices = knowledge.roster.offices
        self._register = Register(offices)
        self._indexes = (OfficeIndex((*offices, *deputies(offices))), OfficeIndex(offices, called=True))
        self._titles = tuple(form for index in self._indexes for form in index.forms)
        names = self._register.names
        self._name_of = dict(zip(knowledge.fold_all(names), names, strict=True))
        self._names = Names(self._name_of)

    @property
    def rules(self) -> Sequence[RuleDoc]:
        return rules()

    def patterns(self) -> Iterable[Pattern]:
        first_called = len(self._indexes[_TITLE].forms)
        kinds = (_TITLE if number < first_called else _CALLED for number in range(len(self._titles)))
        yield from map(Pattern, self._titles, range(len(self._titles)), kinds)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        narrative = Narrative(view)
        for appointment in self._appointments(view, hits):
            context = AppointmentContext(view, appointment, narrative)
            for day in context.days():
                if charge := self._charge(view, appointment, context, day):
                    yield _draft(view, appointment, *charge)
                    break

    def _appointments(self, view: View, hits: Sequence[Hit]) -> Iterator[Appointment]:
        """People with their titles; what they are called counts where it is no part of a title."""
        called = {hit.number for hit in hits if hit.kind == _CALLED}
        titles = outermost(hits)
        yield from appointments(view.folded, [each for each in titles if each.number not in called], self._names)
        for title in titles:
            if title.number in called and (name := self._names.before(view.folded, title.start)):
                yield Appointment(name, (title,), leads=False)

    def _charge(
        self, view: View, appointment: Appointment, context: AppointmentContext, day: date
    ) -> tuple[Title, Charge] | None:
        """The first title that its bearer does not hold on the day, nor at a time that the sentence speaks of."""
        wrong = [title for title in appointment.titles if self._standing(view, appointment, title, When(day)) in _WRONG]
        if not wrong or context.is_former(wrong[0]) or not context.belongs_together():
            return None
        when = When(day, context.stated(day))
        for title in wrong:
            verdict = self._standing(view, appointment, title, when)
            if verdict in _WRONG and not (verdict in _PAST_OR_FUTURE and context.tells_history(title)):
                return title, self._written_charge(view, appointment, title, verdict, day)
        return None

    def _standing(self, view: View, appointment: Appointment, title: Title, when: When) -> Standing:
        """In 国务院副总理甲、乙 the second may bear no title at all, unless it is one that he has borne.

        Whoever is known to be the chief is not the deputy, though the deputies may not all be known. Behind a name 主席
        may be that of any society: there only one who has been 主席 of the roster counts.
        """
        form, name = self._titles[title.number], self._name_of[appointment.name.text]
        offices = self._offices(view, title)
        verdict = standing(offices, name, when)
        if appointment.place or self._is_called(title):
            return Standing.UNKNOWN if verdict is Standing.NEVER else verdict
        if verdict is Standing.UNKNOWN and not any(office.tenures(name) for office in offices):
            return Standing.NEVER if self._register.deputy_mistaken(form, name, when.published, view.realm) else verdict
        return verdict

    def _written_charge(
        self, view: View, appointment: Appointment, title: Title, verdict: Standing, day: date
    ) -> Charge:
        form, name = self._titles[title.number], self._name_of[appointment.name.text]
        return Charge(
            form=form,
            name=name,
            leads=appointment.leads,
            verdict=verdict,
            day=day,
            offices=tuple(self._offices(view, title)),
            counterpart=self._register.deputy_mistaken(form, name, day, view.realm),
            held=tuple(self._register.offices_of(name, day, view.realm)),
        )

    def _is_called(self, title: Title) -> bool:
        return title.number >= len(self._indexes[_TITLE].forms)

    def _offices(self, view: View, title: Title) -> list[Office]:
        return self._indexes[self._is_called(title)].offices(self._titles[title.number], view.realm)


def _draft(view: View, appointment: Appointment, title: Title, charge: Charge) -> Draft:
    """From the title to the name, whichever stands first; what is between them is quoted and not rewritten."""
    start, end = min(title.start, appointment.name.start), max(title.end, appointment.name.end)
    together = end - start == title.end - title.start + len(appointment.name.text)
    return Draft(
        start=start,
        end=end,
        rule=charge.rule,
        message=charge.message,
        suggestions=charge.suggestions if together else (),
        confidence=0.95,
        folding=view.foldings(start, end, view.folded[start:end]),
    )
