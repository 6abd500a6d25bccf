"""Whether one text is another with a slip in it, for titles that stand beside their bearers."""

from services.checker.confusion import Confusion

_SHORTEST_TO_LOSE = 3
_SHORTEST_FOR_ANY = 6
_PAIR = 2
# 副总理, 原主席 and 代省长 are other offices, and no slips.
_TELLING = frozenset("副原前代老新时任兼候")


class TitleSlips:
    def __init__(self, confusion: Confusion) -> None:
        self._confusion = confusion

    def is_slip(self, text: str, form: str) -> bool:
        """One character put in, left out or replaced, or two neighbours exchanged."""
        # In 报国务院。总理李强 the mark stands between two things.
        if abs(len(text) - len(form)) > 1 or not text.isalnum():
            return False
        head, tail = _shared(text, form), _shared(text[::-1], form[::-1])
        if len(text) > len(form):
            return head + tail >= len(form) and _may_be_put_in(text, form, min(head, len(form)))
        if len(text) < len(form):
            return head + tail >= len(text) and _may_be_lost(form, min(head, len(text)))
        return self._is_replaced(text, form, head, tail)

    def _is_replaced(self, text: str, form: str, head: int, tail: int) -> bool:
        if len(form) - head - tail == _PAIR:
            return text[head : head + _PAIR] == form[head + 1] + form[head]
        if len(form) - head - tail != 1 or {text[head], form[head]} & _TELLING:
            return False
        # In 团中央 and 届中央 the first character belongs to other things.
        return (len(form) >= _SHORTEST_FOR_ANY and head > 0) or self._confusion.alike(form[head], text[head])


def _may_be_put_in(text: str, form: str, place: int) -> bool:
    """At an edge only a doubled character is part of the title."""
    if text[1:] == form or text[:-1] == form:
        return text[0] == text[1] or text[-1] == text[-2]
    return text[place] not in _TELLING


def _may_be_lost(form: str, place: int) -> bool:
    """Without its last 长 a title is the name of a body: 浙江省习近平新时代…研究中心."""
    at_edge = place in {0, len(form) - 1}
    is_body = place == len(form) - 1 and form[place] == "长"
    return len(form) >= _SHORTEST_TO_LOSE + at_edge and form[place] not in _TELLING and not is_body


def _shared(one: str, other: str) -> int:
    """How many characters both begin with."""
    place, most = 0, min(len(one), len(other))
    while place < most and one[place] == other[place]:
        place += 1
    return place
