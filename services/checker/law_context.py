"""What stands around a law's name: another land, another time, or a text that is yet to be adopted."""

import re
from datetime import date, timedelta

from services.checker.citations.title import Title
from services.checker.registry import Law
from services.checker.view import View

_REACH, _FOREIGN_REACH = 80, 24
_BEFORE = re.compile(
    r"(?:原|旧|曾|此前|当时|废止|废除|失效|取代|代替|替代|修改|修订|制定|起草|出台|颁布|颁行|通过|实施|施行)"
    r"(?:有|来|经|了|的|我国|中国){0,3}[《》、,和及与\w]{0,60}$"
)
_HISTORY = re.compile(
    "废止|失效|取代|替代|代替|纳入|编纂|修改为|改为|更名|旧法|曾|当年|当时|彼时|历史|沿革|以来|年代|世纪|时任|回顾"
    "|(?:施行|实施)(?:以?前|之前)|出台|颁布|颁行|制定|起草|司法解释|法院|判决|判处|裁定|民初|民终|刑初|刑终|行初|行终|再审|[一二]审"
)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
# A draft is not yet a law, and may be about to change the number of its articles.
_DRAFT = re.compile(r"》? ?\([^()]{0,12}(?:草案|征求意见稿|审议稿|送审稿|试行|修正案)")
_CHANGED = re.compile("新修订|新修改|修订后|修改后|修正后")
# How long the registry is trusted after its day: then a post may cite a longer text that it does not know.
_TRUSTED = timedelta(days=730)


class LawContext:
    """Of one post. `foreign` finds words that tell of another land, `as_of` is the day up to which laws are known.

    Each sentence is read once, however many laws it names.
    """

    def __init__(self, view: View, foreign: re.Pattern[str], as_of: date) -> None:
        self._view, self._foreign, self._as_of = view, foreign, as_of
        self._looks_back: dict[tuple[int, int], bool] = {}
        self._first_years: dict[tuple[int, int], int] = {}

    def is_foreign(self, start: int) -> bool:
        """Whether a word shortly before `start` tells of the law of another land."""
        return self._foreign.search(self._view.folded, max(0, start - _FOREIGN_REACH), start) is not None

    def is_draft(self, title: Title) -> bool:
        return _DRAFT.match(self._view.folded, title.end) is not None

    def may_be_newer(self, start: int) -> bool:
        """Whether the law that is named at `start` may have been changed since the registry was brought up to date."""
        late = self._view.date - self._as_of
        return late > _TRUSTED or (late > timedelta() and _CHANGED.search(self._sentence(start)) is not None)

    def is_past(self, title: Title, law: Law) -> bool:
        """Whether a repealed law is told as history, or beside what has taken its place."""
        start = title.start - len("《")
        before = self._view.folded[max(0, start - _REACH) : start]
        if self._tells_history(start, law) or _BEFORE.search(before):
            return True
        sentence = self._sentence(start)
        return any(heir in sentence for heir in law.by if heir not in law.name)

    def _tells_history(self, start: int, law: Law) -> bool:
        """Whether the sentence has a word of history, or a year in which the law was in force."""
        place = self._view.sentence(start, start)
        if place not in self._looks_back:
            text = self._view.folded[slice(*place)]
            self._looks_back[place] = _HISTORY.search(text) is not None
            self._first_years[place] = min((int(match[1]) for match in _YEAR.finditer(text)), default=date.max.year)
        return self._looks_back[place] or (law.repealed is not None and self._first_years[place] < law.repealed.year)

    def _sentence(self, start: int) -> str:
        return self._view.folded[slice(*self._view.sentence(start, start))]
