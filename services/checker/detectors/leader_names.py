"""Rare names of leaders with one slip, wherever they stand: a character that sounds or looks alike, doubled, exchanged,
put in; and right names that something splits.

Whoever is not protected is looked at only beside an office (`holder_names.py`).
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from services.checker.cover import Cover, covers
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.name_findings import NEAR_MISS, SPLIT, near_miss, split
from services.checker.near_miss import anchors, doublings, substitutions, transpositions
from services.checker.roster import EVERYWHERE, Office, Person
from services.checker.view import View
from services.domain.rule import Folding

_NAME, _ALLOW, _SLIP, _DOUBLED, _ANCHOR = range(5)
_SPLITTING = {Folding.SEPARATORS, Folding.ZERO_WIDTH}


class LeaderNameDetector:
    """The number of a pattern is a person, for anchors the anchor; the kind says which."""

    name = "leader_names"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS, SPLIT]
        self._known = frozenset(person.name for person in knowledge.roster.people)
        self._people = [person for person in knowledge.roster.people if person.protected]
        self._confusion = knowledge.confusion
        self._titles = _titles(knowledge.roster.offices)
        folded = knowledge.fold_all(person.name for person in self._people)
        self._anchors = [(number, anchor) for number, name in enumerate(folded) for anchor in anchors(name)]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(anchor.piece, number, _ANCHOR) for number, (_, anchor) in enumerate(self._anchors))
        for number, person in enumerate(self._people):
            yield Pattern(person.name, number, _NAME)
            yield from (Pattern(phrase, number, _ALLOW) for phrase in person.allow)
            yield from (Pattern(word, number, kind) for word, kind in self._slips(person) if word not in self._known)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        excused = _Excused(hits)
        for hit in hits:
            number, anchor = self._anchors[hit.number] if hit.kind == _ANCHOR else (hit.number, None)
            person = self._people[number]
            if hit.kind == _ALLOW or (EVERYWHERE not in person.units and view.realm.isdisjoint(person.units)):
                continue
            if hit.kind == _NAME:
                yield from _split(view, hit, person)
            elif anchor is None:
                if not excused.holds(number, hit.start, hit.end) and self._is_whole(view, hit, person):
                    yield near_miss(view, hit.start, hit.end, person)
            elif (span := anchor.torn(view.folded, hit.start, hit.end)) and not excused.holds(number, *span):
                yield from self._torn(view, span, person)

    def _torn(self, view: View, span: tuple[int, int], person: Person) -> Iterator[Draft]:
        if view.is_word(*span) or self._is_titled(view, span[1], person):
            by_line = "\n" in view.folded[slice(*span)]
            yield split(view, *span, person) if by_line else near_miss(view, *span, person)

    def _is_whole(self, view: View, hit: Hit, person: Person) -> bool:
        """学习习近平 holds 习习近平 by chance, and 温家包子铺 a slip that ends inside a word."""
        if hit.kind == _DOUBLED:
            return view.is_word(hit.start, hit.end)
        ends_right = view.folded[hit.end - 1] == person.name[-1]
        return ends_right or view.is_word(hit.end, hit.end) or self._is_titled(view, hit.end, person)

    def _is_titled(self, view: View, end: int, person: Person) -> bool:
        """落实习近… may be cut into 落 and 实习: a title of the person behind the name is as good as a word."""
        return view.folded.startswith(self._titles.get(person.name, ()), end)

    def _slips(self, person: Person) -> Iterator[tuple[str, int]]:
        yield from ((word, _SLIP) for word in substitutions(person.name, self._confusion))
        yield from ((word, _SLIP) for word in transpositions(person.name))
        yield from ((word, _DOUBLED) for word in doublings(person.name))


def _titles(offices: Iterable[Office]) -> dict[str, tuple[str, ...]]:
    titles: dict[str, list[str]] = {}
    for office in offices:
        for tenure in office.holders:
            titles.setdefault(tenure.name, []).extend(office.forms)
    return {name: tuple(forms) for name, forms in titles.items()}


def _split(view: View, hit: Hit, person: Person) -> Iterator[Draft]:
    """A right name with something between its characters; 习 近 平, spaced evenly, is a matter of layout."""
    original = view.original(hit.start, hit.end)
    if len(original) > hit.end - hit.start and view.foldings(hit.start, hit.end, person.name) & _SPLITTING:
        places = [view.span(place, place + 1)[0] for place in range(hit.start, hit.end)]
        if len({later - earlier for earlier, later in pairwise(places)}) > 1:
            yield split(view, hit.start, hit.end, person)


class _Excused:
    """Where a slip is none: inside an allow phrase of the person, or as a piece of somebody's right name."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = hits

    @cached_property
    def _names(self) -> Cover:
        return Cover((hit.start, hit.end) for hit in self._hits if hit.kind == _NAME)

    @cached_property
    def _phrases(self) -> dict[int, Cover]:
        return covers((hit.number, hit.start, hit.end) for hit in self._hits if hit.kind == _ALLOW)

    def holds(self, person: int, start: int, end: int) -> bool:
        phrases = self._phrases.get(person)
        return self._names.holds(start, end) or (phrases is not None and phrases.holds(start, end))
