"""A rule of a lexicon as a value."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from services.checker.lexicon.wording import ellipsis, has_gaps
from services.domain.rule import EXAMPLE_DAY, Category, Folding, RuleDoc, Severity, Wording

FULL_WEIGHT = 3
# A list of hundreds says no more to a reader than its beginning.
_MOST_WORDS = 12

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
            terms=tuple(Wording(term.text, term.suggestions) for term in map(Term.shown, self.terms)),
            right=self.right,
            limits=tuple(_limits(self)),
            file=self.file,
            day=self.day,
        )

    @property
    def day(self) -> date:
        """A day on which the rule holds."""
        if self.until is not None and self.until <= EXAMPLE_DAY:
            return self.until - timedelta(days=1)
        return self.since if self.since is not None and self.since > EXAMPLE_DAY else EXAMPLE_DAY

    def holds_on(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)

    def explain(self, term: Term) -> str:
        """The message for one of the terms."""
        shown = term.shown()
        suggestion = shown.suggestions[0] if shown.suggestions else ""
        return self.message.replace("{term}", shown.text).replace("{suggestion}", suggestion)


def _limits(rule: Rule) -> Iterator[str]:
    """Where a rule stays silent, in sentences for its page."""
    if rule.since:
        yield f"只查 {rule.since} 起发布的稿件"
    if rule.until:
        yield f"只查 {rule.until} 以前发布的稿件"
    if rule.pair:
        yield "由上下文判断：有词语表明应写另一个词、又没有词语支持所写的词时才报"
    if rule.near:
        yield f"同一句中须有下列词语之一才报：{_listed(rule.near)}"
    if rule.unless:
        yield f"同一句中有下列词语之一时不报：{_listed(rule.unless)}"
    if rule.allow:
        yield f"写在下列词语之中时不报：{_listed(rule.allow)}"
    if rule.boundary:
        yield "只是别的词的一部分时不报"
    if rule.weight < FULL_WEIGHT:
        yield "单独一个不报，同一篇中有其他可疑词语时才报"


def _listed(words: Sequence[str]) -> str:
    rest = f"等 {len(words)} 个" if len(words) > _MOST_WORDS else ""
    return "、".join(words[:_MOST_WORDS]) + rest
