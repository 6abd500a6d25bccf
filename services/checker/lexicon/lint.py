"""What is wrong between rules, where each alone is well formed."""

from collections.abc import Callable, Iterable, Iterator, Sequence

from services.checker.lexicon.rule import Rule
from services.domain.errors import LexiconError
from services.domain.rule import Severity


def refuse_conflicts(rules: Sequence[Rule]) -> None:
    """Raise `LexiconError` for the first conflict that would make the lexicon ambiguous."""
    for error in conflicts(rules):
        raise error


def conflicts(rules: Sequence[Rule]) -> Iterator[LexiconError]:
    """Repeated ids, one term in two rules, and pairs that send a text from a to b and back."""
    ids: dict[str, Rule] = {}
    terms: dict[tuple[str, bool], Rule] = {}
    for rule in rules:
        first = ids.setdefault(rule.id, rule)
        if first is not rule:
            yield _error(rule, f"规则编号“{rule.id}”已用于 {first.file}:{first.line}")
        for term in () if rule.pair else rule.terms:
            owner = terms.setdefault((term.text, bool(rule.since or rule.until or rule.near)), rule)
            if owner is not rule:
                yield _error(rule, f"“{term.text}”已写在 {owner.file}:{owner.line}（{owner.id}）")
    yield from _circles(rules)


def refuse_folded_away(rules: Sequence[Rule], fold_all: Callable[[Iterable[str]], list[str]]) -> None:
    """Raise `LexiconError` where folding leaves nothing to look for, or nothing to tell a term from its replacement."""
    words = list(dict.fromkeys(word for rule in rules for word in (*_searched(rule), *_suggested(rule))))
    folded = dict(zip(words, fold_all(words), strict=True))
    for rule in rules:
        for word in _searched(rule):
            if not folded[word].strip():
                raise _error(rule, f"“{word}”在归一化之后没有剩下任何字符")
        for term in rule.terms:
            if folded[term.text] in map(folded.get, term.suggestions):
                raise _error(rule, f"“{term.text}”与它的正确写法只差繁简、全半角或大小写，归一化之后无法区分")


def _searched(rule: Rule) -> Iterator[str]:
    yield from (term.text for term in rule.terms)
    yield from (*rule.right, *rule.allow)


def _suggested(rule: Rule) -> Iterator[str]:
    return (right for term in rule.terms for right in term.suggestions)


def _circles(rules: Sequence[Rule]) -> Iterator[LexiconError]:
    wrong = {term.text: rule for rule in rules if _is_always_wrong(rule) for term in rule.terms}
    for rule in rules:
        for term in rule.terms:
            for right in term.suggestions:
                if other := wrong.get(right):
                    yield _error(rule, f"“{term.text}”的正确写法“{right}”在 {other.file}:{other.line} 中被当作错误")


def _error(rule: Rule, reason: str) -> LexiconError:
    return LexiconError(reason, file=rule.file, line=rule.line)


def _is_always_wrong(rule: Rule) -> bool:
    """Whether the terms are wrong wherever they stand: 立竿见影 is, only where something is sold."""
    return rule.severity is not Severity.NOTICE and not rule.near and not rule.pair
