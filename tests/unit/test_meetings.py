"""The table of meetings: what it may hold, and how its mistakes are told."""

from datetime import date

import pytest

from services.checker.lexicon import read_lexicon
from services.checker.meetings import Meeting, parse_meetings
from services.checker.sessions import number, numeral
from services.domain.errors import LexiconError
from services.settings import bundled

TABLE = """series:
  - names: ["{term}届全国人大{session}次会议"]
    most: 5
    meetings:
      - {term: 14, session: 3, from: 2025-03-05, to: 2025-03-11}
      - {term: 10, session: 1, from: 2003-03}
"""


def test_a_table_is_read() -> None:
    (series,) = parse_meetings({"meetings/table.yaml": TABLE})
    assert series.most == 5
    assert series.meetings == (
        Meeting(names=("十四届全国人大三次会议",), term=14, session=3, first=date(2025, 3, 5), last=date(2025, 3, 11)),
        Meeting(names=("十届全国人大一次会议",), term=10, session=1, first=date(2003, 3, 1), last=date(2003, 3, 31)),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("{term}届全国人大", "全国人大", 2, "缺少“{term}”"),
        ("term: 14, ", "", 5, "应有“term”"),
        ("from: 2025-03-05, ", "", 5, "“from”"),
        ("to: 2025-03-11", "to: 2025-03-01", 5, "早于"),
        ("from: 2003-03", "from: 2003-13", 6, "日期"),
        ("session: 3", "sesion: 3", 5, "未知的键“sesion”"),
        ("most: 5", "most: five", 3, "整数"),
    ],
)
def test_a_mistake_is_told_with_its_place(old: str, new: str, line: int, reason: str) -> None:
    with pytest.raises(LexiconError, match=reason) as error:
        parse_meetings({"meetings/table.yaml": TABLE.replace(old, new)})
    assert (error.value.file, error.value.line) == ("meetings/table.yaml", line)


def test_the_shipped_meetings_stand_in_order() -> None:
    series = parse_meetings(read_lexicon(bundled("lexicons")).meetings)
    assert len(series) >= 4
    for each in series:
        days = [(meeting.term, meeting.session, meeting.first) for meeting in each.meetings]
        assert days == sorted(days)
        assert [day for *_, day in days] == sorted(day for *_, day in days)


def test_numerals_are_read_as_they_are_written() -> None:
    assert [number(numeral(value)) for value in range(1, 100)] == list(range(1, 100))
