"""Drafts → findings: places in the submitted fields, equal mistakes gathered, personal data masked."""

import hashlib
from collections.abc import Iterator, Sequence

from services.checker.detector import Draft
from services.checker.document import Field
from services.checker.personal_data import mask_spans
from services.checker.view import View
from services.domain.finding import Finding, Position

_CONTEXT = 20


def findings(view: View, drafts: Sequence[Draft], private: Sequence[Draft]) -> Iterator[Finding]:
    """One finding for each rule, field and quote, in the order of their first places.

    `drafts` share no character and stand in text order; `private` covers the personal data that no context may show.
    """
    if not drafts:
        return
    shown = mask_spans(view.document.text, [view.span(draft.start, draft.end) for draft in private])
    places: dict[tuple[str, str, str], list[Position]] = {}
    firsts: dict[tuple[str, str, str], tuple[Draft, Field]] = {}
    for draft in drafts:
        start, end = view.span(draft.start, draft.end)
        field = view.document.field_at(start)
        position = field.position(start, end)
        key = (draft.rule.id, field.name, field.source[position.start : position.end])
        places.setdefault(key, []).append(position)
        firsts.setdefault(key, (draft, field))
    for key, (draft, _) in firsts.items():
        yield _finding(view, draft, key, tuple(places[key]), shown)


def _finding(
    view: View, draft: Draft, key: tuple[str, str, str], positions: tuple[Position, ...], shown: str
) -> Finding:
    rule, field, quote = key
    start, end = view.span(draft.start, draft.end)
    first = positions[0]
    context, before = _context(shown, start, end)
    return Finding(
        id=_id(rule, field, quote),
        rule=rule,
        category=draft.rule.category,
        severity=draft.rule.severity,
        field=field,
        start=first.start,
        end=first.end,
        utf16_start=first.utf16_start,
        utf16_end=first.utf16_end,
        quote=mask_spans(quote, [(0, len(quote))]) if draft.private else quote,
        context=context,
        context_start=before,
        context_end=before + end - start,
        message=draft.message,
        suggestions=draft.suggestions,
        safe_fix=draft.safe_fix and quote == view.original(draft.start, draft.end),
        basis=draft.rule.basis,
        confidence=draft.confidence,
        folding=tuple(sorted(draft.folding)),
        positions=positions,
        masked=draft.private,
    )


def _context(shown: str, start: int, end: int) -> tuple[str, int]:
    """The line around a place, at most `_CONTEXT` code points to either side, and where in it the place begins."""
    before = shown[max(0, start - _CONTEXT) : start].rpartition("\n")[2]
    after = shown[end : end + _CONTEXT].partition("\n")[0]
    return before + shown[start:end] + after, len(before)


def _id(*parts: str) -> str:
    """16 hex digits that depend on the parts alone."""
    digest = hashlib.blake2b(digest_size=8)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big") + data)
    return digest.hexdigest()
