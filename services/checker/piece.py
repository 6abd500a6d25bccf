"""Short right forms with one change, found by a piece that is still whole.

To list every character that may be put in would take millions of patterns, and every one that may stand for another
hundreds of thousands. A piece of the form stays whole wherever the change is beside it; the rest is read.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.checker.confusion import Confusion
from services.checker.view import View
from services.checker.wording import Wording

# With these a set phrase is stretched on purpose: 历久而弥新, 根深则叶茂, 为国争了光.
_STRETCHING = "的了着过得地之而则者与和等"


class Change(NamedTuple):
    """A form of `[start, end)` with another character at `place`; nothing is `meant` where it is one too many."""

    start: int
    end: int
    place: int
    meant: str

    def is_believed(self, view: View, confusion: Confusion) -> bool:
        """Whether the character is one that is taken for the right one, or breaks a word where none was meant."""
        char = view.folded[self.place]
        if self.meant:
            return confusion.is_common(self.meant, char) and not view.knows(self.start, self.end)
        return char.isalnum() and char not in _STRETCHING and self._breaks_word(view)

    def _breaks_word(self, view: View) -> bool:
        """Whether the character stands alone, with a part of a word beside it: 食药品安全 holds none."""
        before, behind = self.place - 1, self.place + 1
        return (
            view.is_word(self.start, self.end)
            and view.is_word(self.place, behind)
            and (view.is_word(before, self.place) or view.is_word(behind, behind + 1))
        )


def read(text: str, form: str, start: int, end: int) -> Change | None:
    """The form around its piece at `[start, end)` with one change beside it; None where it is whole, or not there."""
    before, _, behind = form.partition(text[start:end])
    follows, leads = text.startswith(behind, end), text.endswith(before, 0, start)
    if follows == leads:
        return None
    rest = behind if leads else before
    for spare in (1, 0):
        offset = end if leads else start - len(rest) - spare
        written = text[offset : offset + len(rest) + spare] if offset >= 0 else ""
        place = _strange(written, rest) if len(written) == len(rest) + spare else None
        if place is not None:
            first = start - len(before) - (0 if leads else spare)
            return Change(first, first + len(form) + spare, offset + place, "" if spare else rest[place])
    return None


def pieces(form: str, wording: Wording) -> list[str]:
    """A few rare pieces that see the places where a strange character breaks a word."""
    open_places = set(range(1, len(form))) - wording.seams(form)
    rare = list(_rare(form, wording)) if open_places else []
    chosen: list[str] = []
    while best := _best(rare, form, open_places):
        start, end = best
        chosen.append(form[start:end])
        open_places -= _seen(form, start, end)
    return chosen


def unseen(form: str, chosen: Sequence[str]) -> set[int]:
    """The places at which no piece leads to another character, so that each has to be a pattern."""
    places = set(range(len(form)))
    for piece in chosen:
        start = form.index(piece)
        places &= set(range(start, start + len(piece)))
    return places


def _strange(written: str, meant: str) -> int | None:
    """The place of the one character that stands for another, or that is one too many."""
    places = range(len(written))
    if len(written) == len(meant):
        differing = [place for place in places if written[place] != meant[place]]
        return differing[0] if len(differing) == 1 else None
    return next((place for place in places if written[:place] + written[place + 1 :] == meant), None)


def _rare(form: str, wording: Wording) -> Iterator[tuple[int, int]]:
    """The ranges of all pieces that may be chosen."""
    for start in range(len(form) - 1):
        for end in range(start + 2, len(form) + 1):
            if _is_piece(form, form[start:end], wording):
                yield start, end


def _best(rare: Sequence[tuple[int, int]], form: str, open_places: set[int]) -> tuple[int, int] | None:
    """The piece that sees most of the places, and of several the longest."""
    candidates = ((len(_seen(form, start, end) & open_places), end - start, start) for start, end in rare)
    seen, length, start = max(candidates, default=(0, 0, 0))
    return (start, start + length) if seen else None


def _is_piece(form: str, piece: str, wording: Wording) -> bool:
    return len(piece) < len(form) and form.count(piece) == 1 and wording.is_rare(piece)


def _seen(form: str, start: int, end: int) -> set[int]:
    return {*range(1, start + 1), *range(end, len(form))}
