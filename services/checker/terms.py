"""From hits of a lexicon's terms to matches: allow phrases, folding, context, dates and word boundaries decide."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft, Hit
from services.checker.lexicon import Rule, Term
from services.checker.view import View
from services.domain.rule import Folding

_ALLOW = -1


class Match(NamedTuple):
    """A term that stands in the text and is not excused; offsets in the folded text."""

    start: int
    end: int
    rule: Rule
    term: Term
    folding: frozenset[Folding]

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
    """Payloads are `(rule index, term index)`; term index -1 marks an allow phrase of that rule."""

    def __init__(self, rules: Sequence[Rule], fold: Callable[[str], str]) -> None:
        self._rules = rules
        self._near = [tuple(map(fold, rule.near)) for rule in rules]
        self._unless = [tuple(map(fold, rule.unless)) for rule in rules]

    def patterns(self) -> Iterable[tuple[str, tuple[int, int]]]:
        for number, rule in enumerate(self._rules):
            yield from ((term.text, (number, index)) for index, term in enumerate(rule.terms))
            yield from ((phrase, (number, _ALLOW)) for phrase in rule.allow)

    def matches(self, view: View, hits: Sequence[Hit]) -> Iterator[Match]:
        allowed: dict[int, list[Hit]] = {}
        for hit in hits:
            if hit.payload[1] == _ALLOW:
                allowed.setdefault(hit.payload[0], []).append(hit)
        for hit in hits:
            number, index = hit.payload
            if index != _ALLOW and not any(a.start <= hit.start and hit.end <= a.end for a in allowed.get(number, ())):
                rule = self._rules[number]
                folding = view.foldings(hit.start, hit.end, rule.terms[index].text)
                if self._counts(view, hit, folding):
                    yield Match(hit.start, hit.end, rule, rule.terms[index], folding)

    def _counts(self, view: View, hit: Hit, folding: frozenset[Folding]) -> bool:
        rule = self._rules[hit.payload[0]]
        return (
            folding <= rule.folding
            and rule.holds_on(view.date)
            and self._fits_sentence(view, hit)
            and (not rule.boundary or view.is_word(hit.start, hit.end))
        )

    def _fits_sentence(self, view: View, hit: Hit) -> bool:
        near, unless = self._near[hit.payload[0]], self._unless[hit.payload[0]]
        if not near and not unless:
            return True
        first, last = view.sentence(hit.start, hit.end)
        sentence = view.folded[first:last]
        return (not near or any(word in sentence for word in near)) and not any(word in sentence for word in unless)
