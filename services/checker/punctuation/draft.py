"""Slips → drafts: places in the text before folding become places in the folded text."""

from collections.abc import Iterable, Iterator

from services.checker.detector import Draft
from services.checker.punctuation.slip import Slip
from services.checker.view import View

_CONFIDENCE = 0.9


def drafts(view: View, slips: Iterable[Slip]) -> Iterator[Draft]:
    """The slips in the text of the document, as drafts."""
    for slip in slips:
        draft = _draft(view, slip)
        if draft is not None:
            yield draft


def _draft(view: View, slip: Slip) -> Draft | None:
    """None at the edge of a field.

    Folding takes some marks out, as -- between two Han characters: such a draft holds its neighbours, and so does
    what is suggested.
    """
    start, end = view.folded_span(slip.start, slip.end)
    if start >= end:
        return None
    first, last = view.span(start, end)
    before, behind = view.document.text[first : slip.start], view.document.text[slip.end : last]
    if first > slip.start or last < slip.end or "\n" in before + behind:
        return None
    return Draft(
        start=start,
        end=end,
        rule=slip.rule,
        message=slip.rule.summary,
        suggestions=() if slip.mend is None else (before + slip.mend + behind,),
        confidence=_CONFIDENCE,
    )
