"""Titles of offices with one slip, such as 总书计."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.detector import Draft, Hit
from services.checker.knowledge import Knowledge
from services.checker.roster.confusion import Confusion
from services.checker.roster.near_miss import doublings, substitutions, transpositions
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

NEAR_MISS = RuleDoc(
    id="leader.title.near-miss",
    category=Category.LEADER_TITLE,
    severity=Severity.SERIOUS,
    summary="疑似领导人职务写错，请逐字核对职务全称。",
    basis="领导人名册；《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：出现严重表述错误",
    hit=("习近平总书计发表重要讲话。",),
    miss=("习近平总书记发表重要讲话。",),
)

_TITLE, _NEAR, _ALLOW = range(3)
_SHORTEST = 3


class LeaderTitleDetector:
    """Payloads are `(office index, title form index, how the pattern counts)`."""

    name = "leader_titles"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS]
        self._roster, self._confusion = knowledge.roster, knowledge.confusion

    def patterns(self) -> Iterable[tuple[str, tuple[int, int, int]]]:
        known = {form for office in self._roster.offices for form in office.forms}
        for number, office in enumerate(self._roster.offices):
            yield from ((phrase, (number, 0, _ALLOW)) for phrase in office.allow)
            for index, form in enumerate(office.forms):
                yield form, (number, index, _TITLE)
                if len(form) >= _SHORTEST:
                    yield from (
                        (word, (number, index, _NEAR))
                        for word in _near_misses(form, self._confusion)
                        if word not in known
                    )

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        excused = [hit for hit in hits if hit.payload[2] != _NEAR]
        for hit in hits:
            if hit.payload[2] == _NEAR and not _inside_any(hit, excused) and view.is_word(hit.start, hit.end):
                number, index, _ = hit.payload
                right = self._roster.offices[number].forms[index]
                yield Draft(
                    start=hit.start,
                    end=hit.end,
                    rule=NEAR_MISS,
                    message=f"“{view.folded[hit.start : hit.end]}”疑似职务“{right}”之误，请核对。",
                    suggestions=(right,),
                    confidence=0.95,
                    folding=view.foldings(hit.start, hit.end, view.folded[hit.start : hit.end]),
                )


def _near_misses(title: str, confusion: Confusion) -> Iterator[str]:
    yield from substitutions(title, confusion)
    yield from transpositions(title)
    yield from doublings(title)


def _inside_any(hit: Hit, others: Sequence[Hit]) -> bool:
    return any(other.start <= hit.start and hit.end <= other.end for other in others)
