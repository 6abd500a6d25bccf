"""What two tenures, two titles or an old date make wrong in a roster, each at its line."""

from datetime import date

import pytest

from services.checker.roster.lint import problems

TODAY = date(2026, 5, 1)
HEAD = "as_of: 2026-03-31\nunits: [青岚县]\noffices:\n"
TAO, LUO = "陶砚秋", "骆明舟"


def term(name: str, since: str = "", until: str = "", *, extra: str = "source: 公告") -> str:
    dates = [f"{key}: {day}, " for key, day in (("from", since), ("until", until)) if day]
    return f"      - {{name: {name}, {''.join(dates)}{extra}}}\n"


def office(*terms: str, title: str = "青岚县县长", keys: str = "single: true") -> str:
    """Three lines, and one for each term."""
    return f"  - title: {title}\n    {keys}\n    holders:\n{''.join(terms)}" if terms else f"  - title: {title}\n"


def found(*pages: str, today: date = TODAY) -> list[str]:
    """The problems of the files a.yaml, b.yaml …"""
    files = {f"{name}.yaml": page for name, page in zip("abc", pages, strict=False)}
    return [str(problem) for problem in problems(files, today)]


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param([term(TAO, "2017-01-18", "2021-07-20"), term(LUO, "2021-07-20")], id="one day"),
        pytest.param([term(TAO, "2017-01", "2021-07"), term(LUO, "2021-07")], id="the same month"),
        pytest.param([term(TAO, "2017-01", "2021-07"), term(LUO, "2021-07-02")], id="a day in the month"),
        pytest.param([term(TAO, "2017-01", "2021-08"), term(LUO, "2021-07")], id="months that touch"),
        pytest.param([term(TAO, "", "2021-07-20"), term(LUO, "2021-07-20")], id="a beginning that is not known"),
        pytest.param([term(LUO, "2021-07-20"), term(TAO, "2017-01", "2021-01-22")], id="in any order, a short gap"),
        pytest.param([term(TAO, "2017-01", "2019-01"), term(TAO, "2019-01")], id="elected again"),
        pytest.param(
            [term(TAO, "2016-01", "2017-01"), term(LUO, "2017-01", "2019-01"), term(TAO, "2019-01")], id="back again"
        ),
    ],
)  # fmt: skip
def test_terms_that_follow_each_other_are_right(terms: list[str]) -> None:
    assert found(HEAD + office(*terms)) == []


@pytest.mark.parametrize(
    ("terms", "line", "reasons"),
    [
        pytest.param(
            [term(TAO, "2017-01-18"), term(LUO, "2021-07-20")],
            8,
            ["“骆明舟”已于 2021-07-20 任“青岚县县长”", "“陶砚秋”（第 7 行）没有离任日期；请补上", "single: false"],
            id="an end that was forgotten",
        ),
        pytest.param(
            [term(TAO), term(LUO, "2021-07-20")],
            7,
            ["“陶砚秋”也任“青岚县县长”", "“骆明舟”（第 8 行）没有离任日期；请补上"],
            id="somebody without dates",
        ),
        pytest.param(
            [term(TAO, "2017-01-18", "2021-07-22"), term(LUO, "2021-07-20")],
            8,
            ["“陶砚秋”（第 7 行）尚未离任（2021-07-22 离任，2021-07-20 任职）；请核对日期"],
            id="days",
        ),
        pytest.param(
            [term(LUO, "2021-07"), term(TAO, "2017-01", "2021-09")],
            7,
            ["“陶砚秋”（第 8 行）尚未离任（2021-09 离任，2021-07 任职）"],
            id="months apart",
        ),
        pytest.param(
            [term(LUO, "2017-01"), term(LUO, "2021-07-20")],
            8,
            ["“骆明舟”任“青岚县县长”写了两次，时间重叠（另见第 7 行）；请合并或改正日期"],
            id="one person twice",
        ),
    ],
)
def test_a_single_office_has_one_holder_at_a_time(terms: list[str], line: int, reasons: list[str]) -> None:
    (problem,) = found(HEAD + office(*terms))
    assert problem.startswith(f"a.yaml:{line}: “")
    assert [reason for reason in reasons if reason not in problem] == []


def test_every_term_is_held_against_the_one_that_lasts_longest() -> None:
    terms = [term(TAO, "2010-01"), term("祝青屿", "2011-01", "2012-01"), term(LUO, "2013-01", "2014-01")]
    assert [problem.partition(": ")[0] for problem in found(HEAD + office(*terms))] == ["a.yaml:8", "a.yaml:9"]


def test_an_office_of_several_may_be_held_by_two_but_not_twice_by_one() -> None:
    terms = [term("祝青屿", "2021-01"), term("阮星渡", "2021-01")]
    assert found(HEAD + office(*terms, keys="rank: 3")) == []
    assert found(HEAD + office(*terms, term("祝青屿", "2020-01", "2022-01"), keys="rank: 3")) == [
        "a.yaml:7: “祝青屿”任“青岚县县长”写了两次，时间重叠（另见第 9 行）；请合并或改正日期"
    ]


def test_what_is_not_confirmed_is_counted_and_makes_no_error() -> None:
    doubtful = term(LUO, "2021-07", extra="source: 网站, certainty: unconfirmed")
    count, clash = found(HEAD + office(term(TAO, "2017-01"), doubtful))
    assert clash.startswith("a.yaml:8: 提醒：“骆明舟”已于 2021-07 任")
    assert count == "a.yaml:8: 提醒：1 段任职待核实，核实之前不用来核对任期"


@pytest.mark.parametrize(
    ("ours", "theirs", "clashes"),
    [
        pytest.param("units: [青岚县]", "units: [青岚县]", True, id="one unit"),
        pytest.param("units: [青岚县]", "units: [青岚县教育局]", True, id="a part of it"),
        pytest.param("units: [青岚县教育局]", "units: [青岚县]", True, id="the whole of it"),
        pytest.param("units: [青岚县, a.example]", "units: [a.example]", True, id="one site"),
        pytest.param("units: [青岚县]", "", True, id="every unit"),
        pytest.param("units: [青岚县]", "units: [墨溪县]", False, id="two units"),
    ],
)
def test_a_title_means_one_office_to_a_unit(ours: str, theirs: str, clashes: bool) -> None:
    head = "as_of: 2026-03-31\noffices:\n"
    first = office(term(TAO, "2019-01"), title="青岚县教育局局长", keys="short: [局长, 教育局局长]") + ours
    second = office(term(LUO, "2019-01"), title="青岚县公安局局长", keys="short: [局长]") + theirs
    expected = (
        "b.yaml:3: “局长”既指“青岚县公安局局长”，又指“青岚县教育局局长”（a.yaml:3）；请换成更长的说法，让它只指一个职务"
    )
    assert found(head + first, head + second) == [expected] * clashes


def test_a_title_that_means_two_offices_of_one_file_is_told() -> None:
    offices = [office(term(TAO, "2019-01"), title=title, keys="short: [局长]") for title in ("甲局局长", "乙局局长")]
    (problem,) = found(HEAD + "".join(offices))
    assert problem.startswith("a.yaml:8: “局长”既指“乙局局长”，又指“甲局局长”（a.yaml:4）")


@pytest.mark.parametrize(
    ("until", "since", "keys", "days"),
    [
        pytest.param("2020-01-01", "2020-06-29", "single: true", 0, id="short"),
        pytest.param("2020-01-01", "2020-06-30", "single: true", 181, id="long"),
        pytest.param("2020-01", "2020-07", "single: true", 0, id="months that may be near"),
        pytest.param("2019-01", "2020-07", "rank: 1", 0, id="an office of several"),
        pytest.param(
            "2019-01", "2020-07", "single: true\n    complete: 2020-07-01", 0, id="before the list is complete"
        ),
    ],
)
def test_a_long_time_without_a_holder_is_a_warning(until: str, since: str, keys: str, days: int) -> None:
    problems = found(HEAD + office(term(TAO, "2017-01", until), term(LUO, since), keys=keys))
    expected = f"a.yaml:8: 提醒：“骆明舟”任“青岚县县长”（{since}）之前空缺 {days} 天；请核对是否漏写"
    assert problems == [expected] * bool(days)


@pytest.mark.parametrize(
    ("today", "reason"),
    [
        (date(2026, 9, 27), ""),
        (date(2026, 9, 28), "核对至 2026-03-31，已过去 181 天；请核对此后的任免"),
        (date(2026, 3, 30), "核对至 2026-03-31，晚于今天 2026-03-30；请核对日期"),
    ],
)
def test_the_age_of_a_file_is_a_warning(today: date, reason: str) -> None:
    page = HEAD + office(term(TAO, "2017-01")) + office(term(LUO, "2017-01"), title="青岚县书记")
    assert found("# 名册\n" + page, today=today) == [f"a.yaml:2: 提醒：{reason}"] * bool(reason)


def test_an_office_without_holders_is_a_warning() -> None:
    assert found(HEAD + office()) == ["a.yaml:4: 提醒：“青岚县县长”没有任职者，不核对姓名"]


def test_a_complete_office_wants_to_know_when_everybody_began() -> None:
    page = HEAD + office(term(TAO), term(LUO, "2022-01"), keys="complete: 2021-01-01")
    assert found(page) == ["a.yaml:7: 提醒：“青岚县县长”写明自 2021-01-01 起名单完整，而“陶砚秋”没有任职日期；请补上"]


def test_every_file_that_cannot_be_read_is_told_before_anything_else() -> None:
    bad = HEAD + office(term(TAO, extra="source: ''"))
    assert found(bad, HEAD + office()) == ["a.yaml:7: “source”应为非空的文字"]
    assert [problem.partition(": ")[0] for problem in found(bad, bad.replace("''", "[]"))] == ["a.yaml:7", "b.yaml:7"]


def test_what_two_files_both_say_is_told_where_it_is_said_again() -> None:
    page = HEAD + office(term(TAO, "2017-01"))
    assert found(page, page) == ["b.yaml:4: “青岚县县长”已写在 a.yaml:4"]


def test_a_table_has_the_lines_of_its_rows() -> None:
    table = "截至,2026-03-31\n职务,姓名,任职,来源\n\n青岚县县长,骆明舟,2021-07,公告\n青岚县县长,陶砚秋,2017-01,公告\n"
    (problem,) = problems({"a.csv": table}, TODAY)
    assert (problem.file, problem.line) == ("a.csv", 4)
    assert "“陶砚秋”（第 5 行）没有离任日期" in problem.reason
