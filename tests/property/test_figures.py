"""Laws of the detectors of numbers and dates, on texts that are dense in figures."""

from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.engine import Checker
from services.checker.figures.enumeration import Mark, enumerations
from services.checker.figures.written_dates import chinese, last_day, written_dates
from tests.checks import findings

_PIECES = """
2024 2 30 0 13 99999999 1,2345 ,567 . .. % ％ %% 年 月 日 号 时 点 分 至 — - ～ ： 周 星期 （星期三） 一 二 三 四
〇 零 ○ O 十 百 千 万 亿 元 人 个 名 其中 男 女 占 共 近 约 超过 多 余 左右 以上 下降 倍 一是 二是 三是 四是 三个方面
三点要求： 一、 （二） 三次产业 由 增至 增长 平方 m2 KG 摄氏 度 党的 二十 大 届 中全会 全国人大 次会议 召开的 农历
， 。 、 ； ２ ４ ²
"""
_dense = st.lists(st.sampled_from([*_PIECES.split(), "\n", " ", "\ud800", "\U0001f600"]), max_size=40).map("".join)
_days = st.dates(date(1912, 1, 1), date(2100, 12, 31))


@given(_dense)
def test_figures_never_break_a_check(checker: Checker, text: str) -> None:
    for finding in findings(checker, text):
        assert text[finding.start : finding.end] == finding.quote


@given(_days)
def test_no_day_of_the_calendar_is_reported(checker: Checker, day: date) -> None:
    name = "一二三四五六日"[day.weekday()]
    text = f"{chinese(day)}（星期{name}）上午9时，{day:%Y-%m-%d}，{chinese(day)}至{chinese(day + timedelta(7))}。"
    assert [finding.quote for finding in findings(checker, text) if finding.rule.startswith("date.")] == []


@given(_days, st.integers(0, 6))
def test_every_other_day_of_the_week_is_reported(checker: Checker, day: date, weekday: int) -> None:
    text = f"{chinese(day)}（星期{'一二三四五六日'[weekday]}）"
    rules = [finding.rule for finding in findings(checker, text)]
    assert ("date.weekday" in rules) == (weekday != day.weekday())


@given(st.integers(1912, 2100), st.integers(1, 12), st.integers(1, 99))
def test_a_day_is_reported_if_and_only_if_the_month_is_shorter(
    checker: Checker, year: int, month: int, day: int
) -> None:
    rules = [finding.rule for finding in findings(checker, f"截至{year}年{month}月{day}日。")]
    assert ("date.no-such-day" in rules) == (day > last_day(year, month))


@given(st.lists(st.integers(1, 12), max_size=40))
def test_an_enumeration_in_order_has_no_slip(lengths: list[int]) -> None:
    numbers = [number for length in lengths for number in range(1, length + 1)]
    marks = [Mark(place * 10, place * 10 + 2, number) for place, number in enumerate(numbers)]
    assert [each.slips for each in enumerations(marks, 1000)] == [[] for _ in lengths]


@given(_dense)
def test_dates_are_found_in_text_order(text: str) -> None:
    places = [place for written in written_dates(text) for place in (written.start, written.end)]
    assert places == sorted(places)


_HOSTILE = (
    "2月30日 2024年12月5日（星期三） 5月8日至6日 1 1, 30-40% 近300多 其中3人、 5人，其中男3人、女3人 一是三是"
    " 一是二是 一是 \n（二） \n一、\n三、 20:45:45三次产业 由2家增至3家，增长9% 二零 年 下降2倍 党的二十四大"
).split(" ")


@pytest.mark.parametrize("piece", _HOSTILE)
def test_hostile_texts_take_linear_time(checker: Checker, piece: str) -> None:
    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begin = process_time()
        findings(checker, text)
        return process_time() - begin

    seconds(1_000)
    # The best of three: threads that other tests left behind count too.
    assert min(seconds(40_000) for _ in range(3)) < 0.2 + 12 * seconds(10_000)
