"""From hits of a lexicon's terms to matches: allow phrases, folding, context, dates and word boundaries decide."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.excused import Excused
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Rule, Term
from services.checker.right_forms import FormSlip, RightForms
from services.checker.view import View
from services.domain.rule import Folding, RuleDoc

_ALLOW = -1


class Match(NamedTuple):
    """A term that stands in the text and is not excused; offsets in the folded text."""

    start: int
    end: int
    rule: Rule
    term: Term
    folding: frozenset[Folding]
    is_slip: bool

    @property
    def places(self) -> range:
        return range(self.start, self.end)

    def draft(self) -> Draft:
        return Draft(
            start=self.start,
            end=self.end,
            rule=self.rule.doc,
            message=self.rule.explain(self.term),
            suggestions=self.term.suggestions,
            safe_fix=self.rule.safe_fix and not self.folding,
            folding=self.folding,
        )


class Terms:
    """The number of a pattern is its rule and the kind its term; smaller kinds say what else it is.

    Those below `_ALLOW` belong to the right forms, which number them in their own way.
    """

    def __init__(self, rules: Sequence[Rule], knowledge: Knowledge) -> None:
        self._rules, self._right = rules, RightForms(rules, knowledge)
        words = list(dict.fromkeys(word for rule in rules for word in (*rule.near, *rule.unless)))
        folded = dict(zip(words, knowledge.fold_all(words), strict=True))
        self._near = [tuple(folded[word] for word in rule.near) for rule in rules]
        self._unless = [tuple(folded[word] for word in rule.unless) for rule in rules]

    @property
    def docs(self) -> list[RuleDoc]:
        """The pages of the rules."""
        return [rule.doc for rule in self._rules]

    def patterns(self) -> Iterable[Pattern]:
        yield from self._right.patterns()
        for number, rule in enumerate(self._rules):
            yield from (Pattern(term.text, number, index) for index, term in enumerate(rule.terms))
            yield from (Pattern(phrase, number, _ALLOW) for phrase in rule.allow)

    def matches(self, view: View, hits: Sequence[Hit]) -> Iterator[Match]:
        excused = Excused(hits, _ALLOW)
        for hit in hits:
            if hit.kind >= 0 and not excused.holds(hit.number, hit.start, hit.end):
                yield from self._listed(view, hit)
        for slip in self._right.slips(view, hits):
            if not excused.holds(slip.number, slip.start, slip.end):
                yield from self._slipped(view, slip)

    def _listed(self, view: View, hit: Hit) -> Iterator[Match]:
        rule = self._rules[hit.number]
        match = _match(view, hit.start, hit.end, rule, rule.terms[hit.kind], is_slip=False)
        if self._counts(view, hit.number, match) and (not rule.boundary or view.is_word(hit.start, hit.end)):
            yield match

    def _slipped(self, view: View, slip: FormSlip) -> Iterator[Match]:
        """What is written is the term, and the right form its suggestion."""
        rule, written = self._rules[slip.number], Term(view.folded[slip.start : slip.end], (slip.form,))
        match = _match(view, slip.start, slip.end, rule, written, is_slip=True)
        asks_for_words = rule.boundary or slip.asks_for_words
        if self._counts(view, slip.number, match) and (not asks_for_words or view.is_word(slip.start, slip.end)):
            yield match

    def _counts(self, view: View, number: int, match: Match) -> bool:
        return (
            match.folding <= match.rule.folding
            and match.rule.holds_on(view.date)
            and self._fits_sentence(view, number, match)
        )

    def _fits_sentence(self, view: View, number: int, match: Match) -> bool:
        near, unless = self._near[number], self._unless[number]
        if not near and not unless:
            return True
        first, last = view.sentence(match.start, match.end)
        sentence = view.folded[first:last]
        return (not near or any(word in sentence for word in near)) and not any(word in sentence for word in unless)


def _match(view: View, start: int, end: int, rule: Rule, term: Term, *, is_slip: bool) -> Match:
    return Match(start, end, rule, term, view.foldings(start, end, term.text), is_slip)
