"""Leaders listed against the protocol order of the day, in one list of names with or without their titles."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.roster.protocol_order import Place, ProtocolOrder
from services.checker.stated_dates import opening_day
from services.checker.view import View
from services.domain.rule import Category, RuleDoc, Severity

ORDER = RuleDoc(
    id="leader.order",
    category=Category.LEADER_ORDER,
    severity=Severity.SERIOUS,
    summary="领导人排序与当日的职务次序不符。",
    basis="领导人名册（各届全会公报、选举公告所列次序）；《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：出现严重表述错误",
    hit=("2024年3月20日，赵乐际、李强、王沪宁出席会议。",),
    miss=("2024年3月20日，李强、赵乐际、王沪宁出席会议。", "按姓氏笔画为序：王沪宁、李强、赵乐际。"),
)
_LINK = re.compile("(?:同志)?(?:、|和|及|与|以及)")
_OTHER_ORDER = re.compile("笔画|笔划|拼音|字母|不分先后|音序|为序|顺序|次序|先后由|先后任|先后担任|先后出任")
_LOOK_BACK, _LOOK_AHEAD = 300, 30
_LONGEST_GAP = 60
_LONGEST_LIST = 60
# Around a congress people stand for weeks where their old offices put them.
_SETTLED = timedelta(days=30)


class _Listed(NamedTuple):
    """`places` are those of the day and of some weeks before; `known`: the roster reaches to the day."""

    start: int
    end: int
    name: str
    places: tuple[Place, Place]
    known: bool


class LeaderOrderDetector:
    """The number of a pattern is a person of rank."""

    name = "leader_order"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [ORDER]
        self._order = ProtocolOrder(knowledge.roster.offices)
        self._rare = frozenset(person.name for person in knowledge.roster.people if person.protected)
        self._titles = frozenset(form for office in knowledge.roster.offices for form in office.forms)

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(name, number, 0) for number, name in enumerate(self._order.names))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        rare = [hit.start for hit in hits if self._order.names[hit.number] in self._rare]
        for names in self._lists(view, hits):
            if len(names) > 1 and (self._are_titled(view, names) or _holds_any(rare, view, names)):
                yield from self._judged(view, names)

    def _are_titled(self, view: View, names: Sequence[Hit]) -> bool:
        """Whether a title of the roster stands in the list: 村民王毅、李强 are others of that name."""
        return any(self._is_titled(view, hit) for hit in names)

    def _is_titled(self, view: View, name: Hit) -> bool:
        before = view.folded[max(0, name.start - _LONGEST_GAP) : name.start]
        return any(before[start:] in self._titles for start in range(len(before)))

    def _lists(self, view: View, hits: Sequence[Hit]) -> Iterator[list[Hit]]:
        """Names that stand in one list, the longest where one holds another."""
        names: list[Hit] = []
        for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
            if names and hit.end <= names[-1].end:
                continue
            if names and not self._joins(view, names[-1].end, hit.start):
                yield names
                names = []
            names.append(hit)
        if names:
            yield names

    def _joins(self, view: View, start: int, end: int) -> bool:
        """Whether between two names of one list: a mark or a conjunction, and perhaps titles of the roster.

        Under a title that is not in the roster people are listed in another capacity. Headlines have spaces for marks.
        """
        if start == end:
            return view.original(start - 1, end + 1) != view.folded[start - 1 : end + 1]
        link = _LINK.match(view.folded, start, min(end, start + _LONGEST_GAP))
        if link is None or end - start > _LONGEST_GAP:
            return False
        return link.end() == end or self._titles.issuperset(view.folded[link.end() : end].split("、"))

    def _judged(self, view: View, names: Sequence[Hit]) -> Iterator[Draft]:
        """One finding for a list: from the first leader who stands too early to the last who stands too late."""
        day, office = self._day(view, names[0]), self._office_before(view, names[0])
        listed = list(self._listed(names, day))
        wrong = [
            (early, late)
            for late in range(len(listed))
            for early in range(late)
            if _precedes(listed[late], listed[early], office)
        ]
        if wrong and not _OTHER_ORDER.search(
            view.folded, max(0, names[0].start - _LOOK_BACK), names[-1].end + _LOOK_AHEAD
        ):
            first, last = min(early for early, _ in wrong), max(late for _, late in wrong)
            yield _draft(view, listed[first : last + 1], office, day)

    def _office_before(self, view: View, name: Hit) -> str:
        return self._order.office_before(view.folded[max(0, name.start - self._order.longest_title) : name.start])

    def _day(self, view: View, name: Hit) -> date:
        """The day of the post, or an earlier one that the sentence begins with."""
        start, _ = view.sentence(name.start, name.end)
        stated = opening_day(view.folded[start : name.start])
        return min(stated or view.date, view.date)

    def _listed(self, names: Sequence[Hit], day: date) -> Iterator[_Listed]:
        """Those of the list who have a place in the order; the others may stand anywhere."""
        for hit in names[:_LONGEST_LIST]:
            name = self._order.names[hit.number]
            now, before = (self._order.place(name, on) for on in (day, _some_weeks_before(day)))
            if now and before:
                yield _Listed(hit.start, hit.end, name, (now, before), known=self._order.vouches_for(name, day))


def _holds_any(rare: Sequence[int], view: View, names: Sequence[Hit]) -> bool:
    """Whether the sentence of the list holds one of the rare names, which begin at `rare`, in text order."""
    start, end = view.sentence(names[0].start, names[-1].end)
    place = bisect_left(rare, start)
    return place < len(rare) and rare[place] < end


def _some_weeks_before(day: date) -> date:
    return day - _SETTLED if day - date.min > _SETTLED else day


def _precedes(first: _Listed, second: _Listed, office: str) -> bool:
    surely = not (first.known and second.known)
    pairs = zip(first.places, second.places, strict=True)
    return all(one.precedes(other, office, surely=surely) for one, other in pairs)


def _draft(view: View, wrong: Sequence[_Listed], office: str, day: date) -> Draft:
    right = _sorted(wrong, office)
    start, end = wrong[0].start, wrong[-1].end
    names = "、".join(each.name for each in right)
    return Draft(
        start=start,
        end=end,
        rule=ORDER,
        message=f"领导人排序有误，{day.year}年{day.month}月的职务次序是：{names}。",
        suggestions=_rewritten(view, wrong, right),
        confidence=0.9,
        folding=view.foldings(start, end, view.folded[start:end]),
    )


def _sorted(wrong: Sequence[_Listed], office: str) -> list[_Listed]:
    """Each is put before the first of those whom he should precede; the rest keep their places."""
    right: list[_Listed] = []
    for each in wrong:
        before = (place for place, other in enumerate(right) if _precedes(each, other, office))
        right.insert(next(before, len(right)), each)
    return right


def _rewritten(view: View, wrong: Sequence[_Listed], right: Sequence[_Listed]) -> tuple[str, ...]:
    """The same stretch in the right order, where nothing but names stands in it."""
    gaps = [view.folded[first.end : second.start] for first, second in pairwise(wrong)]
    if not all(_LINK.fullmatch(gap) for gap in gaps):
        return ()
    return ("".join(part for each, gap in zip(right, [*gaps, ""], strict=True) for part in (each.name, gap)),)
