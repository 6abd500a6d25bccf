"""Names of leaders with one slip: a character that sounds or looks alike, doubled, exchanged or left out.

Rare names are protected: their near-misses are searched for everywhere. All other names are looked at only where they
stand beside an office that the person has held, so a roster of thousands adds no patterns.
"""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.cover import Cover, covers
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.near_miss import doublings, substitutions, transpositions
from services.checker.roster import Person
from services.checker.roster.holders import Holders
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

NEAR_MISS = RuleDoc(
    id="leader.name.near-miss",
    category=Category.LEADER_NAME,
    severity=Severity.SERIOUS,
    summary="疑似领导人姓名写错，请逐字核对姓名。",
    basis="领导人名册；《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：出现严重表述错误",
    hit=("会议传达学习习近评总书记重要讲话精神。",),
    miss=("会议传达学习习近平总书记重要讲话精神。",),
)

_NAME, _ALLOW, _SLIP, _DOUBLED, _TITLE = range(5)
# 主席 or 书记 alone name no one office in the country.
_SHORTEST_TELLING_TITLE = 3


class LeaderNameDetector:
    """The number of a pattern is a person, for titles the title; the kind says how the pattern counts."""

    name = "leader_names"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS]
        self._people, self._confusion = knowledge.roster.people, knowledge.confusion
        folded = knowledge.fold_all(person.name for person in self._people)
        self._names = dict(zip((person.name for person in self._people), folded, strict=True))
        known = frozenset(folded)
        self._holders = [
            (title, Holders({self._names[person.name]: person for person in people}, known, knowledge.confusion))
            for title, people in knowledge.roster.holders_by_title().items()
            if len(title) >= _SHORTEST_TELLING_TITLE
        ]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(title, number, _TITLE) for number, (title, _) in enumerate(self._holders))
        for number, person in enumerate(self._people):
            if person.protected:
                yield Pattern(person.name, number, _NAME)
                yield from (Pattern(phrase, number, _ALLOW) for phrase in person.allow)
                yield from (
                    Pattern(word, number, kind) for word, kind in self._slips(person) if word not in self._names
                )

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        excused = _Excused(hits)
        for hit in hits:
            if hit.kind == _TITLE:
                yield from _beside(view, hit, self._holders[hit.number][1])
            elif hit.kind in {_SLIP, _DOUBLED} and not excused.holds(hit) and _is_whole(view, hit):
                yield _draft(view, hit.start, hit.end, self._people[hit.number])

    def _slips(self, person: Person) -> Iterator[tuple[str, int]]:
        yield from ((word, _SLIP) for word in substitutions(person.name, self._confusion))
        yield from ((word, _SLIP) for word in transpositions(person.name))
        yield from ((word, _DOUBLED) for word in doublings(person.name))


def _beside(view: View, title: Hit, holders: Holders) -> Iterator[Draft]:
    """The slips in a name right behind or right before a title that its bearer has held."""
    if slip := holders.slip_behind(view.folded[title.end : title.end + holders.longest]):
        end = title.end + slip.length
        if not slip.doubled or view.is_word(title.end, end):
            yield _draft(view, title.end, end, slip.person)
    if slip := holders.slip_before(view.folded[max(0, title.start - holders.longest) : title.start]):
        yield _draft(view, title.start - slip.length, title.start, slip.person)


def _draft(view: View, start: int, end: int, person: Person) -> Draft:
    wrong = view.folded[start:end]
    return Draft(
        start=start,
        end=end,
        rule=NEAR_MISS,
        message=f"“{wrong}”疑似“{person.name}”之误，领导人姓名请逐字核对。",
        suggestions=(person.name,),
        confidence=0.98 if person.protected else 0.9,
        folding=view.foldings(start, end, wrong),
    )


def _is_whole(view: View, hit: Hit) -> bool:
    """学习习近平 holds 习习近平 by chance: a doubled name begins and ends with a word."""
    return hit.kind != _DOUBLED or view.is_word(hit.start, hit.end)


class _Excused:
    """Where a slip is none: inside an allow phrase of the person, or as a piece of somebody's right name."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._names = Cover((hit.start, hit.end) for hit in hits if hit.kind == _NAME)
        self._phrases = covers((hit.number, hit.start, hit.end) for hit in hits if hit.kind == _ALLOW)

    def holds(self, hit: Hit) -> bool:
        phrases = self._phrases.get(hit.number)
        return self._names.holds(hit.start, hit.end) or (phrases is not None and phrases.holds(hit.start, hit.end))
