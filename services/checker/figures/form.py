"""Forms: wrong ways to write a number, each an expression that is tried only around the strings that it must hold."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

# No expression here reads further than this to either side of its anchor, so hostile text costs no more than plain.
_AROUND = 28
Mend = Callable[[re.Match[str], View], str | None]


class Form(NamedTuple):
    """`pattern` matches something around one of `anchors`; what is wrong is its group `wrong`, or all of it.

    `mend` gives what should stand there, "" where only a person can say, and None where nothing is wrong.
    `unless` silences the form where it is found in the same sentence.
    """

    rule: RuleDoc
    anchors: tuple[str, ...]
    pattern: re.Pattern[str]
    mend: Mend
    unless: re.Pattern[str] | None = None

    def draft(self, view: View, match: re.Match[str]) -> Draft | None:
        start, end = match.span("wrong" if "wrong" in self.pattern.groupindex else 0)
        right = self.mend(match, view)
        if right is None or (self.unless is not None and self._is_excused(view, start, end)):
            return None
        return found(self.rule, start, end, right=right)

    def _is_excused(self, view: View, start: int, end: int) -> bool:
        assert self.unless is not None
        first, last = view.sentence(start, end)
        return self.unless.search(view.folded, first, last) is not None


class Forms:
    """The number of a pattern is its form."""

    def __init__(self, forms: Sequence[Form]) -> None:
        self._forms = forms
        self.rules = list(dict.fromkeys(form.rule for form in forms))

    def patterns(self) -> Iterator[Pattern]:
        for number, form in enumerate(self._forms):
            yield from (Pattern(anchor, number, 0) for anchor in form.anchors)

    def drafts(self, view: View, hits: Iterable[Hit]) -> Iterator[Draft]:
        seen: set[tuple[int, int]] = set()
        for hit in hits:
            form = self._forms[hit.number]
            for match in form.pattern.finditer(view.folded, max(0, hit.start - _AROUND), hit.end + _AROUND):
                if match.end() >= hit.start and match.start() <= hit.end and (hit.number, match.start()) not in seen:
                    seen.add((hit.number, match.start()))
                    if draft := form.draft(view, match):
                        yield draft


def found(rule: RuleDoc, start: int, end: int, message: str = "", right: str = "") -> Draft:
    """A draft; without a message it says what the rule says."""
    return Draft(
        start=start,
        end=end,
        rule=rule,
        message=message or rule.summary,
        suggestions=(right,) if right else (),
        confidence=0.9,
    )


def number_rule(
    rule: str, severity: Severity, summary: str, *, basis: str, hit: Iterable[str], miss: Iterable[str]
) -> RuleDoc:
    """The page of a rule about numbers and units."""
    return _page(Category.NUMBER_UNIT, rule, severity, summary, basis=basis, hit=hit, miss=miss)


def date_rule(
    rule: str, severity: Severity, summary: str, *, basis: str, hit: Iterable[str], miss: Iterable[str]
) -> RuleDoc:
    """The page of a rule about dates."""
    return _page(Category.DATE, rule, severity, summary, basis=basis, hit=hit, miss=miss)


def _page(
    category: Category,
    rule: str,
    severity: Severity,
    summary: str,
    *,
    basis: str,
    hit: Iterable[str],
    miss: Iterable[str],
) -> RuleDoc:
    return RuleDoc(
        id=rule, category=category, severity=severity, summary=summary, basis=basis, hit=tuple(hit), miss=tuple(miss)
    )
