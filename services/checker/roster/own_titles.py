"""The titles that a person has borne, and how to tell a slip in one of them right before or behind the name."""

from collections.abc import Iterable
from typing import NamedTuple

from services.checker.confusion import Confusion
from services.checker.roster.title_slip import TitleSlips

_WINDOW = 4
_SHORT = 3


class TitleSlip(NamedTuple):
    """A near-miss of the title `form` that takes `length` code points."""

    form: str
    length: int


class OwnTitles:
    """`forms` are folded. A right title hides slips that are not longer than itself."""

    def __init__(self, forms: Iterable[str], confusion: Confusion) -> None:
        ordered = tuple(sorted(set(forms), key=len, reverse=True))
        slips = TitleSlips(confusion)
        self._behind = _Side(ordered, slips, step=1)
        self._before = _Side(ordered, slips, step=-1)
        self.longest = max(map(len, ordered), default=0) + 1

    def slip_before(self, text: str, right: int) -> TitleSlip | None:
        """A slip that `text`, which the name follows, ends with; its last `right` characters are a right title."""
        return self._before.slip(text[::-1], right)

    def slip_behind(self, text: str, right: int) -> TitleSlip | None:
        """A slip that `text`, which the name stands before, begins with."""
        return self._behind.slip(text, right)


class _Side:
    """Reads away from the name: with `step` -1 forms and texts are spelt backwards.

    Nearly every mention of a name has nothing like a title beside it, or a right one: both are told apart first.
    """

    def __init__(self, forms: tuple[str, ...], slips: TitleSlips, *, step: int) -> None:
        self._slips, self._step = slips, step
        self._forms = tuple(form[::step] for form in forms)
        self._short = tuple(form for form in self._forms if len(form) <= _SHORT)
        self._short_chars = frozenset("".join(self._short))
        self._with_pair: dict[str, dict[str, None]] = {}
        for form in self._forms:
            for place in range(min(_WINDOW, len(form) - 1)):
                self._with_pair.setdefault(form[place : place + 2], {})[form] = None
        self._longer: dict[str, tuple[str, ...]] = {}

    def slip(self, text: str, right: int) -> TitleSlip | None:
        for form in self._beyond(text[:right]) if right else self._at(text):
            for length in (len(form) + 1, len(form), len(form) - 1):
                piece = text[:length]
                if max(1, right) < length == len(piece) and self._slips.is_slip(
                    piece[:: self._step], form[:: self._step]
                ):
                    return TitleSlip(form[:: self._step], length)
        return None

    def _at(self, text: str) -> Iterable[str]:
        """The forms of which two characters stand there, as one slip leaves them, or one of a short form."""
        found: dict[str, None] = {}
        for place in range(_WINDOW - 1):
            found |= self._with_pair.get(text[place : place + 2], {})
        return found if self._short_chars.isdisjoint(text[:_SHORT]) else (*found, *self._short)

    def _beyond(self, right: str) -> tuple[str, ...]:
        """The forms of which a slip may begin with a right title and go on."""
        if right not in self._longer:
            self._longer[right] = tuple(form for form in self._forms if _may_begin(right, form))
        return self._longer[right]


def _may_begin(right: str, form: str) -> bool:
    """Whether some slip of the form, longer than `right`, begins with it."""
    if len(form) < len(right):
        return False
    same = next((place for place, char in enumerate(right) if form[place] != char), len(right))
    rest = right[same + 1 :]
    replaced, put_in, lost = form[same + 1 :], form[same:], form[same + 1 :]
    return same == len(right) or replaced.startswith(rest) or put_in.startswith(rest) or lost.startswith(right[same:])
