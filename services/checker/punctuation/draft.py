"""Slips → drafts: places in the text before folding become places in the folded text."""

from collections.abc import Iterable, Iterator

from services.checker.detector import Draft
from services.checker.punctuation.slip import Slip
from services.checker.view import View
from services.domain.rule import Severity

_CONFIDENCE = 0.9


def drafts(view: View, slips: Iterable[Slip]) -> Iterator[Draft]:
    """The slips in the text of the document, as drafts.

    Folding takes some marks out, as -- between two Han characters. Such a draft holds the neighbours of the mark, and
    so does what is suggested. Then equal slips are not quoted alike and would not be gathered into one finding; of
    those that are notices the first one speaks for all.
    """
    spoken: set[str] = set()
    for slip in slips:
        draft = _draft(view, slip)
        if draft is None:
            continue
        is_wider = view.span(draft.start, draft.end) != (slip.start, slip.end)
        if is_wider and slip.rule.severity is Severity.NOTICE:
            if slip.rule.id in spoken:
                continue
            spoken.add(slip.rule.id)
        yield draft


def _draft(view: View, slip: Slip) -> Draft | None:
    """None at the edge of a field, where the mark that folding took out has no neighbour."""
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
