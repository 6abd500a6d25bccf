"""Who stands before whom: ranks and seats on a day, and lists that go against them."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from services.checker.engine import Checker
from services.checker.roster import Office, Tenure
from services.checker.roster.protocol_order import Place, ProtocolOrder
from services.domain.finding import Finding
from services.domain.post import BEIJING
from tests.checks import findings, html_findings
from tests.lexicons import checker_of

AS_OF = date(2026, 3, 31)


def seat(name: str, order: int, since: date = date(2020, 1, 1), until: date | None = None) -> Tenure:
    return Tenure(name=name, since=since, until=until, source="公告", order=order)


CHAIR = Office(title="云岭理事会理事长", rank=1, single=True, holders=(seat("蔺知夏", 0),), as_of=AS_OF)
BOARD = Office(
    title="云岭理事会常务理事",
    short=("常务理事",),
    rank=10,
    holders=(seat("蔺知夏", 1), seat("陶砚秋", 2), seat("沈拾光", 3, until=date(2024, 1, 1))),
    as_of=AS_OF,
)
CLERK = Office(title="云岭理事会秘书长", holders=(seat("江离", 0),), as_of=AS_OF)
ORDER = ProtocolOrder([CHAIR, BOARD, CLERK])
TODAY = date(2025, 6, 18)


def test_only_people_with_a_rank_or_a_seat_are_looked_for() -> None:
    assert ORDER.names == ("蔺知夏", "陶砚秋", "沈拾光")


@pytest.mark.parametrize(
    ("name", "day", "place"),
    [
        pytest.param("蔺知夏", TODAY, Place(1, 0, {BOARD.title: 1}), id="the highest of two offices, the seat in one"),
        pytest.param("陶砚秋", TODAY, Place(10, 2, {BOARD.title: 2}), id="one office"),
        pytest.param("沈拾光", TODAY, None, id="an office that is over"),
        pytest.param("沈拾光", date(2023, 6, 18), Place(10, 3, {BOARD.title: 3}), id="before it was over"),
        pytest.param("陶砚秋", date(2019, 6, 18), None, id="before it began"),
        pytest.param("陶砚秋", date(2027, 1, 1), Place(10, 2, {BOARD.title: 2}), id="as on the last day known"),
        pytest.param("江离", TODAY, None, id="an office of no rank"),
        pytest.param("无此人", TODAY, None, id="nobody"),
    ],
)
def test_the_place_of_somebody_on_a_day(name: str, day: date, place: Place | None) -> None:
    assert ORDER.place(name, day) == place


def test_on_the_day_of_change_the_later_term_counts() -> None:
    moved = replace(BOARD, holders=(seat("陶砚秋", 4, until=TODAY), seat("陶砚秋", 2, since=TODAY)))
    assert ProtocolOrder([moved]).place("陶砚秋", TODAY) == Place(10, 2, {BOARD.title: 2})


def test_an_unconfirmed_term_gives_no_place() -> None:
    doubtful = replace(BOARD, holders=(replace(seat("陶砚秋", 2), confirmed=False),))
    assert ProtocolOrder([doubtful]).place("陶砚秋", TODAY) is None


def test_the_roster_vouches_for_somebody_up_to_its_last_day() -> None:
    assert ORDER.vouches_for("蔺知夏", AS_OF)
    assert not ORDER.vouches_for("蔺知夏", date(2026, 4, 1))


@pytest.mark.parametrize(
    ("text", "office"),
    [("会见常务理事", BOARD.title), ("云岭理事会常务理事", BOARD.title), ("常务理事和", ""), ("理事长", ""), ("", "")],
)
def test_an_ordered_office_is_known_by_the_title_before_the_list(text: str, office: str) -> None:
    assert ORDER.office_before(text) == office


FIRST, SECOND, THIRD = Place(1, 0, {"理事": 1}), Place(10, 2, {"理事": 2}), Place(10, 3, {"理事": 3})
BELOW, FURTHER = Place(30, 1, {"委员": 1}), Place(30, 2, {"委员": 2})


@pytest.mark.parametrize(
    ("one", "other", "office", "surely", "before"),
    [
        pytest.param(FIRST, SECOND, "", False, True, id="by rank"),
        pytest.param(SECOND, THIRD, "", True, True, id="by seat"),
        pytest.param(SECOND, FURTHER, "", False, True, id="the highest before all others"),
        pytest.param(BELOW, FURTHER, "", False, False, id="below the highest in any order"),
        pytest.param(BELOW, FURTHER, "委员", False, True, id="below the highest under their title"),
        pytest.param(BELOW, FURTHER, "理事", False, False, id="under a title of others"),
        pytest.param(Place(1, 0, {}), SECOND, "", True, False, id="by rank where the roster is not sure"),
        pytest.param(FIRST, SECOND, "理事", True, True, id="under their title where the roster is not sure"),
        pytest.param(Place(0, 0, {}), SECOND, "", False, False, id="no rank"),
        pytest.param(Place(10, 0, {}), SECOND, "", False, False, id="no seat"),
    ],
)
def test_who_precedes_whom_in_which_list(one: Place, other: Place, office: str, surely: bool, before: bool) -> None:
    assert one.precedes(other, office, surely=surely) is before
    assert not other.precedes(one, office, surely=surely)
    assert not one.precedes(one, office, surely=surely)


ROSTER = """
as_of: 2026-03-31
people: [{name: 蔺知夏, protected: true}]
offices:
  - title: 云岭理事会理事长
    rank: 1
    holders: [{name: 蔺知夏, from: 2020-01-01, source: 公告}]
  - title: 云岭理事会常务理事
    rank: 10
    holders:
      - {name: 蔺知夏, order: 1, from: 2020-01-01, source: 公告}
      - {name: 陶砚秋, order: 2, from: 2020-01-01, source: 公告}
      - {name: 沈拾光, order: 3, from: 2020-01-01, until: 2025-06-01, source: 公告}
      - {name: 顾闻笛, order: 3, from: 2025-06-01, source: 公告}
      - {name: 纪云舒, order: 4, from: 2020-01-01, source: 公告}
  - title: 云岭理事会候补理事
    rank: 30
    holders:
      - {name: 卫斯年, order: 1, from: 2020-01-01, source: 公告}
      - {name: 江离, order: 2, from: 2020-01-01, source: 公告}
"""


@pytest.fixture(scope="module")
def checker() -> Checker:
    return checker_of(roster=ROSTER)


def disordered(checker: Checker, text: str, day: date = TODAY) -> list[Finding]:
    published = datetime(day.year, day.month, day.day, 9, tzinfo=BEIJING)
    return [each for each in findings(checker, text, published_at=published) if each.rule == "leader.order"]


@pytest.mark.parametrize(
    ("text", "quote", "suggestion"),
    [
        pytest.param("陶砚秋、蔺知夏出席。", "陶砚秋、蔺知夏", "蔺知夏、陶砚秋", id="two"),
        pytest.param(
            "蔺知夏、纪云舒和陶砚秋出席。", "纪云舒和陶砚秋", "陶砚秋和纪云舒", id="the marks keep their places"
        ),
        pytest.param(
            "陶砚秋、纪云舒、蔺知夏、卫斯年出席。",
            "陶砚秋、纪云舒、蔺知夏",
            "蔺知夏、陶砚秋、纪云舒",
            id="one too late",
        ),
        pytest.param("蔺知夏、卫斯年、陶砚秋出席。", "卫斯年、陶砚秋", "陶砚秋、卫斯年", id="a lower one too early"),
        pytest.param("云岭理事会候补理事江离、卫斯年出席。", "江离、卫斯年", "卫斯年、江离", id="lower ones by title"),
    ],
)
def test_a_list_out_of_order_is_reported_and_put_right(
    checker: Checker, text: str, quote: str, suggestion: str
) -> None:
    (finding,) = disordered(checker, text)
    assert (finding.quote, finding.suggestions) == (quote, (suggestion,))
    assert finding.message == f"领导人排序有误，2025年6月的职务次序是：{suggestion.replace('和', '、')}。"


def test_with_titles_between_the_names_the_list_is_not_rewritten(checker: Checker) -> None:
    (finding,) = disordered(checker, "陶砚秋、云岭理事会理事长蔺知夏出席。")
    assert (finding.quote, finding.suggestions) == ("陶砚秋、云岭理事会理事长蔺知夏", ())


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("蔺知夏、陶砚秋、纪云舒、卫斯年出席。", id="right"),
        pytest.param("蔺知夏、江离、卫斯年出席。", id="lower ones in any order"),
        pytest.param("陶砚秋主持，蔺知夏出席。", id="no list"),
        pytest.param("陶砚秋。蔺知夏出席。", id="two sentences"),
        pytest.param("陶砚秋、张老三、蔺知夏出席。", id="somebody unknown between them"),
        pytest.param("陶砚秋、县农技站站长蔺知夏出席。", id="a capacity that is not in the roster"),
        pytest.param("纪云舒、陶砚秋出席。", id="namesakes without a rare name or a title"),
        pytest.param("按姓氏笔画排列：陶砚秋、蔺知夏。", id="another order, said before"),
        pytest.param("陶砚秋、蔺知夏（按姓氏拼音）。", id="another order, said behind"),
        pytest.param("蔺知夏、顾闻笛、陶砚秋出席。", id="a new one, who still stands anywhere"),
    ],
)
def test_a_list_that_is_none_or_follows_another_order_is_silent(checker: Checker, text: str) -> None:
    assert disordered(checker, text) == []


def test_the_order_is_that_of_the_day(checker: Checker) -> None:
    text = "蔺知夏、纪云舒、沈拾光出席。"
    assert [each.quote for each in disordered(checker, text, date(2024, 5, 6))] == ["纪云舒、沈拾光"]
    assert disordered(checker, text) == []
    assert [each.quote for each in disordered(checker, f"2024年5月6日，{text}")] == ["纪云舒、沈拾光"]


def test_after_the_last_day_of_the_roster_only_those_of_one_office_are_compared(checker: Checker) -> None:
    later = date(2026, 6, 18)
    assert disordered(checker, "蔺知夏、卫斯年、陶砚秋出席。", later) == []
    assert [each.quote for each in disordered(checker, "蔺知夏、纪云舒、陶砚秋出席。", later)] == ["纪云舒、陶砚秋"]


def test_a_list_is_read_across_tags(checker: Checker) -> None:
    found = html_findings(checker, "<p><b>陶砚秋</b>、<b>蔺知夏</b>出席</p>")
    assert [each.quote for each in found] == ["陶砚秋</b>、<b>蔺知夏"]
