"""The times that a sentence speaks of: dates with and without their year, years ago, and sessions of congresses."""

from calendar import monthrange
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.checker.roster.register import Period
from services.checker.sessions import number
from services.checker.stated_dates import opening_day, stated_periods

PUBLISHED = date(2024, 6, 10)


def days(first: tuple[int, int, int], last: tuple[int, int, int]) -> Period:
    return Period(date(*first), date(*last))


def year(number: int) -> Period:
    return days((number, 1, 1), (number, 12, 31))


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        pytest.param("2015年5月20日，县里开会。", [days((2015, 5, 20), (2015, 5, 20))], id="a day"),
        pytest.param("县里2015年5月开会。", [days((2015, 5, 1), (2015, 5, 31))], id="a month"),
        pytest.param("2016年2月的雪", [days((2016, 2, 1), (2016, 2, 29))], id="a month of a leap year"),
        pytest.param("2015年的雪", [year(2015)], id="a year"),
        pytest.param("1949年建县", [year(1949)], id="a year of the last century"),
        pytest.param("2015年底建成", [year(2015)], id="the end of a year"),
        pytest.param("二〇一五年五月开会", [days((2015, 5, 1), (2015, 5, 31))], id="a month in Chinese digits"),
        pytest.param("二○一五年", [year(2015)], id="with a circle for the zero"),
        pytest.param("2015年13月", [year(2015)], id="a month that is none"),
        pytest.param("2015年2月30日", [days((2015, 2, 1), (2015, 2, 28))], id="a day that is none"),
        pytest.param("2015年3月0日", [days((2015, 3, 1), (2015, 3, 31))], id="day nought"),
        pytest.param("2012-2016年", [days((2012, 1, 1), (2016, 12, 31)), year(2016)], id="a range"),
        pytest.param("2016年至2012年", [days((2012, 1, 1), (2016, 12, 31)), year(2016), year(2012)], id="backwards"),
        pytest.param("2012年3月—2016年", [days((2012, 1, 1), (2016, 12, 31)), days((2012, 3, 1), (2012, 3, 31)),
                                         year(2016)], id="a range that begins with a month"),
        pytest.param("2015年以来", [days((2015, 1, 1), (2024, 6, 10))], id="since a year"),
        pytest.param("2015年3月起", [days((2015, 3, 1), (2024, 6, 10))], id="from a month on"),
        pytest.param("去年5月的会", [year(2023)], id="last year"),
        pytest.param("前年和上年", [year(2022), year(2023)], id="two words for years"),
        pytest.param("2015年的雪，2015年的风", [year(2015)], id="a year twice"),
        pytest.param("2024年3月以来", [days((2024, 3, 1), (2024, 6, 10))], id="since a month of this year"),
        pytest.param("2015-05-20", [days((2015, 5, 20), (2015, 5, 20))], id="a day in figures"),
        pytest.param("2015.05/20", [], id="figures with two separators"),
        pytest.param("5月20日的会", [days((2024, 5, 20), (2024, 5, 20))], id="a day of this year"),
        pytest.param("7月20日的会", [days((2023, 7, 20), (2023, 7, 20))], id="a day that has yet to come this year"),
        pytest.param("三年前的雪", [days((2020, 1, 1), (2022, 12, 31))], id="years ago, more or less"),
        pytest.param("近20年前", [days((2003, 1, 1), (2005, 12, 31))], id="about so many years ago"),
        pytest.param("十二届全国人大三次会议", [year(2015)], id="a session of a congress"),
        pytest.param("全国政协十一届二次会议", [year(2009)], id="a session of the conference"),
        pytest.param("第十三届全国人大代表", [days((2018, 1, 1), (2023, 3, 31))], id="a congress"),
        pytest.param("党的十九大期间", [year(2017)], id="a congress of the Party"),
        pytest.param("十四届全国人大", [], id="the congress in office"),
        pytest.param("第一百届全国人大", [], id="a congress far ahead"),
        pytest.param("2024年6月9日", [days((2024, 6, 9), (2024, 6, 9))], id="the day before"),
        pytest.param("2024年6月10日", [], id="the day of the post"),
        pytest.param("2024年的工作", [], id="the year of the post"),
        pytest.param("2024年以来", [], id="since the year of the post began"),
        pytest.param("2030年的目标", [], id="a year to come"),
        pytest.param("12015年的雪", [], id="a year year in a longer number"),
        pytest.param("今年的会", [], id="no date"),
        pytest.param("编号2015", [], id="a number that is no year"),
        pytest.param("", [], id="nothing"),
    ],
)  # fmt: skip
def test_the_times_of_a_sentence(sentence: str, periods: list[Period]) -> None:
    assert sorted(stated_periods(sentence, PUBLISHED)) == sorted(periods)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("12", 12),
        ("五", 5),
        ("十", 10),
        ("十九", 19),
        ("二十", 20),
        ("二十一", 21),
        ("九十九", 99),
        ("百", 0),
    ],
)
def test_numbers_in_chinese_figures(text: str, value: int) -> None:
    assert number(text) == value


@pytest.mark.parametrize("value", range(1, 100))
def test_every_number_is_read_in_both_figures(value: int) -> None:
    tens, ones = ("", *"一二三四五六七八九")[value // 10], ("", *"一二三四五六七八九")[value % 10]
    ten = "十" if value >= 10 else ""
    assert number(str(value)) == number(f"{tens if value >= 20 else ''}{ten}{ones}") == value


_sentences = st.lists(
    st.sampled_from(
        (
            "1899 1900 2015 2023 2024 2099 年 月 日 0 00 1 2 12 13 29 31 - – ~ . / 至 到 年底至 以来 至今 起 底 初 "
            "去年 前年 上年 今年 二〇一五 十 九十九 99 年前 多年以前 届 第 全国人大 全国政协 次 党的 大期间 ５ ٣ ，"
        ).split()
    )
    | st.text(max_size=4),
    max_size=20,
).map("".join)


@given(_sentences, st.dates())
def test_stated_times_begin_before_the_day_of_publication_and_never_raise(sentence: str, published: date) -> None:
    for period in stated_periods(sentence, published):
        assert period.first <= period.last
        assert period.first < published


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.dates(date(1900, 1, 2), date(2099, 12, 31)))
def test_a_day_before_the_post_is_read_as_it_is_written(day: date, published: date) -> None:
    written = f"县里{day.year}年{day.month}月{day.day}日开会"
    assert stated_periods(written, published) == ((Period(day, day),) if day < published else ())


@given(_sentences)
def test_a_sentence_opens_with_a_day_or_with_none(sentence: str) -> None:
    day = opening_day(sentence)
    assert day is None or 1900 <= day.year <= 2099


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["", " ", "\n ", "  "]))
def test_an_opening_day_is_read_as_it_is_written(day: date, space: str) -> None:
    assert opening_day(f"{space}{day.year}年{day.month}月{day.day}日，县里开会。") == day
    assert opening_day(f"{space}{day.year}年{day.month}月{day.day}日") == day
    assert opening_day(f"{space}{day.year}年{day.month}月，县里开会。") == day.replace(day=1)


@pytest.mark.parametrize(
    "sentence", ["2015年，县里开会。", "县里2015年5月20日开会。", "5月20日，县里开会。", "今年5月", ""]
)
def test_a_year_alone_and_a_day_further_on_open_nothing(sentence: str) -> None:
    assert opening_day(sentence) is None


@given(st.integers(1900, 2099), st.integers(1, 12), st.integers(0, 99))
def test_what_is_no_day_of_the_month_stands_for_the_month(number: int, month: int, day: int) -> None:
    (period,) = stated_periods(f"{number}年{month}月{day}日", date(2100, 1, 1))
    assert (period.first.year, period.first.month, period.last.month) == (number, month, month)
    assert (period.first == period.last) == (1 <= day <= monthrange(number, month)[1])
