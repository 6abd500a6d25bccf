"""From hits of a lexicon's terms to matches: allow phrases, folding, context, dates and word boundaries decide."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.excused import Excused
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Rule, Term
from services.checker.lexicon.wording import has_gaps
from services.checker.loose_terms import LooseTerm, loose_term
from services.checker.right_forms import FormSlip, RightForms
from services.checker.view import View
from services.domain.rule import Folding, RuleDoc

_ALLOW = -1


class Match(NamedTuple):
    """A term that stands in the text and is not excused; offsets in the folded text.

    `is_slip`: it is none of the lexicon's terms, but near a right form. `is_listed`: it stands in the lexicon as it is.
    """

    start: int
    end: int
    rule: Rule
    term: Term
    folding: frozenset[Folding]
    is_slip: bool
    is_listed: bool

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
        self._loose: dict[tuple[int, int], LooseTerm] = {
            (number, index): loose
            for number, rule in enumerate(rules)
            for index, term in enumerate(rule.terms)
            if (loose := loose_term(rule, term, knowledge.fold))
        }

    @property
    def docs(self) -> list[RuleDoc]:
        """The pages of the rules."""
        return [rule.doc for rule in self._rules]

    def patterns(self) -> Iterable[Pattern]:
        yield from self._right.patterns()
        for number, rule in enumerate(self._rules):
            for index, term in enumerate(rule.terms):
                yield from (Pattern(text, number, index) for text in self._searched(number, index, term))
            yield from (Pattern(phrase, number, _ALLOW) for phrase in rule.allow)

    def _searched(self, number: int, index: int, term: Term) -> Iterable[str]:
        loose = self._loose.get((number, index))
        return [term.text] if loose is None else loose.anchors

    def matches(self, view: View, hits: Sequence[Hit]) -> Iterator[Match]:
        excused = Excused(hits, _ALLOW)
        for hit in hits:
            if hit.kind >= 0 and not excused.holds(hit.number, hit.start, hit.end):
                yield from self._found(view, hit, excused)
        for slip in self._right.slips(view, hits):
            if not excused.holds(slip.number, slip.start, slip.end):
                yield from self._slipped(view, slip)

    def _found(self, view: View, hit: Hit, excused: Excused) -> Iterator[Match]:
        """The term of the hit, or what a term that is not literal reads where one of its anchors was hit."""
        rule, loose = self._rules[hit.number], self._loose.get((hit.number, hit.kind))
        read = [(hit, rule.terms[hit.kind])] if loose is None else loose.read(view, hit)
        for place, term in read:
            if not excused.holds(hit.number, place.start, place.end):
                yield from self._judged(view, place, term)

    def _judged(self, view: View, place: Hit, term: Term) -> Iterator[Match]:
        rule = self._rules[place.number]
        is_listed = not has_gaps(rule.terms[place.kind].text)
        match = _match(view, place.start, place.end, rule, term, is_listed=is_listed)
        if self._counts(view, place.number, match) and (not rule.boundary or view.is_word(place.start, place.end)):
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


def _match(
    view: View, start: int, end: int, rule: Rule, term: Term, *, is_slip: bool = False, is_listed: bool = False
) -> Match:
    return Match(start, end, rule, term, view.foldings(start, end, term.text), is_slip, is_listed)
