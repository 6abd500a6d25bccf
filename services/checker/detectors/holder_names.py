"""Slips in the names of those who have held an office, right beside it, and in the names listed behind such a name.

Any slip counts there, in ordinary names too, so a roster of thousands adds no patterns but its titles.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property

from services.checker.appointments import Names
from services.checker.cover import Cover
from services.checker.detector import Draft, Hit, Pattern
from services.checker.knowledge import Knowledge
from services.checker.name_findings import near_miss
from services.checker.roster import EVERYWHERE, Office, OfficeIndex
from services.checker.roster.holders import Holders, Slip
from services.checker.view import View
from services.domain.rule import RuleDoc

_TITLE, _NAME, _ALLOW = range(3)
_LINK = re.compile("、|和|以及")
_LONGEST_LIST = 30
_SHORT_TITLE = 2
# The Political Bureau and the Secretariat.
_LISTED_RANK = 30


class HolderNameDetector:
    """The number of a pattern is a form of a title; protected names and allow phrases need none.

    It reports under the rule of `leader_names.py`, which shows the page.
    """

    name = "holder_names"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules: list[RuleDoc] = []
        self._people, self._confusion = knowledge.roster.people, knowledge.confusion
        folded = knowledge.fold_all(person.name for person in self._people)
        self._names = dict(zip((person.name for person in self._people), folded, strict=True))
        self._by_name = {person.name: person for person in self._people}
        self._known = frozenset(folded)
        self._offices = knowledge.roster.offices
        self._index = OfficeIndex(self._offices)
        self._holders: dict[tuple[int, ...], Holders | None] = {}

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(form, number, _TITLE) for number, form in enumerate(self._index.forms))
        yield from (Pattern(person.name, 0, _NAME) for person in self._people if person.protected)
        yield from (Pattern(phrase, 0, _ALLOW) for person in self._people for phrase in person.allow)

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        drafts = list(self._drafts(view, hits))
        excused = Cover((hit.start, hit.end) for hit in hits if hit.kind == _ALLOW) if drafts else None
        yield from (draft for draft in drafts if excused is None or not excused.holds(draft.start, draft.end))

    def _drafts(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        read: set[int] = set()
        for hit in hits:
            if hit.kind == _TITLE:
                yield from self._beside(view, hit)
            elif hit.kind == _NAME:
                yield from self._listed(view, hit.end, self._ranked, read)

    def _beside(self, view: View, title: Hit) -> Iterator[Draft]:
        """The slips in a name right behind or right before a title that its bearer has held."""
        form = self._index.forms[title.number]
        holders = self._holders_of(form, self._index.offices(form, view.realm))
        if holders is None:
            return
        end = title.end
        if slip := _slip_at(view, title.end, holders):
            end += slip.length
            yield near_miss(view, title.end, end, slip.person)
        elif name := self._all_names.at(view.folded, title.end):
            end = name.end
        before = holders.slips_before(view.folded[max(0, title.start - holders.longest) : title.start])
        if slip := next(before, None):
            yield near_miss(view, title.start - slip.length, title.start, slip.person)
        yield from self._listed(view, end, holders, set())

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
                end = link.end() + slip.length
                yield near_miss(view, link.end(), end, slip.person)
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


def _tells(form: str, office: Office) -> bool:
    """主席 or 书记 alone name no one office in the country, 总理 does; in the posts of one county 县长 does."""
    return len(form) != _SHORT_TITLE or EVERYWHERE not in office.units or office.level == "national"


def _slip_at(view: View, start: int, holders: Holders | None) -> Slip | None:
    """The longest slip there that ends like the name or where a word ends: 李克签署 holds no 李克签."""
    text = view.folded[start : start + holders.longest] if holders else ""
    for slip in holders.slips_behind(text) if holders else ():
        end = start + slip.length
        ends_right = not slip.doubled and text[slip.length - 1] == slip.person.name[-1]
        if ends_right or view.is_word(start if slip.doubled else end, end):
            return slip
    return None
