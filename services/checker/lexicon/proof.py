"""A rule is loaded only if its examples hold: every term found in a hit example, nothing found in a miss example."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, time

from services.checker.lexicon.rule import Example, Rule
from services.checker.lexicon.wording import is_read
from services.domain.errors import LexiconError
from services.domain.post import Post
from services.domain.report import Report

_NOON_IN_BEIJING = time(4, tzinfo=UTC)


def refuse_unproved(rules: Sequence[Rule], check: Callable[[Post], Report]) -> None:
    """Raise `LexiconError` for the first example that does not hold."""
    for error in unproved(rules, check):
        raise error


def unproved(rules: Sequence[Rule], check: Callable[[Post], Report]) -> Iterator[LexiconError]:
    """Every example that does not hold, and every term that no example shows."""
    for rule in rules:
        seen: set[str] = set()
        for example in rule.hit:
            # A slip that another rule lists as a term is reported by that rule, which says more about it.
            found = _quotes(rule, example, check, of_any_rule=bool(rule.right))
            seen |= found
            if not found:
                yield LexiconError(f"规则 {rule.id} 应报而未报：{example.text}", file=rule.file, line=example.line)
        for example in rule.miss:
            if _quotes(rule, example, check):
                yield LexiconError(f"规则 {rule.id} 不应报而报：{example.text}", file=rule.file, line=example.line)
        for term in rule.terms:
            if not any(is_read(term.text, quote) for quote in seen):
                yield LexiconError(f"规则 {rule.id} 的“{term.text}”没有应报的例句", file=rule.file, line=rule.line)


def _quotes(rule: Rule, example: Example, check: Callable[[Post], Report], *, of_any_rule: bool = False) -> set[str]:
    published_at = datetime.combine(example.on or rule.day, _NOON_IN_BEIJING)
    report = check(Post(id="example", body=example.text, published_at=published_at))
    return {finding.quote for finding in report.findings if of_any_rule or finding.rule == rule.id}
