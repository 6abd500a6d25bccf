"""What an editor is told about a rule: what it looks for and why, with examples that the checker itself has read."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Protocol

from services.domain.finding import Finding
from services.domain.post import Post
from services.domain.report import Policy, Report
from services.domain.rule import RuleDoc

_NOON_IN_BEIJING = time(4, tzinfo=UTC)


class Checks(Protocol):
    """What is asked of a checker here."""

    def check(self, post: Post, /) -> Report: ...


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in which a rule reports something: what it reports there, and the sentence mended, if it can be."""

    text: str
    quotes: tuple[str, ...] = ()
    mended: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines; a line may have lines of its own."""

    heading: str
    lines: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The page of a rule, before it is laid out. `facts` are name and value."""

    id: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def explain(rule: RuleDoc, checker: Checks, policy: Policy) -> Explanation:
    """Put the page of a rule together; `policy` says what its severity comes to."""
    return Explanation(rule.id, rule.summary, tuple(_facts(rule, policy)), tuple(_sections(rule, checker)))


def example_of(rule: RuleDoc, text: str, checker: Checks) -> Example:
    """Read a sentence as the checker reads it."""
    published_at = datetime.combine(rule.day, _NOON_IN_BEIJING)
    report = checker.check(Post(id="example", body=text, published_at=published_at))
    found = [finding for finding in report.findings if finding.rule == rule.id]
    return Example(text, tuple(finding.quote for finding in found), _mended(text, found))


def _mended(text: str, found: list[Finding]) -> str:
    """The sentence with the first suggestions put in place; empty where one finding has none."""
    if not found or not all(finding.suggestions for finding in found):
        return ""
    places = [(place.start, place.end, each.suggestions[0]) for each in found for place in each.positions]
    for start, end, right in sorted(places, reverse=True):
        text = text[:start] + right + text[end:]
    return text


def _facts(rule: RuleDoc, policy: Policy) -> Iterator[tuple[str, str]]:
    yield "类别", f"{rule.category.label}（{rule.category}）"
    verdict = policy.verdict_on(rule.severity)
    yield "级别", f"{rule.severity.label}（{rule.severity}）：{rule.severity.meaning}；稿件结论为“{verdict.label}”"
    yield "依据", rule.basis
    if rule.file:
        yield "词库", f"lexicons/{rule.file}"


def _sections(rule: RuleDoc, checker: Checks) -> Iterator[Section]:
    wrong = [f"{term.wrong} → {'、'.join(term.right)}" if term.right else term.wrong for term in rule.terms]
    # What has no right form is a bare word and needs no line of its own.
    listed = wrong if any(term.right for term in rule.terms) else ["、".join(wrong)] if wrong else []
    if listed:
        yield Section("查哪些写法", _plain(listed))
    if rule.right:
        yield Section("正确写法（与它只差一处的都报）", _plain(["、".join(rule.right)]))
    yield Section("会报的例句", tuple(_shown(example_of(rule, text, checker)) for text in rule.hit))
    yield Section("不报的例句", _plain(rule.miss))
    if rule.limits:
        yield Section("什么时候不报", _plain(rule.limits))


def _plain(lines: list[str] | tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((line,) for line in lines)


def _shown(example: Example) -> tuple[str, ...]:
    if example.mended:
        return example.text, f"应为：{example.mended}"
    return (example.text, f"报“{'”“'.join(example.quotes)}”") if example.quotes else (example.text,)
