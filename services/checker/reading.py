"""Reading on from one half of a long right form, to see whether the rest stands beside it with one change.

The change is a character replaced, put in or left out, or a part of up to four characters missing or doubled.
"""

from services.checker.slip import CroppedSlip, Slip

LONGEST_PART = 4
# A shorter form without a part is usually another name: 全国代表大会, 中华传统文化.
_SHORTEST_WITH_GAP = 10
# The name without a part is another one if it only begins or ends alike: 党中央统一领导, 国务院发展中心.
SHORTEST_REST = 3
# Characters written and characters meant where the text leaves the form; what is doubled is meant -1 to -4 times.
_CHANGES = (
    *((0, -size) for size in range(1, LONGEST_PART + 1)),
    *((1, 1), (1, 0)),
    *((0, size) for size in range(1, LONGEST_PART + 1)),
)
# 中华民族的伟大复兴 and 中华民族伟大复兴 are both right.
_HARMLESS = "的"
# 住房和城乡建设厅 and 住房和城乡建设领域 are as common as 住房和城乡建设部: not worth a question to the segmenter.
_BODIES = "部厅局署委会院"
_UNREADABLE = "\ufffd"
# A strange character and the last one of the form: 开会 in 国家卫生健康委开会 is not the end of 委员会.
_LOOSE = 2
_CUT = "\n…"


class Half:
    """The first `known` characters of a form, or where not `leads` the last ones."""

    def __init__(self, form: str, number: int, known: int, *, leads: bool) -> None:
        self.form, self.number, self.known, self.leads = form, number, known, leads
        self.rest = form[known:] if leads else form[:-known]
        self._reach = len(self.rest) + LONGEST_PART
        self._inner = self.rest[:-2] if leads else self.rest[2:]
        self._outer = self.rest[-2:] if leads else self.rest[:2]

    def is_near(self, text: str, start: int, end: int) -> bool:
        """Whether some of the rest stands beside the half: what is behind the change, or what is before it."""
        if self.leads:
            return text.find(self._outer, end, end + self._reach) >= 0 or text.startswith(self._inner, end)
        return text.find(self._outer, max(0, start - self._reach), start) >= 0 or text.endswith(self._inner, 0, start)


class Reading:
    """The text from the outer end of a half on, read to the right from the first half, to the left from the second.

    Offsets count in the direction of reading and stand in front of a character.
    """

    def __init__(self, text: str, half: Half, start: int, end: int) -> None:
        self._half = half
        self._origin, self._step = (start, 1) if half.leads else (end, -1)
        reach = len(half.form) + LONGEST_PART
        window = text[start : start + reach] if half.leads else text[max(0, end - reach) : end]
        self._text, self._form = window[:: self._step], half.form[:: self._step]

    def slip(self) -> Slip | None:
        """The form with one change; None where something else stands."""
        if self._text.startswith(self._form):
            return None
        place = self._half.known
        while self._text[place : place + 1] == self._form[place]:
            place += 1
        for written, meant in _CHANGES:
            if self._goes_on(place, written, meant) and self._is_slip(place, written, meant):
                return self._changed(place, written, meant)
        return self._cropped() if place == len(self._form) - 1 else None

    def _goes_on(self, place: int, written: int, meant: int) -> bool:
        """Whether the text, having left the form at `place`, goes on to its end as the form does."""
        return 0 <= place + meant < len(self._form) and self._text.startswith(
            self._form[place + meant :], place + written
        )

    def _is_slip(self, place: int, written: int, meant: int) -> bool:
        """Whether the change is one that is made by mistake."""
        if meant < 0:
            return True
        change = self._text[place : place + written] + self._form[place : place + meant]
        if len(change) > written + 1:
            return may_lack(self._form, meant) and place + meant + SHORTEST_REST <= len(self._form)
        return change != _HARMLESS and all(map(_is_readable, change))

    def _changed(self, place: int, written: int, meant: int) -> Slip | None:
        end = len(self._form) + written - meant
        if self._form in self._text[:end]:
            return None
        word = self._span(place, end) if written == 1 and end - place == _LOOSE else None
        before = place if self._half.leads else end - place - written
        return Slip(self._half.number, *self._span(0, end), early=before < SHORTEST_REST, word=word)

    def _cropped(self) -> Slip | None:
        """The same where only the outermost character is wrong or missing."""
        last = len(self._form) - 1
        beyond = self._text[last : last + 1]
        if not beyond or beyond in _CUT or self._form[last] in _BODIES or self._form[last - 1] == _HARMLESS:
            return None
        strange = self._span(last, last + 1) if _is_readable(beyond) else None
        torn = self._span(last - 1, last)
        return CroppedSlip(self._half.number, *self._span(0, last), torn=torn, strange=strange)

    def _span(self, start: int, end: int) -> tuple[int, int]:
        """The range in the text."""
        first, last = sorted((self._origin + self._step * start, self._origin + self._step * end))
        return first, last


def may_lack(form: str, size: int) -> bool:
    """Whether the form can be told without a part: 国务院办公室 is not what remains of one office's name."""
    return len(form) >= max(_SHORTEST_WITH_GAP, 3 * size)


def _is_readable(char: str) -> bool:
    """Nothing that ends a phrase, sets off a quotation or lists things."""
    return char.isalnum() or char == _UNREADABLE
