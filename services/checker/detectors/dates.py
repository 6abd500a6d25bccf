"""Dates that are in no calendar, do not fit the day of the week, or are written in a form that the standards lack."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.figures import clock, days, spans, weekdays
from services.checker.figures.date_forms import DATE_FORMS
from services.checker.figures.form import Forms
from services.checker.figures.written_dates import written_dates
from services.checker.knowledge import Knowledge
from services.checker.view import View

_JUDGES = (days, weekdays, clock, spans)


class DateDetector:
    name = "dates"

    def __init__(self, _: Knowledge) -> None:
        self._forms = Forms(DATE_FORMS)
        self.rules = [*self._forms.rules, *(rule for judge in _JUDGES for rule in judge.RULES)]

    def patterns(self) -> Iterable[Pattern]:
        return self._forms.patterns()

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        yield from self._forms.drafts(view, hits)
        dates = list(written_dates(view.folded))
        for judge in _JUDGES:
            yield from judge.drafts(view, dates)
