"""Terms of the lexicons, except advertising, which is weighed as a whole (see `spam.py`)."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.terms import Terms
from services.checker.view import View
from services.domain.rule import Category, RuleDoc


class LexiconDetector:
    name = "lexicon"

    def __init__(self, knowledge: Knowledge) -> None:
        rules = [rule for rule in knowledge.rules if rule.category is not Category.SPAM_HIJACK]
        self._terms = Terms(rules, knowledge)

    @property
    def rules(self) -> list[RuleDoc]:
        return self._terms.docs

    def patterns(self) -> Iterable[Pattern]:
        return self._terms.patterns()

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        matches = list(self._terms.matches(view, hits))
        listed = {place for match in matches if match.is_listed for place in match.places}
        # A term that somebody has listed, without gaps, says more than being one slip away from a right form.
        yield from (match.draft() for match in matches if not match.is_slip or listed.isdisjoint(match.places))
