"""Numbers and units in a form that the standards do not have, or that contradicts itself."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.figures.figure_forms import FIGURE_FORMS
from services.checker.figures.form import Forms
from services.checker.figures.percent_forms import PERCENT_FORMS
from services.checker.figures.range_forms import RANGE_FORMS
from services.checker.figures.unit_forms import UNIT_FORMS
from services.checker.knowledge import Knowledge
from services.checker.view import View


class NumberDetector:
    name = "numbers"

    def __init__(self, _: Knowledge) -> None:
        self._forms = Forms((*RANGE_FORMS, *FIGURE_FORMS, *PERCENT_FORMS, *UNIT_FORMS))
        self.rules = self._forms.rules

    def patterns(self) -> Iterable[Pattern]:
        return self._forms.patterns()

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        return self._forms.drafts(view, hits)
