"""Long right forms with something wrong in them, found by the half that is right.

To list every wrong form of a long name would take millions of patterns. One change leaves one of its halves whole, so
both halves are patterns, and where one stands alone the text beside it is read as the rest of the form with one change.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.reading import LONGEST_PART, SHORTEST_REST, Half, Reading, may_lack
from services.checker.slip import Slip

_SHORTEST_HALF = 3


class Halves:
    """Long right forms, folded like the text, and numbered in their order."""

    def __init__(self, forms: Sequence[str]) -> None:
        self._forms, every = forms, "\n".join(forms)
        self._cuts = [_cut(form, every) for form in forms]
        gathered: dict[str, list[Half]] = defaultdict(list)
        for number, (form, cut) in enumerate(zip(forms, self._cuts, strict=True)):
            gathered[form[:cut]].append(Half(form, number, cut, leads=True))
            gathered[form[cut:]].append(Half(form, number, len(form) - cut, leads=False))
        self.texts = tuple(gathered)
        self._groups = [_Group.of(halves) for halves in gathered.values()]

    def slips(self, text: str, start: int, end: int, number: int) -> list[Slip]:
        """What may be a form with one change; `texts[number]` is the half of it that was found at `[start, end)`."""
        group, found = self._groups[number], list[Slip]()
        is_right = text.startswith(group.behind, end) or text.endswith(group.before, 0, start)
        for half in group.longer if is_right else group.halves:
            if half.is_near(text, start, end):
                slip = Reading(text, half, start, end).slip()
                if slip is not None:
                    found.append(slip)
        return found

    def hidden(self, number: int, slips: Iterable[str]) -> Iterator[str]:
        """What has to be a pattern itself: neighbours exchanged, a wrong character near an edge, a gap across the cut.

        Near an edge a character is believed if it sounds or looks like the right one, also where 公会 would be a word.
        """
        form, cut = self._forms[number], self._cuts[number]
        for slip in slips:
            if len(slip) == len(form) and (slip[2:-2] == form[2:-2] or sorted(slip) == sorted(form)):
                yield slip
        for size in range(2, LONGEST_PART + 1):
            if may_lack(form, size):
                first, last = max(SHORTEST_REST, cut - size + 1), len(form) - size - SHORTEST_REST
                yield from (form[:start] + form[start + size :] for start in range(first, min(cut - 1, last) + 1))


def edges(form: str) -> set[int]:
    """The places of a long form at which another character has to be a pattern itself (`Halves.hidden`)."""
    return {0, 1, len(form) - 2, len(form) - 1}


def _cut(form: str, every: str) -> int:
    """Near the middle, where both halves are rare among all forms: 经委员会 stands in fewer texts than 委员会."""
    middle = (len(form) + 1) // 2
    near = (
        place for place in (middle, middle - 1, middle + 1) if _SHORTEST_HALF <= place <= len(form) - _SHORTEST_HALF
    )
    return min(near, key=lambda place: every.count(form[:place]) + every.count(form[place:]))


class _Group(NamedTuple):
    """The forms that have a half in common; `behind` and `before` it are the rests that make it whole.

    Where one of them is right, only the `longer` ones that hold another may yet be wrong: 中央央纪律检查委员会.
    """

    halves: Sequence[Half]
    longer: Sequence[Half]
    behind: tuple[str, ...]
    before: tuple[str, ...]

    @classmethod
    def of(cls, halves: Sequence[Half]) -> "_Group":
        behind = tuple(half.rest for half in halves if half.leads)
        before = tuple(half.rest for half in halves if not half.leads)
        longer = [half for half in halves if any(other.form in half.form for other in halves if other is not half)]
        return cls(halves, longer, behind, before)
