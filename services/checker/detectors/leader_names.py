"""Names of leaders with one slip: a character that sounds or looks alike, doubled, exchanged or left out."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit
from services.checker.knowledge import Knowledge
from services.checker.roster import Person
from services.checker.roster.confusion import Confusion
from services.checker.roster.near_miss import deletions, doublings, substitutions, transpositions
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

_NAME, _ALLOW, _ANYWHERE, _DOUBLED, _BESIDE_OFFICE = range(5)
_SHORTEST_LONG_NAME = 3
_SHORTEST_PLAIN_TITLE = 3


class LeaderNameDetector:
    """Payloads are `(person index, how the pattern counts)`."""

    name = "leader_names"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS]
        self._roster = knowledge.roster
        self._titles = [tuple(map(knowledge.fold, _telling(knowledge, person))) for person in knowledge.roster.people]

    def patterns(self) -> Iterable[tuple[str, tuple[int, int]]]:
        confusion = Confusion(self._roster.shapes)
        names = {person.name for person in self._roster.people}
        for number, person in enumerate(self._roster.people):
            yield person.name, (number, _NAME)
            yield from ((phrase, (number, _ALLOW)) for phrase in person.allow)
            yield from ((word, (number, kind)) for word, kind in _near_misses(person, confusion) if word not in names)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        excused = [hit for hit in hits if hit.payload[1] in {_NAME, _ALLOW}]
        for hit in hits:
            if hit.payload[1] > _ALLOW and self._counts(view, hit) and not _is_excused(hit, excused):
                person = self._roster.people[hit.payload[0]]
                yield Draft(
                    start=hit.start,
                    end=hit.end,
                    rule=NEAR_MISS,
                    message=f"“{view.folded[hit.start : hit.end]}”疑似“{person.name}”之误，领导人姓名请逐字核对。",
                    suggestions=(person.name,),
                    confidence=0.98 if person.protected else 0.9,
                    folding=view.foldings(hit.start, hit.end, view.folded[hit.start : hit.end]),
                )

    def _counts(self, view: View, hit: Hit) -> bool:
        number, kind = hit.payload
        if kind == _DOUBLED:
            return view.is_word(hit.start, hit.end)
        titles = self._titles[number]
        return kind == _ANYWHERE or (
            bool(titles) and (view.folded.endswith(titles, 0, hit.start) or view.folded.startswith(titles, hit.end))
        )


def _near_misses(person: Person, confusion: Confusion) -> Iterator[tuple[str, int]]:
    kind = _ANYWHERE if person.protected else _BESIDE_OFFICE
    yield from ((word, kind) for word in substitutions(person.name, confusion))
    yield from ((word, kind) for word in transpositions(person.name))
    yield from ((word, _DOUBLED if person.protected else kind) for word in doublings(person.name))
    if len(person.name) >= _SHORTEST_LONG_NAME:
        yield from ((word, _BESIDE_OFFICE) for word in deletions(person.name))


def _telling(knowledge: Knowledge, person: Person) -> Iterable[str]:
    """The forms of the person's offices that name one office in the country, which 主席 or 书记 alone do not."""
    return (title for title in knowledge.roster.titles_of(person) if len(title) >= _SHORTEST_PLAIN_TITLE)


def _is_excused(hit: Hit, excused: Sequence[Hit]) -> bool:
    """Whether the hit lies inside an allow phrase of the person, or is a piece of somebody's right name."""
    return any(
        other.start <= hit.start and hit.end <= other.end
        for other in excused
        if other.payload[1] == _NAME or other.payload[0] == hit.payload[0]
    )
