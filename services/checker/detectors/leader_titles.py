"""Titles of offices with one slip, such as 总书计; next to somebody who has borne the title, any slip."""

from collections.abc import Iterable, Iterator, Sequence

from services.checker.cover import Cover
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.near_miss import slips
from services.checker.roster import OfficeIndex
from services.checker.roster.own_titles import OwnTitles
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

_TITLE, _SLIP, _ALLOW, _NAME = range(4)
_SHORTEST = 3
_FOR_HEAD = "涨帐账胀仗杖"


class LeaderTitleDetector:
    """The number of a pattern is a form of a title, for names a person of note; the kind says how it counts."""

    name = "leader_titles"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS]
        self._offices, self._confusion = knowledge.roster.offices, knowledge.confusion
        self._index = OfficeIndex(self._offices)
        self._forms = self._index.forms
        self._numbers = {form: number for number, form in enumerate(self._forms)}
        self._known = frozenset(self._forms)
        # Beside most names stands no title, and one character tells it.
        self._first, self._last = {form[0] for form in self._forms}, {form[-1] for form in self._forms}
        borne: dict[str, list[str]] = {}
        for office in self._offices:
            if office.level:
                for tenure in office.holders:
                    # 行长 and 省长 differ too little: only what leaders of the nation are called stands out.
                    called = office.called if office.level == "national" else ()
                    borne.setdefault(tenure.name, []).extend((*office.forms, *called))
        self._borne = list(borne.items())
        self._own: dict[int, OwnTitles] = {}

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(phrase, 0, _ALLOW) for office in self._offices for phrase in office.allow)
        yield from (Pattern(name, number, _NAME) for number, (name, _) in enumerate(self._borne))
        yield from (Pattern(form, number, _TITLE) for number, form in enumerate(self._forms))
        for form, is_national in self._searched().items():
            wrong = slips(form, self._confusion, common=not is_national) if len(form) >= _SHORTEST else ()
            yield from (Pattern(word, self._numbers[form], _SLIP) for word in wrong if self._is_slip(word, form))

    def _searched(self) -> dict[str, bool]:
        """The forms of which slips are searched for; those of the nation's offices with rare characters, too."""
        forms: dict[str, bool] = {}
        for office in self._offices:
            if office.level == "national":
                forms |= dict.fromkeys(office.forms, True)
            else:
                for form in _shortest(office.forms):
                    forms.setdefault(form, False)
        return forms

    def _is_slip(self, word: str, form: str) -> bool:
        return word not in self._known and _may_stand_for(word, form)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        names = (hit for hit in hits if hit.kind == _NAME)
        for name in names:
            yield from self._beside(view, name)
        if found := [hit for hit in hits if hit.kind == _SLIP]:
            yield from self._anywhere(view, found, hits)

    def _anywhere(self, view: View, found: Sequence[Hit], hits: Sequence[Hit]) -> Iterator[Draft]:
        excused = Cover((hit.start, hit.end) for hit in hits if hit.kind in {_TITLE, _ALLOW})
        for hit in found:
            form = self._forms[hit.number]
            concerns = not excused.holds(hit.start, hit.end) and self._index.offices(form, view.realm)
            if concerns and view.is_word(hit.start, hit.end):
                yield _draft(view, hit.start, hit.end, form)

    def _beside(self, view: View, name: Hit) -> Iterator[Draft]:
        """A slip in a title of the person right before or behind the name, where no right title is as long."""
        own = self._own_titles(name.number)
        before = view.folded[max(0, name.start - own.longest) : name.start]
        if (slip := own.slip_before(before, self._right_at_end(before))) and self._concerns(view, slip.form):
            yield from _whole(view, name.start - slip.length, name.start, slip.form)
        behind = view.folded[name.end : name.end + own.longest]
        if (slip := own.slip_behind(behind, self._right_at_start(behind))) and self._concerns(view, slip.form):
            yield from _whole(view, name.end, name.end + slip.length, slip.form)

    def _concerns(self, view: View, form: str) -> bool:
        """Whether the title is one of the realm; what only stands behind names has no unit of its own."""
        return form not in self._known or bool(self._index.offices(form, view.realm))

    def _own_titles(self, number: int) -> OwnTitles:
        """Made when the name is met for the first time."""
        if number not in self._own:
            self._own[number] = OwnTitles(self._borne[number][1], self._confusion)
        return self._own[number]

    def _right_at_end(self, text: str) -> int:
        """The length of the longest right title that the text ends with."""
        if text[-1:] not in self._last:
            return 0
        return next((len(text) - start for start in range(len(text)) if text[start:] in self._known), 0)

    def _right_at_start(self, text: str) -> int:
        if text[:1] not in self._first:
            return 0
        return next((end for end in range(len(text), 0, -1) if text[:end] in self._known), 0)


def _whole(view: View, start: int, end: int, right: str) -> Iterator[Draft]:
    """In 中国国家主席 the first 国 is no part of the title."""
    if view.is_word(start, end):
        yield _draft(view, start, end, right)


def _draft(view: View, start: int, end: int, right: str) -> Draft:
    wrong = view.folded[start:end]
    return Draft(
        start=start,
        end=end,
        rule=NEAR_MISS,
        message=f"“{wrong}”疑似职务“{right}”之误，请核对。",
        suggestions=(right,),
        confidence=0.95,
        folding=view.foldings(start, end, wrong),
    )


def _shortest(forms: Sequence[str]) -> list[str]:
    """The forms that hold no other one: a slip in 青岚县委书记 is one in 县委书记, too."""
    return [form for form in forms if not any(other in form for other in forms if other != form)]


def _may_stand_for(word: str, form: str) -> bool:
    """A deputy is no slip for a chief, and few of what sounds like a last 长 are one: 市场, 外交部张."""
    if "副" in word and "副" not in form:
        return False
    return form[-1] != "长" or len(word) != len(form) or word[:-1] != form[:-1] or word[-1] in _FOR_HEAD
