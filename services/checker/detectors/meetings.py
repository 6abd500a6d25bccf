"""Congresses, plenums and sessions with a date on which they did not meet, or with a number that they do not have."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from services.checker.detector import Draft, Hit, Pattern
from services.checker.figures.form import date_rule, found
from services.checker.figures.written_dates import chinese, last_day
from services.checker.knowledge import Knowledge
from services.checker.meetings import Meeting, Series
from services.checker.sessions import numeral
from services.checker.view import View
from services.domain.rule import Severity

_BASIS = "历次党代会、中央全会公报和全国人大、全国政协历次会议公报所载会期"
WRONG_DATE = date_rule(
    "date.meeting-date",
    Severity.ERROR,
    "会议的届次与召开的时间不符，请核对。",
    basis=_BASIS,
    hit=[
        "2023年3月召开的十四届全国人大二次会议。",
        "2021年10月，党的二十大召开。",
        "党的二十届三中全会于2023年7月举行。",
    ],
    miss=[
        "2024年3月召开的十四届全国人大二次会议。",
        "2023年，全县深入学习党的二十大精神。",
        "2012年11月召开的党的十八大。",
    ],
)
NO_SUCH_MEETING = date_rule(
    "date.no-such-meeting",
    Severity.ERROR,
    "这一届没有这次会议，请核对届次。",
    basis=_BASIS,
    hit=["传达十三届全国人大六次会议精神。", "学习党的十九届八中全会精神。"],
    miss=["传达十三届全国人大五次会议精神。", "省十四届人大六次会议开幕。", "学习党的十九届六中全会精神。"],
)
FAR_AHEAD = date_rule(
    "date.meeting-far-ahead",
    Severity.WARNING,
    "按每届五年推算，这次会议在多年之后，请核对届次。",
    basis="《中国共产党章程》《中华人民共和国全国人民代表大会组织法》：每届任期五年",
    hit=["迎接党的二十四大召开。", "学习党的二十五届三中全会精神。"],
    miss=["学习贯彻党的二十大精神。", "迎接党的二十一大胜利召开。"],
)
_DAY = r"(?P<year>(?:19|20)[0-9]{2})年(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})日)?)?"
_UNTIL = r"(?:(?:至|到|[-—–~]{1,2})(?:[0-9]{1,2}月)?[0-9]{1,2}日)?"
_HELD = "(?:胜利|隆重)?(?:召开|举行|开幕|闭幕)"
_BEFORE = re.compile(
    rf"(?<![0-9至到—-]){_DAY}{_UNTIL},?(?:在北京)?(?P<held>{_HELD})?的?,?(?:党的|中共|中国共产党)?第?$"
)
_BEHIND = re.compile(rf"(?:已|将)?(?:于|在){_DAY}{_UNTIL}(?:[上下]午)?(?:在北京|在人民大会堂)?{_HELD}")
_HELD_BEHIND = re.compile(rf"(?:第[一二三四五六]次全体会议)?(?:在北京|在京|在人民大会堂)?{_HELD}(?=[,。;!\n])")
# Local committees, other parties and mass organisations number their own meetings.
_OF_OTHERS = re.compile("[省市县区州旗委团社盟联越老朝古][^,。;:、\n]{0,6}$")
_LOOK_BACK = 48
_MOST_SESSIONS, _TERMS_AHEAD, _TERM_YEARS = 12, 12, 5
_NUMERALS = frozenset("一二三四五六七八九十百")


class _Sought(NamedTuple):
    """A name that a meeting has or would have; `meeting` is None where the table has none such."""

    name: str
    series: Series
    term: int
    session: int
    meeting: Meeting | None


class MeetingDetector:
    """The number of a pattern is that of the name that is sought."""

    name = "meetings"

    def __init__(self, knowledge: Knowledge) -> None:
        self.rules = [WRONG_DATE, NO_SUCH_MEETING, FAR_AHEAD]
        self._sought = [sought for series in knowledge.meetings for sought in _names(series)]

    def patterns(self) -> Iterable[Pattern]:
        yield from (Pattern(sought.name, number, 0) for number, sought in enumerate(self._sought))

    def detect(self, view: View, hits: Sequence[Hit]) -> Iterator[Draft]:
        for hit in hits:
            sought = self._sought[hit.number]
            if _is_national(view.folded, hit.start):
                judge = _misdated if sought.meeting else _unknown
                yield from judge(view, hit, sought)


def _names(series: Series) -> Iterator[_Sought]:
    """The names of all meetings from the first term in the table to some terms ahead."""
    known = {(meeting.term, meeting.session): meeting for meeting in series.meetings}
    terms = [term for term, _ in known] or [0]
    for term in range(min(terms), max(terms) + _TERMS_AHEAD):
        for session in range(1, _MOST_SESSIONS + 1) if "{session}" in series.names[0] else (1,):
            names = (name.format(term=numeral(term), session=numeral(session)) for name in series.names)
            yield from (_Sought(name, series, term, session, known.get((term, session))) for name in names)


def _is_national(text: str, start: int) -> bool:
    """Not the 十一 in 二十一, and nobody else's meeting."""
    before = text[max(0, start - 10) : start]
    return before[-1:] not in _NUMERALS and not _OF_OTHERS.search(before)


def _misdated(view: View, hit: Hit, sought: _Sought) -> Iterator[Draft]:
    text, meeting = view.folded, sought.meeting
    assert meeting is not None
    before = _BEFORE.search(text, max(0, hit.start - _LOOK_BACK), hit.start)
    behind = _BEHIND.match(text, hit.end)
    if before is not None and (before["held"] or _HELD_BEHIND.match(text, hit.end)):
        stated, start, end = before, before.start(), hit.end
    elif behind is not None:
        stated, start, end = behind, hit.start, behind.end()
    else:
        return
    if not _fits(stated, meeting):
        yield found(WRONG_DATE, start, end, f"“{sought.name}”于{_held(meeting)}召开，请核对时间和届次。")


def _fits(stated: re.Match[str], meeting: Meeting) -> bool:
    """Whether the day, the month or the year that is stated has a day of the meeting in it."""
    year, month, day = (int(part or 0) for part in stated.group("year", "month", "day"))
    if day > last_day(year, month) or (stated["month"] and not last_day(year, month)):
        return True
    first = date(year, month or 1, day or 1)
    last = date(year, month or 12, day or last_day(year, month or 12))
    return first <= meeting.last and meeting.first <= last


def _held(meeting: Meeting) -> str:
    return chinese(meeting.first) + (f"至{chinese(meeting.last)}" if meeting.last != meeting.first else "")


def _unknown(view: View, hit: Hit, sought: _Sought) -> Iterator[Draft]:
    meetings = sought.series.meetings
    sessions = [meeting.session for meeting in meetings if meeting.term == sought.term]
    is_over = sought.term < max(meeting.term for meeting in meetings)
    if sought.session > (sought.series.most or _MOST_SESSIONS) or (
        is_over and sessions and sought.session > max(sessions)
    ):
        yield found(NO_SUCH_MEETING, hit.start, hit.end)
    elif _begins(meetings[0], sought.term) > view.date.year + _TERM_YEARS:
        yield found(FAR_AHEAD, hit.start, hit.end)


def _begins(meeting: Meeting, term: int) -> int:
    """The year in which a term begins, by one of which it is known."""
    return meeting.first.year + _TERM_YEARS * (term - meeting.term)
