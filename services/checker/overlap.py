"""The one place that says which finding wins where several cover the same text.

What is known wins over a guess, then the heavier severity, then the longer text, then the one that begins first, then
the smaller rule id. What loses against a finding that it shares a character with is left out: once the winner is
mended, the next check shows what remains.
"""

from collections.abc import Iterable

from services.checker.detector import Draft


def resolve(drafts: Iterable[Draft]) -> list[Draft]:
    """Drafts that share no character, in text order. Idempotent, and independent of the order of the input."""
    kept: list[Draft] = []
    taken: set[int] = set()
    for draft in sorted(drafts, key=_precedence):
        places = range(draft.start, draft.end)
        if taken.isdisjoint(places):
            taken.update(places)
            kept.append(draft)
    return sorted(kept, key=lambda draft: draft.start)


def _precedence(draft: Draft) -> tuple[bool, int, int, int, str, str]:
    return draft.guess, -draft.rule.severity.rank, draft.start - draft.end, draft.start, draft.rule.id, draft.message
