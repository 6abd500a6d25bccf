"""Drafts → findings: places in the submitted fields, equal mistakes gathered, personal data masked."""

import re
from collections.abc import Iterator, Sequence

from services.checker.detector import Draft
from services.checker.document import Field
from services.checker.personal_data import hide, middle
from services.checker.view import View
from services.domain.digest import digest
from services.domain.finding import Finding, Position

_CONTEXT = 20
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")


def findings(view: View, drafts: Sequence[Draft], private: Sequence[Draft]) -> Iterator[Finding]:
    """One finding for each rule, field and quote, in the order of their first places.

    `drafts` share no character and stand in text order; `private` covers the personal data that no context may show.
    """
    if not drafts:
        return
    shown = hide(view.document.text, [_hidden(view, draft) for draft in private]) if private else view.document.text
    places: dict[tuple[str, str, str], list[Position]] = {}
    firsts: dict[tuple[str, str, str], tuple[Draft, Field]] = {}
    for draft in drafts:
        start, end = view.span(draft.start, draft.end)
        field = view.document.field_at(start)
        position = field.position(start, end)
        key = (draft.rule.id, field.name, field.source[position.start : position.end])
        places.setdefault(key, []).append(position)
        firsts.setdefault(key, (draft, field))
    for key, (draft, field) in firsts.items():
        yield _finding(view, draft, field, tuple(places[key]), shown)


def _finding(view: View, draft: Draft, field: Field, positions: tuple[Position, ...], shown: str) -> Finding:
    first = positions[0]
    quote = field.source[first.start : first.end]
    start, end = view.span(draft.start, draft.end)
    context, before = _context(shown, start, end)
    return Finding(
        id=digest(draft.rule.id, field.name, quote, size=8),
        rule=draft.rule.id,
        category=draft.rule.category,
        severity=draft.rule.severity,
        field=field.name,
        start=first.start,
        end=first.end,
        utf16_start=first.utf16_start,
        utf16_end=first.utf16_end,
        quote=_masked(view, draft, field, first) if draft.private else quote,
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


def _hidden(view: View, draft: Draft) -> tuple[int, int]:
    """The range of the document's text that a mask hides.

    Measured in the folded text, so that what is stuffed between the characters uncovers none of them.
    """
    return view.span(*middle(draft.start, draft.end))


def _masked(view: View, draft: Draft, field: Field, whole: Position) -> str:
    """The quote with the source of what is hidden replaced by asterisks."""
    hidden = field.position(*_hidden(view, draft))
    quote = field.source[whole.start : whole.end]
    return hide(quote, [(hidden.start - whole.start, hidden.end - whole.start)])


def _context(shown: str, start: int, end: int) -> tuple[str, int]:
    """The line around a place, at most `_CONTEXT` code points to either side, and where in it the place begins."""
    before = _LINE_BREAK.split(shown[max(0, start - _CONTEXT) : start])[-1]
    after = _LINE_BREAK.split(shown[end : end + _CONTEXT])[0]
    return before + shown[start:end] + after, len(before)
