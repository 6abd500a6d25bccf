"""From hits of a lexicon's terms to matches: allow phrases, folding, context, dates and word boundaries decide."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.excused import ALLOW, HALF, RIGHT, SLIPS, Excused
from services.checker.halves import Halves
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Rule, Term
from services.checker.lexicon.wording import has_gaps
from services.checker.loose_terms import LooseTerm, loose_term
from services.checker.near_miss import slips
from services.checker.slip import Slip
from services.checker.view import View
from services.domain.rule import Category, Folding, RuleDoc, Severity

_SHORT_SLIP = 6
# From so many characters on, what differs from a right form by one change is nearly always wrong. Measured on 44
# million characters: a name has fewer neighbours than a phrase (现代产业体系 and 批评和自我批评 are right, too).
_LONG, _LONG_NAME = 8, 7


class Match(NamedTuple):
    """A term that stands in the text and is not excused; offsets in the folded text."""

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
    """The number of a pattern is its rule, and the kind is its term or says what else it is.

    `SLIPS - i` is a slip in right form i. The number of a half is its own: several long right forms may share it.
    """

    def __init__(self, rules: Sequence[Rule], knowledge: Knowledge) -> None:
        self._rules, self._confusion = rules, knowledge.confusion
        words = list(dict.fromkeys(word for rule in rules for word in (*rule.near, *rule.unless)))
        folded = dict(zip(words, knowledge.fold_all(words), strict=True))
        self._near = [tuple(folded[word] for word in rule.near) for rule in rules]
        self._unless = [tuple(folded[word] for word in rule.unless) for rule in rules]
        self._long = [
            (number, index)
            for number, rule in enumerate(rules)
            for index, form in enumerate(rule.right)
            if is_long(rule, form)
        ]
        self._numbers = {where: number for number, where in enumerate(self._long)}
        self._loose: dict[tuple[int, int], LooseTerm] = {
            (number, index): loose
            for number, rule in enumerate(rules)
            for index, term in enumerate(rule.terms)
            if (loose := loose_term(rule, term, knowledge.fold))
        }
        self._halves = Halves(knowledge.fold_all(rules[number].right[index] for number, index in self._long))

    @property
    def docs(self) -> list[RuleDoc]:
        """The pages of the rules."""
        return [rule.doc for rule in self._rules]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(half, number, HALF) for number, half in enumerate(self._halves.texts))
        for number, rule in enumerate(self._rules):
            for index, term in enumerate(rule.terms):
                yield from (Pattern(text, number, index) for text in self._searched(number, index, term))
            yield from (Pattern(phrase, number, ALLOW) for phrase in rule.allow)
            yield from (Pattern(form, number, RIGHT) for form in rule.right)
            for index in range(len(rule.right)):
                wrong = (slip for slip in self._slips(number, index) if slip not in rule.right)
                yield from (Pattern(slip, number, SLIPS - index) for slip in wrong)

    def _searched(self, number: int, index: int, term: Term) -> Iterable[str]:
        loose = self._loose.get((number, index))
        return [term.text] if loose is None else loose.anchors

    def _slips(self, number: int, index: int) -> Iterable[str]:
        wrong = slips(self._rules[number].right[index], self._confusion, common=True)
        long = self._numbers.get((number, index))
        return wrong if long is None else self._halves.hidden(long, wrong)

    def matches(self, view: View, hits: Sequence[Hit]) -> Iterator[Match]:
        excused = Excused(hits)
        for hit in hits:
            if hit.kind == HALF:
                for slip in self._halves.slips(view.folded, hit.start, hit.end, hit.number):
                    yield from self._confirmed(view, slip, excused)
            elif loose := self._loose.get((hit.number, hit.kind)):
                for found, term in loose.read(view, hit):
                    if not excused.holds(hit) and not excused.holds(found):
                        yield from self._judged(view, found, term)
            elif (hit.kind >= 0 or hit.kind <= SLIPS) and not excused.holds(hit):
                yield from self._judged(view, hit, self._term(view, hit))

    def _confirmed(self, view: View, slip: Slip, excused: Excused) -> Iterator[Match]:
        number, index = self._long[slip.number]
        hit = Hit(slip.start, slip.end, number, SLIPS - index)
        if not excused.holds(hit) and (span := slip.confirmed(view)):
            confirmed = Hit(*span, number, SLIPS - index)
            yield from self._judged(view, confirmed, self._term(view, confirmed))

    def _judged(self, view: View, hit: Hit, term: Term) -> Iterator[Match]:
        folding = view.foldings(hit.start, hit.end, term.text)
        if self._counts(view, hit, folding):
            rule = self._rules[hit.number]
            is_listed = hit.kind >= 0 and not has_gaps(rule.terms[hit.kind].text)
            yield Match(hit.start, hit.end, rule, term, folding, hit.kind <= SLIPS, is_listed)

    def _term(self, view: View, hit: Hit) -> Term:
        """The literal term of the hit; for a slip, what is written, with the right form as its suggestion."""
        rule = self._rules[hit.number]
        if hit.kind >= 0:
            return rule.terms[hit.kind]
        return Term(view.folded[hit.start : hit.end], (rule.right[SLIPS - hit.kind],))

    def _counts(self, view: View, hit: Hit, folding: frozenset[Folding]) -> bool:
        rule = self._rules[hit.number]
        return (
            folding <= rule.folding
            and rule.holds_on(view.date)
            and self._fits_sentence(view, hit)
            and (not self._asks_for_words(rule, hit) or view.is_word(hit.start, hit.end))
        )

    def _asks_for_words(self, rule: Rule, hit: Hit) -> bool:
        """Whether the segmenter has to agree: a short form, or a form without a part, may come about by chance."""
        length = hit.end - hit.start
        return rule.boundary or (
            hit.kind <= SLIPS and length <= max(_SHORT_SLIP, len(rule.right[SLIPS - hit.kind]) - 2)
        )

    def _fits_sentence(self, view: View, hit: Hit) -> bool:
        near, unless = self._near[hit.number], self._unless[hit.number]
        if not near and not unless:
            return True
        first, last = view.sentence(hit.start, hit.end)
        sentence = view.folded[first:last]
        return (not near or any(word in sentence for word in near)) and not any(word in sentence for word in unless)


def is_long(rule: Rule, form: str) -> bool:
    """Whether any one change in a right form is wrong, and not only those that sound or look like it."""
    is_name = rule.category is Category.INSTITUTION_NAME or rule.severity is Severity.SERIOUS
    return len(form) >= (_LONG_NAME if is_name else _LONG)
