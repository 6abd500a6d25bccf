"""Suggestions of a second reader → drafts: protected places are left alone, voices counted, nothing is said twice."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Draft
from services.checker.opinion import AGREED, ALONE, PROPER, Suggestion
from services.checker.protected import Protected
from services.checker.view import View
from services.domain.rule import Severity

_AGREED, _LISTED, _GUESSED = "两种方法的结论一致", "它与专名表中的名称相近", "这是统计模型的意见"
_CONFIDENCE = {ALONE.id: 0.4, AGREED.id: 0.6}
# What the lexicons report as more than a style notice needs no second voice.
_ENOUGH = Severity.WARNING.rank
# A model alone is heard where its change makes a word that is so many times as common as any that stood there, and
# where the text writes it so only once. Measured with a KenLM model on clean posts: names that it does not know and
# homophones go, from 36 to 4 notices in 10 000 characters, while two thirds of the right ones stay.
_MORE_COMMON = 20
_LONGEST_WORD = 4


class _Change(NamedTuple):
    """The least that differs: `[start, end)` of the document becomes `right`."""

    start: int
    end: int
    right: str


def second_drafts(
    view: View, first: Sequence[Draft], suggestions: Iterable[Suggestion], names: Iterable[str]
) -> list[Draft]:
    """What the second reader adds to the `first` drafts. A suggestion that does not fit the text is passed over."""
    text = view.document.text
    protected = Protected(text, names)
    voices: dict[_Change, list[Suggestion]] = {}
    for each in suggestions:
        if _fits(text, each) and not protected.forbids(each.start, each.end, each.right):
            voices.setdefault(_least(text, each.start, each.end, each.right), []).append(each)
    return [draft for change, said in voices.items() for draft in _drafts(view, first, change, said)]


def _fits(text: str, each: Suggestion) -> bool:
    """A misspelling has as many characters as the right spelling; what adds or drops words is not for a model."""
    return 0 <= each.start < each.end <= len(text) and len(each.right) == each.end - each.start


def _least(text: str, start: int, end: int, right: str) -> _Change:
    while right and right[0] == text[start]:
        start, right = start + 1, right[1:]
        if start == end:
            break
    while right and right[-1] == text[end - 1]:
        end, right = end - 1, right[:-1]
    return _Change(start, end, right)


def _drafts(view: View, first: Sequence[Draft], change: _Change, said: Sequence[Suggestion]) -> Iterator[Draft]:
    if not change.right:
        return
    widest = max(said, key=lambda each: (each.end - each.start, -each.start))
    start, end = view.folded_offset(widest.start), view.folded_offset(widest.end - 1) + 1
    if view.span(start, end) != (widest.start, widest.end):
        return
    there = [draft for draft in first if draft.start < end and start < draft.end]
    if any(draft.rule.severity.rank >= _ENOUGH for draft in there):
        return
    kinds = {each.kind for each in said}
    models, listed = kinds - {PROPER}, PROPER in kinds
    is_agreed = bool(models) and (listed or any(_says(view, draft, change) for draft in there))
    if is_agreed or listed or _is_likely(view, change, view.original(start, end)):
        reason = _AGREED if is_agreed else _LISTED if listed else _GUESSED
        yield _draft(view, start, end, widest.right, reason)


def _is_likely(view: View, change: _Change, quote: str) -> bool:
    """Whether a model may be right on its own."""
    text = view.document.text
    first = max(0, change.start - _LONGEST_WORD)
    before, after = text[first : change.start], text[change.end : change.end + _LONGEST_WORD]
    old = _most_common(view, before, text[change.start : change.end], after)
    return text.count(quote) == 1 and _most_common(view, before, change.right, after) > _MORE_COMMON * (old + 1)


def _most_common(view: View, before: str, middle: str, after: str) -> int:
    """How common the most common word of two to four characters over the middle is."""
    text, start, end = before + middle + after, len(before), len(before) + len(middle)
    return max(
        (
            view.frequency(text[first : first + length])
            for length in range(max(2, end - start), _LONGEST_WORD + 1)
            for first in range(max(0, end - length), min(start, len(text) - length) + 1)
        ),
        default=0,
    )


def _says(view: View, draft: Draft, change: _Change) -> bool:
    """Whether the draft's best suggestion is the same change."""
    start, end = view.span(draft.start, draft.end)
    return bool(draft.suggestions) and _least(view.document.text, start, end, draft.suggestions[0]) == change


def _draft(view: View, start: int, end: int, right: str, reason: str) -> Draft:
    rule, quote = (AGREED if reason == _AGREED else ALONE), view.original(start, end)
    return Draft(
        start=start,
        end=end,
        rule=rule,
        message=f"“{quote}”疑似应为“{right}”，{reason}，请核对。",
        suggestions=(right,),
        confidence=_CONFIDENCE[rule.id],
    )
