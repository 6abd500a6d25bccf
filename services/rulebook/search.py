"""Which rules speak of a word, and which ids look like a misspelt one."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from services.domain.rule import RuleDoc

_MOST_IDS = 5
_LIKENESS = 0.6


def speaking_of(rules: Iterable[RuleDoc], words: str) -> list[RuleDoc]:
    """The rules that have every word in their id, category, summary, wordings, basis or examples; in any case.

    Those that look for the words themselves come first, then by id.
    """
    wanted = words.lower().split()
    found = [rule for rule in rules if all(any(word in text for text in _texts(rule)) for word in wanted)]
    return sorted(found, key=lambda rule: (not _looks_for(rule, wanted), rule.id))


def nearest(rules: Iterable[RuleDoc], rule_id: str) -> list[str]:
    """The ids that are most like one that does not exist, best first; by their names where the prefix is missing."""
    ids = {rule.id: rule.id for rule in rules}
    names = {rule_id.partition(".")[2]: rule_id for rule_id in sorted(ids, reverse=True)}
    known = ids if "." in rule_id else names
    return [known[match] for match in get_close_matches(rule_id.lower(), known, n=_MOST_IDS, cutoff=_LIKENESS)]


def _looks_for(rule: RuleDoc, wanted: Sequence[str]) -> bool:
    words = [*(term.wrong.lower() for term in rule.terms), *rule.right, *rule.suggestions]
    return any(word in text for word in wanted for text in words)


def _texts(rule: RuleDoc) -> Iterator[str]:
    for text in (rule.id, rule.category.label, rule.category, rule.summary, rule.basis, *rule.hit, *rule.right):
        yield text.lower()
    for term in rule.terms:
        yield term.wrong.lower()
        yield from (right.lower() for right in term.right)
    yield from (suggestion.lower() for suggestion in rule.suggestions)
