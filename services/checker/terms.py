"""From hits of a lexicon's terms to matches: allow phrases, folding, context, dates and word boundaries decide."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.cover import covers
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Rule, Term
from services.checker.near_miss import slips
from services.checker.view import View
from services.domain.rule import Folding, RuleDoc

_ALLOW = -1
_SLIPS = -2
_SHORT_SLIP = 6


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
    """The number of a pattern is its rule.

    The kind is its term, -1 for what excuses a hit (allow phrases and right forms), `_SLIPS - i` for a slip in right
    form i.
    """

    def __init__(self, rules: Sequence[Rule], knowledge: Knowledge) -> None:
        self._rules, self._confusion = rules, knowledge.confusion
        words = list(dict.fromkeys(word for rule in rules for word in (*rule.near, *rule.unless)))
        folded = dict(zip(words, knowledge.fold_all(words), strict=True))
        self._near = [tuple(folded[word] for word in rule.near) for rule in rules]
        self._unless = [tuple(folded[word] for word in rule.unless) for rule in rules]

    @property
    def docs(self) -> list[RuleDoc]:
        """The pages of the rules."""
        return [rule.doc for rule in self._rules]

    def patterns(self) -> Iterable[Pattern]:
        for number, rule in enumerate(self._rules):
            yield from (Pattern(term.text, number, index) for index, term in enumerate(rule.terms))
            yield from (Pattern(phrase, number, _ALLOW) for phrase in (*rule.allow, *rule.right))
            for index, form in enumerate(rule.right):
                wrong = (slip for slip in slips(form, self._confusion, common=True) if slip not in rule.right)
                yield from (Pattern(slip, number, _SLIPS - index) for slip in wrong)

    def matches(self, view: View, hits: Sequence[Hit]) -> Iterator[Match]:
        allowed = covers((hit.number, hit.start, hit.end) for hit in hits if hit.kind == _ALLOW)
        for hit in hits:
            if hit.kind != _ALLOW and not (hit.number in allowed and allowed[hit.number].holds(hit.start, hit.end)):
                term = self._term(view, hit)
                folding = view.foldings(hit.start, hit.end, term.text)
                if self._counts(view, hit, folding):
                    yield Match(hit.start, hit.end, self._rules[hit.number], term, folding, hit.kind <= _SLIPS)

    def _term(self, view: View, hit: Hit) -> Term:
        """The term of the hit; for a slip, what is written, with the right form as its suggestion."""
        rule = self._rules[hit.number]
        if hit.kind >= 0:
            return rule.terms[hit.kind]
        return Term(view.folded[hit.start : hit.end], (rule.right[_SLIPS - hit.kind],))

    def _counts(self, view: View, hit: Hit, folding: frozenset[Folding]) -> bool:
        rule = self._rules[hit.number]
        return (
            folding <= rule.folding
            and rule.holds_on(view.date)
            and self._fits_sentence(view, hit)
            and (not self._asks_for_words(rule, hit) or view.is_word(hit.start, hit.end))
        )

    def _asks_for_words(self, rule: Rule, hit: Hit) -> bool:
        """Whether the segmenter has to agree: a slip in a short form may come about by chance."""
        return rule.boundary or (hit.kind <= _SLIPS and hit.end - hit.start <= _SHORT_SLIP)

    def _fits_sentence(self, view: View, hit: Hit) -> bool:
        near, unless = self._near[hit.number], self._unless[hit.number]
        if not near and not unless:
            return True
        first, last = view.sentence(hit.start, hit.end)
        sentence = view.folded[first:last]
        return (not near or any(word in sentence for word in near)) and not any(word in sentence for word in unless)
