"""`duwang roster`, and posts checked against an organisation's own roster, as the keeper of one calls them."""

import json
from pathlib import Path

import pytest

from tests.integration.conftest import CLEAN, ERROR, Command, drop, post

ROSTER = """\
as_of: 2026-03-31
units: [青岚县]
offices:
  - title: 中共青岚县委书记
    short: [县委书记]
    single: true
    holders:
      - {name: 蔺知夏, from: 2016-08, until: 2021-07-15, source: 任免通知}
      - {name: 陶砚秋, from: 2021-07-15, source: 任免通知, certainty: unconfirmed}
  - title: 青岚县县长
    short: [县长]
    holders:
      - {name: 陶砚秋, from: 2017-01-18, until: 2021-07-20, source: 公告}
"""
SHIPPED = "as_of: 2026-03-31\noffices: [{title: 国务院总理, single: true, holders: [{name: 甲乙, source: 公告}]}]\n"
COUNTED = "a.yaml:9: 提醒：1 段任职待核实，核实之前不用来核对任期"
SLIP = "县委书记陶彦秋主持会议。"


@pytest.fixture
def duwang(duwang: Command, monkeypatch: pytest.MonkeyPatch) -> Command:
    """The command with a folder of own rosters, `own`, that holds one good file."""
    Path("own").mkdir()
    drop("own/a.yaml", ROSTER)
    monkeypatch.setenv("DUWANG_ROSTERS", "own")
    return duwang


@pytest.fixture
def lint(duwang: Command) -> Command:
    return lambda *arguments: duwang("roster", "lint", *arguments, "--today", "2026-05-01")


def test_a_good_roster_is_praised_and_warnings_do_not_fail(lint: Command) -> None:
    praise = "1 个文件，2 个职务，3 段任职，没有错误，1 个提醒"
    assert lint() == lint("own") == (0, f"{COUNTED}\n{praise}\n", "")


def test_an_error_is_a_line_with_its_place_and_fails(lint: Command) -> None:
    drop("own/b.csv", "截至,2026-03-31\n单位,青岚县\n职务,姓名,来源\n青岚县委书记,,公告\n")
    ran = lint()
    assert ran == (1, "b.csv:4: “姓名”是空的，请填写（合并的单元格要先拆开，逐行填写）\n共 1 个错误，0 个提醒\n", "")


def test_a_folder_is_judged_beside_the_shipped_rosters(lint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := Path("shipped/leaders")).mkdir(parents=True)
    drop(f"{folder}/state.yaml", SHIPPED)
    monkeypatch.setenv("DUWANG_LEXICONS", "shipped")
    monkeypatch.delenv("DUWANG_ROSTERS")
    drop(
        "own/b.yaml",
        ROSTER.replace("县长]", "国务院总理]").replace("青岚县]", "墨溪县]"),
    )
    ran = lint("own")
    assert ran.status == 1
    assert "“国务院总理”既指“青岚县县长”，又指“国务院总理”（leaders/state.yaml:2）" in ran.out
    drop("shipped/leaders/state.yaml", SHIPPED.replace("2026-03-31", "2020-03-31"))
    assert "leaders/state.yaml:1: 提醒" not in lint("own").out
    assert "leaders/state.yaml:1: 提醒" in lint().out


def test_the_shipped_folder_may_be_judged_itself(lint: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder := Path("shipped/leaders")).mkdir(parents=True)
    drop(f"{folder}/state.yaml", SHIPPED)
    monkeypatch.setenv("DUWANG_LEXICONS", "shipped")
    assert lint(folder) == (0, "1 个文件，1 个职务，1 段任职，没有错误，0 个提醒\n", "")


def test_a_file_that_nobody_reads_is_told(lint: Command) -> None:
    for name in ("名册.xlsx", "b.yml", "~$名册.xlsx", "readme.txt"):
        drop(f"own/{name}", "")
    told = [line.partition("：")[0] for line in lint().out.splitlines()[:-1]]
    assert told == ["a.yaml:9: 提醒", "b.yml: 提醒", "名册.xlsx: 提醒"]


def test_a_folder_without_rosters_is_told(lint: Command) -> None:
    Path("empty").mkdir()
    assert lint("empty").out.splitlines()[0] == "empty: 提醒：文件夹中没有 .csv 或 .yaml 名册"


@pytest.mark.parametrize("path", ["nowhere", "a.csv"])
def test_what_is_no_folder_is_one_line_and_status_2(lint: Command, path: str) -> None:
    drop("a.csv", "")
    ran = lint(path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"duwang: {path}: ")


def rows(text: str) -> list[list[str]]:
    """The cells of the table that was drawn."""
    lines = [line for line in text.splitlines() if line.startswith("│")]
    return [[cell.strip() for cell in line.strip("│").split("│")] for line in lines]


def test_show_tells_everything_about_a_person(duwang: Command) -> None:
    ran = duwang("roster", "show", "陶砚秋")
    assert (ran.status, ran.err) == (0, "")
    assert rows(ran.out) == [
        ["青岚县县长", "2017-01-18", "2021-07-20", "公告", "已核实"],
        ["中共青岚县委书记", "2021-07-15", "至今", "任免通知", "待核实"],
    ]
    assert ran.out.splitlines()[-1] == "适用于 青岚县；名册核对至 2026-03-31"


@pytest.mark.parametrize("title", ["中共青岚县委书记", "县委书记", "县委　书记"])
def test_show_tells_who_held_an_office_by_any_form_of_its_title(duwang: Command, title: str) -> None:
    ran = duwang("roster", "show", title)
    assert ran.out.splitlines()[0] == "中共青岚县委书记（县委书记）"
    assert [row[:3] for row in rows(ran.out)] == [["蔺知夏", "2016-08", "2021-07-15"], ["陶砚秋", "2021-07-15", "至今"]]


@pytest.mark.parametrize(
    ("day", "names"),
    [("2016-08-01", ["蔺知夏"]), ("2021-07-15", ["蔺知夏", "陶砚秋"]), ("2026-07-01", ["陶砚秋"]), ("2016-07-31", [])],
)
def test_show_tells_who_held_an_office_on_a_day(duwang: Command, day: str, names: list[str]) -> None:
    ran = duwang("roster", "show", "县委书记", "--on", day)
    assert [row[0] for row in rows(ran.out)] == names
    assert ran.status == (0 if names else 1)
    assert ran.out.endswith("此后的任免未核对\n") == (day > "2026-03-31")


def test_show_tells_what_a_person_held_on_a_day(duwang: Command) -> None:
    assert [row[0] for row in rows(duwang("roster", "show", "陶砚秋", "--on", "2020-01-01").out)] == ["青岚县县长"]
    assert duwang("roster", "show", "陶砚秋", "--on", "2015-01-01").status == 1


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("陶彦秋", "是否要找：陶砚秋"),
        ("青岚县委书记", "是否要找：中共青岚县委书记、县委书记"),
        ("书记", "是否要找：中共青岚县委书记、县委书记"),
        ("天气", "请写姓名，或职务的全称、简称，如 国务院总理"),
    ],
)
def test_show_guesses_what_was_meant(duwang: Command, asked: str, answer: str) -> None:
    ran = duwang("roster", "show", asked)
    assert ran.status == 1
    assert ran.out.startswith(f"名册中没有“{asked}”，{answer}")


def test_a_check_reads_the_own_rosters_for_posts_of_the_unit_only(duwang: Command) -> None:
    lines = [post(SLIP, unit=unit, published_at="2025-01-02") for unit in ("青岚县教育局", "墨溪县", "")]
    ran = duwang("check", drop("a.jsonl", "\n".join(lines)), "--format", "json")
    assert [[each["quote"] for each in report["findings"]] for report in json.loads(ran.out)] == [["陶彦秋"], [], []]


@pytest.mark.parametrize(("unit", "status"), [("青岚县", 1), ("墨溪县", 0)])
def test_a_file_is_checked_as_a_post_of_the_unit_that_is_named(duwang: Command, unit: str, status: int) -> None:
    assert duwang("check", drop("a.txt", SLIP), "--unit", unit).status == status


def test_a_post_that_names_a_unit_keeps_it(duwang: Command) -> None:
    assert duwang("check", drop("a.jsonl", post(SLIP, unit="墨溪县")), "--unit", "青岚县").status == 0


@pytest.mark.parametrize(("body", "lines"), [(CLEAN, 3), (ERROR, 10)])
def test_a_post_after_the_last_day_of_the_roster_says_so(duwang: Command, body: str, lines: int) -> None:
    ran = duwang("check", drop("a.txt", body), "--published-at", "2026-04-01").out.splitlines()
    assert (len(ran), ran[-1]) == (lines, "  名册核对至 2026-03-31，此后的任免未核对")


@pytest.mark.parametrize("arguments", [["--published-at", "2026-03-31"], ["--format", "json"], ["--format", "jsonl"]])
def test_elsewhere_the_last_day_of_the_roster_is_not_mentioned(duwang: Command, arguments: list[str]) -> None:
    assert "未核对" not in duwang("check", drop("a.txt", ERROR), *arguments).out


def test_a_broken_roster_stops_a_check_with_its_place(duwang: Command) -> None:
    drop("own/a.yaml", ROSTER.replace("2016-08", "去年"))
    ran = duwang("check", drop("a.txt", CLEAN))
    assert (ran.status, ran.out) == (2, "")
    assert "a.yaml:8: " in ran.err


def test_the_rules_of_a_lexicon_are_tested_with_the_own_rosters(duwang: Command) -> None:
    assert duwang("lexicon", "lint").out.startswith("2 个文件，")
    drop("own/a.yaml", "rivers: []")
    assert duwang("lexicon", "lint").status == 1


def test_a_rule_is_explained_where_there_are_own_rosters(duwang: Command) -> None:
    assert duwang("explain", "typo.bu-shu").status == 0
