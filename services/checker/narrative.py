"""The times that a text tells of, sentence by sentence: read once for all the leaders that a sentence names."""

import re
from datetime import date

from services.checker.roster.register import Period
from services.checker.stated_dates import opening_day, stated_periods
from services.checker.view import View

_HISTORY = re.compile(
    "时任|曾任|历任|因病|抢救无效|当年|当时|那时|那年|彼时|历史上|世纪|[1-9]0年代|[一二三四五六七八九]十年代|生前"
    "|遗体|诞辰|讣告|卸任|离任|不再担任|免去|免职|辞去|辞职|接替|继任|接任"
)
_TITLE, _PARAGRAPHS, _HEADING, _OPENING = 200, 1_000, 40, 20
_DATELINE = re.compile(r"\d{4}年\d\d?月\d\d?日电|(?:发布|发文|成文)(?:时间|日期):.{0,12}")


class Narrative:
    """Of one post. Sentences are ranges of the folded text, as the view cuts them."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._stated: dict[tuple[int, int, date], tuple[Period, ...]] = {}
        self._looks_back: dict[tuple[int, int], bool] = {}

    def opening_day(self, start: int) -> date | None:
        """The day or month that the sentence at `start` begins with."""
        return opening_day(self._view.folded[start : start + _OPENING])

    def looks_back(self, start: int, end: int) -> bool:
        """Whether the sentence has a word of history."""
        key = (start, end)
        if key not in self._looks_back:
            self._looks_back[key] = _HISTORY.search(self._view.folded, start, end) is not None
        return self._looks_back[key]

    def stated(self, start: int, end: int, day: date) -> tuple[Period, ...]:
        """The times that the sentence speaks of, its paragraph opens with, or a heading or dateline before it gives."""
        key = (start, end, day)
        if key not in self._stated:
            self._stated[key] = stated_periods("。".join((*self._above(start), self._view.folded[start:end])), day)
        return self._stated[key]

    def _above(self, start: int) -> list[str]:
        """What stands above a sentence and may date it: the title, short lines, datelines, how its paragraph begins."""
        *paragraphs, own = self._view.folded[max(0, start - _PARAGRAPHS) : start].split("\n")
        headings = [each for each in paragraphs if len(each) <= _HEADING]
        datelines = [match[0] for each in (*paragraphs, own) if (match := _DATELINE.search(each[:_HEADING]))]
        title = self._view.folded[: min(self._view.title_end, _TITLE)]
        return [title, *headings, *datelines, own[:_OPENING]]
