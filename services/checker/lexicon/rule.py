"""A rule of a lexicon as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from services.checker.lexicon.wording import ellipsis, has_gaps
from services.domain.rule import Category, Folding, RuleDoc, Severity

FULL_WEIGHT = 3

# Who hides a word puts something between its characters; who mistypes one does not.
_HIDDEN = frozenset(
    {
        Category.SPAM_HIJACK,
        Category.VULGAR,
        Category.SENSITIVE,
        Category.POLITICAL_EXPRESSION,
        Category.LEADER_NAME,
        Category.LEADER_TITLE,
        Category.PRIVACY,
    }
)


def default_foldings(category: Category) -> frozenset[Folding]:
    """The foldings that may lead to a hit where a rule does not say."""
    return frozenset(Folding) if category in _HIDDEN else frozenset(Folding) - {Folding.SEPARATORS, Folding.PINYIN}


@dataclass(frozen=True, slots=True)
class Term:
    """A string to look for, literal or with gaps (`wording.py`), and what should stand there instead, best first."""

    text: str
    suggestions: tuple[str, ...] = ()

    def shown(self) -> "Term":
        """The term as an editor reads it where no text fills its gaps."""
        if not has_gaps(self.text):
            return self
        return Term(ellipsis(self.text, self.text), tuple(ellipsis(right, self.text) for right in self.suggestions))


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that proves a rule; `line` is where it stands in the file, `on` the date it is read as published."""

    text: str
    line: int
    on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Rule:
    """`file` is relative to the lexicon folder, `line` counts from 1. The rule holds for `since <= date < until`.

    A rule has `terms`, which are wrong, or `right` forms, of which whatever is one slip away is wrong. The two terms of
    a `pair` are wrong only where the evidence is for the other word; it is given by word.
    """

    id: str
    category: Category
    severity: Severity
    terms: tuple[Term, ...]
    message: str
    basis: str
    hit: tuple[Example, ...]
    miss: tuple[Example, ...]
    right: tuple[str, ...] = ()
    pair: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    allow: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
    boundary: bool = False
    since: date | None = None
    until: date | None = None
    weight: int = FULL_WEIGHT
    folding: frozenset[Folding] = frozenset(Folding)
    safe_fix: bool = False
    file: str = ""
    line: int = 0

    @cached_property
    def doc(self) -> RuleDoc:
        """The page that explains the rule."""
        first = self.terms[0].shown() if self.terms else Term("……", self.right[:1])
        return RuleDoc(
            id=self.id,
            category=self.category,
            severity=self.severity,
            summary=self.explain(first),
            basis=self.basis,
            hit=tuple(example.text for example in self.hit),
            miss=tuple(example.text for example in self.miss),
            suggestions=first.suggestions,
        )

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def explain(self, term: Term) -> str:
        """The message for one of the terms."""
        shown = term.shown()
        suggestion = shown.suggestions[0] if shown.suggestions else ""
        return self.message.replace("{term}", shown.text).replace("{suggestion}", suggestion)
