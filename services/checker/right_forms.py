"""Right forms of the lexicons: what one slip makes of them is looked for, each kind of slip in the cheapest way.

Slips in a short form are found by a piece of it (`piece.py`) or are patterns themselves, where the dictionary does not
know them as words; any change in a long form is found by its halves (`halves.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from services.checker.detector import Hit, Pattern
from services.checker.halves import Halves, edges
from services.checker.knowledge import Knowledge
from services.checker.lexicon import Rule
from services.checker.near_miss import slips
from services.checker.piece import pieces, read, unseen
from services.checker.pun import is_pun
from services.checker.view import View
from services.checker.wording import Wording
from services.domain.rule import Category, Severity

_SLIP, _PIECE, _HALF = -2, -3, -4
# From so many characters on, what differs from a right form by one change is nearly always wrong. Measured on 44
# million characters: a name has fewer neighbours than a phrase (现代产业体系 and 批评和自我批评 are right, too).
_LONG, _LONG_NAME = 8, 7
# Of a shorter form too little is left to be told without a character: 国务 or 党央.
_SHORTEST_BROKEN = 4
_SHORT_SLIP = 6


class FormSlip(NamedTuple):
    """What stands at `[start, end)` of the folded text instead of a right form of the rule `number`."""

    start: int
    end: int
    number: int
    form: str

    @property
    def asks_for_words(self) -> bool:
        """Whether the segmenter has to agree: a short form, or a form without a part, may come about by chance."""
        return self.end - self.start <= max(_SHORT_SLIP, len(self.form) - 2)


class RightForms:
    """The number of a pattern is its form, over all rules; that of a half is its own, as several forms may share it."""

    def __init__(self, rules: Sequence[Rule], knowledge: Knowledge) -> None:
        self._rules, self._confusion, self._segmenter = rules, knowledge.confusion, knowledge.segmenter
        self._owners = [(number, form) for number, rule in enumerate(rules) for form in rule.right]
        self._folded = knowledge.fold_all(form for _, form in self._owners)
        self._known = frozenset(self._folded)
        self._lengths = sorted(set(map(len, self._known)))
        self._long = [place for place, (number, form) in enumerate(self._owners) if is_long(rules[number], form)]
        self._long_numbers = {place: number for number, place in enumerate(self._long)}
        self._halves = Halves([self._folded[place] for place in self._long])

    def patterns(self) -> Iterable[Pattern]:
        if not self._owners:
            return
        wording = Wording(self._segmenter)
        yield from (Pattern(half, number, _HALF) for number, half in enumerate(self._halves.texts))
        for place, (number, form) in enumerate(self._owners):
            chosen = pieces(form, wording) if self._is_broken_by_one(place) else []
            fine = {*self._rules[number].right, *self._rules[number].allow}
            wrong = self._slips(place, chosen, wording)
            yield from (Pattern(slip, place, _SLIP) for slip in wrong if slip not in fine)
            yield from (Pattern(piece, place, _PIECE) for piece in chosen)

    def _slips(self, place: int, chosen: Sequence[str], wording: Wording) -> Iterator[str]:
        """What has to be a pattern, as neither a half nor one of the `chosen` pieces leads to it."""
        form, long = self._owners[place][1], self._long_numbers.get(place)
        open_places = unseen(form, chosen) if long is None else edges(form)
        every = slips(form, self._confusion, common=True, places=open_places)
        wrong = (slip for slip in every if not wording.knows(slip))
        yield from wrong if long is None else self._halves.hidden(long, wrong)
        if self._is_broken_by_one(place):
            yield from wording.gaps(form)

    def _is_broken_by_one(self, place: int) -> bool:
        """Whether a short form can still be told with a character left out or put in."""
        return place not in self._long_numbers and len(self._folded[place]) >= _SHORTEST_BROKEN

    def slips(self, view: View, hits: Iterable[Hit]) -> Iterator[FormSlip]:
        """What the hits of the patterns lead to; a right form around it makes it none."""
        for hit in hits:
            if hit.kind <= _SLIP and not self._is_whole(view.folded, hit):
                for start, end, place in self._found(view, hit):
                    slip = FormSlip(start, end, *self._owners[place])
                    if not self._hold(view.folded, start, end) and not self._is_pun(view, slip):
                        yield slip

    def _is_whole(self, text: str, hit: Hit) -> bool:
        """Whether the form stands there as it should, with the hit inside: most hits are no more than that."""
        start, end, number, kind = hit
        if kind == _HALF:
            return False
        form = self._folded[number]
        spare = len(form) - (end - start)
        return spare > 0 and text.find(form, start - spare if start > spare else 0, end + spare) >= 0

    def _found(self, view: View, hit: Hit) -> Iterator[tuple[int, int, int]]:
        """Start, end and form."""
        if hit.kind == _SLIP:
            if self._is_bare(view, hit):
                yield hit.start, hit.end, hit.number
        elif hit.kind == _PIECE:
            change = read(view.folded, self._folded[hit.number], hit.start, hit.end)
            if change is not None and change.is_believed(view, self._confusion):
                yield change.start, change.end, hit.number
        else:
            for slip in self._halves.slips(view.folded, hit.start, hit.end, hit.number):
                if not self._hold(view.folded, slip.start, slip.end) and (span := slip.confirmed(view)):
                    yield *span, self._long[slip.number]

    def _is_bare(self, view: View, hit: Hit) -> bool:
        """Whether no word goes on over the ends of a short form without a character: 全国经济 is no 国民经济."""
        is_short_gap = hit.number not in self._long_numbers and hit.end - hit.start < len(self._folded[hit.number])
        return not is_short_gap or not (view.parts_word(hit.start) or view.parts_word(hit.end))

    def _hold(self, text: str, start: int, end: int) -> bool:
        """Whether `[start, end)` lies inside a right form. They stand everywhere, so only a slip asks for them."""
        return any(
            text[first : first + length] in self._known
            for length in self._lengths
            for first in range(max(0, end - length), start + 1)
        )

    def _is_pun(self, view: View, slip: FormSlip) -> bool:
        return self._rules[slip.number].category is Category.IDIOM and is_pun(view.folded, slip.start, slip.end)


def is_long(rule: Rule, form: str) -> bool:
    """Whether any one change in a right form is wrong, and not only those that sound or look like it."""
    is_name = rule.category is Category.INSTITUTION_NAME or rule.severity is Severity.SERIOUS
    return len(form) >= (_LONG_NAME if is_name else _LONG)
