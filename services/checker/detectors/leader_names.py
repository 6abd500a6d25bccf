"""Names of leaders with one slip: a character that sounds or looks alike, doubled, exchanged, put in or left out.

Rare names are protected: their near-misses are searched for everywhere. All other names are looked at only where they
stand beside an office that the person has held, so a roster of thousands adds no patterns.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise

from services.checker.appointments import Names
from services.checker.cover import Cover, covers
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.near_miss import anchors, doublings, substitutions, transpositions
from services.checker.roster import EVERYWHERE, Office, OfficeIndex, Person
from services.checker.roster.holders import Holders, Slip
from services.checker.view import View
from services.domain.rule import Category, Folding, RuleDoc, Severity

NEAR_MISS = RuleDoc(
    id="leader.name.near-miss",
    category=Category.LEADER_NAME,
    severity=Severity.SERIOUS,
    summary="疑似领导人姓名写错，请逐字核对姓名。",
    basis="领导人名册；《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）单项否决：出现严重表述错误",
    hit=("会议传达学习习近评总书记重要讲话精神。",),
    miss=("会议传达学习习近平总书记重要讲话精神。",),
)
SPLIT = RuleDoc(
    id="leader.name.split",
    category=Category.LEADER_NAME,
    severity=Severity.WARNING,
    summary="领导人姓名被空格、换行或不可见字符拆开，排版难看，也搜索不到。",
    basis="领导人名册；网页排版常识：姓名不拆行、不夹空格",
    hit=("会议传达学习习 近平总书记重要讲话精神。", "会议传达学习习近\n平总书记重要讲话精神。"),
    miss=("会议传达学习习近平总书记重要讲话精神。", "习 近 平"),
)

_NAME, _ALLOW, _SLIP, _DOUBLED, _TITLE, _ANCHOR = range(6)
_LINK = re.compile("、|和|以及")
_LONGEST_LIST = 30
_SHORT_TITLE = 2
# The Political Bureau and the Secretariat.
_LISTED_RANK = 30
_SPLITTING = {Folding.SEPARATORS, Folding.ZERO_WIDTH}


class LeaderNameDetector:
    """The number of a pattern is a person, for titles the title, for anchors the anchor; the kind says which."""

    name = "leader_names"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [NEAR_MISS, SPLIT]
        self._people, self._confusion = knowledge.roster.people, knowledge.confusion
        folded = knowledge.fold_all(person.name for person in self._people)
        self._names = dict(zip((person.name for person in self._people), folded, strict=True))
        self._by_name = {person.name: person for person in self._people}
        self._numbers = {person.name: number for number, person in enumerate(self._people)}
        self._known = frozenset(folded)
        self._offices = knowledge.roster.offices
        self._index = OfficeIndex(self._offices)
        self._titles = _titles(knowledge.roster.offices)
        self._holders: dict[tuple[int, ...], Holders | None] = {}
        self._anchors = [
            (number, anchor)
            for number, person in enumerate(self._people)
            if person.protected
            for anchor in anchors(self._names[person.name])
        ]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(form, number, _TITLE) for number, form in enumerate(self._index.forms))
        yield from (Pattern(anchor.piece, number, _ANCHOR) for number, (_, anchor) in enumerate(self._anchors))
        for number, person in enumerate(self._people):
            yield from (Pattern(phrase, number, _ALLOW) for phrase in person.allow)
            if person.protected:
                yield Pattern(person.name, number, _NAME)
                yield from (
                    Pattern(word, number, kind) for word, kind in self._slips(person) if word not in self._names
                )

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        excused, read = _Excused(hits), set[int]()
        for hit in hits:
            if hit.kind == _TITLE:
                yield from (draft for draft in self._beside(view, hit) if not excused.excuses(draft))
            elif hit.kind != _ALLOW:
                yield from self._anywhere(view, hit, excused)
            if hit.kind == _NAME:
                yield from self._listed(view, hit.end, self._ranked, read)

    def _anywhere(self, view: View, hit: Hit, excused: "_Excused") -> Iterator[Draft]:
        number, anchor = self._anchors[hit.number] if hit.kind == _ANCHOR else (hit.number, None)
        person = self._people[number]
        if person.units[0] != EVERYWHERE and view.realm.isdisjoint(person.units):
            return
        if hit.kind == _NAME:
            yield from _split(view, hit, person)
        elif anchor is None:
            if not excused.holds(number, hit.start, hit.end) and self._is_whole(view, hit, person):
                yield _draft(view, hit.start, hit.end, person)
        elif span := anchor.torn(view.folded, hit.start, hit.end):
            yield from self._torn(view, span, person, excused)

    def _torn(self, view: View, span: tuple[int, int], person: Person, excused: "_Excused") -> Iterator[Draft]:
        if excused.holds(self._numbers[person.name], *span):
            return
        if view.is_word(*span) or self._is_titled(view, span[1], person):
            by_line = "\n" in view.folded[slice(*span)]
            yield _split_draft(view, *span, person) if by_line else _draft(view, *span, person)

    def _is_whole(self, view: View, hit: Hit, person: Person) -> bool:
        """学习习近平 holds 习习近平 by chance, and 温家包子铺 a slip that ends inside a word."""
        if hit.kind == _DOUBLED:
            return view.is_word(hit.start, hit.end)
        return view.is_word(hit.end, hit.end) or self._is_titled(view, hit.end, person)

    def _is_titled(self, view: View, end: int, person: Person) -> bool:
        """落实习近… may be cut into 落 and 实习: a title of the person behind the name is as good as a word."""
        return view.folded.startswith(self._titles.get(person.name, ()), end)

    def _beside(self, view: View, title: Hit) -> Iterator[Draft]:
        """The slips in a name right behind or right before a title that its bearer has held."""
        form = self._index.forms[title.number]
        holders = self._holders_of(form, self._index.offices(form, view.realm))
        if holders is None:
            return
        if slip := _slip_at(view, title.end, holders):
            yield _draft(view, title.end, title.end + slip.length, slip.person)
        for slip in holders.slips_before(view.folded[max(0, title.start - holders.longest) : title.start]):
            yield _draft(view, title.start - slip.length, title.start, slip.person)
            break
        first = self._all_names.at(view.folded, title.end)
        yield from self._listed(view, first.end if first else title.end + (slip.length if slip else 0), holders, set())

    def _listed(self, view: View, end: int, holders: Holders | None, read: set[int]) -> Iterator[Draft]:
        """The slips in the names that are listed behind a name which ends at `end`; `read` are ends already passed.

        Nothing is left out of them: 建国 in a list begins 建国阵线, and is no 李建国.
        """
        for _ in range(_LONGEST_LIST if holders else 0):
            link = _LINK.match(view.folded, end)
            if link is None or end in read:
                return
            read.add(end)
            if name := self._all_names.at(view.folded, link.end()):
                end = name.end
            elif (slip := _slip_at(view, link.end(), holders)) and slip.length >= len(slip.person.name):
                yield _draft(view, link.end(), end := link.end() + slip.length, slip.person)
            else:
                return

    @cached_property
    def _all_names(self) -> Names:
        return Names(self._known)

    @cached_property
    def _ranked(self) -> Holders | None:
        """Those who are listed without their titles."""
        return self._holders_of("", [office for office in self._offices if 0 < office.rank <= _LISTED_RANK])

    def _holders_of(self, form: str, offices: Sequence[Office]) -> Holders | None:
        """Made when the title is met for the first time: most titles of a large roster never are."""
        telling = [each for each in offices if _tells(form, each)]
        key = tuple(map(id, telling))
        if key not in self._holders:
            names = dict.fromkeys(tenure.name for office in telling for tenure in office.holders)
            people = {self._names[name]: self._by_name[name] for name in names}
            self._holders[key] = Holders(people, self._known, self._confusion) if people else None
        return self._holders[key]

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


def _split(view: View, hit: Hit, person: Person) -> Iterator[Draft]:
    """A right name with something between its characters; 习 近 平, spaced evenly, is a matter of layout."""
    original = view.original(hit.start, hit.end)
    if len(original) > hit.end - hit.start and view.foldings(hit.start, hit.end, person.name) & _SPLITTING:
        places = [view.span(place, place + 1)[0] for place in range(hit.start, hit.end)]
        if len({later - earlier for earlier, later in pairwise(places)}) > 1:
            yield _split_draft(view, hit.start, hit.end, person)


def _split_draft(view: View, start: int, end: int, person: Person) -> Draft:
    return Draft(
        start=start,
        end=end,
        rule=SPLIT,
        message=f"姓名“{person.name}”中间夹有空格、换行或不可见字符，请连排。",
        suggestions=(person.name,),
        safe_fix=True,
        folding=view.foldings(start, end, person.name),
    )


def _tells(form: str, office: Office) -> bool:
    """主席 or 书记 alone name no one office in the country, 总理 does; in the posts of one county 县长 does."""
    return len(form) != _SHORT_TITLE or EVERYWHERE not in office.units or office.level == "national"


def _slip_at(view: View, start: int, holders: Holders | None) -> Slip | None:
    """The longest slip there that ends where a word ends: 李克签 looks like 李克强 before 签署, too."""
    text = view.folded[start : start + holders.longest] if holders else ""
    for slip in holders.slips_behind(text) if holders else ():
        end = start + slip.length
        if view.is_word(start if slip.doubled else end, end):
            return slip
    return None


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

    def excuses(self, draft: Draft) -> bool:
        """Whether the slip lies inside an allow phrase of anybody."""
        return any(phrases.holds(draft.start, draft.end) for phrases in self._phrases.values())

    def holds(self, person: int, start: int, end: int) -> bool:
        phrases = self._phrases.get(person)
        return self._names.holds(start, end) or (phrases is not None and phrases.holds(start, end))
