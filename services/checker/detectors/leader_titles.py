"""Titles of offices with one slip, such as 总书计."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.cover import Cover
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.near_miss import slips
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

_TITLE, _SLIP, _ALLOW = range(3)
_SHORTEST = 3


class LeaderTitleDetector:
    """The number of a pattern is a form of a title; the kind says how the pattern counts."""

    name = "leader_titles"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS]
        self._offices, self._confusion = knowledge.roster.offices, knowledge.confusion
        self._forms = list(dict.fromkeys(form for office in self._offices for form in office.forms))

    def patterns(self) -> Iterable[Pattern]:
        known = set(self._forms)
        yield from (Pattern(phrase, 0, _ALLOW) for office in self._offices for phrase in office.allow)
        for number, form in enumerate(self._forms):
            yield Pattern(form, number, _TITLE)
            if len(form) >= _SHORTEST:
                yield from (Pattern(word, number, _SLIP) for word in slips(form, self._confusion) if word not in known)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        excused = Cover((hit.start, hit.end) for hit in hits if hit.kind != _SLIP)
        for hit in hits:
            if hit.kind == _SLIP and not excused.holds(hit.start, hit.end) and view.is_word(hit.start, hit.end):
                right = self._forms[hit.number]
                yield Draft(
                    start=hit.start,
                    end=hit.end,
                    rule=NEAR_MISS,
                    message=f"“{view.folded[hit.start : hit.end]}”疑似职务“{right}”之误，请核对。",
                    suggestions=(right,),
                    confidence=0.95,
                    folding=view.foldings(hit.start, hit.end, view.folded[hit.start : hit.end]),
                )
