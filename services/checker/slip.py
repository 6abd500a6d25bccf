"""A long right form with one change, and what the segmenter has to say to it.

Beside the half of a form there is often something else: 人力资源与社会保障部门 holds no slip in 人力资源和社会保障部,
and 国家卫生健康委将会同各部门 none in 国家卫生健康委员会.
"""

from dataclasses import dataclass

from services.checker.view import View

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slip:
    """Form `number` with a change, at `[start, end)` of the folded text.

    A word has to end there, and to begin there if the change is `early`: 农村居民 may stand before 居民人均可支配收入.
    `word` is what stands from the change to the edge, where it is short enough to be another word.
    """

    number: int
    start: int
    end: int
    early: bool = False
    word: Span | None = None

    def confirmed(self, view: View) -> Span | None:
        """The range of the slip; None where other words stand."""
        is_other = self.word is not None and _is_one_word(view, *self.word)
        is_whole = view.is_word(self.start if self.early else self.end, self.end)
        return (self.start, self.end) if is_whole and not is_other else None


@dataclass(frozen=True, slots=True, kw_only=True)
class CroppedSlip(Slip):
    """Without its outermost character, so that `torn` is left of a word; `strange` stands there instead, or follows."""

    torn: Span
    strange: Span | None

    def confirmed(self, view: View) -> Span | None:
        if not _is_one_word(view, *self.torn):
            return None
        if self.strange is None or not _is_one_word(view, *self.strange):
            return self.start, self.end
        return min(self.start, self.strange[0]), max(self.end, self.strange[1])


def _is_one_word(view: View, start: int, end: int) -> bool:
    return view.is_word(start, end) and not any(view.is_word(place, place) for place in range(start + 1, end))
